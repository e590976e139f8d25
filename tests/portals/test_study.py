"""A lesson in the cabinet: who reads it, what closes it, «готово» and its undoing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.program.models import Cohort
from courses.progress.models import Progress
from tests import factories
from tests.lessons import give_page, readable_lesson

pytestmark = pytest.mark.django_db
BODY = [("heading", "Четыре причины"), ("text", "<p>Отказ не закрывает дорогу.</p>")]


@pytest.fixture
def module(cohort):
    return factories.ModuleFactory(program=cohort.program, title="Семинары")


@pytest.fixture
def lesson(module):
    lesson = factories.LessonFactory(module=module, title="Разбор отказа")
    give_page(lesson, BODY)
    return lesson


@pytest.fixture
def address(cohort, lesson):
    return f"/study/{cohort.pk}/{lesson.pk}/"


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


@pytest.mark.parametrize(
    ("role", "status"),
    [("participant", 200), ("trainer", 200), ("coordinator", 200), ("administrator", 200), ("mentor", 404), ("stranger", 404)],
)
def test_lesson_is_read_by_those_of_the_cohort(cast, client_of, address, role, status):
    response = client_of(cast[role]).get(address)

    assert response.status_code == status
    if status == 200:
        assert "Отказ не закрывает дорогу" in response.content.decode()
        assert ("Отметить пройденным" in response.content.decode()) == (role == "participant")


def test_author_reads_lessons_of_the_own_program(client_of, stranger, cohort, address):
    factories.AssignmentFactory(person=stranger, role="author", program=factories.ProgramFactory())
    assert client_of(stranger).get(address).status_code == 404

    factories.AssignmentFactory(person=stranger, role="author", program=cohort.program)
    assert client_of(stranger).get(address).status_code == 200


def test_trainer_of_another_cohort_and_a_former_one_get_404(client_of, trainer, address):
    trainer.assignments.update(until=timezone.localdate() - timedelta(days=1))
    factories.AssignmentFactory(person=trainer, role="trainer", cohort=factories.CohortFactory())

    assert client_of(trainer).get(address).status_code == 404


def test_visitor_is_led_to_sign_in(client_of, address):
    assert client_of(None).get(address).headers["Location"] == f"/accounts/login/?next={address}"


def test_foreign_lesson_in_the_own_cohort_is_404(client, cohort, lesson):
    foreign = readable_lesson(factories.ModuleFactory())
    other = factories.CohortFactory(under_way=True, program=foreign.module.program)

    for place in (cohort.pk, other.pk, 0, 999, 10**30):
        assert client.get(f"/study/{place}/{foreign.pk}/").status_code == 404
        assert client.post(f"/study/{place}/{foreign.pk}/done/").status_code == 404
    assert client.get(f"/study/{cohort.pk}/{10**30}/").status_code == 404
    assert not Progress.objects.exists()


@pytest.mark.parametrize("case", ["not started", "opens later", "unpublished"])
def test_closed_lesson_gives_reasons_in_the_same_frame_and_takes_no_mark(client, cohort, module, lesson, address, case):
    if case == "not started":
        Cohort.objects.update(state="open")
    elif case == "opens later":
        factories.CohortModuleFactory(cohort=cohort, module=module, opens_on=timezone.localdate() + timedelta(days=3))
    else:
        lesson.page.unpublish()

    text = client.get(address).content.decode()

    assert "Урок пока закрыт" in text
    assert "Отказ не закрывает" not in text
    assert client.post(f"{address}done/").status_code == 302
    assert not Progress.objects.exists()


def test_done_is_offered_back(client, address, lesson):
    response = client.post(f"{address}done/")
    assert response.headers["Location"] == f"{address}?done=1"
    client.post(f"{address}done/")
    assert Progress.objects.get().done_at

    text = client.get(f"{address}?done=1").content.decode()
    assert "Урок отмечен пройденным" in text
    client.post(f"{address}done/", {"undo": "1"})

    assert Progress.objects.get().done_at is None
    assert "Урок отмечен пройденным" not in client.get(f"{address}?done=1").content.decode()


@pytest.mark.parametrize("role", ["trainer", "mentor", "coordinator", "administrator", "stranger"])
def test_done_is_for_participants(cast, client_of, address, role):
    assert client_of(cast[role]).post(f"{address}done/").status_code == 404


def test_finished_person_reads_and_marks_nothing(client, participant, address):
    participant.enrollments.update(state="finished")

    assert "Отказ не закрывает" in client.get(address).content.decode()
    client.post(f"{address}done/")

    assert not Progress.objects.exists()


def test_reading_writes_nothing_and_done_needs_post(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)

    assert not [query["sql"] for query in asked if not query["sql"].lstrip("(").startswith("SELECT")]
    assert client.get(f"{address}done/").url == address


@pytest.mark.parametrize("number", [1, 3, 12])
def test_lesson_costs_the_same_for_any_number_of_lessons(client, module, address, number, django_assert_max_num_queries):
    for _ in range(number):
        readable_lesson(module)
    client.get(address)

    with django_assert_max_num_queries(14):
        text = client.get(address).content.decode()

    assert len(text) < 40_000


def test_neighbours_lead_through_the_program(client, cohort, module, lesson, address):
    following = readable_lesson(factories.ModuleFactory(program=cohort.program))

    text = client.get(address).content.decode()

    assert f"/study/{cohort.pk}/{following.pk}/" in text
    assert "Урок 1 из 1" in text
