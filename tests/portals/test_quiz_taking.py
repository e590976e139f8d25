"""Taking a test: every answer is saved as one goes, with scripts and without; nothing is lost, nothing comes after the end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.progress.models import Attempt, AttemptAnswer
from tests.factories import EnrollmentFactory, ModuleFactory
from tests.lessons import readable_lesson
from tests.quizzing import BODIES, RIGHT, attempt_of, quiz_on

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
# what the form gives for each kind, and what is kept
GIVEN = {
    "single": ({"q1": "b"}, "b"),
    "multiple": ({"q1": ["c", "a"]}, ["a", "c"]),
    "matching": ({"q1-a": "Банк", "q1-b": ""}, {"a": "Банк"}),
    "ordering": ({"was-q1": "c,b,a", "q1-c": "3", "q1-b": "2", "q1-a": "1"}, ["a", "b", "c"]),
    "text": ({"q1": "  Устав  НКО "}, "Устав НКО"),
    "number": ({"q1": " 2,5 "}, "2,5"),
}


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


@pytest.fixture
def lesson(cohort):
    return readable_lesson(ModuleFactory(program=cohort.program))


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def started(enrollment, lesson, *kinds, **fields):
    return attempt_of(enrollment, quiz_on(lesson, kinds or tuple(BODIES)), **fields)


def address(attempt, name="attempt"):
    return reverse(f"portals:{name}", args=[attempt.pk])


def kept(attempt):
    return dict(attempt.answers.values_list("position", "given"))


@pytest.mark.parametrize("kind", GIVEN)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_each_kind_is_saved(client, enrollment, lesson, kind, headers):
    attempt = started(enrollment, lesson, kind)
    sent, expected = GIVEN[kind]

    response = client.post(address(attempt), sent | ({"only": "1"} if headers else {"go": "end"}), headers=headers)

    assert kept(attempt) == {0: expected}
    if headers:
        page = response.content.decode()
        assert (response.status_code, "Сохранено в" in page, "Отвечено 1 из 1" in page) == (200, True, True)
    else:
        assert response.headers["Location"] == address(attempt, "attempt_finish")


@pytest.mark.parametrize("kind", RIGHT)
def test_page_shows_what_was_saved(client, enrollment, lesson, kind):
    attempt = started(enrollment, lesson, kind, given={0: RIGHT[kind]})

    page = client.get(address(attempt)).content.decode()

    assert "Отвечено 1 из 1" in page
    assert {
        "single": 'value="a" checked' in page,
        "multiple": page.count(" checked") == 2,
        "matching": '<option value="НКО" selected>' in page,
        "ordering": 0 < page.find("Собрать бумаги") < page.find("Получить заключение") < page.find("Подать заявление"),
        "text": 'value="устав"' in page,
        "number": 'value="2"' in page,
    }[kind]


def test_whole_page_saves_only_what_was_changed_on_it(client, enrollment, lesson):
    """A page left open on another device brings its old answers along; they do not come over the newer ones."""
    attempt = started(enrollment, lesson, "single", "text", "number", given={0: "a", 1: "устав"})
    stale = {"q1": "b", "was-q1": "b", "q2": "Устав 2", "was-q2": "устав", "q3": "", "was-q3": "", "go": ""}

    response = client.post(address(attempt), stale, follow=True)

    assert kept(attempt) == {0: "a", 1: "Устав 2"}
    assert "Сохранён 1 ответ." in response.content.decode()


def test_answer_can_be_taken_back(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "text", given={0: "устав"})

    client.post(address(attempt), {"q1": "", "was-q1": "устав", "only": "1"}, headers=HTMX)

    assert kept(attempt) == {0: None}
    assert "Отвечено 0 из 1" in client.get(address(attempt)).content.decode()


@pytest.mark.parametrize(
    ("sent", "order"),
    [
        ({"move": "q1-up-a"}, ["c", "a", "b"]),
        ({"move": "q1-down-c"}, ["b", "c", "a"]),
        ({"move": "q1-up-c", "said": "1"}, ["c", "b", "a"]),
        ({"q1-c": "3"}, ["b", "a", "c"]),
        ({"q1-a": "1"}, ["a", "c", "b"]),
        ({"said": "1"}, ["c", "b", "a"]),
        ({}, None),
        ({"move": "q1-up-x"}, None),
        ({"q1-a": "99999999999999999999", "q1-b": "-1"}, None),
        ({"was-q1": "a,b", "q1-a": "1"}, ["a", "c", "b"]),
    ],
)
def test_order_is_put_by_places_and_arrows(client, enrollment, lesson, sent, order):
    """The paper shows c, b, a. Nobody's touch is no answer."""
    attempt = started(enrollment, lesson, "ordering")

    client.post(address(attempt), {"was-q1": "c,b,a", "q1-c": "1", "q1-b": "2", "q1-a": "3", "only": "1"} | sent, headers=HTMX)

    assert kept(attempt).get(0) == order


def test_plain_save_leads_to_the_next_question(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "single", "text")

    response = client.post(address(attempt), {"q1": "a", "go": "2"})

    assert response.headers["Location"] == address(attempt) + "#q2"


def test_untouched_ordering_is_not_answered_by_a_whole_page(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "ordering", "single")

    client.post(address(attempt), {"was-q1": "c,b,a", "q1-c": "1", "q1-b": "2", "q1-a": "3", "q2": "a", "go": "end"})

    assert kept(attempt) == {1: "a"}


def test_handing_in_names_what_is_left_and_a_second_press_changes_nothing(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "single", "text", given={0: "a"})

    page = client.get(address(attempt, "attempt_finish")).content.decode()
    assert ("Без ответа остался 1 вопрос" in page, f"{address(attempt)}#q2" in page) == (True, True)
    for _press in range(2):
        assert client.post(address(attempt, "attempt_finish")).headers["Location"] == address(attempt, "attempt_result")

    attempt.refresh_from_db()
    assert (attempt.ended, attempt.points, attempt.of_points, Attempt.objects.count()) == ("person", 100, 200, 1)


def test_ended_attempt_takes_no_answers(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "single", ended_at=timezone.now(), ended="person")

    assert client.post(address(attempt), {"q1": "a"}).headers["Location"] == address(attempt, "attempt_result")
    assert client.post(address(attempt), {"q1": "a", "only": "1"}, headers=HTMX).headers["HX-Redirect"] == address(attempt, "attempt_result")
    assert AttemptAnswer.objects.count() == 0
    for name in ("attempt", "attempt_finish"):
        assert client.get(address(attempt, name)).headers["Location"] == address(attempt, "attempt_result")


def test_when_the_time_is_over_what_was_saved_is_marked(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "single", "text", given={0: "a"}, until=timezone.now() - timedelta(seconds=1))

    assert client.get(address(attempt)).headers["Location"] == address(attempt, "attempt_finish")
    assert client.post(address(attempt), {"q2": "устав", "only": "2"}, headers=HTMX).headers["HX-Redirect"] == address(attempt, "attempt_finish")
    page = client.get(address(attempt, "attempt_finish")).content.decode()
    assert ("Время вышло" in page, "Сохранено ответов: 1 из 2" in page) == (True, True)
    result = client.post(address(attempt, "attempt_finish"), follow=True).content.decode()

    attempt.refresh_from_db()
    assert (attempt.ended, attempt.points, kept(attempt)) == ("time", 100, {0: "a", 1: None})
    assert "Проверены ответы, которые успели сохраниться" in result


def test_time_left_is_told_by_the_server(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "single", until=timezone.now() + timedelta(minutes=22, seconds=30))

    page = client.get(address(attempt)).content.decode()

    assert "Осталось:" in page
    assert "23 минут" in page
    assert 'data-left="13' in page


def test_page_says_no_time_where_there_is_no_limit(client, enrollment, lesson):
    assert "data-left" not in client.get(address(started(enrollment, lesson, "single"))).content.decode()


@pytest.mark.parametrize("name", ["attempt", "attempt_finish", "attempt_result"])
def test_foreign_attempt_is_not_there(client_of, cast, enrollment, lesson, name):
    attempt = started(enrollment, lesson, "single")
    other = EnrollmentFactory(cohort=enrollment.cohort).person

    for person in (other, cast["trainer"], cast["stranger"], cast["coordinator"]):
        assert client_of(person).get(address(attempt, name)).status_code == 404
        assert client_of(person).post(address(attempt, name), {"q1": "a"}).status_code in (404, 405)
    assert AttemptAnswer.objects.count() == 0


def test_lost_session_keeps_the_paper(client, client_of, enrollment, lesson):
    """The visitor is led to the sign-in and back to the very page; what was saved is there."""
    attempt = started(enrollment, lesson, "single", given={0: "a"})

    response = client_of(None).post(address(attempt), {"q1": "b"})

    assert response.headers["Location"] == f"{reverse('account_login')}?next={address(attempt)}"
    assert 'value="a" checked' in client.get(address(attempt)).content.decode()


def test_foreign_keys_and_texts_are_left_out(client, enrollment, lesson):
    attempt = started(enrollment, lesson)
    sent = {"q1": "z", "q2": ["z", "<b>"], "q3-a": "Чужое", "q3-z": "НКО", "was-q4": "x,y,z", "q5": "\x00", "q6": "1e309" * 100}

    response = client.post(address(attempt), sent | {"only": "", "go": "999999999999999999999"})

    assert response.status_code == 302
    assert set(kept(attempt)) == {5}
    assert len(kept(attempt)[5]) <= 500


def test_paper_and_a_save_cost_the_same_for_any_number_of_questions(client, enrollment, lesson):
    counts = []
    for number in (1, 3, 100):
        attempt = started(EnrollmentFactory(cohort=enrollment.cohort), readable_lesson(lesson.module), *["single"] * number)
        Attempt.objects.filter(pk=attempt.pk).update(enrollment=enrollment)
        for press in (lambda pk: client.get(address(pk)), lambda pk: client.post(address(pk), {"q1": "a", "only": "1"}, headers=HTMX)):
            with CaptureQueriesContext(connection) as found:
                assert press(attempt).status_code == 200
            counts.append(len(found))

    assert counts == counts[:2] * 3
    assert counts[0] <= 15


@pytest.mark.parametrize("go", ["0001" + "9" * 5000, "00001", "9999", "²", "-1", "0"])
def test_a_number_of_any_length_leads_to_the_paper(client, enrollment, lesson, go):
    attempt = started(enrollment, lesson, "single")

    assert client.post(address(attempt), {"go": go}).headers["Location"] == address(attempt)


def test_what_was_begun_is_finished_even_if_the_lesson_has_closed(client, enrollment, lesson):
    attempt = started(enrollment, lesson, "single")
    lesson.page.live = False
    lesson.page.save()

    assert client.get(address(attempt)).status_code == 200
    client.post(address(attempt), {"q1": "a"})
    client.post(address(attempt, "attempt_finish"))
    attempt.refresh_from_db()
    assert (attempt.ended, attempt.passed) == ("person", True)
    assert client.post(reverse("portals:quiz", args=[enrollment.cohort_id, lesson.pk])).status_code == 409
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize(("rows", "state"), [("seat", "finished"), ("cohort", "archived")])
def test_who_does_not_study_any_more_is_led_to_the_reason(client, enrollment, lesson, rows, state):
    attempt = started(enrollment, lesson, "single")
    thing = enrollment if rows == "seat" else enrollment.cohort
    type(thing).objects.filter(pk=thing.pk).update(state=state)
    quiz = reverse("portals:quiz", args=[enrollment.cohort_id, lesson.pk])

    for name in ("attempt", "attempt_finish"):
        assert client.get(address(attempt, name)).headers["Location"] == quiz
        assert client.post(address(attempt, name), {"q1": "a"}).headers["Location"] == quiz
    assert client.post(address(attempt), {"q1": "a", "only": "1"}, headers=HTMX).headers["HX-Redirect"] == quiz
    page = client.get(quiz).content.decode()
    assert (address(attempt) in page, AttemptAnswer.objects.exists()) == (False, False)
    assert ("в архиве" if rows == "cohort" else "пока учатся") in page.replace("\u00a0", " ")


@pytest.mark.parametrize(("typed", "told"), [("два года", True), ("2 года", True), ("2,5", False), ("1 000", False), ("", False)])
def test_words_in_place_of_a_number_are_kept_and_told(client, enrollment, lesson, typed, told):
    attempt = started(enrollment, lesson, "number")

    saved = client.post(address(attempt), {"only": "1", "q1": typed}, headers=HTMX).content.decode()

    assert ("Здесь ждут число" in saved, "Здесь ждут число" in client.get(address(attempt)).content.decode()) == (told, told)
    assert kept(attempt) == ({0: typed} if typed else {})
