"""Two hands on one project: two saves, two works handed in, one time of defence. Each has its twin without the protection."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from courses.projects import slot_rules, submission_rules
from courses.projects.actions import projects, slots, submissions
from courses.projects.models import DefenceSlot, Project, Submission
from school.post.models import Letter
from tests import factories
from tests.courses.projects.racing import gated, pressed

pytestmark = pytest.mark.django_db(transaction=True)


def unlocked(project):
    return Project.objects.select_related("team__call__cohort", "organization").get(pk=project.pk)


# Two saves


def saving(save, project, people):
    return [lambda who=person: save(project, {"plan": f"План {who.pk}"}, edition=1, by=who) for person in people]


def test_of_two_saves_one_meets_the_other(team, leader, mate):
    assert pressed(*saving(projects.save, team.project, [leader, mate])) == ["Changed", "done"]
    assert Project.objects.get().edition == 2


def test_two_saves_without_the_lock_lose_one(team, leader, mate, monkeypatch):
    monkeypatch.setattr(projects, "locked", gated(unlocked))

    assert pressed(*saving(projects.save.__wrapped__, team.project, [leader, mate])) == ["done", "done"]
    assert Project.objects.get().edition == 2


# Two works


def handing(hand_in, team, stage, people):
    return [lambda who=person: hand_in(team.project, stage, by=who) for person in people]


def test_two_members_hand_in_one_work(team, stage, leader, mate):
    assert pressed(*handing(submissions.hand_in, team, stage, [leader, mate])) == ["Refused", "done"]
    assert Submission.objects.count() == 1
    assert Letter.objects.filter(name="work_handed_in").count() == 2


def test_two_works_without_the_lock_meet_at_the_constraint(team, stage, leader, mate, monkeypatch):
    """Then one of them sees an error instead of a word. On SQLite a transaction is a lock by itself, so it goes too."""
    hand_in = submissions.hand_in if connection.vendor == "postgresql" else submissions.hand_in.__wrapped__
    monkeypatch.setattr(submissions, "locked_call", lambda call: call)
    monkeypatch.setattr(submissions, "locked_project", unlocked)
    monkeypatch.setattr(submission_rules, "last_of", gated(submission_rules.last_of))
    monkeypatch.setattr(submission_rules, "is_late", gated(submission_rules.is_late))

    assert pressed(*handing(hand_in, team, stage, [leader, mate])) == ["IntegrityError", "done"]


# One time


@pytest.fixture
def slot(call, stage):
    later = timezone.now() + timedelta(days=1)
    defence = factories.StageFactory(call=call, kind="defence", title="Защита", position=1, due_at=stage.due_at + timedelta(days=9))
    return DefenceSlot.objects.create(stage=defence, starts_at=later, ends_at=later + timedelta(minutes=20))


@pytest.fixture
def rivals(call, stage, seat):
    found = [factories.TeamFactory(call=call, people=[seat()]) for _ in range(2)]
    for team in found:
        factories.SubmissionFactory(project=team.project, stage=stage, state="accepted")
    return found


def booking(book, slot, teams):
    return [lambda team=team: book(slot, team, by=team.members.get().person) for team in teams]


def test_two_teams_book_one_time_and_one_has_it(slot, rivals):
    assert pressed(*booking(slots.book, slot, rivals)) == ["Refused", "done"]
    assert DefenceSlot.objects.get().team in rivals
    assert Letter.objects.filter(name="slot_booked").count() == 1


def test_one_time_without_the_lock_is_promised_to_both(slot, rivals, monkeypatch):
    monkeypatch.setattr(slots, "locked", lambda stage: type(stage).objects.select_related("call__cohort").get(pk=stage.pk))
    monkeypatch.setattr(slots, "fresh", lambda row: DefenceSlot.objects.select_related("stage__call__cohort", "team").get(pk=row.pk))
    monkeypatch.setattr(slot_rules, "reasons_not_to_book", gated(slot_rules.reasons_not_to_book))
    careless = slots._booked.__wrapped__

    assert pressed(*booking(lambda row, team, by: careless(row, team, by), slot, rivals)) == ["done", "done"]
    assert Letter.objects.filter(name="slot_booked").count() == 2


def test_one_team_presses_two_times_at_once_and_has_one(slot, rivals):
    other = DefenceSlot.objects.create(stage=slot.stage, starts_at=slot.ends_at, ends_at=slot.ends_at + timedelta(minutes=20))
    team = rivals[0]
    person = team.members.get().person

    assert pressed(lambda: slots.book(slot, team, by=person), lambda: slots.book(other, team, by=person)) == ["done", "done"]
    assert DefenceSlot.objects.filter(team=team).count() == 1
