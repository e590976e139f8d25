"""The certificate on paper: its facts can be read by eye, by machine and by a screen reader; nothing typed becomes markup."""

import shutil
import subprocess
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from courses.certificates import printing
from courses.certificates.picture_printing import SIGN, slim
from tests.courses.certificates.pictures import drawing

FACTS = {
    "family_name": "Соколова",
    "given_names": "Елена Александровна",
    "program": "Я – исполнитель общественно полезных услуг",
    "hours": 72,
    "started_on": "2026-07-04",
    "finished_on": "2026-11-14",
    "issued_on": "2026-11-21",
    "place": "Тюмень",
    "number": "ШЛ-2026-0147",
    "signatory_name": "М. И. Орлова",
    "signatory_post": "руководитель Школы лидеров НКО",
    "school_name": "Школа лидеров НКО",
    "school_region": "Тюменская область",
    "organization": "АНО «Добрый берег»",
    "check_url": "HTTPS://SHKOLA.EXAMPLE/C/7K3M5TQWERTYUIOPASDFGHJ234",
    "check_url_text": "shkola.example/c/7K3M5TQWERTYUIOPASDFGHJ234",
}
LONGEST = {"family_name": "Щ" * 300, "given_names": "Ж" * 300, "program": "Ш" * 300}
FULL = {
    "place": "Щ" * 100,
    "signatory_name": "Щ" * 120,
    "signatory_post": "должность " * 20,
    "school_name": "Школа " * 20,
}


PEN = slim("подпись.png", drawing(), SIGN)
SIGNED = {"name": "М. И. Орлова", "post": "руководитель Школы лидеров НКО", "picture": PEN.digest}


def sheet(fresh=None, **facts):
    return printing.certificate_pdf(FACTS | facts, fresh)


def words(paper):
    page = pypdfium2.PdfDocument(paper)[0]
    return " ".join(page.get_textpage().get_text_range().replace("\xa0", " ").split())


def test_sheet_says_who_what_when_and_number():
    text = words(sheet())

    for fact in (
        "Сертификат участника",
        "Соколова Елена Александровна",
        "Программа «Я – исполнитель общественно полезных услуг»",
        "Пройдены все пять частей",
        "72 академических часа",
        "4 июля – 14 ноября 2026 года",
        "Тюмень, 21 ноября 2026 года",
        "ШЛ-2026-0147",
        "М. И. Орлова руководитель Школы лидеров НКО",
        "Сертификат подтверждает участие в программе и не является документом о квалификации.",
    ):
        assert fact in text
    assert "shkola.example/c/7K3M5TQWERTYUIOPASDFGHJ234" in text.replace(" ", "")


@pytest.mark.skipif(not shutil.which("zbarimg"), reason="no reader of QR codes on this machine")
@pytest.mark.parametrize("facts", [{}, LONGEST | FULL, {"check_url": "https://school.example.org/C/" + "A2" * 13}])
def test_code_on_the_sheet_leads_to_the_check_page(tmp_path, facts):
    picture = tmp_path / "sheet.png"
    pypdfium2.PdfDocument(sheet(**facts))[0].render(scale=2).to_pil().save(picture)

    read = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True, check=True)

    assert read.stdout.strip() == (FACTS | facts)["check_url"]


def test_sheet_is_tagged_for_a_screen_reader():
    paper = pikepdf.open(BytesIO(sheet(signatories=[SIGNED], fresh={PEN.digest: PEN.data})))

    tags = [thing for thing in paper.objects if isinstance(thing, pikepdf.Dictionary) and "/S" in thing]
    alts = {str(tag.Alt) for tag in tags if "/Alt" in tag}
    with paper.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Сертификат участника ШЛ-2026-0147: Соколова Елена Александровна"
    assert paper.Root.MarkInfo.Marked
    assert paper.Root.Lang == "ru"
    assert paper.Root.StructTreeRoot.K
    assert {str(tag.S) for tag in tags} >= {"/H1", "/P", "/L", "/LI", "/Figure", "/Link"}
    assert {
        "Знак: Школа лидеров НКО",
        "Подпись",
        "QR-код: страница проверки сертификата ШЛ-2026-0147",
    } <= alts


def test_sheet_carries_its_fonts():
    paper = pikepdf.open(BytesIO(sheet()))

    fonts = [thing for thing in paper.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
    assert len(fonts) == 4
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_sheet_is_the_same_bytes_and_small():
    first, second = sheet(), sheet()

    assert first == second
    assert len(first) <= 120 * 1024


@pytest.mark.parametrize(
    "facts",
    [
        {"family_name": "Ким", "given_names": "Яна Олеговна"},
        {"family_name": "Константинопольская-Преображенская", "given_names": "Александра Константиновна"},
        {
            "family_name": "Аль-Хорезми ибн Мухаммад Абдурахманович-Заде",
            "given_names": "Абу Абдуллах Мухаммад ибн Муса",
        },
        LONGEST,
        LONGEST | FULL,
    ],
)
def test_any_name_fits_on_one_page_whole(facts):
    paper = sheet(**facts)

    document = pypdfium2.PdfDocument(paper)
    page = document[0].get_textpage()
    width, height = document[0].get_size()
    boxes = [page.get_charbox(index) for index in range(page.count_chars())]
    text = words(paper).replace(" ", "")
    assert len(document) == 1
    assert all(left >= 0 and bottom >= 0 and right <= width and top <= height for left, bottom, right, top in boxes)
    assert facts["family_name"][:200].replace(" ", "") in text
    assert facts["given_names"][:200].replace(" ", "") in text


def test_longest_name_does_not_reach_the_foot():
    page = pypdfium2.PdfDocument(sheet(**LONGEST))[0].get_textpage()

    [done] = (page.search("Пройдены все пять частей").get_next(),)
    [foot] = (page.search("Обучение").get_next(),)

    assert page.get_charbox(done[0])[1] > page.get_charbox(foot[0])[3]


@pytest.mark.parametrize(
    ("family", "printed"),
    [
        ("{{7*7}} <b>", "{{7*7}} <b>"),
        ("{% debug %} {user.password}", "{% debug %} {user.password}"),
        ("{0.__class__} %(x)s %s", "{0.__class__} %(x)s %s"),
        ("<script>1</script>&amp;", "<script>1</script>&amp;"),
        ('"><img src=file:///etc/passwd>', '"><img src=file:///etc/passwd>'),
        ("Ким\u202e\x00\x07\u200b\r\nЯна", "Ким Яна"),
    ],
)
def test_name_is_printed_as_typed(family, printed):
    text = words(sheet(family_name=family, given_names=family, program=family))

    assert f"{printed} {printed}" in text
    assert f"«{printed}»" in text


def test_signature_is_a_picture_or_a_line_for_a_pen():
    signed = printing.certificate_html(FACTS | {"signatories": [SIGNED]})

    assert f'src="asset:{PEN.digest}"' in signed
    assert "Подпись" not in printing.certificate_html(FACTS)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (1, "академический час"),
        (2, "академических часа"),
        (5, "академических часов"),
        (11, "академических часов"),
        (12, "академических часов"),
        (21, "академический час"),
        (72, "академических часа"),
        (111, "академических часов"),
    ],
)
def test_hours_agree_with_their_number(hours, said):
    assert printing.hours_words(hours) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2026, 7, 4), date(2026, 11, 14), "4 июля – 14 ноября 2026 года"),
        (date(2026, 7, 4), date(2026, 7, 14), "4–14 июля 2026 года"),
        (date(2026, 7, 4), date(2026, 7, 4), "4 июля 2026 года"),
        (date(2026, 12, 4), date(2027, 1, 14), "4 декабря 2026 года – 14 января 2027 года"),
    ],
)
def test_training_is_said_in_words(start, end, said):
    assert printing.training_words(start, end).replace("\xa0", " ") == said


def test_address_in_capitals_makes_a_smaller_code():
    capitals, small = (printing.qr_svg(text) for text in (FACTS["check_url"], FACTS["check_url"].lower()))

    assert len(capitals) < len(small)
    assert capitals == printing.qr_svg(FACTS["check_url"])
