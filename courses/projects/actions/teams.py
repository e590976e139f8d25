"""Verbs of teams: found, invited, joined, left, led over, renamed, broken up; put together and moved by whoever keeps the call.

Every one takes the lock of the call first: two people who take the last place, or one who says yes to two teams, meet there one after the other.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.projects import slot_letters, team_letters, team_rules
from courses.projects.actions.calls import locked as locked_call
from courses.projects.actions.reviews import take_back as take_back_review
from courses.projects.actions.rosters import join, joined_by, part, passed_lead, settled, withdrawn
from courses.projects.jury_rules import UNDECIDED
from courses.projects.models import Call, Project, Review, Team, TeamInvitation, TeamMember
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused, tidy

State = TeamInvitation.State


@transaction.atomic
def found(call: Call, person: User, title: str) -> Team:
    """The founder leads; the team gets its project at once. A second press finds the team it has just made."""
    call, title = locked_call(call), tidy(title)
    own = team_rules.team_in(call, person)
    if own and own.title == title and team_rules.leads(own, person):
        return own
    _ask(team_rules.reasons_not_to_found(call, person) or team_rules.reasons_against_title(call, title))
    team = _made(call, title)
    member = join(team, person, leads=True)
    _with_project(team, member)
    withdrawn(TeamInvitation.objects.filter(team__call=call, person=person))
    record(by=person, verb="projects.team_founded", target=team)
    return team


@transaction.atomic
def invite(team: Team, person: User, *, by: User) -> TeamInvitation:
    team = locked(team)
    waiting = team.invitations.filter(person=person, asks=False, state=State.OPEN).first()
    if waiting and waiting.by_id == by.pk:
        return waiting
    _ask(team_rules.reasons_not_to_invite(team, person, by))
    invitation = TeamInvitation.objects.create(team=team, person=person, by=by)
    record(by=by, verb="projects.team_invited", target=team, person=person.full_name)
    team_letters.invited(invitation)
    return invitation


@transaction.atomic
def ask_to_join(team: Team, *, by: User) -> TeamInvitation:
    team = locked(team)
    waiting = team.invitations.filter(person=by, asks=True, state=State.OPEN).first()
    if waiting:
        return waiting
    _ask(team_rules.reasons_not_to_ask(team, by))
    invitation = TeamInvitation.objects.create(team=team, person=by, by=by, asks=True)
    record(by=by, verb="projects.team_asked", target=team)
    team_letters.asked(invitation)
    return invitation


@transaction.atomic
def answer(invitation: TeamInvitation, *, accept: bool, by: User) -> TeamInvitation:
    """Yes makes a member, whoever was asked; the person's other invitations of the call go with it."""
    team = locked(invitation.team)
    invitation, verb = _invitation(invitation), "accept" if accept else "decline"
    if invitation.state == team_rules.TRANSITIONS[verb].target:  # a second press
        return invitation
    _ask(team_rules.reasons_not_to_answer(invitation, by, accept))
    invitation = _answered(invitation, verb)
    if accept:
        settled(team)
        join(team, invitation.person)
        withdrawn(TeamInvitation.objects.filter(team__call=team.call_id, person=invitation.person_id))
    told = "projects.team_joined" if accept else "projects.invitation_declined"
    entry = record(by=by, verb=told, target=team, person=invitation.person.full_name)
    team_letters.answered(invitation, by)
    if accept:
        slot_letters.joined(team, invitation.person, sequence=entry.pk)
    return invitation


@transaction.atomic
def take_back(invitation: TeamInvitation, *, by: User) -> TeamInvitation:
    team = locked(invitation.team)
    invitation = _invitation(invitation)
    _ask(team_rules.reasons_not_to_take_back(invitation, by))
    record(by=by, verb="projects.invitation_taken_back", target=team, person=invitation.person.full_name)
    return _answered(invitation, "take_back")


@transaction.atomic
def leave(member: TeamMember, *, by: User) -> Team:
    """By the own wish, or let go by the leader or a keeper. The lead passes on; a team without anybody is broken up."""
    team = locked(member.team)
    member = TeamMember.objects.select_related("team__call__cohort", "call__cohort", "person").get(pk=member.pk)
    _ask(team_rules.reasons_not_to_leave(member, by))
    settled(team)
    part([member])
    entry = record(by=by, verb="projects.team_left", target=team, person=member.person.full_name)
    team_letters.left(team, member.person, by)
    _parted(team, member.person, by, entry.pk)
    return team


@transaction.atomic
def hand_lead(member: TeamMember, *, by: User) -> Team:
    team = locked(member.team)
    _ask(team_rules.reasons_not_to_lead_over(team, by))
    settled(team)
    row = TeamMember.objects.current().filter(pk=member.pk, team=team).select_related("person").first()
    if row is None:
        raise Refused(_("Этого человека уже нет в команде."))
    if row.leads:
        return team
    team.members.filter(leads=True).update(leads=False)
    team.members.filter(pk=row.pk).update(leads=True)
    record(by=by, verb="projects.team_lead_handed", target=team, person=row.person.full_name)
    team_letters.lead_handed(team, row.person, by)
    return team


@transaction.atomic
def rename(team: Team, title: str, *, by: User) -> Team:
    team, title = locked(team), tidy(title)
    _ask(team_rules.reasons_not_to_lead_over(team, by) or team_rules.reasons_against_title(team.call, title, besides=team))
    if team.title != title:
        was, team.title = team.title, title
        team.save(update_fields=["title"])
        record(by=by, verb="projects.team_renamed", target=team, was=was, now=title)
    return team


@transaction.atomic
def break_up(team: Team, *, by: User, reason: str = "") -> Team:
    team = locked(team)
    _ask(team_rules.reasons_not_to_break_up(team, by))
    people = [row.person for row in team_rules.members_of(team)]
    _ended(team, people, by, reason.strip())
    team_letters.broken_up(team, people, by, reason.strip())
    return team


@transaction.atomic
def put_together(call: Call, people: Iterable[User], title: str, *, by: User) -> Team:
    """By a keeper: the first of them leads. Whoever is in a team already is moved, not put together."""
    call, title = locked_call(call), tidy(title)
    everybody = list(dict.fromkeys(people))
    _ask(team_rules.reasons_not_to_arrange(call, by) or team_rules.reasons_against_title(call, title))
    if not everybody:
        raise Refused(_("Выберите, кто будет в команде."))
    if len(everybody) > call.team_most:
        raise Refused(
            ngettext("В команде не больше %(count)d человека.", "В команде не больше %(count)d человек.", call.team_most) % {"count": call.team_most}
        )
    team = _made(call, title)
    for number, person in enumerate(everybody):
        _ask(team_rules.reasons_not_to_bring(team, person))
        member = join(team, person, leads=not number)
        if not number:
            _with_project(team, member)
    withdrawn(TeamInvitation.objects.filter(team__call=call, person__in=everybody))
    record(by=by, verb="projects.team_put_together", target=team, count=len(everybody))
    team_letters.brought(team, everybody, by)
    return team


@transaction.atomic
def move(person: User, team: Team, *, by: User) -> Team:
    """By a keeper: from whatever team, or from none, into this one; a team left empty is broken up."""
    team = locked(team)
    _ask(team_rules.reasons_not_to_arrange(team.call, by))
    old = team_rules.team_in(team.call, person)
    if old and old.pk == team.pk:
        return team
    if old:
        part(joined_by(old, person))
    _ask(team_rules.reasons_not_to_bring(team, person))
    settled(team)
    join(team, person)
    withdrawn(TeamInvitation.objects.filter(team__call=team.call_id, person=person))
    entry = record(by=by, verb="projects.team_moved", target=team, person=person.full_name, was=old or "")
    if old:
        team_letters.left(old, person, by, moved=True)
        _parted(old, person, by, entry.pk)
    team_letters.brought(team, [person], by)
    slot_letters.joined(team, person, sequence=entry.pk)
    return team


def locked(team: Team) -> Team:
    """The team as it stands, under the lock of its call."""
    call = locked_call(Call(pk=team.call_id))
    fresh = Team.objects.select_related("project").get(pk=team.pk)
    fresh.call = call
    return fresh


def _ask(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)


def _made(call: Call, title: str) -> Team:
    return Team.objects.create(call=call, title=title)


def _with_project(team: Team, leader: TeamMember) -> None:
    Project.objects.create(team=team, organization=leader.enrollment.organization if leader.enrollment else None)


def _invitation(invitation: TeamInvitation) -> TeamInvitation:
    rows = TeamInvitation.objects.select_for_update(of=("self",)).select_related("team__call__cohort", "person", "by")
    return rows.get(pk=invitation.pk)


def _answered(invitation: TeamInvitation, verb: str) -> TeamInvitation:
    invitation.state = team_rules.TRANSITIONS[verb].target
    invitation.answered_at = timezone.now()
    invitation.save(update_fields=["state", "answered_at"])
    return invitation


def _parted(team: Team, person: User, by: User, sequence: int) -> None:
    """What is left behind by whoever has gone: the lead passes on; a team without anybody is over."""
    if passed_lead(team):
        slot_letters.parted(team, [person], sequence=sequence)
    else:
        _ended(team, [person], by, "")


def _ended(team: Team, people: Iterable[User], by: User, reason: str) -> None:
    """`people` – who was in it last. Nobody reads its works any more, and its time of the defence is free."""
    part(team.members.filter(left_at=None))
    withdrawn(team.invitations.all())
    team.broken_up_at = timezone.now()
    team.save(update_fields=["broken_up_at"])
    entry = record(by=by, verb="projects.team_broken_up", target=team, reason=reason)
    for review in Review.objects.filter(submission__project__team=team, submission__state__in=UNDECIDED, state=Review.State.ASKED):
        take_back_review(review, by=by)
    slot_letters.parted(team, people, sequence=entry.pk, over=True)
    team.slots.filter(starts_at__gt=timezone.now()).update(team=None, booked_at=None, booked_by=None)
