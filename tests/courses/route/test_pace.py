"""Who fell behind: what the calendar has come to, and who has done too little of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.route.glance_rules import Pace, Span, alive_at, expected, is_behind, people_of, seated_in, spans_of, with_traces
from courses.route.rules import way
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db
FIRST = date(2026, 9, 1)


def day(number):
    """The days of the cohort are counted from 1."""
    return FIRST + timedelta(days=number - 1)


TEN_DAYS = [Span(day(1), day(11), 10)]
TWO_MODULES = [Span(day(1), day(11), 10), Span(day(11), day(31), 4)]


@pytest.mark.parametrize(
    ("spans", "today", "lessons"),
    [
        ([], 5, 0),
        (TEN_DAYS, -5, 0),
        (TEN_DAYS, 1, 0),
        (TEN_DAYS, 2, 1),
        (TEN_DAYS, 6, 5),
        (TEN_DAYS, 11, 10),
        (TEN_DAYS, 99, 10),
        ([Span(day(1), day(11), 3)], 4, 0),
        ([Span(day(1), day(11), 3)], 5, 1),
        (TWO_MODULES, 11, 10),
        (TWO_MODULES, 15, 10),
        (TWO_MODULES, 16, 11),
        (TWO_MODULES, 31, 14),
        ([Span(day(1), day(1), 2)], 1, 0),
        ([Span(day(1), day(1), 2)], 2, 2),
        ([Span(day(1), day(8), 7)] * 3, 4, 9),
    ],
)
def test_what_the_calendar_has_come_to(spans, today, lessons):
    assert expected(spans, day(today)) == lessons


@pytest.mark.parametrize(
    ("done", "expected_now", "state", "behind"),
    [
        (0, 0, "active", False),
        (0, 1, "active", True),
        (1, 1, "active", False),
        (6, 10, "active", True),
        (7, 10, "active", False),
        (2, 3, "active", True),
        (3, 4, "active", False),
        (20, 10, "active", False),
        (0, 10, "finished", False),
        (0, 10, "expelled", False),
    ],
)
def test_who_fell_behind(done, expected_now, state, behind):
    assert is_behind(done, Pace(expected_now, 20), state) == behind


@pytest.fixture
def enrollment(cohort):
    return factories.EnrollmentFactory(cohort=cohort)


def test_a_module_lasts_until_the_next_one_opens(enrollment, cohort):
    start, end = cohort.starts_on, cohort.ends_on
    opens = (None, start + timedelta(days=10), start + timedelta(days=10), start + timedelta(days=30))
    for opens_on in opens:
        module = factories.ModuleFactory(program=cohort.program)
        factories.CohortModuleFactory(cohort=cohort, module=module, opens_on=opens_on)
        readable_lesson(module)

    spans = spans_of(cohort, way(enrollment).stations)

    assert [(span.opens, span.until) for span in spans] == [
        (start, opens[1]), (opens[1], opens[3]), (opens[1], opens[3]), (opens[3], end + timedelta(days=1))
    ]  # fmt: skip


def test_without_days_the_lessons_are_spread_over_the_cohort(enrollment, cohort):
    readable_lesson(factories.ModuleFactory(program=cohort.program))

    assert spans_of(cohort, way(enrollment).stations) == [Span(cohort.starts_on, cohort.ends_on + timedelta(days=1), 1)]


def test_the_last_trace_is_the_latest_of_all(enrollment, cohort):
    other = factories.EnrollmentFactory(cohort=cohort)
    now = timezone.now()
    enrollment.progress.create(
        lesson=readable_lesson(factories.ModuleFactory(program=cohort.program)), opened_at=now - timedelta(days=9), done_at=now - timedelta(days=6)
    )
    meeting = factories.MeetingFactory(cohort=cohort, starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=3, hours=-2))
    factories.MarkFactory(meeting=meeting, enrollment=enrollment, status="late")
    factories.MarkFactory(meeting=meeting, enrollment=other, status="absent")

    found = with_traces(seated_in(cohort)).order_by("pk")

    assert [alive_at(row) for row in found] == [meeting.starts_at, None]
    assert [person.days_quiet for person in people_of(found, cohort)] == [3, None]
