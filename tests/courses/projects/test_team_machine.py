"""Any sequence of verbs, by whomever: nobody in two teams, no team over its size, one leader where anybody is, no invitation of a team that is over."""

from collections import Counter
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.projects import team_rules
from courses.projects.actions import teams
from courses.projects.models import Team, TeamInvitation, TeamMember
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE, MOST = 5, 3
VERBS = [
    "found",
    "found",
    "invite",
    "ask",
    "accept",
    "accept",
    "accept",
    "decline",
    "take_back",
    "leave",
    "let_go",
    "hand",
    "move",
    "break_up",
    "lose",
    "regain",
]
steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, PEOPLE - 1), st.integers(0, PEOPLE - 1)), min_size=15, max_size=40)


class School:
    """The real tables, made anew for each example."""

    def __init__(self):
        self.call = factories.CallFactory(team_most=MOST)
        self.keeper = factories.AssignmentFactory(role="trainer", cohort=self.call.cohort).person
        self.seats = [factories.EnrollmentFactory(cohort=self.call.cohort) for _ in range(PEOPLE)]

    def do(self, verb, one, other):
        person, mate = self.seats[one].person, self.seats[other].person
        with suppress(Refused):
            getattr(self, verb)(person, mate)

    def team_of(self, person):
        return team_rules.team_in(self.call, person)

    def member(self, person):
        return TeamMember.objects.current().filter(call=self.call, person=person).first()

    def found(self, person, mate):
        teams.found(self.call, person, f"Команда {person.pk}")

    def invite(self, person, mate):
        if team := self.team_of(person):
            teams.invite(team, mate, by=person)

    def ask(self, person, mate):
        if team := self.team_of(mate):
            teams.ask_to_join(team, by=person)

    def accept(self, person, mate):
        for row in TeamInvitation.objects.visible_to(person).open():
            teams.answer(row, accept=True, by=person)

    def decline(self, person, mate):
        for row in TeamInvitation.objects.visible_to(person).open():
            teams.answer(row, accept=False, by=person)

    def take_back(self, person, mate):
        for row in TeamInvitation.objects.open().filter(by=person):
            teams.take_back(row, by=person)

    def leave(self, person, mate):
        if member := self.member(person):
            teams.leave(member, by=person)

    def let_go(self, person, mate):
        if member := self.member(mate):
            teams.leave(member, by=person)

    def hand(self, person, mate):
        if member := self.member(mate):
            teams.hand_lead(member, by=person)

    def move(self, person, mate):
        if team := self.team_of(mate):
            teams.move(person, team, by=self.keeper)

    def break_up(self, person, mate):
        if team := self.team_of(person):
            teams.break_up(team, by=person)

    def lose(self, person, mate):
        person.enrollments.update(state="withdrawn")

    def regain(self, person, mate):
        person.enrollments.update(state="active")

    def check(self):
        here = list(TeamMember.objects.current().select_related("team"))
        assert max(Counter(row.person_id for row in here).values(), default=0) <= 1
        assert max(Counter(row.team_id for row in here).values(), default=0) <= MOST
        assert {row.team.broken_up_at for row in here} <= {None}
        for team in Team.objects.standing():
            people = team_rules.members_of(team)
            assert team.members.filter(leads=True, left_at=None).count() <= 1
            assert bool(people) == (team_rules.leader_of(team) is not None)
            assert people or team.members.filter(left_at=None).exists()
        assert not TeamInvitation.objects.filter(state="open").exclude(team__broken_up_at=None).exists()
        assert len({row.title for row in Team.objects.standing()}) == Team.objects.standing().count()


@given(steps=steps)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_sequence_of_steps_breaks_a_team(db, steps):
    with transaction.atomic():
        school = School()
        for verb, one, other in steps:
            school.do(verb, one, other)
            school.check()
        transaction.set_rollback(True)


def test_the_check_sees_one_person_too_many(db, monkeypatch):
    """The negative control: with the rule switched off the same check fails."""
    monkeypatch.setattr(team_rules, "places_left", lambda team: 1)
    school = School()
    leader = school.seats[0].person
    school.do("found", 0, 0)
    for number in range(1, PEOPLE):
        school.do("invite", 0, number)
        school.do("accept", number, 0)

    assert school.team_of(leader).members.count() == PEOPLE
    with pytest.raises(AssertionError):
        school.check()
