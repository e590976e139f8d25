"""Documents of Word: what becomes of each kind of content, and that nothing leaves the document but words and pictures."""

import io

import pytest
from PIL import Image

from cms.word.reading import read
from tests.word import HEAD, SPACES, box, cell, docx, drawing, li, link, note, p, paint, r, style, table


def blocks(*body, **rest):
    return read(docx(*body, **rest), "Урок.docx").blocks


def values(*body, **rest):
    return [(block["type"], block["value"]) for block in blocks(*body, **rest)]


def remarks(*body, **rest):
    return " ".join(read(docx(p("Слова"), *body, **rest), "Урок.docx").remarks)


# Words


def test_headings_and_text_join_into_blocks():
    found = values(
        p("Урок", style="a3"), p("Первая часть", style="1"), p("Раз."), p("Два."), p("Мелочи", style="3"), p("Три."), p("Конец", style="2")
    )

    assert found == [
        ("heading", "Урок"),
        ("heading", "Первая часть"),
        ("text", "<p>Раз.</p><p>Два.</p><h3>Мелочи</h3><p>Три.</p>"),
        ("heading", "Конец"),
    ]


def test_headings_of_peoples_own_styles_are_headings():
    own = style("h7", "Глава школы", '<w:basedOn w:val="2"/>') + style("h8", "Раздел", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>')
    own += style("h9", "heading 5") + style("h0", "Loop", '<w:basedOn w:val="h0"/>')

    assert values(p("Глава", style="h7"), p("Часть", style="h8"), p("Мелочь", style="h9"), p("Текст", style="h0"), styles=own) == [
        ("heading", "Глава"),
        ("text", "<h3>Часть</h3><p><b>Мелочь</b></p><p>Текст</p>"),
    ]


def test_marks_and_links_stay_and_nothing_else():
    text = p("Это ", r("важно", '<w:b/><w:color w:val="FF0000"/><w:u w:val="single"/>'), ", ", r("очень", "<w:i/>"), ": ", link("r1", "закон"))

    assert values(text, links={"r1": "https://pravo.example/?a=1&b=2"}) == [
        ("text", '<p>Это <b>важно</b>, <i>очень</i>: <a href="https://pravo.example/?a=1&amp;b=2">закон</a></p>')
    ]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///C:/secret.doc", "data:text/html,x", "//evil.example", "JaVaScRiPt:x", "урок2.docx"]
)
def test_odd_links_become_words(address):
    body = p("См. ", link("r1", "сюда"))

    assert values(body, links={"r1": address}) == [("text", "<p>См. сюда</p>")]
    assert "Ссылок на закладки и файлы: 1" in remarks(body, links={"r1": address})


def test_lists_are_nested_as_in_word():
    found = values(li("раз"), li("внутри", level=1, ordered=True), li("глубже", level=2), li("два"), li("первый", ordered=True), p("Конец"))

    assert found == [
        (
            "text",
            "<ul><li>раз<ol><li>внутри<ul><li>глубже</li></ul></li></ol></li><li>два</li></ul><ol><li>первый</li></ol><p>Конец</p>",
        )
    ]


def test_quotes_are_quotes():
    assert values(p("Слова", style="a5"), p("Ещё", style="a5")) == [("quote", {"text": "Слова\nЕщё", "author": "", "about": ""})]
    assert values(p("ы" * 1001, style="a5")) == [("text", f"<p>{'ы' * 1001}</p>")]


def test_garbage_of_word_is_swept():
    garbage = '<w:bookmarkStart w:id="0" w:name="_Toc1"/><w:proofErr w:type="spellStart"/>'
    smart = f'<w:smartTag w:element="place">{r("Тюмень")}</w:smartTag>'

    found = values(
        p(garbage, r("Мяг\u00adкий\u200b"), "\u00a0\u00a0\u00a0", smart, "  "),
        p(""),
        p("\u00a0\u00a0"),
        p(r(" ", "<w:b/>")),
        p("5\u00a0лет и\u0306"),
        p(r("а"), "<w:r><w:tab/></w:r>", r("б")),
    )

    assert found == [("text", "<p>Мягкий Тюмень</p><p>5\u00a0лет й</p><p>а б</p>")]


def test_markup_in_words_is_words():
    found = values(p("<script>alert(1)</script>".replace("<", "‹")), p(r("<b onclick=x>&amp;")), p(r("<img src=x>"), style="1"))

    assert found[1:] == [("heading", "<img src=x>")]
    assert found[0][1].endswith("<p>&lt;b onclick=x&gt;&amp;amp;</p>")


def test_small_numbers_beside_letters_stay_small():
    assert values(p("5 м", r("2", '<w:vertAlign w:val="superscript"/>'))) == [("text", "<p>5 м²</p>")]


def test_long_heading_becomes_text():
    assert values(p("о" * 200, style="1")) == [("text", f"<p><b>{'о' * 200}</b></p>")]


# Tables


def test_table_takes_its_first_row_for_headings():
    assert values(table(["Что", "Когда"], ["Заявление", "март"], ["Отчёт", "май"])) == [
        (
            "table",
            {
                "caption": "",
                "columns": [{"type": "text", "heading": "Что"}, {"type": "text", "heading": "Когда"}],
                "rows": [{"values": ["Заявление", "март"]}, {"values": ["Отчёт", "май"]}],
            },
        )
    ]


def test_merged_cells_are_taken_apart():
    down, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(["А", "Б", "В"], [cell("высокая", marks=down), "1", "2"], [cell("", marks=more), cell("широкая", marks='<w:gridSpan w:val="2"/>')])

    ((_kind, value),) = values(body)

    assert [row["values"] for row in value["rows"]] == [["высокая", "1", "2"], ["высокая", "широкая", ""]]
    assert "объединёнными ячейками: 1" in remarks(body)


def test_cells_with_links_and_lists_are_rich():
    body = table(["Что", "Где"], [cell(p("а"), p("б")), cell(p(link("r1", "тут")))], ["в", cell(li("раз"), li("два"))])

    ((_kind, value),) = values(body, links={"r1": "https://a.example/"})

    assert [column["type"] for column in value["columns"]] == ["rich", "rich"]
    assert value["rows"][0]["values"] == ["<p>а</p><p>б</p>", '<p><a href="https://a.example/">тут</a></p>']
    assert value["rows"][1]["values"][1] == "<ul><li>раз</li><li>два</li></ul>"


def test_frame_around_text_is_no_table():
    assert values(table(["Важные слова"])) == [("text", "<p>Важные слова</p>")]


def test_table_inside_a_table_keeps_its_words():
    ((_kind, value),) = values(table(["А", "Б"], [cell(table(["x", "y"]), p("z")), "2"]))

    assert "x y" in value["rows"][0]["values"][0]


# Pictures


def test_pictures_stand_between_text_with_their_words():
    found = values(p("До ", drawing("r1", "Схема пути"), " после"), p("Рисунок 1. Путь", style="a7"), p("Дальше"), pictures={"r1": paint()})

    assert found == [
        ("text", "<p>До после</p>"),
        ("picture", {"image": 0, "alt": "Схема пути", "caption": "Рисунок 1. Путь", "credit": ""}),
        ("text", "<p>Дальше</p>"),
    ]


def test_picture_without_words_asks_for_them():
    reading = read(docx(p(drawing("r1")), pictures={"r1": paint()}), "a.docx")

    assert reading.blocks[0]["value"]["alt"] == "нужно описание"
    assert "без описания: 1" in reading.remarks[0]


def test_the_same_picture_is_kept_once():
    reading = read(docx(p(drawing("r1", "раз")), p(drawing("r2", "два")), pictures={"r1": paint(), "r2": paint()}), "a.docx")

    assert len(reading.pictures) == 1
    assert [block["value"]["alt"] for block in reading.blocks] == ["раз", "два"]


def test_pictures_are_drawn_anew():
    photo = io.BytesIO()
    marked = Image.Exif()
    marked[0x010E] = "secret place"
    Image.new("RGB", (30, 30), "red").save(photo, "JPEG", exif=marked)
    reading = read(docx(p(drawing("r1", "x")), pictures={"r1": photo.getvalue() + b"<script>"}), "a.docx")

    assert b"secret" not in reading.pictures[0].data
    assert b"script" not in reading.pictures[0].data


@pytest.mark.parametrize("data", [b"\xd7\xcd\xc6\x9awmf", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"\x89PNG\r\n\x1a\n", paint("GIF")])
def test_bad_picture_stays_outside(data):
    reading = read(docx(p("Текст", drawing("r1", "x")), pictures={"r1": data}), "a.docx")

    assert [block["type"] for block in reading.blocks] == ["text"]
    assert "Картинок не перенесено: 1" in reading.remarks[0]


# What stays outside


def test_what_was_left_out_is_said():
    said = remarks(
        p("а", note("footnote"), note("endnote"), note("comment"), box("в рамке")),
        p(f"<w:ins>{r('новое')}</w:ins>", f"<w:del>{r('старое', tag='delText')}</w:del>"),
        p(r("тайна", "<w:vanish/>"), "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"),
        p("Введение 3", style="11"),
        p(r("бывшее", "<w:strike/>"), r("нынешнее", '<w:strike w:val="0"/>')),
    )

    for words in (
        "Сносок не перенесено: 2",
        "Примечаний на полях не перенесено: 1",
        "Надписей (текста в рамках) не перенесено: 1",
        "Исправлений с вставкой: 1",
        "Исправлений с удалением: 1",
        "скрытого текста не перенесено: 1",
        "Формул не перенесено: 1",
        "Оглавление не перенесено",
        "Зачёркнутых мест: 1",
    ):
        assert words in said


def test_hidden_and_deleted_words_do_not_come_in():
    hiding = style("h1", "Тайна", "<w:rPr><w:vanish/></w:rPr>", "character") + style("h2", "Дитя тайны", '<w:basedOn w:val="h1"/>', "character")
    hiding += style("h3", "Тайный абзац", "<w:rPr><w:vanish/></w:rPr>")
    body = [
        p("явно ", r("тайна", "<w:vanish/>"), r("тайна", '<w:rStyle w:val="h2"/>'), r("видно", '<w:vanish w:val="0"/>')),
        p("тайна", style="h3"),
        p(f"<w:del>{r('тайна', tag='delText')}</w:del>", f"<w:moveFrom>{r('тайна')}</w:moveFrom>", box("тайна")),
        p("тайна", style="11"),
    ]

    assert values(*body, styles=hiding) == [("text", "<p>явно видно</p>")]


def test_notes_and_comments_do_not_come_in():
    inside = f'{HEAD}<w:footnotes {SPACES}><w:footnote w:id="1">{p("тайна")}</w:footnote></w:footnotes>'

    assert values(p("а", note("footnote")), parts={"word/footnotes.xml": inside}) == [("text", "<p>а</p>")]
