"""Verbs of access: leaders of the NGO share its dossier and hand it over."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import dossier_letters, dossier_rules
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Dossier, Share
from school.journal.actions import record
from school.people.models import Organization, User
from school.people.rules import Refused


@transaction.atomic
def share(dossier: Dossier, person: User, role: str, *, by: User) -> Share:
    """Gives access, or another kind of it."""
    found = locked(dossier)
    current = found.shares.filter(person=person, until=None).first()
    if current and current.role == role:  # a second press
        return current
    if reasons := dossier_rules.reasons_not_to_share(found, by, person):
        raise Refused(*reasons)
    if current and current.role == Share.Role.OWNER and (reasons := dossier_rules.reasons_not_to_unshare(found, person)):
        raise Refused(*reasons)
    return _given(found, person, role, by)


def _given(dossier: Dossier, person: User, role: str, by: User | None) -> Share:
    """The earlier share ends with the moment, so that the history keeps both."""
    dossier.shares.filter(person=person, until=None).update(until=timezone.now())
    made = dossier.shares.create(person=person, role=role)
    record(by=by, verb="dossiers.shared", target=dossier, person=person, role=role)
    if by is None or by.pk != person.pk:
        dossier_letters.shared(dossier, person, made.get_role_display(), by)
    return made


@transaction.atomic
def unshare(dossier: Dossier, person: User, *, by: User) -> None:
    """An owner ends anybody's access, everybody ends their own."""
    found = locked(dossier)
    if not found.shares.filter(person=person, until=None).exists():  # a second press
        return
    if by.pk != person.pk and (reasons := dossier_rules.reasons_not_to_own(found, by)):
        raise Refused(*reasons)
    if reasons := dossier_rules.reasons_not_to_unshare(found, person):
        raise Refused(*reasons)
    found.shares.filter(person=person, until=None).update(until=timezone.now())
    record(by=by, verb="dossiers.unshared", target=found, person=person)


@transaction.atomic
def hand_over(dossier: Dossier, person: User, *, by: User) -> Share:
    """The other becomes the owner, the one who hands over stays an editor."""
    found = locked(dossier)
    if by.pk == person.pk:
        raise Refused(_("Передать папку можно только другому человеку."))
    if reasons := dossier_rules.reasons_not_to_share(found, by, person):
        raise Refused(*reasons)
    made = _given(found, person, Share.Role.OWNER, by)
    found.shares.filter(person=by, until=None).update(until=timezone.now())
    found.shares.create(person=by, role=Share.Role.EDITOR)
    record(by=by, verb="dossiers.handed_over", target=found, person=person)
    return made


def hear(*, verb: str, target: Model | None = None, **facts: Any) -> None:
    """What happened to people (`school.people.witness`): whoever has left the organisation leaves its dossiers, in the same transaction.

    Whoever comes into an organisation where nobody was left gets its dossiers.
    """
    if not isinstance(target, Organization):
        return
    if verb == "people.member_left":
        part_with_leavers(target)
    elif verb == "people.member_confirmed":
        take_up_orphans(target)


@transaction.atomic
def part_with_leavers(organization: Organization) -> None:
    """A dossier without an owner gets the longest-standing of those who stay."""
    for dossier in organization.dossiers.order_by("pk"):
        found = locked(dossier)
        staying = {person.pk for person in dossier_rules.people_of(found)}
        gone = found.shares.filter(until=None).exclude(person__in=staying).select_related("person")
        for row in gone:
            record(by=row.person, verb="dossiers.unshared", target=found, person=row.person)
        if gone.update(until=timezone.now()):
            keep_owned(found)


@transaction.atomic
def take_up_orphans(organization: Organization) -> None:
    for dossier in organization.dossiers.order_by("pk"):
        keep_owned(locked(dossier))


def keep_owned(dossier: Dossier) -> None:
    staying = dossier_rules.people_of(dossier)
    owners = set(dossier.shares.filter(until=None, role=Share.Role.OWNER).values_list("person", flat=True))
    if owners & {person.pk for person in staying}:
        return
    heirs = staying or [row.person for row in dossier.organization.memberships.filter(state="confirmed").order_by("-owner", "since", "pk")[:1]]
    if heirs:
        _given(dossier, heirs[0], Share.Role.OWNER, None)
    else:
        dossier_letters.orphaned(dossier)
