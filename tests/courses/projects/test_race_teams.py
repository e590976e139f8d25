"""The last place of a team, and one person between two teams: never one over. The twin without the lock lets everybody in."""

import pytest

from courses.projects import team_rules
from courses.projects.actions import rosters, teams
from courses.projects.models import Call, Team, TeamInvitation, TeamMember
from tests import factories
from tests.courses.projects.racing import gated, pressed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def invited(team, leader, participant, seat):
    """Two people are asked for one place."""
    rows = [teams.invite(team, person, by=leader) for person in (participant, seat().person)]
    Call.objects.update(team_most=3)
    return [TeamInvitation.objects.get(pk=row.pk) for row in rows]


def accepting(invitation, answer):
    return lambda: answer(invitation, accept=True, by=invitation.person)


def test_last_place_goes_to_one(invited, team):
    assert pressed(*(accepting(row, teams.answer) for row in invited)) == ["Refused", "done"]
    assert TeamMember.objects.current().filter(team=team).count() == 3


def test_last_place_without_the_lock_goes_to_both(invited, team, monkeypatch):
    """The negative control: neither the lock of the call nor one transaction, and everybody looks before anybody writes."""
    monkeypatch.setattr(teams, "locked", lambda row: Team.objects.select_related("call__cohort").get(pk=row.pk))
    monkeypatch.setattr(teams, "_invitation", lambda row: TeamInvitation.objects.select_related("team__call__cohort", "person", "by").get(pk=row.pk))
    monkeypatch.setattr(teams, "settled", lambda row: None)
    monkeypatch.setattr(team_rules, "reasons_not_to_answer", gated(team_rules.reasons_not_to_answer))

    assert pressed(*(accepting(row, teams.answer.__wrapped__) for row in invited)) == ["done", "done"]
    assert TeamMember.objects.current().filter(team=team).count() == 4


def test_person_who_says_yes_to_two_teams_is_in_one(call, team, leader, participant, seat):
    other = factories.TeamFactory(call=call, people=[seat()])
    rows = [teams.invite(team, participant, by=leader), teams.invite(other, participant, by=other.members.get().person)]

    assert pressed(*(accepting(row, teams.answer) for row in rows)) == ["Refused", "done"]
    assert TeamMember.objects.current().filter(person=participant).count() == 1


def test_two_founders_of_one_title_make_one_team(call, participant, seat):
    people = [participant, seat().person]

    assert pressed(*(lambda who=person: teams.found(call, who, "Двор") for person in people)) == ["Refused", "done"]
    assert Team.objects.count() == 1


def test_leader_and_mate_leave_at_once_and_the_team_is_over(team, leader, mate):
    rows = list(team.members.all())

    assert pressed(*(lambda row=member: teams.leave(row, by=row.person) for member in rows)) == ["done", "done"]
    team.refresh_from_db()
    assert team.broken_up_at is not None
    assert rosters.leader_of(team) is None
