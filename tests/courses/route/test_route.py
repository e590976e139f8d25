"""The way: stations and their states, what is left, why a lesson is closed; the number of queries does not grow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.program.models import Cohort, Kind
from courses.progress.actions import mark_done
from courses.route import rules
from tests import factories
from tests.lessons import give_page, readable_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(cohort):
    return factories.EnrollmentFactory(cohort=cohort)


@pytest.fixture
def modules(cohort):
    return [factories.ModuleFactory(program=cohort.program, kind=kind, title=f"Модуль {kind}") for kind in Kind.values]


def states(enrollment):
    return [station.state for station in rules.way(enrollment).stations]


def test_way_goes_through_the_parts(enrollment, modules):
    first = readable_lesson(modules[0])
    readable_lesson(modules[1])
    assert states(enrollment) == ["now", "todo", "todo", "todo", "todo"]

    mark_done(enrollment, first, by=enrollment.person)

    assert states(enrollment) == ["done", "now", "todo", "todo", "todo"]
    station = rules.way(enrollment).stations[0]
    assert (station.part, station.title, station.done, station.total, station.value) == (1, "Теория", 1, 1, "1 из 1 урока")


def test_module_opens_on_its_day(enrollment, cohort, modules):
    readable_lesson(modules[0])
    for number, module in enumerate(modules):
        factories.CohortModuleFactory(cohort=cohort, module=module, opens_on=timezone.localdate() + timedelta(days=number))
    readable_lesson(modules[1])

    way = rules.way(enrollment)

    assert [station.state for station in way.stations] == ["now", "closed", "closed", "closed", "closed"]
    assert "откроется" in way.stations[1].reasons[0]
    assert [step.lesson.module for step in way.steps] == [modules[0]]


def test_meetings_count_for_the_own_town(enrollment, cohort, modules):
    elsewhere = factories.TownFactory(name="Ишим", locative="в Ишиме")
    past = {"starts_at": timezone.now() - timedelta(days=2), "ends_at": timezone.now() - timedelta(days=2, hours=-3)}
    own = factories.MeetingFactory(cohort=cohort, module=modules[0], town=enrollment.town, **past)
    factories.MeetingFactory(cohort=cohort, module=modules[0], town=elsewhere, **past)
    coming = factories.MeetingFactory(
        cohort=cohort, module=modules[1], starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=1, hours=2)
    )
    factories.MarkFactory(meeting=own, enrollment=enrollment)

    way = rules.way(enrollment)

    assert way.stations[0].state == "done"
    assert way.stations[0].value == "1 из 1 занятия"
    assert way.stations[1].state == "now"
    assert way.next_meeting == coming
    assert (way.attendance.held, way.attendance.share) == (1, 100)


def test_accepted_excuse_of_a_meeting_ahead_is_no_visit_yet(enrollment, cohort, modules):
    starts_at = timezone.now() + timedelta(days=1)
    ahead = factories.MeetingFactory(cohort=cohort, module=modules[0], starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    factories.MarkFactory(meeting=ahead, enrollment=enrollment, status="excused")

    assert rules.way(enrollment).stations[0].value == "0 из 1 занятия"


def test_whoever_has_finished_stands_nowhere_and_owes_nothing(enrollment, cohort, modules):
    """A report that cannot be written any more holds nobody at its station."""
    visit = modules[list(Kind.values).index(Kind.EXCHANGE_VISIT)]
    past = {"starts_at": timezone.now() - timedelta(days=2), "ends_at": timezone.now() - timedelta(days=2, hours=-3)}
    factories.MarkFactory(meeting=factories.MeetingFactory(cohort=cohort, module=visit, **past), enrollment=enrollment)
    readable_lesson(modules[-1])
    way = rules.way(enrollment)
    steps = [step.action for step in way.steps]
    assert (way.now.module, way.now.value, steps) == (visit, "1 из 1 занятия, 0 из 1 отчёта", ["Открыть отчёт", "Открыть урок", "Завести папку"])

    enrollment.state = "finished"
    enrollment.save()

    way = rules.way(enrollment)
    station = next(station for station in way.stations if station.module == visit)
    assert (station.state, station.value) == ("done", "1 из 1 занятия")
    assert (way.now, way.stations[-1].state, way.steps) == (None, "todo", [])


def test_cancelled_meeting_is_never_the_next_one(enrollment, cohort, modules):
    factories.MeetingFactory(cohort=cohort, module=modules[0], cancelled_at=timezone.now())

    assert rules.way(enrollment).next_meeting is None


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("open", None),
        ("finished", None),
        ("not started", "начинается"),
        ("opens later", "откроется"),
        ("expelled", "больше не учитесь"),
        ("no page", "снят с публикации"),
        ("unpublished", "снят с публикации"),
        ("not in the calendar", "нет в вашем потоке"),
        ("another program", "нет в вашем потоке"),
    ],
)
def test_reasons_closed(enrollment, cohort, modules, case, words):
    lesson = factories.LessonFactory(module=modules[0])
    if case != "no page":
        give_page(lesson, live=case != "unpublished")
    if case == "not started":
        cohort.state = Cohort.State.CLOSED
        cohort.save()
    elif case == "opens later":
        factories.CohortModuleFactory(cohort=cohort, module=modules[0], opens_on=timezone.localdate() + timedelta(days=1))
    elif case == "not in the calendar":
        factories.CohortModuleFactory(cohort=cohort, module=modules[1])
    elif case == "another program":
        lesson.module.program = factories.ProgramFactory()
    elif case in {"expelled", "finished"}:
        enrollment.state = case
    enrollment.cohort = cohort

    reasons = rules.reasons_closed(enrollment, lesson)

    assert [words in reason for reason in reasons] == ([True] if words else [])


def test_opening_day_is_counted_in_tyumen(enrollment, cohort, modules, time_machine):
    """19:00 UTC is already the next day there."""
    lesson = readable_lesson(modules[0])
    factories.CohortModuleFactory(cohort=cohort, module=modules[0], opens_on="2026-12-12")

    time_machine.move_to("2026-12-11T18:59:59Z")
    assert rules.reasons_closed(enrollment, lesson)
    time_machine.move_to("2026-12-11T19:00:00Z")
    assert rules.reasons_closed(enrollment, lesson) == []


@pytest.mark.parametrize("number", [1, 3])
def test_ways_cost_the_same_for_any_number_of_people(number, django_assert_num_queries):
    people = []
    for _ in range(number):
        enrollment = factories.EnrollmentFactory()
        module = factories.ModuleFactory(program=enrollment.cohort.program)
        mark_done(enrollment, readable_lesson(module), by=enrollment.person)
        factories.CohortModuleFactory(cohort=enrollment.cohort, module=module)
        meeting = factories.MeetingFactory(cohort=enrollment.cohort, module=module)
        factories.MarkFactory(meeting=meeting, enrollment=enrollment)
        people.append(enrollment)

    with django_assert_num_queries(5):
        found = rules.ways(people)

    assert len(found) == number
