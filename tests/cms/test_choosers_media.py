"""Choosing films, sounds and captions in the editor: each window takes its own kind, says the limit first, offers one's own files only."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.models import LessonPage
from school.people.rules import Refused
from school.vault.actions import keep
from school.vault.models import File
from tests.factories import UserFactory
from tests.school.media import VTT, m4a, mp3, mp4, ogg, webm
from tests.school.test_vault import PDF

pytestmark = pytest.mark.django_db
WINDOWS = {
    "lesson-videos": ("a.mp4", mp4(), ".mp4,.webm", "MP4 или WebM, до 300 МБ."),
    "lesson-sounds": ("a.mp3", mp3(), ".mp3,.m4a,.ogg", "MP3, M4A или OGG, до 100 МБ."),
    "lesson-captions": ("a.vtt", VTT, ".vtt", "Субтитры WebVTT (.vtt), до 1 МБ."),
    "lesson-files": ("a.pdf", PDF, ".pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png", "PDF, DOCX, XLSX, PPTX, JPEG или PNG, до 20 МБ."),
}


def member(name, email):
    person = UserFactory(email=email)
    person.groups.add(Group.objects.get(name=name))
    return person


@pytest.fixture
def editor():
    return member("Editors", "editor@shkola.example")


@pytest.fixture
def client(client_of, author):
    return client_of(author)


def upload(client, window, name, data, title="Название"):
    return json.loads(client.post(f"/cms/{window}/create/", {"title": title, "file": SimpleUploadedFile(name, data)}).content)


@pytest.mark.parametrize("window", WINDOWS)
def test_window_says_what_it_takes_before_choosing(client, window):
    _name, _data, accept, hint = WINDOWS[window]

    text = json.loads(client.get(f"/cms/{window}/").content)["html"]

    assert f'accept="{accept}"' in text
    assert hint in text
    assert "data-limit=" in text
    assert "Загружено {percent} %" in text


@pytest.mark.parametrize("window", WINDOWS)
def test_each_window_takes_its_kind_and_no_other(client, author, window):
    for name, data, *_ in WINDOWS.values():
        answer = upload(client, window, name, data)
        taken = name == WINDOWS[window][0]
        assert answer["step"] == ("chosen" if taken else "reshow_creation_form")
        assert taken or "Такой файл не подходит. Можно загрузить" in answer["htmlFragment"]

    file = File.objects.get()
    assert (file.uploaded_by, file.shelf, file.title) == (author, "lessons", "Название")


@pytest.mark.parametrize(
    ("window", "name", "data"),
    [("lesson-videos", "b.webm", webm()), ("lesson-sounds", "b.m4a", m4a()), ("lesson-sounds", "b.ogg", ogg())],
)
def test_other_forms_of_the_kind_are_taken(client, window, name, data):
    assert upload(client, window, name, data)["step"] == "chosen"


@pytest.mark.parametrize(
    ("window", "name", "data", "words"),
    [
        ("lesson-videos", "a.mp4", mp4()[:-9], "обрезан или повреждён"),
        ("lesson-videos", "a.mp4", webm(), "Это не MP4"),
        ("lesson-sounds", "a.mp3", PDF, "Это не MP3"),
        ("lesson-captions", "a.vtt", b"1\n00:00:01,000 --> 00:00:02,000\n", "первая строка файла должна быть WEBVTT"),
        ("lesson-videos", "a.mp4", b"", "пуст"),
    ],
)
def test_a_lying_file_gets_its_reason_in_the_window(client, window, name, data, words):
    answer = upload(client, window, name, data)

    assert answer["step"] == "reshow_creation_form"
    assert words in answer["htmlFragment"]
    assert File.objects.count() == 0


def test_full_disk_is_said_in_the_window(client, monkeypatch):
    def full(*_args, **_fields):
        raise Refused("На диске школы кончилось место: файл не сохранён.")

    monkeypatch.setattr("cms.choosers.keep", full)

    answer = upload(client, "lesson-videos", "a.mp4", mp4())

    assert answer["step"] == "reshow_creation_form"
    assert "кончилось место" in answer["htmlFragment"]


def test_a_file_without_a_title_is_called_by_its_name(client):
    upload(client, "lesson-videos", "Путь_к статусу.mp4", mp4(), title="")

    assert File.objects.get().title == "Путь к статусу"


def test_windows_offer_own_files_of_their_kind(client, author, editor):
    for name, data in {"a.mp4": mp4(), "a.mp3": mp3(), "a.vtt": VTT, "a.pdf": PDF}.items():
        keep(data, name=name, title=f"Моё {name}", by=author, shelf="lessons")
        keep(data, name=name, title=f"Чужое {name}", by=editor, shelf="lessons")

    for window, (name, *_rest) in WINDOWS.items():
        text = json.loads(client.get(f"/cms/{window}/").content)["html"]
        assert f"Моё {name}" in text
        assert text.count("Моё") == text.count(f"Моё {name}")
        assert "Чужое" not in text


WORDS = {"key": "a", "type": "unstyled", "text": "Слова", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
FILES = {"video": ("a.mp4", mp4()), "audio": ("a.mp3", mp3()), "captions": ("a.vtt", VTT)}


@pytest.fixture
def form_with(form_of, seminar):
    """A new lesson of one block with files in it."""

    def form(kind, **values):
        rich = json.dumps({"blocks": [WORDS], "entityMap": {}})
        block = {"title": "Название", "transcript": rich, "poster": "", "captions": "", **values}
        fields = form_of(LessonPage(title="Новый", slug="new"), **{"action-submit": "1", "body-0-type": kind})
        del fields["body-0-value"]
        return fields | {f"body-0-value-{key}": str(value) for key, value in block.items()}

    return form


@pytest.mark.parametrize("place", FILES)
@pytest.mark.parametrize(("whose", "saved"), [("author", True), ("editor", False)])
def test_author_puts_only_own_media_into_a_lesson(client, request, author, seminar, form_with, place, whose, saved):
    def kept(kind, by):
        return keep(FILES[kind][1], name=FILES[kind][0], by=by, shelf="lessons").pk

    kind = "audio" if place == "audio" else "video"
    values = {"file": kept(kind, author), "captions" if place == "captions" else "file": kept(place, request.getfixturevalue(whose))}

    answer = client.post(f"/cms/pages/add/cms/lessonpage/{seminar.pk}/", form_with(kind, **values))

    assert answer.status_code == (302 if saved else 200)
    assert LessonPage.objects.filter(title="Новый").exists() == saved
    if not saved:
        assert "Одного из файлов здесь нет" in str(answer.context["form"].errors["body"])


def test_a_film_of_another_shelf_cannot_stand_in_a_lesson():
    scan = keep(PDF, name="scan.pdf")
    blocks = LessonPage._meta.get_field("body").stream_block.child_blocks

    for kind, field in (("video", "file"), ("video", "captions"), ("audio", "file")):
        value = blocks[kind].value_from_datadict({f"f-{field}": str(scan.pk), "f-title": "x"}, {}, "f")
        assert value[field] is None


def test_editor_pages_load_the_progress(client, seminar):
    assert "admin/upload.js" in client.get(f"/cms/pages/add/cms/lessonpage/{seminar.pk}/").content.decode()


def test_empty_shelf_opens_where_a_file_is_uploaded(client_of, author):
    def window():
        return client_of(author).get("/cms/lesson-videos/").json()["html"]

    assert window().count('data-w-tabs-active-panel-id-value="tab-create"') == 1
    keep(mp4(), name="f.mp4", title="Видео", by=author, shelf="lessons")
    assert "data-w-tabs-active-panel-id-value" not in window()
