"""What the demo school makes by code: a film that is a film, captions, forms that open, portraits. The same bytes every time."""

import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops

from cms.demo import film, papers, portraits
from cms.demo.webm import element, vp8_of
from school.vault.captions import rewritten
from school.vault.kinds import ALL, PAPERS, SUBTITLES
from school.vault.media import seconds
from school.vault.rules import inspected

DEMO = Path(film.__file__).parent
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(name):
    return json.loads((DEMO / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def spec():
    return read("video.json")


@pytest.fixture(scope="module")
def webm(spec):
    return film.video(spec)


@pytest.fixture(scope="module")
def forms():
    return [entry["document"] for entry in read("library.json")["entries"] if entry.get("document")]


def test_film_passes_the_vault_and_knows_its_length(spec, webm):
    assert inspected(webm, "put.webm", ALL).content_type == "video/webm"
    assert seconds(io.BytesIO(webm), len(webm), "video/webm") == sum(scene["seconds"] for scene in spec["scenes"])
    assert len(webm) <= 2_500_000


def test_film_is_the_same_every_time():
    short = {
        "scenes": [{"seconds": 1, "title": "Путь", "text": "Начинаем.", "part": None}, {"seconds": 1, "title": "Теория", "text": "Часть.", "part": 1}]
    }

    assert film.video(short) == film.video(short)


def test_every_frame_is_a_whole_picture(webm, spec):
    """A VP8 key frame starts with its marks and its size: a player may jump anywhere."""
    blocks = webm[webm.index(b"\x1f\x43\xb6\x75\x01") :].split(b"\xa3\x01\x00\x00\x00\x00")[1:]

    assert len(blocks) > sum(scene["seconds"] for scene in spec["scenes"])
    for block in blocks:
        frame = block[3 + 4 :]  # the rest of the size, then track, time and flags
        assert frame[0] & 1 == 0
        assert frame[3:6] == b"\x9d\x01\x2a"
        assert (int.from_bytes(frame[6:8], "little"), int.from_bytes(frame[8:10], "little")) == (1280, 720)


def test_table_of_places_points_at_clusters(webm):
    start = webm.index(b"\x18\x53\x80\x67") + 12
    places = [int.from_bytes(piece[8:16]) for piece in webm.split(b"\xf1")[1:] if piece.startswith(b"\x01\0\0\0\0\0\0\x08")]

    assert len(places) == len(read("video.json")["scenes"])
    assert all(webm[start + place :].startswith(b"\x1f\x43\xb6\x75") for place in places)


def test_film_shows_what_it_says(spec):
    scenes = [film.drawn(spec, index) for index in range(len(spec["scenes"]))]

    assert all(scene.size == (1280, 720) for scene in scenes)
    assert all(ImageChops.difference(one, two).getbbox() for one, two in zip(scenes, scenes[1:], strict=False))
    assert Image.open(io.BytesIO(film.poster(spec))).size == (1280, 720)


def test_words_stay_inside_the_frame(spec):
    for scene in spec["scenes"]:
        lines = film.lines_of(scene["text"], film.face("sans", 38), 1040)
        assert len(lines) <= 4
        assert film.face("serif", 92).getlength(scene["title"]) <= 1060


def test_captions_say_all_the_words_in_time(spec):
    text = film.captions(spec)

    assert rewritten(text.encode()) == text.encode()
    assert inspected(text.encode(), "a.vtt", (SUBTITLES,)).content_type == "text/vtt"
    said = " ".join(line for line in text.split("\n")[2:] if line and "-->" not in line)
    assert said == " ".join(scene["text"] for scene in spec["scenes"])
    assert text.count("-->") >= len(spec["scenes"])


def test_element_carries_its_size():
    assert element(0xEC, b"abc") == b"\xec\x01\0\0\0\0\0\0\x03abc"
    assert vp8_of(Image.new("RGB", (64, 64), "teal"), 60)[3:6] == b"\x9d\x01\x2a"


def test_forms_open_and_pass_the_vault(forms):
    assert len(forms) >= 8
    for form in forms:
        data = papers.docx(form["title"], form["lines"])
        assert data == papers.docx(form["title"], form["lines"])
        assert inspected(data, "a.docx", (PAPERS,)).name == "a.docx"
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            assert package.testzip() is None
            for name in package.namelist():
                ElementTree.fromstring(package.read(name))
            body = ElementTree.fromstring(package.read("word/document.xml"))
        words = "".join(node.text or "" for node in body.iter(f"{WORD}t"))
        assert form["title"] in words
        assert len(data) < 20_000


def test_rows_become_a_table_and_marks_become_boxes():
    data = papers.docx("Опись & <список>", ["СОГЛАСИЕ", "№ | Документ", "1 | ____ | лишнее", "[ ] Проверено ____"])
    body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    texts = [node.text for node in body.iter(f"{WORD}t")]

    assert [len(list(row.iter(f"{WORD}tc"))) for row in body.iter(f"{WORD}tr")] == [3, 3]
    assert texts[:2] == ["Опись & <список>", "СОГЛАСИЕ"]
    assert any(text and text.startswith("☐ Проверено ______") for text in texts)


@pytest.mark.parametrize("hair", portraits.BEFORE)
def test_portraits_are_drawn_and_differ(hair):
    drawn = {portraits.portrait({"hair": hair, "tone": tone, "glasses": glasses}, 160) for tone in range(1, 6) for glasses in (True, False)}

    assert len(drawn) == 10
    assert all(Image.open(io.BytesIO(picture)).size == (160, 160) for picture in drawn)


def test_every_teacher_of_the_demo_has_a_face():
    for teacher in read("teachers.json")["teachers"]:
        picture = portraits.portrait(teacher["portrait"])
        assert picture == portraits.portrait(teacher["portrait"])
        assert Image.open(io.BytesIO(picture)).size == (640, 640)
        assert len(picture) < 60_000
