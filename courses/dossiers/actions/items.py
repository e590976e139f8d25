"""Verbs of the lines of a dossier: laid out by the checklist, given to somebody, set aside."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import checklist_rules, dossier_rules
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Claim, Dossier, Item
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def lay_out(dossier: Dossier) -> None:
    """An item for every line that is asked, for every service where it is asked of each. What is not asked any more is hidden with its papers, and comes back."""
    found = locked(dossier)
    claims = list(found.claims.exclude(state=Claim.State.DROPPED).values_list("pk", flat=True))
    wanted = {(line.pk, claim) for line in checklist_rules.lines_for(found) for claim in (claims if line.per_claim else [None])}
    known = {(item.requirement_id, item.claim_id): item for item in found.items.all()}
    Item.objects.bulk_create(Item(dossier=found, requirement_id=line, claim_id=claim) for line, claim in sorted(wanted - known.keys(), key=str))
    hidden = [item.pk for key, item in known.items() if key not in wanted and item.gone_at is None]
    back = [item.pk for key, item in known.items() if key in wanted and item.gone_at is not None]
    Item.objects.filter(pk__in=hidden).update(gone_at=timezone.now())
    Item.objects.filter(pk__in=back).update(gone_at=None)


def locked_item(item: Item) -> Item:
    """With its dossier, which is locked first."""
    dossier = locked(item.dossier)
    found = Item.objects.select_related("requirement", "claim__service").get(pk=item.pk)
    found.dossier = dossier
    return found


@transaction.atomic
def mark_not_needed(item: Item, why: str, *, by: User) -> Item:
    found = locked_item(item)
    if found.state == Item.State.NOT_NEEDED and found.not_needed_why == why:  # a second press
        return found
    if reasons := dossier_rules.reasons_not_to_write(found.dossier, by):
        raise Refused(*reasons)
    if found.state not in {Item.State.EMPTY, Item.State.RETURNED}:
        raise Refused(_("Документ уже отправлен: сначала отзовите его."))
    if not why.strip():
        raise Refused(_("Напишите, почему документ не требуется."))
    found.state, found.not_needed_why = Item.State.NOT_NEEDED, why
    found.save(update_fields=["state", "not_needed_why"])
    record(by=by, verb="dossiers.not_needed", target=found, reason=why)
    return found


@transaction.atomic
def mark_needed(item: Item, *, by: User) -> Item:
    found = locked_item(item)
    if found.state != Item.State.NOT_NEEDED:
        return found
    if reasons := dossier_rules.reasons_not_to_write(found.dossier, by):
        raise Refused(*reasons)
    returned = found.versions.filter(state=Item.State.RETURNED).exists()
    found.state, found.not_needed_why = (Item.State.RETURNED if returned else Item.State.EMPTY), ""
    found.save(update_fields=["state", "not_needed_why"])
    record(by=by, verb="dossiers.needed", target=found)
    return found


@transaction.atomic
def assign_item(item: Item, *, owner: User | None, due_on: date | None, by: User) -> Item:
    """Who prepares it inside the NGO, and by what day."""
    found = locked_item(item)
    if (found.owner_id, found.due_on) == (owner.pk if owner else None, due_on):
        return found
    if reasons := dossier_rules.reasons_not_to_write(found.dossier, by):
        raise Refused(*reasons)
    if owner is not None and owner not in dossier_rules.people_of(found.dossier):
        raise Refused(_("Готовить документ может тот, у кого есть доступ к папке."))
    found.owner, found.due_on = owner, due_on
    found.save(update_fields=["owner", "due_on"])
    record(by=by, verb="dossiers.assigned", target=found, owner=owner, due_on=due_on)
    return found
