"""Verbs of a paper: its pages are laid into a draft, it is sent, withdrawn, talked about. What was sent is never deleted.

Files are read and drawn anew before anything is locked: a large picture keeps nobody else waiting.
"""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.dossiers import document_letters, document_printing, document_rules
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import DocumentVersion, Item, ItemComment, VersionFile
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Changed, Refused, Text
from school.vault.actions import discard, keep
from school.vault.models import File

Version = DocumentVersion.State
AGAIN = timedelta(minutes=1)  # the same press within it is the same press


def locked_item(item: Item) -> Item:
    dossier = locked(item.dossier)
    found = Item.objects.select_for_update(of=("self",)).select_related("requirement", "claim__service").get(pk=item.pk)
    found.dossier = dossier
    return found


@transaction.atomic
def draft_of(item: Item, *, by: User) -> DocumentVersion:
    """The one that is being gathered, or a new one."""
    item = locked_item(item)
    _ask(document_rules.reasons_not_to_add(item, by))
    return _draft_of(item, by)


def _draft_of(item: Item, by: User) -> DocumentVersion:
    if found := document_rules.draft_of(item):
        return found
    known = item.versions.aggregate(number=Max("number"))["number"] or 0
    return DocumentVersion.objects.create(item=item, number=known + 1, by=by)


def add_file(item: Item, upload: "Upload[Any]", *, by: User) -> VersionFile:
    """The same file a second time is a second press."""
    _ask(document_rules.reasons_not_to_add(item, by, upload.size or 0))
    file = keep(upload, by=by, shelf=document_rules.SHELF)
    small = document_printing.thumbnail(file, by)
    try:
        return _added(item, file, small, by)
    except Refused:
        for spare in filter(None, (small, file)):
            discard(spare)
        raise


@transaction.atomic
def _added(item: Item, file: File, small: File | None, by: User) -> VersionFile:
    item = locked_item(item)
    twin = VersionFile.objects.filter(version__item=item, version__state=Version.DRAFT, file__sha256=file.sha256).first()
    if twin:
        for spare in filter(None, (small, file)):
            discard(spare)
        return twin
    _ask(document_rules.reasons_not_to_add(item, by, file.size))
    draft = _draft_of(item, by)
    last = draft.files.aggregate(last=Max("position"))["last"]
    row = VersionFile.objects.create(version=draft, file=file, small=small, position=0 if last is None else last + 1)
    record(by=by, verb="dossiers.file_added", target=item.dossier, item=str(item), version=draft.number, name=file.name, sha256=file.sha256)
    return row


@transaction.atomic
def turn(row: VersionFile, *, turns: int, by: User) -> None:
    """To so many quarter turns clockwise, not by so many: a second press turns no further."""
    item, found = _row_of(row, by)
    if found and found.turns != turns % 4:
        found.turns = turns % 4
        found.save(update_fields=["turns"])


@transaction.atomic
def move_file(row: VersionFile, *, place: int, by: User) -> None:
    """To the place, counted from nought; the others close up."""
    item, found = _row_of(row, by)
    if found is None:
        return
    rows = [each for each in found.version.files.all() if each.pk != found.pk]
    rows.insert(min(max(place, 0), len(rows)), found)
    for number, each in enumerate(rows):
        if each.position != number:
            each.position = number
            each.save(update_fields=["position"])


@transaction.atomic
def remove_file(row: VersionFile, *, by: User) -> None:
    """Out of the draft: nobody but the NGO has been shown it."""
    item, found = _row_of(row, by)
    if found is None:
        return
    files, name = [file for file in (found.small, found.file) if file], found.file.name
    record(by=by, verb="dossiers.file_removed", target=item.dossier, item=str(item), name=name, sha256=found.file.sha256)
    found.delete()
    for file in files:
        if not file.looks.exists():  # what has been looked at stays for the journal
            discard(file)


def _row_of(row: VersionFile, by: User) -> tuple[Item, VersionFile | None]:
    """None: another press has taken it away already. What was sent is not touched any more."""
    item = locked_item(row.version.item)
    _ask(document_rules.reasons_not_to_write(item, by))
    return item, VersionFile.objects.select_related("file", "small", "version").filter(pk=row.pk, version__state=Version.DRAFT).first()


@transaction.atomic
def send_version(item: Item, *, note: str = "", issued_on: date | None = None, seen: str | None = None, by: User) -> DocumentVersion:
    """The draft goes to the mentor. A second press meets the version that has just been sent. `seen` – its stamp as the person saw it (Changed)."""
    item = locked_item(item)
    if twin := _just_sent(item, by):
        return twin
    _ask(document_rules.reasons_not_to_send(item, by))
    version = item.versions.select_for_update(of=("self",)).get(state=Version.DRAFT)
    version.item = item
    if seen is not None and seen != document_rules.stamp(version.files.all()):
        raise Changed(version)
    version.state, version.by, version.sent_at = Version.SENT, by, timezone.now()
    version.note, version.issued_on = note, issued_on
    pages = any(document_rules.is_page(row) for row in version.files.select_related("file"))
    version.joining = DocumentVersion.Joining.WAITING if pages else DocumentVersion.Joining.NONE
    version.save()
    item.state, item.sent_at = Item.State.SENT, version.sent_at
    item.save(update_fields=["state", "sent_at"])
    record(by=by, verb="dossiers.version_sent", target=item.dossier, item=str(item), version=version.number)
    document_letters.sent(version)
    if pages:
        document_printing.join_pages.enqueue(version.pk)
    return version


def _just_sent(item: Item, by: User) -> DocumentVersion | None:
    found = document_rules.sent_of(item)
    fresh = found and found.by_id == by.pk and found.sent_at and timezone.now() - found.sent_at < AGAIN
    return found if fresh and not document_rules.draft_of(item) else None


@transaction.atomic
def withdraw(version: DocumentVersion, *, by: User) -> DocumentVersion:
    """Stays in the journal, with its files; the item goes back to what counted before."""
    item = locked_item(version.item)
    found = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    found.item = item
    if found.state == Version.WITHDRAWN and document_rules.writes(item.dossier, by):
        return found
    _ask(document_rules.reasons_not_to_withdraw(found, by))
    found.state = Version.WITHDRAWN
    found.save(update_fields=["state"])
    before = document_rules.counting(item.versions.all())
    item.state = before.state if before else Item.State.EMPTY
    item.sent_at = before.sent_at if before else None
    item.save(update_fields=["state", "sent_at"])
    record(by=by, verb="dossiers.version_withdrawn", target=item.dossier, item=str(item), version=found.number)
    document_letters.untold(found)
    return found


@transaction.atomic
def join_again(version: DocumentVersion, *, by: User) -> None:
    """For a join that has failed or fallen silent."""
    item = locked_item(version.item)
    found = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if not document_rules.is_stuck(found):
        return
    found.joining, found.pages_done = DocumentVersion.Joining.WAITING, 0
    found.save(update_fields=["joining", "pages_done"])
    record(by=by, verb="dossiers.joined_again", target=item.dossier, item=str(item), version=found.number)
    document_printing.join_pages.enqueue(found.pk)


@transaction.atomic
def comment(item: Item, text: str, *, by: User) -> ItemComment:
    """The other side hears of it. The same words at once are the same press."""
    item = locked_item(item)
    last = item.comments.order_by("-at", "-pk").first()
    if last and (last.by_id, last.text) == (by.pk, text) and timezone.now() - last.at < AGAIN:
        return last
    _ask(document_rules.reasons_not_to_comment(item, by))
    said = ItemComment.objects.create(item=item, by=by, text=text)
    record(by=by, verb="dossiers.commented", target=item.dossier, item=str(item))
    document_letters.commented(said)
    return said


def _ask(reasons: list[Text]) -> None:
    if reasons:
        raise Refused(*reasons)
