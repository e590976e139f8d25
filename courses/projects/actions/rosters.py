"""Rows of the make-up of a team: who comes, who goes, who leads. The caller holds the lock of the call and has asked the rules."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone

from courses.projects.call_rules import takers
from courses.projects.models import Team, TeamInvitation, TeamMember
from courses.projects.team_rules import leader_of
from school.people.models import User


def join(team: Team, person: User, *, leads: bool = False) -> TeamMember:
    """A row left over from a seat that was lost stands in nobody's way."""
    part(TeamMember.objects.gone().filter(call=team.call_id, person=person))
    seat = takers(team.call).filter(person=person).first()
    return TeamMember.objects.create(call=team.call, team=team, person=person, enrollment=seat, leads=leads)


def part(members: Iterable[TeamMember]) -> None:
    rows = TeamMember.objects.filter(pk__in=[member.pk for member in members], left_at=None)
    rows.update(left_at=timezone.now(), leads=False)


def settled(team: Team) -> None:
    """Writes down what the rules say already: who lost the seat is out, and whoever leads by now leads."""
    part(TeamMember.objects.gone().filter(team=team))
    passed_lead(team)


def passed_lead(team: Team) -> TeamMember | None:
    """Somebody leads while anybody is there."""
    leader = leader_of(team)
    if leader and not leader.leads:
        team.members.filter(leads=True, left_at=None).update(leads=False)
        team.members.filter(pk=leader.pk).update(leads=True)
    return leader


def joined_by(team: Team, person: User) -> QuerySet[TeamMember]:
    return team.members.filter(person=person, left_at=None)


def withdrawn(invitations: QuerySet[TeamInvitation]) -> None:
    """Nobody has to answer them any more."""
    open_ones = invitations.filter(state=TeamInvitation.State.OPEN)
    open_ones.update(state=TeamInvitation.State.TAKEN_BACK, answered_at=timezone.now())
