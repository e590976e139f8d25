"""Whom a meeting expects and what marks add up to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.attendance import rules
from courses.enrollment.models import Enrollment
from tests.factories import CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, ModuleFactory, TownFactory

pytestmark = pytest.mark.django_db


def held(cohort, **fields):
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=5), "ends_at": now - timedelta(hours=2)}
    return MeetingFactory(cohort=cohort, module=fields.pop("module", None) or ModuleFactory(program=cohort.program), **{**times, **fields})


@pytest.mark.parametrize(
    ("state", "is_expected"),
    [("active", True), ("finished", True), ("withdrawn", False), ("expelled", False)],
)
def test_expected_depends_on_the_state(cohort, state, is_expected):
    person = EnrollmentFactory(cohort=cohort, state=state)

    found = list(rules.expected(held(cohort)))

    assert found == ([person] if is_expected else [])


def test_expected_are_people_of_the_meetings_town(cohort):
    ishim = TownFactory(name="Ишим")
    here = EnrollmentFactory(cohort=cohort, town=ishim)
    EnrollmentFactory(cohort=cohort)
    EnrollmentFactory(cohort=CohortFactory(under_way=True), town=ishim)

    assert list(rules.expected(held(cohort, town=ishim))) == [here]


def test_expected_are_all_when_the_meeting_names_no_town(cohort):
    people = {EnrollmentFactory(cohort=cohort, town=TownFactory(name="Ишим")), EnrollmentFactory(cohort=cohort)}

    assert set(rules.expected(held(cohort))) == people


@pytest.mark.parametrize(
    ("statuses", "share"),
    [
        ([], None),
        (["present"], 100),
        (["late"], 100),
        (["excused"], None),
        (["absent"], 0),
        ([""], 0),
        (["present", "absent", "excused"], 50),
        (["present", "late", "absent"], 67),
    ],
)
def test_share_leaves_excused_out_and_counts_late(cohort, statuses, share):
    person = EnrollmentFactory(cohort=cohort)
    for status in statuses:
        meeting = held(cohort)
        if status:
            MarkFactory(meeting=meeting, enrollment=person, status=status)

    assert rules.standings([person])[person.pk].share == share


def test_standing_counts_only_what_was_held_for_the_person(cohort):
    person = EnrollmentFactory(cohort=cohort)
    held(cohort, town=TownFactory(name="Ишим"))
    held(cohort, cancelled_at=timezone.now())
    held(cohort, ends_at=timezone.now() + timedelta(hours=1))
    MarkFactory(meeting=held(cohort), enrollment=person)

    standing = rules.standings([person])[person.pk]

    assert (standing.held, standing.attended, standing.unmarked, standing.hours) == (1, 1, 0, 4)


def test_a_mark_of_a_cancelled_meeting_does_not_count(cohort):
    person = EnrollmentFactory(cohort=cohort)
    MarkFactory(meeting=held(cohort, cancelled_at=timezone.now()), enrollment=person)

    assert rules.standings([person])[person.pk].share is None


@pytest.mark.parametrize("number", [1, 3, 30])
def test_standings_ask_two_questions_for_any_number_of_people(cohort, number, django_assert_num_queries):
    people = EnrollmentFactory.create_batch(number, cohort=cohort)
    meeting = held(cohort)
    for person in people:
        MarkFactory(meeting=meeting, enrollment=person)
    people = list(Enrollment.objects.select_related("cohort"))

    with django_assert_num_queries(2):
        standings = rules.standings(people)

    assert {standing.share for standing in standings.values()} == {100}


def test_counts_of_a_meeting(cohort):
    meeting = held(cohort, town=TownFactory(name="Ишим"))
    first, _second = EnrollmentFactory.create_batch(2, cohort=cohort, town=meeting.town)
    EnrollmentFactory(cohort=cohort)
    MarkFactory(meeting=meeting, enrollment=first)

    found = rules.with_counts(type(meeting).objects.all()).get()

    assert (found.people, found.marked) == (2, 1)
