"""What people of a team write to each other through the school: invited, asked, answered, brought, left, broken up."""

from collections.abc import Iterable

from courses.projects.models import Team, TeamInvitation
from courses.projects.team_rules import leader_of, members_of
from school.people.models import User
from school.post.actions import link_to, send


def invited(invitation: TeamInvitation) -> None:
    context = _of(invitation.team) | {"by": invitation.by}
    send("team_invited", to=invitation.person, context=context, reason=f"team-invitation-{invitation.pk}")


def asked(invitation: TeamInvitation) -> None:
    """To whoever leads."""
    leader = leader_of(invitation.team)
    if leader:
        context = _inside(invitation.team) | {"person": invitation.person}
        send("team_asked", to=leader.person, context=context, reason=f"team-invitation-{invitation.pk}")


def answered(invitation: TeamInvitation, by: User) -> None:
    """To the one who was waiting for the word."""
    leader = leader_of(invitation.team)
    waiting = invitation.person if invitation.asks else (leader.person if leader else invitation.by)
    if waiting.pk != by.pk:
        context = _of(invitation.team) | {"by": by, "accepted": invitation.state == TeamInvitation.State.ACCEPTED, "asked": invitation.asks}
        send("team_answered", to=waiting, context=context, reason=f"team-answer-{invitation.pk}")


def brought(team: Team, people: Iterable[User], by: User) -> None:
    """A keeper has put them into the team."""
    for person in people:
        others = [member.person.full_name for member in members_of(team) if member.person_id != person.pk]
        send("team_brought", to=person, context=_inside(team) | {"by": by, "others": others})


def left(team: Team, person: User, by: User, *, moved: bool = False) -> None:
    """Who was let go is told, and so is whoever leads without them; one who was moved has a letter about the new team."""
    if person.pk != by.pk and not moved:
        send("team_let_go", to=person, context=_of(team) | {"by": by})
    leader = leader_of(team)
    if leader and leader.person_id != by.pk:
        send("team_left", to=leader.person, context=_inside(team) | {"person": person})


def lead_handed(team: Team, person: User, by: User) -> None:
    if person.pk != by.pk:
        send("team_lead_handed", to=person, context=_inside(team) | {"by": by})


def broken_up(team: Team, people: Iterable[User], by: User, words: str) -> None:
    for person in people:
        if person.pk != by.pk:
            send("team_broken_up", to=person, context=_of(team) | {"by": by, "words": words}, reason=f"team-{team.pk}-over")


def _of(team: Team) -> dict[str, object]:
    """The page of the call: who is not in the team, or not any more, finds everything there."""
    return {"team": team, "call": team.call, "url": link_to("portals:project_call", team.call_id)}


def _inside(team: Team) -> dict[str, object]:
    return _of(team) | {"url": link_to("portals:team", team.pk)}
