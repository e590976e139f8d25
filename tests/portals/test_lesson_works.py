"""Works to lessons on screen: handing in, the trainer's desk, the file's door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.portals.returning import whose
from courses.progress.models import LessonWork, Progress
from school.people.actions import give_consent
from school.vault.models import Look
from tests import factories
from tests.factories import PASSWORD
from tests.lessons import readable_lesson
from tests.stage import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(cohort):
    return readable_lesson(factories.ModuleFactory(program=cohort.program), title="Разбор отказа", done_by="work", task="Опишите услугу")


@pytest.fixture
def address(cohort, lesson):
    return reverse("portals:lesson_work", args=[cohort.pk, lesson.pk])


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


@pytest.fixture
def desk(client_of, trainer):
    return client_of(trainer)


def hand_in(client, address, name="работа.pdf", data=PDF, words="Черновик"):
    return client.post(address, {"file": SimpleUploadedFile(name, data), "words": words})


@pytest.fixture
def work(client, address):
    hand_in(client, address)
    return LessonWork.objects.get()


def decide(client, work, verdict, answer=""):
    return client.post(reverse("portals:work_decision", args=[work.pk]), {"verdict": verdict, "answer": answer})


def test_limits_are_said_before_choosing_and_the_file_is_taken(client, address, cohort, lesson):
    text = client.get(address).content.decode()
    assert "до 20 МБ" in text
    assert 'data-limit="20971520" data-over="Файл слишком большой. Можно до 20 МБ."' in text
    assert "Опишите услугу" in text

    response = hand_in(client, address)

    assert response.headers["Location"] == address
    assert Progress.objects.get().done_at
    assert "на проверке" in client.get(address).content.decode()
    assert "на проверке" in client.get(f"/study/{cohort.pk}/{lesson.pk}/").content.decode()


@pytest.mark.parametrize(("name", "data"), [("x.exe", b"MZ"), ("x.pdf", b"<html>"), ("x.pdf", b"")], ids=["exe", "lie", "empty"])
def test_a_bad_file_is_told_at_the_field(client, address, name, data):
    response = hand_in(client, address, name, data, "Слова остаются")

    assert (response.status_code, LessonWork.objects.count()) == (400, 0)
    assert response.context["form"].errors["file"]
    assert "Слова остаются" in response.content.decode()


def test_words_typed_without_a_session_come_back_and_keep_their_lines(client_of, participant, address):
    client = client_of(None)

    response = client.post(address, {"file": SimpleUploadedFile("x.pdf", PDF), "words": "Первое\nВторое", "me": whose(participant)})
    assert response.headers["Location"] == f"/accounts/login/?next={address}"
    give_consent(participant, "processing")
    client.post(reverse("account_login"), {"login": participant.email, "password": PASSWORD})
    text = client.get(address).content.decode()
    assert "Первое\nВторое</textarea>" in text
    assert "файл выберите ещё раз" in text
    assert not LessonWork.objects.exists()

    hand_in(client, address, words="Первое\nВторое")

    text = client.get(address).content.decode()
    assert "Первое<br>Второе" in text
    assert "файл выберите ещё раз" not in text


def test_returned_with_a_reason_and_handed_in_again(client, desk, work, address):
    assert decide(desk, work, "return").status_code == 400
    assert decide(desk, work, "return", "Нет сроков").headers["Location"] == reverse("portals:work_list")
    assert "Нет сроков" in client.get(address).content.decode()
    assert Progress.objects.get().done_at is None

    hand_in(client, address, "новая.pdf")

    text = desk.get(reverse("portals:work_list")).content.decode()
    assert text.count("Берёзкина") == 1
    assert "файл 2" in text
    assert "Человек сдал работу ещё раз" in desk.get(reverse("portals:work_decision", args=[work.pk])).content.decode()
    decide(desk, LessonWork.objects.get(number=2), "accept", "Хорошо")
    assert "Работа принята" in client.get(address).content.decode()
    assert hand_in(client, address, "третья.pdf").status_code == 400


def test_two_trainers_see_each_other(desk, client_of, coordinator, work):
    page = reverse("portals:work_decision", args=[work.pk])
    assert 'name="seen" value="handed"' in desk.get(page).content.decode()
    decide(client_of(coordinator), work, "return", "Нет сроков")

    response = desk.post(page, {"verdict": "accept", "answer": "Хорошо", "seen": "handed"})

    text = response.content.decode()
    assert response.status_code == 400
    assert "Нет сроков" in text
    assert "Хорошо" in text
    assert 'name="seen" value="returned"' in text
    desk.post(page, {"verdict": "accept", "answer": "Хорошо", "seen": "returned"})
    assert LessonWork.objects.get().state == "accepted"


def test_a_lesson_that_asks_nothing_has_no_page_of_works(client, cohort, lesson):
    lesson.done_by = "word"
    lesson.save()

    assert client.get(reverse("portals:lesson_work", args=[cohort.pk, lesson.pk])).status_code == 404


def test_what_was_handed_in_stays_in_sight_when_the_rule_changes(client, address, work, lesson):
    lesson.done_by = "word"
    lesson.save()

    text = client.get(address).content.decode()
    assert "работа.pdf" in text
    assert "ничего сдавать не нужно" in text


@pytest.mark.parametrize(
    ("role", "file", "page"),
    [
        ("participant", 200, 404),
        ("trainer", 200, 200),
        ("coordinator", 200, 200),
        ("administrator", 200, 200),
        ("author", 404, 404),
        ("methodologist", 404, 404),
        ("mentor", 404, 404),
        ("stranger", 404, 404),
        ("visitor", 302, 302),
    ],
)
def test_who_opens_the_file(cast, client_of, work, role, file, page):
    client = client_of(cast[role])

    response = client.get(reverse("portals:work_file", args=[work.pk]))
    assert response.status_code == file
    assert Look.objects.exists() == (file == 200)
    if file == 200:
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.get(reverse("portals:work_decision", args=[work.pk])).status_code == page


def test_a_fellow_and_another_trainer_have_no_door(client_of, work, cohort):
    fellow = factories.EnrollmentFactory(cohort=cohort).person
    other = factories.UserFactory()
    factories.AssignmentFactory(person=other, role="trainer", cohort=factories.CohortFactory())

    for person in (fellow, other):
        client = client_of(person)
        assert client.get(reverse("portals:work_file", args=[work.pk])).status_code == 404
        assert decide(client, work, "accept").status_code == 404
    assert LessonWork.objects.get().state == "handed"


@pytest.mark.parametrize(
    ("query", "seen"),
    [({}, 1), ({"state": "handed"}, 1), ({"state": "accepted"}, 0), ({"q": "БЕРЁЗ"}, 1), ({"q": "Кто-то"}, 0), ({"lesson": "9" * 60}, 1)],
)
def test_the_desk_is_narrowed(desk, work, query, seen):
    assert len(desk.get(reverse("portals:work_list"), query).context["rows"]) == seen


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_desk_of_works_costs_the_same(desk, cohort, lesson, work, number, django_assert_max_num_queries):
    for _ in range(number):
        LessonWork.objects.create(enrollment=factories.EnrollmentFactory(cohort=cohort), lesson=lesson, file=work.file)

    with django_assert_max_num_queries(13):
        desk.get(reverse("portals:work_list"))
