"""What becomes of a team when somebody goes, and what a keeper of the call may do with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects import team_rules
from courses.projects.actions import teams
from courses.projects.models import Call, DefenceSlot, Project, Team, TeamMember
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories


def names(team):
    return [row.person.family_name for row in team_rules.members_of(team)]


def letters():
    return [(letter.name, letter.recipient.family_name) for letter in Letter.objects.order_by("pk")]


def withdraw(person):
    person.enrollments.update(state="withdrawn")


# Leaving and leading


def test_member_leaves_and_the_leader_is_told(team, mate):
    teams.leave(team.members.get(person=mate), by=mate)

    assert names(team) == ["Ивушкина"]
    assert letters() == [("team_left", "Ивушкина")]


def test_leader_leaves_and_the_first_after_them_leads(team, leader, mate):
    teams.leave(team.members.get(person=leader), by=leader)

    assert team_rules.leads(team, mate)
    assert TeamMember.objects.get(person=mate).leads
    assert letters() == [("team_left", "Тополев")]


def test_leader_lets_somebody_go_and_they_are_told(team, leader, mate):
    teams.leave(team.members.get(person=mate), by=leader)

    assert letters() == [("team_let_go", "Тополев")]
    with pytest.raises(Refused):
        teams.leave(team.members.get(person=mate), by=leader)


def test_last_one_leaves_and_the_team_is_over(call, participant):
    team = teams.found(call, participant, "Двор")

    teams.leave(team.members.get(), by=participant)

    team.refresh_from_db()
    assert team.broken_up_at is not None
    assert list(Team.objects.of(participant)) == []
    assert teams.found(call, participant, "Двор").pk != team.pk


def test_last_one_stays_with_a_work_that_was_handed_in(team, leader, mate):
    factories.SubmissionFactory(project=team.project)
    teams.leave(team.members.get(person=mate), by=mate)

    with pytest.raises(Refused):
        teams.leave(team.members.get(person=leader), by=leader)

    assert names(team) == ["Ивушкина"]


@pytest.mark.parametrize(
    ("who", "may"), [("leader", True), ("trainer", True), ("coordinator", True), ("mate", False), ("participant", False), ("stranger", False)]
)
def test_lead_and_title_are_the_leaders_and_the_keepers(team, leader, mate, cast, who, may):
    by = {"leader": leader, "mate": mate}.get(who) or cast[who]
    member = team.members.get(person=mate)

    for act in (lambda: teams.rename(team, "Новый двор", by=by), lambda: teams.hand_lead(member, by=by)):
        if may:
            act()
        else:
            with pytest.raises(Refused):
                act()

    team.refresh_from_db()
    assert (team.title == "Новый двор", team_rules.leads(team, mate)) == (may, may)
    assert TeamMember.objects.filter(leads=True, left_at=None).count() == 1


def test_lead_is_not_handed_to_somebody_who_is_gone(team, leader, mate):
    withdraw(mate)

    with pytest.raises(Refused):
        teams.hand_lead(team.members.get(person=mate), by=leader)

    assert team_rules.leads(team, leader)


def test_leader_breaks_up_a_team_that_has_handed_in_nothing(team, leader, mate, participant):
    invitation = teams.invite(team, participant, by=leader)

    teams.break_up(team, by=leader)

    invitation.refresh_from_db()
    assert (names(team), invitation.state) == ([], "taken_back")
    assert letters()[-1] == ("team_broken_up", "Тополев")
    assert list(Project.objects.of(leader)) == []


def test_team_with_a_work_is_broken_up_by_a_keeper_alone(team, leader, trainer):
    factories.SubmissionFactory(project=team.project)

    with pytest.raises(Refused):
        teams.break_up(team, by=leader)
    teams.break_up(team, by=trainer, reason="Люди перешли в другие команды")

    assert Entry.objects.get(verb="projects.team_broken_up").facts["reason"] == "Люди перешли в другие команды"
    assert [letter.name for letter in Letter.objects.all()] == ["team_broken_up"] * 2


def test_time_of_defence_of_a_broken_up_team_is_free_again(call, team, leader):
    tomorrow = timezone.now() + timedelta(days=1)
    stage = factories.StageFactory(call=call, kind="defence", title="Защита", position=1, due_at=tomorrow + timedelta(days=10))
    slot = DefenceSlot.objects.create(stage=stage, starts_at=tomorrow, ends_at=tomorrow + timedelta(minutes=20), team=team)

    teams.break_up(team, by=leader)

    slot.refresh_from_db()
    assert slot.team is None


# Who has left the cohort has left the team


def test_seat_lost_is_place_lost_and_the_lead_passes_on(team, leader, mate):
    withdraw(leader)

    assert names(team) == ["Тополев"]
    assert team_rules.leads(team, mate)
    assert not team_rules.leads(team, leader)
    assert list(Team.objects.of(leader)) == []
    assert list(Project.objects.of(mate)) == [team.project]


def test_seat_given_back_is_the_place_given_back_while_nobody_changed_the_team(team, leader):
    withdraw(leader)
    leader.enrollments.update(state="active")

    assert names(team) == ["Ивушкина", "Тополев"]
    assert team_rules.leads(team, leader)


def test_next_change_of_the_team_writes_the_loss_down(team, leader, mate, participant):
    withdraw(leader)
    invitation = teams.invite(team, participant, by=mate)
    teams.answer(invitation, accept=True, by=participant)
    leader.enrollments.update(state="active")

    assert names(team) == ["Тополев", "Берёзкина"]
    assert TeamMember.objects.get(person=mate).leads
    assert TeamMember.objects.get(person=leader).left_at is not None


def test_person_with_a_new_seat_joins_another_team(call, team, mate, seat):
    """The row that the lost seat left behind is in nobody's way."""
    withdraw(mate)
    again = factories.EnrollmentFactory(person=mate, cohort=call.cohort)
    other = factories.TeamFactory(call=call, people=[seat(family_name="Липин")])

    teams.answer(teams.ask_to_join(other, by=mate), accept=True, by=other.members.get().person)

    assert names(other) == ["Липин", "Тополев"]
    assert TeamMember.objects.current().get(person=mate).enrollment == again


def test_finished_people_stay_in_their_team(team, leader):
    leader.enrollments.update(state="finished")

    assert names(team) == ["Ивушкина", "Тополев"]


# By a keeper


def test_keeper_puts_people_together_and_they_are_told(call, trainer, participant, seat):
    other = seat(family_name="Липин").person

    team = teams.put_together(call, [participant, other, participant], "Двор", by=trainer)

    assert names(team) == ["Берёзкина", "Липин"]
    assert team_rules.leads(team, participant)
    assert team.project.organization == participant.enrollments.get().organization
    assert letters() == [("team_brought", "Берёзкина"), ("team_brought", "Липин")]
    assert f"С вами в команде: {other.full_name}." in Letter.objects.order_by("pk")[0].text


@pytest.mark.parametrize("who", ["leader", "participant", "stranger", "methodologist"])
def test_nobody_else_arranges_teams(call, team, leader, cast, who, seat):
    by = leader if who == "leader" else cast[who]
    other = seat().person

    with pytest.raises(Refused):
        teams.put_together(call, [other], "Двор", by=by)
    with pytest.raises(Refused):
        teams.move(other, team, by=by)

    assert Team.objects.count() == 1


def test_nobody_is_put_together_who_has_a_team_or_no_seat(call, team, mate, trainer, stranger, seat):
    for people in ([mate, seat().person], [seat().person, stranger], []):
        with pytest.raises(Refused):
            teams.put_together(call, people, "Двор", by=trainer)

    assert list(Team.objects.all()) == [team]


def test_keeper_moves_a_person_and_an_empty_team_is_over(call, team, trainer, participant):
    own = teams.found(call, participant, "Двор")

    teams.move(participant, team, by=trainer)

    own.refresh_from_db()
    assert names(team) == ["Ивушкина", "Тополев", "Берёзкина"]
    assert own.broken_up_at is not None
    assert letters() == [("team_brought", "Берёзкина")]


def test_team_whose_leader_was_moved_away_has_another(call, team, leader, mate, trainer, seat):
    other = factories.TeamFactory(call=call, people=[seat(family_name="Липин")])

    teams.move(leader, other, by=trainer)

    assert names(other) == ["Липин", "Ивушкина"]
    assert TeamMember.objects.get(person=mate).leads
    assert letters() == [("team_left", "Тополев"), ("team_brought", "Ивушкина")]


# Who sees


def test_teams_are_seen_by_who_takes_part_and_by_keepers(team, cast):
    seen = {who for who, person in cast.items() if person and Team.objects.visible_to(person).exists()}

    assert seen == {"participant", "trainer", "coordinator", "administrator"}


def test_team_of_a_draft_is_nobodys_own(team, leader):
    Call.objects.update(state="draft")

    assert list(Team.objects.of(leader)) == []
