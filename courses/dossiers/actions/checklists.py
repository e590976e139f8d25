"""Verbs of a checklist: the next version, its publishing, and taking it over in a dossier item by item."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from courses.dossiers.actions.items import lay_out
from courses.dossiers.actions.locks import locked
from courses.dossiers.checklist_rules import (
    KEPT,
    lines_of,
    newest,
    of_checklist,
    offered,
    reasons_not_to_change,
    reasons_not_to_publish,
)
from courses.dossiers.dossier_rules import reasons_not_to_write
from courses.dossiers.models import Checklist, Claim, Dossier, Item, Requirement
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def copy_version(source: Checklist, *, by: User) -> Checklist:
    """The next version as a draft with every line of this one. There is one draft at a time: a second press meets it."""
    list(Checklist.objects.select_for_update().order_by("version"))  # few: a version a year; whoever has waited looks again
    versions = list(Checklist.objects.order_by("version"))
    if draft := next((row for row in versions if row.published_at is None), None):
        return draft
    made = Checklist.objects.create(title=source.title, version=versions[-1].version + 1, source=source.source)
    Requirement.objects.bulk_create(
        Requirement(checklist=made, code=line.code, **{name: getattr(line, name) for name in KEPT}) for line in of_checklist(source)
    )
    record(by=by, verb="dossiers.checklist_copied", target=made, was=source)
    return made


@transaction.atomic
def publish(checklist: Checklist, *, by: User) -> Checklist:
    """From now on it is closed for changes, and new dossiers are laid out by it. The running ones are offered what is new."""
    checklist = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if checklist.published_at:
        return checklist
    if reasons := reasons_not_to_publish(checklist):
        raise Refused(*reasons)
    checklist.published_at = timezone.now()
    checklist.save(update_fields=["published_at"])
    record(by=by, verb="dossiers.checklist_published", target=checklist, version=checklist.version)
    return checklist


def keep_open(checklist: Checklist) -> Checklist:
    """For whoever writes its lines: locked, and not published meanwhile. Inside the writer's transaction."""
    checklist = Checklist.objects.select_for_update().get(pk=checklist.pk)
    if reasons := reasons_not_to_change(checklist):
        raise Refused(*reasons)
    return checklist


@transaction.atomic
def take_over(dossier: Dossier, codes: Iterable[str], *, by: User) -> Dossier:
    """The chosen lines of the newest version come in the place of the old ones, their papers and verdicts with them. With the last of them the dossier is of the
    newest version. A line taken before is no mistake."""
    dossier = locked(dossier)
    if reasons := reasons_not_to_write(dossier, by):
        raise Refused(*reasons)
    newer = newest()
    if newer is None or newer.version <= dossier.checklist.version:
        return dossier
    left = offered(dossier, newer)
    chosen = [code for code in left.codes if code in set(codes)]
    titles = [line.title for line in (*left.added, *(row.new for row in left.changed), *left.gone) if line.code in chosen]
    dossier.taken = {**dossier.taken, **dict.fromkeys(chosen, newer.version)}
    if whole := not offered(dossier, newer):
        dossier.checklist, dossier.taken = newer, {}
    elif not chosen:
        return dossier
    dossier.save(update_fields=["taken", "checklist"])
    _rehang(dossier)
    lay_out(dossier)
    record(by=by, verb="dossiers.checklist_taken", target=dossier, version=newer.version, lines=titles, whole=whole)
    return dossier


def _rehang(dossier: Dossier) -> None:
    """Items stand at the lines that the dossier has now. One paper for the whole dossier goes to its first service where a line has become a line of each service,
    and back."""
    lines = {line.code: line for line in lines_of(dossier)}
    first = dossier.claims.exclude(state=Claim.State.DROPPED).order_by("pk").first()
    items = list(Item.objects.filter(dossier=dossier).select_related("requirement").order_by("pk"))
    places = {(item.requirement_id, item.claim_id) for item in items}
    for item in sorted(items, key=lambda row: (row.state == Item.State.EMPTY, row.pk)):  # papers before empty places
        line = lines.get(item.requirement.code)
        if line is None or line.pk == item.requirement_id:
            continue
        claim = item.claim_id
        if line.per_claim != item.requirement.per_claim and first:
            claim = first.pk if line.per_claim else None
        if (line.pk, claim) not in places:
            places.add((line.pk, claim))
            Item.objects.filter(pk=item.pk).update(requirement=line, claim=claim)
