"""What marks weigh in hours and in the share, and the early warning."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.attendance import rules
from courses.attendance.actions import warn_absent, warnings
from courses.attendance.models import Mark
from courses.program.models import Subgroup
from courses.route.rules import way
from school.post.models import Letter
from tests.factories import EnrollmentFactory, MarkFactory, MeetingFactory, TownFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.select_related("cohort").get()


def held(cohort, days=1, minutes=180, **more):
    start = timezone.now() - timedelta(days=days)
    return MeetingFactory(cohort=cohort, starts_at=start, ends_at=start + timedelta(minutes=minutes), **more)


@pytest.mark.parametrize(
    ("status", "late_weight", "minutes", "said", "hours", "share"),
    [
        ("present", 100, 180, None, 4, 100),
        ("present", 0, 180, None, 4, 100),
        ("present", 100, 180, 3, 3, 100),  # as the coordinator said, not by the clock
        ("present", 100, 180, 0, 0, 100),
        ("present", 100, 200, None, 4, 100),  # whole hours only
        ("late", 100, 180, None, 4, 100),
        ("late", 50, 180, None, 2, 100),
        ("late", 50, 180, 3, 1, 100),
        ("late", 0, 180, None, 0, 100),
        ("excused", 100, 180, 4, 0, None),
        ("absent", 100, 180, 4, 0, 0),
        ("", 100, 180, 4, 0, 0),
    ],
)
def test_hours_and_share_of_one_meeting(cohort, enrollment, status, late_weight, minutes, said, hours, share):
    cohort.late_weight = enrollment.cohort.late_weight = late_weight
    cohort.save()
    meeting = held(cohort, minutes=minutes, hours=said)
    if status:
        MarkFactory(meeting=meeting, enrollment=enrollment, status=status)

    standing = rules.standings([enrollment])[enrollment.pk]

    assert (standing.hours, standing.share) == (hours, share)
    assert way(enrollment).attendance == standing  # the cabinet and the certificate count alike


def test_halves_of_two_late_meetings_add_up(cohort, enrollment):
    enrollment.cohort.late_weight = 50
    for days in (1, 2):
        MarkFactory(meeting=held(cohort, days, hours=3), enrollment=enrollment, status="late")

    assert rules.standings([enrollment])[enrollment.pk].hours == 3


def test_only_meetings_where_the_person_is_expected_count(cohort, enrollment):
    MarkFactory(meeting=held(cohort), enrollment=enrollment)
    held(cohort, town=TownFactory(name="Ишим"))
    held(cohort, subgroup=Subgroup.objects.create(cohort=cohort, title="Группа А"))
    held(cohort, cancelled_at=timezone.now())
    MeetingFactory(cohort=cohort, starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=2))

    standing = rules.standings([enrollment])[enrollment.pk]

    assert (standing.held, standing.share) == (1, 100)


# The early warning


def letters():
    return sorted(Letter.objects.filter(name__startswith="attendance_low").values_list("name", "recipient__family_name"))


def absent(cohort, enrollment, days=1):
    return MarkFactory(meeting=held(cohort, days), enrollment=enrollment, status="absent")


def test_fall_below_the_share_is_told_once_to_the_person_and_the_mentor(cohort, enrollment, participant, mentor):
    absent(cohort, enrollment)

    warn_absent()
    warn_absent()

    assert letters() == [("attendance_low", participant.family_name), ("attendance_low_mentor", mentor.family_name)]
    assert "0 %" in Letter.objects.get(name="attendance_low").subject


def test_two_runs_at_the_same_minute_write_one_letter(cohort, enrollment, monkeypatch):
    """The second has looked before the first wrote: it looks again under the lock."""
    absent(cohort, enrollment)
    warn_absent()
    real, answers = warnings.last_words, [{}]
    monkeypatch.setattr(warnings, "last_words", lambda people: answers.pop() if answers else real(people))

    assert (warn_absent(), len(letters())) == (0, 1)


def test_told_again_only_after_recovering(cohort, enrollment):
    absent(cohort, enrollment, 9)
    warn_absent()
    Mark.objects.update(status="present")
    warn_absent()
    for days in (1, 2, 3):
        absent(cohort, enrollment, days)

    warn_absent()
    warn_absent()

    assert len(letters()) == 2


def test_sheet_that_nobody_filled_in_warns_nobody(cohort, enrollment):
    held(cohort)

    assert (warn_absent(), letters()) == (0, [])


def test_excused_and_withdrawn_are_left_alone(cohort, enrollment):
    MarkFactory(meeting=held(cohort), enrollment=enrollment, status="excused")
    gone = EnrollmentFactory(cohort=cohort, state="withdrawn")
    absent(cohort, gone, 2)

    call_command("warn_absent", verbosity=0)

    assert letters() == []


def test_finished_cohort_warns_nobody(cohort, enrollment):
    absent(cohort, enrollment)
    cohort.state = "finished"
    cohort.save()

    assert warn_absent() == 0


def test_queries_do_not_grow_with_people_who_are_well(cohort, django_assert_max_num_queries):
    meeting = held(cohort)
    for person in EnrollmentFactory.create_batch(30, cohort=cohort):
        MarkFactory(meeting=meeting, enrollment=person)

    with django_assert_max_num_queries(8):
        assert warn_absent() == 0
