"""Letters about organisations' cards: the room of people cannot write them itself, it stands below the post office."""

from typing import Any

from django.db import models

from school.people.models import Membership, Organization, User
from school.post.actions import link_to, send


def about_membership(*, by: User | None, verb: str, target: models.Model | None, membership: int = 0, **facts: Any) -> None:
    """Hears what happened in the room of people (`school.people.witness`) and writes to whom it concerns."""
    if not isinstance(target, Organization) or not membership:
        return
    row = Membership.objects.select_related("person", "organization").get(pk=membership)
    if verb == "people.asked_to_join":
        membership_asked(row)
    elif verb == "people.member_confirmed":
        membership_answered(row, "membership_confirmed")
    elif verb == "people.member_declined":
        membership_answered(row, "membership_declined")


def membership_asked(membership: Membership) -> None:
    """To everyone who answers for the card."""
    owners = membership.organization.memberships.filter(owner=True, state=Membership.State.CONFIRMED).select_related("person")
    for owner in owners:
        context = {
            "person": owner.person,
            "asking": membership.person,
            "membership": membership,
            "organization": membership.organization,
            "card_url": link_to("people:organization", membership.organization_id),
        }
        send("membership_asked", to=owner.person, context=context)


def membership_answered(membership: Membership, name: str) -> None:
    context = {
        "person": membership.person,
        "organization": membership.organization,
        "card_url": link_to("people:organizations"),
    }
    send(name, to=membership.person, context=context)
