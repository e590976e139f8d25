"""A team is founded, and people come into it by their own word: whose word each step needs, and what a second press does."""

import pytest

from courses.projects import team_rules
from courses.projects.actions import teams
from courses.projects.models import Project, Team, TeamInvitation
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories


def names(team):
    return [row.person.family_name for row in team_rules.members_of(team)]


def letters():
    return [(letter.name, letter.recipient.family_name) for letter in Letter.objects.order_by("pk")]


# Founding and joining


def test_founder_leads_and_the_project_is_of_their_organisation(call, participant):
    team = teams.found(call, participant, "  Дворовая   команда ")

    assert (team.title, names(team)) == ("Дворовая команда", ["Берёзкина"])
    assert team_rules.leads(team, participant)
    assert Project.objects.get(team=team).organization == participant.enrollments.get().organization
    assert Entry.objects.get().verb == "projects.team_founded"


def test_founding_twice_is_one_team(call, participant):
    first = teams.found(call, participant, "Двор")

    assert teams.found(call, participant, "Двор") == first
    with pytest.raises(Refused):
        teams.found(call, participant, "Другой двор")
    assert Team.objects.count() == 1


@pytest.mark.parametrize("title", ["", "   ", "Т" * 121, "Двор для ВСЕХ"])
def test_title_is_needed_and_is_one_in_a_call(call, participant, team, title):
    team.title = "двор для всех"
    team.save()

    with pytest.raises(Refused):
        teams.found(call, participant, title)

    assert Team.objects.count() == 1


def test_invited_person_accepts_and_is_in(call, team, leader, participant):
    invitation = teams.invite(team, participant, by=leader)
    teams.answer(invitation, accept=True, by=participant)

    assert names(team) == ["Ивушкина", "Тополев", "Берёзкина"]
    assert team.members.get(person=participant).enrollment == participant.enrollments.get()
    assert letters() == [("team_invited", "Берёзкина"), ("team_answered", "Ивушкина")]
    assert [row.verb for row in Entry.objects.order_by("pk")] == ["projects.team_invited", "projects.team_joined"]


def test_person_asks_and_the_leader_accepts(call, team, leader, participant):
    invitation = teams.ask_to_join(team, by=participant)
    teams.answer(invitation, accept=True, by=leader)

    assert names(team) == ["Ивушкина", "Тополев", "Берёзкина"]
    assert letters() == [("team_asked", "Ивушкина"), ("team_answered", "Берёзкина")]


def test_joining_closes_the_other_invitations_of_the_call(call, team, leader, participant, seat):
    other = factories.TeamFactory(call=call, people=[seat()])
    invitation = teams.invite(team, participant, by=leader)
    asked = teams.ask_to_join(other, by=participant)

    teams.answer(invitation, accept=True, by=participant)

    asked.refresh_from_db()
    assert (asked.state, asked.answered_at is not None) == ("taken_back", True)


@pytest.mark.parametrize("verb", ["invite", "ask_to_join", "accept", "decline"])
def test_second_press_changes_nothing(team, leader, participant, verb):
    if verb == "ask_to_join":
        once = [teams.ask_to_join(team, by=participant) for _ in range(2)]
    else:
        once = [teams.invite(team, participant, by=leader) for _ in range(2)]
    if verb in {"accept", "decline"}:
        once = [teams.answer(once[0], accept=verb == "accept", by=participant) for _ in range(2)]

    assert once[0] == once[1]
    assert TeamInvitation.objects.count() == 1
    assert len(names(team)) == 2 + (verb == "accept")
    assert Entry.objects.count() == Letter.objects.count() == 1 + (verb in {"accept", "decline"})


@pytest.mark.parametrize(("accept", "state"), [(True, "accepted"), (False, "declined")])
@pytest.mark.parametrize(
    ("asks", "who", "may"),
    [
        (False, "participant", True),
        (False, "leader", False),
        (False, "mate", False),
        (False, "trainer", False),
        (True, "leader", True),
        (True, "participant", False),
        (True, "mate", False),
        (True, "trainer", False),
    ],
)
def test_only_the_one_who_is_asked_answers(team, leader, mate, participant, trainer, asks, who, may, accept, state):
    invitation = teams.ask_to_join(team, by=participant) if asks else teams.invite(team, participant, by=leader)
    person = {"leader": leader, "mate": mate, "participant": participant, "trainer": trainer}[who]

    if may:
        teams.answer(invitation, accept=accept, by=person)
    else:
        with pytest.raises(Refused) as refusal:
            teams.answer(invitation, accept=accept, by=person)
        assert refusal.value.reasons == ["На это отвечает другой человек."]

    invitation.refresh_from_db()
    assert invitation.state == (state if may else "open")


@pytest.mark.parametrize(
    ("asks", "who", "may"), [(False, "leader", True), (False, "participant", False), (True, "participant", True), (True, "leader", False)]
)
def test_whoever_asked_takes_it_back(team, leader, participant, asks, who, may):
    invitation = teams.ask_to_join(team, by=participant) if asks else teams.invite(team, participant, by=leader)
    person = {"leader": leader, "participant": participant}[who]

    if may:
        teams.take_back(invitation, by=person)
        with pytest.raises(Refused):
            teams.answer(invitation, accept=True, by=leader if asks else participant)
    else:
        with pytest.raises(Refused):
            teams.take_back(invitation, by=person)

    invitation.refresh_from_db()
    assert invitation.state == ("taken_back" if may else "open")


def test_invitations_are_seen_by_whom_they_concern(team, leader, mate, participant, stranger, trainer):
    invitation = teams.invite(team, participant, by=leader)

    seen = {person: list(TeamInvitation.objects.visible_to(person)) == [invitation] for person in (leader, mate, participant, stranger, trainer)}
    assert seen == {leader: True, mate: True, participant: True, stranger: False, trainer: False}
