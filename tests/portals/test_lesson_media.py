"""Files, films, sounds and captions of a lesson: who may open them, how they are played, what closes them, what is written down."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from courses.program.models import Cohort
from school.vault.actions import keep
from school.vault.models import File, Look
from school.vault.serving import PORTION
from tests import factories
from tests.lessons import give_page
from tests.school.media import VTT, mp3, mp4
from tests.school.test_vault import PDF

pytestmark = pytest.mark.django_db
TEXT = "<p>Сказанное словами.</p>"
KINDS = ["file", "video", "captions", "audio"]


@pytest.fixture
def files(settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    bodies = {"file": ("Лист.pdf", PDF), "video": ("Фильм.mp4", mp4()), "captions": ("Слова.vtt", VTT), "audio": ("Беседа.mp3", mp3())}
    return {kind: keep(data, name=name, shelf=File.Shelf.LESSONS) for kind, (name, data) in bodies.items()}


@pytest.fixture
def module(cohort):
    return factories.ModuleFactory(program=cohort.program)


@pytest.fixture
def lesson(module, files):
    from cms.models.files import LessonCaptions, LessonFile, LessonSound, LessonVideo

    def of(model, kind):
        return model.objects.get(pk=files[kind].pk)

    lesson = factories.LessonFactory(module=module)
    film = {"file": of(LessonVideo, "video"), "title": "Путь", "poster": None, "captions": of(LessonCaptions, "captions"), "transcript": TEXT}
    sound = {"file": of(LessonSound, "audio"), "title": "Беседа", "transcript": TEXT}
    give_page(lesson, [("file", {"file": of(LessonFile, "file"), "title": "Лист"}), ("video", film), ("audio", sound)])
    return lesson


@pytest.fixture
def address(cohort, lesson, files):
    return lambda kind="video": f"/files/lessons/{cohort.pk}/{lesson.pk}/{files[kind].key}/"


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("role", "status"),
    [("visitor", 302), ("participant", 200), ("trainer", 200), ("coordinator", 200), ("administrator", 200), ("mentor", 404), ("stranger", 404)],
)
def test_files_are_opened_by_those_who_may_read_the_lesson(cast, client_of, address, role, status, kind):
    assert client_of(cast[role]).get(address(kind)).status_code == status


@pytest.mark.parametrize("kind", KINDS)
def test_people_of_other_cohorts_and_programs_get_404(client_of, cohort, lesson, files, address, kind):
    neighbour = factories.EnrollmentFactory(cohort=factories.CohortFactory(under_way=True, program=cohort.program))
    foreign = factories.EnrollmentFactory(cohort=factories.CohortFactory(under_way=True))
    trainer = factories.UserFactory()
    factories.AssignmentFactory(person=trainer, role="trainer", cohort=foreign.cohort)

    for person in (neighbour.person, foreign.person, trainer):
        assert client_of(person).get(address(kind)).status_code == 404
    key = files[kind].key
    assert client_of(foreign.person).get(f"/files/lessons/{foreign.cohort_id}/{lesson.pk}/{key}/").status_code == 404
    assert client_of(neighbour.person).get(f"/files/lessons/{neighbour.cohort_id}/{lesson.pk}/{key}/").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_unpublished_page_closes_its_files_for_everybody(cast, client_of, lesson, address, kind):
    lesson.page.unpublish()

    for role in ("participant", "trainer", "coordinator", "administrator"):
        assert client_of(cast[role]).get(address(kind)).status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_file_taken_out_of_the_page_is_closed(client, lesson, address, kind):
    lesson.page.body = [("text", TEXT)]
    lesson.page.save()

    assert client.get(address(kind)).status_code == 404


@pytest.mark.parametrize("case", ["not started", "opens later", "left"])
def test_closed_lesson_closes_its_films(client, cohort, module, participant, address, case):
    if case == "not started":
        Cohort.objects.update(state="open")
    elif case == "opens later":
        factories.CohortModuleFactory(cohort=cohort, module=module, opens_on=timezone.localdate() + timedelta(days=3))
    else:
        participant.enrollments.update(state="expelled")

    for kind in KINDS:
        assert client.get(address(kind)).status_code == 404


def test_other_files_of_the_vault_are_404(client, cohort, lesson, files):
    scan = keep(PDF, name="Паспорт.pdf")
    unused = keep(mp4(), name="Другой.mp4", shelf=File.Shelf.LESSONS)

    for key in (scan.key, unused.key, "0" * 48, "x"):
        assert client.get(f"/files/lessons/{cohort.pk}/{lesson.pk}/{key}/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "content_type", "inline"),
    [
        ("file", "application/pdf", False),
        ("video", "video/mp4", True),
        ("captions", "text/vtt; charset=utf-8", True),
        ("audio", "audio/mpeg", True),
    ],
)
def test_answer_is_inert_and_media_play_in_the_page(client, address, kind, content_type, inline):
    response = client.get(address(kind))

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-3", 206, mp4()[:4]),
        ("bytes=0-", 206, mp4()),
        ("bytes=100-199", 206, mp4()[100:200]),
        ("bytes=-10", 206, mp4()[-10:]),
        ("bytes=999999-", 416, b""),
        ("bytes=9-5", 416, b""),
    ],
)
def test_films_are_ranged(client, address, asked, status, got):
    response = client.get(address(), headers={"Range": asked})

    assert response.status_code == status
    assert (body(response) if status == 206 else response.content) == got


def test_head_tells_the_length_and_writes_nothing(client, address):
    response = client.head(address())

    assert (response["Content-Length"], Look.objects.count()) == (str(len(mp4())), 0)


def test_a_long_film_is_given_in_portions(client, address, files, lesson):
    from cms.models.files import LessonVideo

    data = mp4(media=bytes(PORTION + 5000))
    film = LessonVideo.objects.get(pk=keep(data, name="Долгий.mp4", shelf=File.Shelf.LESSONS).pk)
    lesson.page.body = [("video", {"file": film, "title": "Долгий", "poster": None, "captions": None, "transcript": TEXT})]
    lesson.page.save()
    long = address().replace(files["video"].key, film.key)

    first = client.get(long, headers={"Range": "bytes=0-"})
    rest = client.get(long, headers={"Range": f"bytes={PORTION}-"})

    assert first["Content-Range"] == f"bytes 0-{PORTION - 1}/{len(data)}"
    assert body(first) + body(rest) == data


def test_a_sitting_is_one_look_and_seeking_is_none(client, participant, address, files):
    for asked in ("bytes=0-", "bytes=0-1", "bytes=100-", "bytes=700-"):
        body(client.get(address(), headers={"Range": asked}))

    assert [(look.by, look.file_id) for look in Look.objects.all()] == [(participant, files["video"].pk)]
    Look.objects.update(at=timezone.now() - timedelta(minutes=16))
    body(client.get(address(), headers={"Range": "bytes=0-"}))

    assert Look.objects.count() == 2


@pytest.mark.parametrize("asked", ["bytes=1-", "bytes=100-", "bytes=-10"])
def test_film_taken_past_its_first_byte_is_a_look_too(client, address, asked):
    for _ in range(2):
        body(client.get(address(), headers={"Range": asked}))

    assert Look.objects.count() == 1


@pytest.mark.parametrize("asked", ["", "bytes=1-", "bytes=-10", "bytes=0-3"])
def test_every_download_of_a_paper_is_a_look(client, address, asked):
    for _ in range(3):
        body(client.get(address("file"), headers={"Range": asked} if asked else {}))
    client.get(address("file"), headers={"Range": "bytes=999999-"})

    assert Look.objects.count() == 3


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_only_reading(client, address, method):
    assert getattr(client, method)(address()).status_code == 405


def test_lesson_shows_players_with_captions_and_words(client, cohort, lesson, address):
    text = client.get(f"/study/{cohort.pk}/{lesson.pk}/").content.decode()

    assert f'<source src="{address("video")}" type="video/mp4">' in text
    assert f'<track kind="captions" srclang="ru" label="Русские субтитры" src="{address("captions")}" default>' in text
    assert f'src="{address("audio")}"' in text
    assert 'width="1280" height="720" preload="metadata"' in text
    assert "js/player.js" in text
    assert text.count("Сказанное словами.") == 2
    assert text.count("<details open>") == 1
    assert "2 минуты" in text


def test_lesson_without_media_loads_no_player(client, cohort, module):
    lesson = factories.LessonFactory(module=module)
    give_page(lesson)

    assert "player.js" not in client.get(f"/study/{cohort.pk}/{lesson.pk}/").content.decode()


@pytest.mark.parametrize(
    ("where", "headers", "signed_in", "status"),
    [
        ("/check/", {"CONTENT_LENGTH": str(26 * 1024 * 1024)}, True, 413),
        ("/cms/lesson-videos/create/", {"CONTENT_LENGTH": str(26 * 1024 * 1024)}, False, 413),
        ("/cms/lesson-videos/create/", {"CONTENT_LENGTH": str(321 * 1024 * 1024)}, True, 413),
        ("/cms/lesson-videos/create/", {"CONTENT_LENGTH": "9" * 400}, True, 413),
        ("/check/", {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, True, 413),
        ("/check/", {"CONTENT_LENGTH": "12"}, True, 405),
    ],
)
def test_too_large_a_body_is_refused_by_its_headers(participant, where, headers, signed_in, status):
    class Unread:
        def read(self, *_):
            raise AssertionError("the body was read")

        readline = read

    client = Client()
    if signed_in:
        client.force_login(participant)
    response = client.generic("POST", where, b"", **headers, **({"wsgi.input": Unread()} if status == 413 else {}))

    assert response.status_code == status
    if status == 413:
        assert "Файл слишком большой" in response.content.decode()


def test_a_full_disk_refuses_a_film_before_it_is_read(administrator, monkeypatch):
    monkeypatch.setattr("school.middleware.disk_usage", lambda _path: SimpleNamespace(free=2**30))
    client = Client()
    client.force_login(administrator)

    response = client.generic("POST", "/cms/lesson-videos/create/", b"", CONTENT_LENGTH=str(26 * 1024 * 1024))

    assert response.status_code == 507
    assert "кончилось место" in response.content.decode()
