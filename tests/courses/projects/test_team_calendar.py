"""Who comes to a team, leaves it or loses it has the right defence in the calendar; what nobody needs any more is taken from the reviewers."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from courses.projects.actions import slots, teams
from courses.projects.models import DefenceSlot, Review, TeamInvitation
from school.post.models import Letter
from tests import factories
from tests.courses.projects.judging import juror_of


@pytest.fixture
def slot(call, stage, team, leader):
    """The team's, tomorrow."""
    factories.SubmissionFactory(project=team.project, stage=stage, state="accepted")
    begins = timezone.now() + timedelta(days=1)
    defence = factories.StageFactory(call=call, kind="defence", title="Защита", position=1, due_at=begins + timedelta(days=10))
    slot = DefenceSlot.objects.create(stage=defence, starts_at=begins, ends_at=begins + timedelta(minutes=20), place="Дом НКО")
    slots.book(slot, team, by=leader)
    return slot


def calendars(name):
    """Of the letters of this name: to whom, the method of the calendar, the event's identifier and number."""
    found = []
    for letter in Letter.objects.filter(name=name).order_by("pk"):
        calendar = Calendar.from_ical(bytes(letter.attachment))
        (event,) = calendar.walk("VEVENT")
        found.append((letter.recipient.family_name, str(calendar["method"]), str(event["uid"]), int(event["sequence"])))
    return found


def known(slot):
    """The identifier and the number of the event that everybody has had."""
    return calendars("slot_booked")[0][2:]


def test_team_that_is_broken_up_takes_its_defence_from_every_calendar(slot, team, trainer):
    uid, sequence = known(slot)

    teams.break_up(team, by=trainer)

    gone = calendars("slot_gone")
    assert [row[:3] for row in gone] == [("Ивушкина", "CANCEL", uid), ("Тополев", "CANCEL", uid)]
    assert min(row[3] for row in gone) > sequence
    assert "больше нет" in Letter.objects.filter(name="slot_gone").first().text
    slot.refresh_from_db()
    assert (slot.team, slot.booked_by) == (None, None)


@pytest.mark.parametrize("by", ["mate", "leader", "trainer"])
def test_who_leaves_loses_the_defence_and_the_others_keep_it(slot, team, leader, mate, trainer, by):
    uid, sequence = known(slot)

    teams.leave(team.members.get(person=mate), by={"mate": mate, "leader": leader, "trainer": trainer}[by])

    ((who, method, event, number),) = calendars("slot_gone")
    assert (who, method, event) == ("Тополев", "CANCEL", uid)
    assert number > sequence
    assert "пройдёт без вас" in Letter.objects.get(name="slot_gone").text
    slot.refresh_from_db()
    assert slot.team == team


def test_who_is_moved_changes_one_defence_for_another(slot, call, team, mate, trainer, seat):
    other = factories.TeamFactory(call=call, title="Другая", people=[seat()])
    begins = slot.starts_at + timedelta(hours=2)
    theirs = DefenceSlot.objects.create(stage=slot.stage, starts_at=begins, ends_at=begins + timedelta(minutes=20), team=other)
    Letter.objects.all().delete()

    teams.move(mate, other, by=trainer)

    assert [row[:3] for row in calendars("slot_gone")] == [("Тополев", "CANCEL", f"defence-{slot.stage_id}-{team.pk}@127.0.0.1")]
    assert [row[:3] for row in calendars("slot_booked")] == [("Тополев", "REQUEST", f"defence-{theirs.stage_id}-{other.pk}@127.0.0.1")]


def test_who_comes_later_gets_the_event(slot, team, leader, participant):
    uid, _sequence = known(slot)
    Letter.objects.all().delete()

    teams.answer(teams.invite(team, participant, by=leader), accept=True, by=participant)

    assert [row[1:3] for row in calendars("slot_booked")] == [("REQUEST", uid)]
    assert Letter.objects.get(name="slot_booked").recipient == participant


def test_past_defence_is_nobodys_news(slot, team, leader, mate):
    DefenceSlot.objects.update(starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - timedelta(hours=1))

    teams.leave(team.members.get(person=mate), by=mate)

    assert calendars("slot_gone") == []


def test_reviewers_are_spared_the_work_of_a_team_that_is_no_more(call, team, trainer, stage):
    work = factories.SubmissionFactory(project=team.project, stage=stage, state="in_review")
    waiting, done = (Review.objects.create(submission=work, reviewer=juror_of(call), state=state) for state in ("asked", "done"))

    teams.break_up(team, by=trainer)

    waiting.refresh_from_db()
    done.refresh_from_db()
    assert (waiting.state, done.state) == ("taken_back", "done")


def test_who_founds_a_team_is_waited_for_nowhere_else(team, leader, call, participant):
    teams.invite(team, participant, by=leader)

    teams.found(call, participant, "Своя")

    assert TeamInvitation.objects.get().state == "taken_back"
