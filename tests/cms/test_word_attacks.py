"""Documents of Word that mean harm or are broken: refused in words, quickly, and nothing outside the document is asked for."""

import contextlib
import io
import random
import re
import socket
import time
import zipfile

import pytest
from PIL import Image

from cms.word.reading import read
from school.people.rules import Refused
from tests.word import HEAD, SPACES, box, cell, docx, drawing, li, link, p, paint, r, table


def refusal(data, name="Урок.docx"):
    with pytest.raises(Refused) as caught:
        read(data, name)
    return str(caught.value.reasons[0])


def values(*body):
    return [(block["type"], block["value"]) for block in read(docx(*body), "Урок.docx").blocks]


def test_enormous_table_is_refused():
    assert "слишком большая таблица" in refusal(docx(table(["а", cell("б", marks='<w:gridSpan w:val="999999999"/>')])))


def test_too_many_pictures_are_refused():
    body = [p(drawing(f"r{n}")) for n in range(61)]

    assert "больше 60 картинок" in refusal(docx(*body, pictures={f"r{n}": paint(size=(2, 2)) for n in range(61)}))


def test_flood_of_pixels_is_refused_by_the_header():
    body = [p(drawing(f"r{n}")) for n in range(6)]
    flood = io.BytesIO()
    Image.new("1", (5000, 4900)).save(flood, "PNG")
    started = time.monotonic()

    assert "слишком большие" in refusal(docx(*body, pictures={f"r{n}": flood.getvalue() for n in range(6)}))
    assert time.monotonic() - started < 2


@pytest.fixture
def no_network(monkeypatch):
    called = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: called.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **rest: called.append(given) or [])
    return called


def test_pictures_outside_are_never_asked_for(no_network):
    body = [p("Слова", drawing("r1", "x", how="link"), drawing("r2", "y"), drawing("r3", "z", how="link"))]
    places = {"r1": "http://127.0.0.1:9/a.png", "r2": "http://169.254.169.254/", "r3": "file:///etc/passwd"}
    reading = read(docx(*body, outside=places), "a.docx")

    assert [block["type"] for block in reading.blocks] == ["text"]
    assert "Картинок по ссылке не перенесено: 3" in reading.remarks[0]
    assert no_network == []


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a '"
    + "х" * 100
    + "'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTER = "<!DOCTYPE x [<!ENTITY i SYSTEM 'http://127.0.0.1:9/secret'><!ENTITY % p SYSTEM 'http://127.0.0.1:9/dtd'>%p;]>"
FILE = "<!DOCTYPE x [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"
BARE = "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/dtd'>"


@pytest.mark.parametrize("definitions", [LAUGHS, OUTER, FILE, BARE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"]
)
def test_definitions_of_entities_are_refused(no_network, definitions, encoding, part):
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    xml = f"{head}{definitions}<w:document {SPACES}><w:body><w:p><w:r><w:t>&i;</w:t></w:r></w:p></w:body></w:document>".encode(encoding)
    started = time.monotonic()

    assert refusal(docx(p("а"), parts={part: xml}))
    assert time.monotonic() - started < 4  # unpacked and read it would take a minute
    assert no_network == []


def test_bomb_is_refused_before_it_is_unpacked():
    started = time.monotonic()
    bomb = f"{HEAD}<w:document {SPACES}><w:body>{' ' * 90_000_000}</w:body></w:document>"
    data = docx(document=bomb)
    started = time.monotonic()

    assert "после распаковки слишком большой" in refusal(data)
    assert "слишком много текста" in refusal(docx(document=bomb.replace(" " * 90_000_000, " " * 15_000_000)))
    assert time.monotonic() - started < 1


def test_bomb_that_lies_about_its_size_is_refused():
    data = bytearray(docx(document=f"{HEAD}<w:document {SPACES}><w:body>{' ' * 20_000_000}</w:body></w:document>"))
    true, lie = (20_000_000 + len(f"{HEAD}<w:document {SPACES}><w:body></w:body></w:document>")).to_bytes(4, "little"), (5000).to_bytes(4, "little")
    assert data.count(true) == 2

    assert "повреждён" in refusal(bytes(data.replace(true, lie)))


def test_pit_of_elements_is_refused():
    deep = "<w:smartTag>" * 5000 + "</w:smartTag>" * 5000
    many = "<w:p/>" * 80_000

    assert "слишком сложно" in refusal(docx(deep))
    assert "слишком сложно" in refusal(docx(many))


def styled(count, name="word/styles.xml"):
    """Each style is based on the next one."""
    inside = (f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(count))
    return {name: f"{HEAD}<w:styles {SPACES}>{''.join(inside)}</w:styles>"}


def test_parts_share_one_measure_of_elements():
    assert "слишком сложно" in refusal(docx("<w:p/>" * 40_000, parts=styled(20_000)))


@pytest.mark.parametrize(
    ("body", "parts"), [("<w:p/>" * 74_900, {}), (p("а", style="s0") * 5000, styled(18_000)), (p("x", "<w:r><w:br/></w:r>" * 37_000), {})]
)
def test_worst_document_takes_seconds(body, parts):
    started = time.process_time()
    with contextlib.suppress(Refused):
        read(docx(body, parts=parts), "a.docx")

    assert time.process_time() - started < 8  # under 3 on a quiet machine


def test_long_rows_of_nothing_cost_no_time():
    started = time.monotonic()

    assert values(p("x", "<w:r><w:br/></w:r>" * 20_000, "y"), p(" \u00a0" * 500_000 + "z"))[0][1].endswith("y</p><p>z</p>")
    assert time.monotonic() - started < 8


def test_part_named_twice_is_refused():
    stream = io.BytesIO(docx(p("а")))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(stream, "a") as package:
        package.writestr("word/document.xml", "<x/>")

    assert "повреждён" in refusal(stream.getvalue())


BROKEN = {
    "old.doc": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "с расширением .docx"),
    "locked.docx": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "закрыт паролем"),
    "text.docx": (b"hello", "не совпадает"),
    "empty.docx": (b"", "пустой"),
    "macro.docx": (docx(p("а"), parts={"word/vbaProject.bin": b"x"}), "макросы"),
    "big.docx": (b"PK\x03\x04" + b"x" * (10 * 1024 * 1024), "до 10 МБ"),
    "sheet.xlsx": (docx(p("а")), "с расширением .docx"),
    "cut.docx": (docx(p("а"))[:-40], "не совпадает"),
    "broken.docx": (docx(document="<w:document"), "повреждён"),
    "strange.docx": (docx(document="<a><b/></a>"), ""),
    "nothing.docx": (docx(p("")), "нет текста"),
    "namespace.docx": (docx(document="<w:document><w:body/></w:document>"), "повреждён"),
    "traversal.docx": (docx(p("а"), parts={"../../etc/passwd": "x"}), "не совпадает"),
    "styles.docx": (docx(p("а"), parts={"word/styles.xml": "<x"}), "повреждён"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_bad_documents_are_refused_in_words(name):
    data, words = BROKEN[name]

    assert words in refusal(data, name)


@pytest.mark.parametrize("seed", range(40))
def test_spoilt_documents_never_break_the_reader(seed):
    """A part cut or scribbled over anywhere is read or refused, and nothing else happens."""
    chance = random.Random(seed)
    whole = docx(p("Глава", style="1"), li("а"), table(["а", "б"], ["в", "г"]), p(drawing("r1", "x"), link("r2", "тут")), pictures={"r1": paint()})
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    victim = chance.choice(["word/document.xml", "word/styles.xml", "word/numbering.xml", "word/_rels/document.xml.rels"])
    body = parts[victim]
    names = re.findall(rb'(?:w:val|r:embed|r:id|w:ilvl|Target|Id|w:numId)="[^"]*"', body)
    chosen = chance.choice(names)
    parts[victim] = body.replace(
        chosen, chosen.split(b"=")[0] + chance.choice([b'=""', b'="x"', b'="-1"', b'="99999999999999999999"', b'="../../x"'])
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)

    with contextlib.suppress(Refused):
        assert read(stream.getvalue(), "a.docx").blocks


def test_sixty_pages_are_read_in_time():
    page = [
        p("Глава", style="1"),
        *(p("Слово за слово. " * 12, r("важно", "<w:b/>")) for _n in range(18)),
        table(*[["а", "б", "в"]] * 8),
        *[li("пункт")] * 8,
    ]
    pictures = {f"r{n}": paint("JPEG", (1200, 800), f"hsl({n * 6}, 50%, 50%)") for n in range(30)}
    body = page * 60 + [p(drawing(key, "x")) for key in pictures]
    data = docx(*body, pictures=pictures)
    started = time.monotonic()
    reading = read(data, "Книга.docx")

    assert len(reading.pictures) == 30
    assert time.monotonic() - started < 10


def test_document_of_nothing_but_frames_says_so():
    with pytest.raises(Refused) as caught:
        read(docx(p(box("в рамке"))), "a.docx")

    assert [str(reason) for reason in caught.value.reasons][1:] == ["Надписей (текста в рамках) не перенесено: 1."]
