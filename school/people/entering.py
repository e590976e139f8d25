"""Verbs of the school's office, which enters people and cards for those who have not come yet. Who may is the office's question."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from school.people import rules
from school.people.models import Membership, Organization, User
from school.people.rules import Refused
from school.people.witness import tell


@transaction.atomic
def enter_organization(*, by: User, **card: Any) -> Organization:
    """A card without people yet: the first one entered answers for it."""
    folded_name = rules.folded(card["short_name"], card["name"])
    try:
        with transaction.atomic():
            organization = Organization.objects.create(folded_name=folded_name, **card)
    except IntegrityError:
        raise Refused(_("Организация с таким ОГРН или ИНН уже есть в школе.")) from None
    tell(by=by, verb="people.organization_created", target=organization)
    return organization


@transaction.atomic
def enter_member(person: User, organization: Organization, *, position: str = "", by: User) -> Membership:
    """The office answers for the person; who is a member already stays as they are."""
    Organization.objects.select_for_update().get(pk=organization.pk)
    membership, new = Membership.objects.get_or_create(person=person, organization=organization, defaults={"position": position})
    if not new and membership.state == Membership.State.CONFIRMED:
        return membership
    answered = Membership.objects.filter(organization=organization, state=Membership.State.CONFIRMED, owner=True).exists()
    membership.state, membership.owner = Membership.State.CONFIRMED, not answered
    membership.save(update_fields=["state", "owner"])
    tell(by=by, verb="people.member_confirmed", target=organization, person=person.full_name)
    return membership
