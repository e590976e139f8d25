"""A call is changed in one window while its works, times and reviews are written in another: whoever comes second sees what the first has done. On SQLite writers
stand in line by themselves; on PostgreSQL the lock of the call does it, and its twin shows what would be lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from courses.projects.actions import calls, juries, reviews, slots, submissions, teams
from courses.projects.models import DefenceSlot, Juror, Review, ReviewMark, Submission
from tests import factories
from tests.courses.projects.judging import juror_of, marks_of, work_of
from tests.courses.projects.racing import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def handing(team, stage, mate):
    return lambda: submissions.hand_in(team.project, stage, by=mate)


def test_a_team_that_is_being_disbanded_hands_nothing_in(team, leader, handing):
    assert meanwhile(lambda: teams.break_up(team, by=leader), handing) == "Refused"
    assert not Submission.objects.exists()


def test_a_team_that_is_handing_in_is_not_disbanded(team, leader, handing):
    assert meanwhile(handing, lambda: teams.break_up(team, by=leader)) == "Refused"
    team.refresh_from_db()
    assert (Submission.objects.count(), team.broken_up_at) == (1, None)


def test_whoever_is_being_let_go_hands_nothing_in(team, leader, mate, handing):
    row = team.members.get(person=mate)

    assert meanwhile(lambda: teams.leave(row, by=leader), handing) == "Refused"
    assert not Submission.objects.exists()


def test_nothing_is_handed_into_a_call_that_is_being_closed(call, trainer, handing):
    assert meanwhile(lambda: calls.close_call(call, by=trainer), handing) == "Refused"
    assert not Submission.objects.exists()


def test_without_the_lock_of_the_call_a_disbanded_team_has_handed_in(team, leader, handing, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    monkeypatch.setattr(submissions, "locked_call", lambda call: call)

    assert meanwhile(lambda: teams.break_up(team, by=leader), handing) == "done"
    team.refresh_from_db()
    assert Submission.objects.exists()
    assert team.broken_up_at


# Times of the defence


@pytest.fixture
def slot(call, stage, team):
    later = timezone.now() + timedelta(days=1)
    factories.SubmissionFactory(project=team.project, stage=stage, state="accepted")
    defence = factories.StageFactory(call=call, kind="defence", title="Защита", position=1, due_at=stage.due_at + timedelta(days=9))
    return DefenceSlot.objects.create(stage=defence, starts_at=later, ends_at=later + timedelta(minutes=20))


def test_a_time_booked_while_the_team_is_disbanded_is_nobodys(slot, team, leader, trainer):
    acts = [lambda: slots.book(slot, team, by=leader), lambda: teams.break_up(team, by=trainer)]

    assert meanwhile(*acts) == "done"
    slot.refresh_from_db()
    assert slot.team is None


def test_a_disbanded_team_books_no_time(slot, team, leader, trainer):
    assert meanwhile(lambda: teams.break_up(team, by=trainer), lambda: slots.book(slot, team, by=leader)) == "Refused"
    slot.refresh_from_db()
    assert slot.team is None


# Reviews


def test_whoever_is_leaving_the_jury_is_asked_for_nothing(call, trainer):
    work, juror = work_of(call), juror_of(call)
    row = Juror.objects.get(person=juror)

    assert meanwhile(lambda: juries.remove_juror(row, by=trainer), lambda: reviews.assign(work, juror, by=trainer)) == "Refused"
    assert not Review.objects.exists()


def test_whoever_is_being_asked_leaves_the_jury_with_it_taken_back(call, trainer):
    work, juror = work_of(call), juror_of(call)
    row = Juror.objects.get(person=juror)

    meanwhile(lambda: reviews.assign(work, juror, by=trainer), lambda: juries.remove_juror(row, by=trainer))
    row.refresh_from_db()

    assert not (row.left_at and Review.objects.filter(state="asked").exists())


@pytest.mark.parametrize("first", ["marks", "levels"])
def test_marks_meet_a_change_of_the_levels_with_words(first, call, trainer):
    work, juror = work_of(call), juror_of(call)
    review, criterion, marks = reviews.assign(work, juror, by=trainer), call.criteria.last(), marks_of(call, 2, 2, words="Потому")
    acts = {
        "marks": lambda: reviews.save(review, marks=marks, words="x", for_staff="", edition=1, by=juror),
        "levels": lambda: calls.change_criterion(criterion, {}, [(0, "Нет"), (7, "Есть")], by=trainer),
    }
    second = "levels" if first == "marks" else "marks"

    assert meanwhile(acts[first], acts[second]) in ("done", "Refused")
    assert ReviewMark.objects.filter(level=None).count() == 0


def test_a_criterion_is_not_removed_under_a_mark(call, trainer):
    work, juror = work_of(call), juror_of(call)
    review, marks = reviews.assign(work, juror, by=trainer), marks_of(call, 2, 2, words="Потому")
    criterion = call.criteria.last()

    got = meanwhile(
        lambda: reviews.save(review, marks=marks, words="x", for_staff="", edition=1, by=juror), lambda: calls.remove_criterion(criterion, by=trainer)
    )

    assert (got, ReviewMark.objects.count(), call.criteria.count()) == ("Refused", 2, 2)
