"""Sizes, dates and repeats: where a team stops growing and when it may not change any more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.projects import team_rules
from courses.projects.actions import teams
from courses.projects.models import Call, TeamInvitation, TeamMember
from tests import factories
from tests.courses.projects.staging import refused


@pytest.mark.parametrize(("most", "left"), [(2, 0), (3, 1), (5, 3)])
def test_places_are_counted_by_who_is_there(call, team, most, left):
    Call.objects.update(team_most=most)
    team.refresh_from_db()
    team.call.refresh_from_db()

    assert team_rules.places_left(team) == left


def test_full_team_takes_nobody_by_any_way(call, team, leader, participant, trainer):
    Call.objects.update(team_most=3)
    invited = teams.invite(team, participant, by=leader)
    Call.objects.update(team_most=2)
    full = f"В команде «{team}» больше нет мест."

    assert refused(lambda: teams.answer(invited, accept=True, by=participant)) == [full]
    teams.take_back(invited, by=leader)
    assert refused(lambda: teams.invite(team, participant, by=leader)) == [full]
    assert refused(lambda: teams.ask_to_join(team, by=participant)) == [full]
    assert refused(lambda: teams.move(participant, team, by=trainer)) == [full]
    assert TeamMember.objects.current().count() == 2


def test_place_of_somebody_who_left_the_cohort_is_free(call, team, leader, mate, participant):
    Call.objects.update(team_most=2)
    mate.enrollments.update(state="expelled")

    teams.answer(teams.invite(team, participant, by=leader), accept=True, by=participant)

    assert [row.person for row in team_rules.members_of(team)] == [leader, participant]


def test_keeper_puts_no_more_together_than_the_call_says(call, trainer, seat):
    Call.objects.update(team_most=2)
    people = [seat().person for _ in range(3)]

    assert refused(lambda: teams.put_together(call, people, "Двор", by=trainer)) == ["В команде не больше 2 человек."]


# Until when


@pytest.mark.parametrize(
    ("teams_until", "due", "may"),
    [(None, 1, True), (None, -1, False), (1, -1, True), (-1, 1, False), (1, 1, True)],
)
def test_teams_gather_until_their_own_date_or_the_first_stages(call, participant, teams_until, due, may):
    now = timezone.now()
    call.teams_until = teams_until and now + timedelta(days=teams_until)
    call.save()
    call.stages.update(opens_at=now - timedelta(days=9), due_at=now + timedelta(days=due))

    if may:
        teams.found(call, participant, "Двор")
    else:
        assert refused(lambda: teams.found(call, participant, "Двор"))[0].startswith("Команды собирались до ")


def test_after_the_date_only_a_keeper_changes_who_is_in(call, team, leader, mate, participant, trainer, seat):
    invited, asked = teams.invite(team, participant, by=leader), teams.ask_to_join(team, by=seat().person)
    Call.objects.update(teams_until=timezone.now() - timedelta(minutes=1))
    member = team.members.get(person=mate)

    for act in (
        lambda: teams.answer(invited, accept=True, by=participant),
        lambda: teams.answer(asked, accept=True, by=leader),
        lambda: teams.invite(team, seat().person, by=leader),
        lambda: teams.leave(member, by=mate),
        lambda: teams.leave(member, by=leader),
        lambda: teams.break_up(team, by=leader),
    ):
        assert refused(act)[0].startswith("Команды собирались до ")
    teams.answer(asked, accept=False, by=leader)
    teams.move(participant, team, by=trainer)
    teams.leave(member, by=trainer)

    assert [row.person for row in team_rules.members_of(team)] == [leader, participant]


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_nothing_moves_in_a_call_that_is_not_open(call, team, leader, mate, participant, trainer, state):
    invitation = teams.invite(team, participant, by=leader)
    Call.objects.update(state=state)
    said = {"draft": "Приём проектов ещё готовится.", "closed": "Приём проектов закрыт."}[state]
    member = team.members.get(person=mate)

    for act in (
        lambda: teams.found(call, participant, "Двор"),
        lambda: teams.answer(invitation, accept=True, by=participant),
        lambda: teams.ask_to_join(team, by=participant),
        lambda: teams.leave(member, by=mate),
        lambda: teams.leave(member, by=trainer),
        lambda: teams.rename(team, "Другой", by=leader),
        lambda: teams.hand_lead(member, by=leader),
        lambda: teams.break_up(team, by=trainer),
        lambda: teams.put_together(call, [participant], "Двор", by=trainer),
        lambda: teams.move(participant, team, by=trainer),
    ):
        assert refused(act) == [said]


# Who takes part


@pytest.mark.parametrize("state", ["finished", "withdrawn", "expelled"])
def test_only_those_who_study_now_come_into_a_team(call, team, leader, participant, trainer, state):
    participant.enrollments.update(state=state)

    for act in (
        lambda: teams.found(call, participant, "Двор"),
        lambda: teams.ask_to_join(team, by=participant),
        lambda: teams.invite(team, participant, by=leader),
        lambda: teams.put_together(call, [participant], "Двор", by=trainer),
        lambda: teams.move(participant, team, by=trainer),
    ):
        refused(act)

    assert participant not in [row.person for row in team_rules.alone(call)]


def test_person_of_another_cohort_or_of_none_takes_no_part(call, team, leader, stranger, trainer):
    elsewhere = factories.EnrollmentFactory().person

    for person in (stranger, elsewhere, trainer):
        refused(lambda who=person: teams.found(call, who, "Двор"))
        refused(lambda who=person: teams.ask_to_join(team, by=who))
        refused(lambda who=person: teams.invite(team, who, by=leader))


def test_person_whose_admission_was_not_told_yet_is_nowhere(call, team, leader, seat):
    quiet = seat(family_name="Тихий")
    quiet.application = factories.ApplicationFactory(person=quiet.person, cohort=call.cohort, told_at=timezone.now() + timedelta(minutes=5))
    quiet.save()

    assert list(team_rules.alone(call)) == []
    refused(lambda: teams.invite(team, quiet.person, by=leader))


def test_alone_are_those_without_a_team(call, team, participant, leader):
    assert [row.person for row in team_rules.alone(call)] == [participant]

    teams.answer(teams.invite(team, participant, by=leader), accept=True, by=participant)

    assert list(team_rules.alone(call)) == []


def test_one_person_is_in_one_team_of_a_call(call, team, mate, participant, seat):
    other = factories.TeamFactory(call=call, people=[seat()])
    elsewhere = factories.CallFactory(cohort=call.cohort)

    assert refused(lambda: teams.ask_to_join(other, by=mate)) == [f"Вы уже в команде «{team}»."]
    assert refused(lambda: teams.found(call, mate, "Двор")) == [f"Вы уже в команде «{team}»."]
    assert teams.found(elsewhere, mate, "Двор").call == elsewhere


# Repeats


def test_three_invitations_of_one_person_are_enough(team, leader, participant):
    for _ in range(3):
        teams.answer(teams.invite(team, participant, by=leader), accept=False, by=participant)

    assert refused(lambda: teams.invite(team, participant, by=leader)) == ["Этого человека вы приглашали уже три раза."]
    teams.ask_to_join(team, by=participant)


def test_three_requests_to_one_team_are_enough(team, leader, participant):
    for _ in range(3):
        teams.answer(teams.ask_to_join(team, by=participant), accept=False, by=leader)

    assert refused(lambda: teams.ask_to_join(team, by=participant)) == ["Вы уже просились в эту команду три раза."]


def test_ten_invitations_wait_at_most(call, team, leader, seat):
    Call.objects.update(team_most=30)
    for _ in range(10):
        teams.invite(team, seat().person, by=leader)

    assert refused(lambda: teams.invite(team, seat().person, by=leader)) == ["Приглашений без ответа уже 10. Отзовите лишние."]


def test_invitation_and_request_do_not_cross(team, leader, participant):
    teams.ask_to_join(team, by=participant)

    assert refused(lambda: teams.invite(team, participant, by=leader)) == ["Просьба принять в команду уже ждёт ответа."]
    assert TeamInvitation.objects.count() == 1


@pytest.mark.parametrize("who", ["mate", "participant", "trainer", "stranger"])
def test_only_the_leader_invites(team, mate, cast, who, seat):
    by = mate if who == "mate" else cast[who]

    assert refused(lambda: teams.invite(team, seat().person, by=by)) == ["Приглашает тот, кто руководит командой."]


def test_lists_cost_the_same_for_one_team_and_for_many(call, seat, participant, django_assert_num_queries):
    rows = [factories.TeamFactory(call=call, people=[seat(), seat()]) for _ in range(3)]

    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            found = team_rules.members_by_team(some)
            assert {pk: len(members) for pk, members in found.items()} == {row.pk: 2 for row in some}


def test_new_team_does_not_begin_to_invite_anew(call, participant, seat):
    other = seat().person
    for number in range(3):
        team = teams.found(call, participant, f"Двор {number}")
        teams.invite(team, other, by=participant)
        teams.break_up(team, by=participant)
    team = teams.found(call, participant, "Двор")

    assert refused(lambda: teams.invite(team, other, by=participant)) == ["Этого человека вы приглашали уже три раза."]


def test_person_founds_no_more_than_five_teams(call, participant, trainer, team):
    for number in range(5):
        teams.break_up(teams.found(call, participant, f"Двор {number}"), by=participant)

    assert refused(lambda: teams.found(call, participant, "Двор")) == [
        "Вы сменили уже пять команд этого приёма. Чтобы собрать новую, напишите координатору."
    ]
    assert teams.move(participant, team, by=trainer) == team
