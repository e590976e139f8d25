"""What the page of one paper is made of; several presses show it again with what was wrong."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from courses.dossiers import document_rules, term_rules, verdict_rules
from courses.dossiers.document_forms import CommentForm, FilesForm, SendForm
from courses.dossiers.item_forms import AssignForm, NotNeededForm
from courses.dossiers.models import DocumentVersion, Item, Requirement, Share, Verdict, VersionFile
from courses.portals.dossier_tabs import dossier_or_404, frame
from courses.portals.presses import number_of
from school.people.models import Membership, User
from school.people.requests import PersonRequest

Version = DocumentVersion.State
STAGES = {stage: number for number, stage in enumerate(Requirement.Stage.values)}


def page_of(request: PersonRequest, item: Item, *, status: int = 200, **more: Any) -> HttpResponse:
    found = dossier_or_404(request.user, item.dossier_id)
    item.dossier, writes, shared = found, found.writes, found.shared  # type: ignore[attr-defined]
    versions = versions_of(item, drafts=shared)
    draft = next((row for row in versions if row.state == Version.DRAFT), None)
    sent = [row for row in versions if row.state != Version.DRAFT]
    open_one = looked_at(request, sent)
    closed = document_rules.reasons_closed(item)
    line, leads = item.requirement, not shared and verdict_rules.leads(request.user, found)
    context = frame(found, request.user, "overview", (line.title, "")) | {
        "title": line.title,
        "item": item,
        "line": line,
        "lasts": term_rules.said_of(line.lasts, line.lasts_unit) if line.lasts else "",
        "told": document_rules.told(item),
        "closed": closed,
        "adds": writes and not closed,
        "about_first": not versions,
        "draft_first": bool(draft) or item.state in (Item.State.EMPTY, Item.State.RETURNED) or "files_form" in more,
        "draft": draft,
        "files": rows_of(draft),
        "stamp": document_rules.stamp(draft.files.all()) if draft else "",
        "waits": any(row.state == Version.SENT for row in sent),
        "versions": [version_row(row) for row in sent],
        "version": open_one,
        "pages": list(open_one.pages.select_related("file")) if open_one else [],
        "stuck": bool(open_one and document_rules.is_stuck(open_one)),
        "last": returned(sent) if item.state == Item.State.RETURNED else None,
        "outlived": outlived(sent) if item.state == Item.State.SENT else None,
        "comments": list(item.comments.select_related("by")),
        "may_comment": writes or not shared,
        "judges": leads and item.state == Item.State.SENT,
        "around": around(item),
        "files_form": FilesForm(),
        "send_form": SendForm(line=line, initial={"note": draft.note} if draft else {}),
        "comment_form": CommentForm(),
        "writes": writes,
    }
    context |= keeping(item, writes) | more
    return render(request, "portals/documents/document.html", context, status=status)


def versions_of(item: Item, *, drafts: bool) -> list[DocumentVersion]:
    """The newest first; drafts are the NGO's alone."""
    files = Prefetch("files", VersionFile.objects.select_related("file"))
    told = Prefetch("verdicts", Verdict.objects.filter(taken_back_at=None).select_related("by", "reason"))
    rows = item.versions.select_related("by", "joined").prefetch_related(files, told).order_by("-number")
    found = list(rows if drafts else rows.exclude(state=Version.DRAFT))
    for row in found:
        row.item = item
    return found


def looked_at(request: PersonRequest, sent: list[DocumentVersion]) -> DocumentVersion | None:
    """The version whose pages are shown: the one asked for, or the newest."""
    asked = number_of(request.GET.get("version", ""))
    return next((row for row in sent if row.number == asked), sent[0] if sent else None)


def rows_of(draft: DocumentVersion | None) -> list[dict[str, Any]]:
    """Pages of a draft and where each may go."""
    files = list(draft.files.all()) if draft else []
    return [
        {
            "row": row,
            "number": place + 1,
            "up": place - 1,
            "down": place + 1,
            "first": not place,
            "last": place == len(files) - 1,
            "turn": (row.turns + 1) % 4,
            "turns": document_rules.is_page(row),
        }
        for place, row in enumerate(files)
    ]


def version_row(version: DocumentVersion) -> dict[str, Any]:
    tone, sign = document_rules.VERSION_TOLD[version.state]
    files = list(version.files.all())
    return {
        "version": version,
        "words": version.get_state_display(),
        "tone": tone,
        "sign": sign,
        "files": [{"row": row, "hash": row.file.sha256[:12], "shown": document_rules.is_page(row)} for row in files],
        "verdict": next(iter(version.verdicts.all()), None),
        "until": document_rules.valid_until(version),
    }


def returned(sent: list[DocumentVersion]) -> Verdict | None:
    """What the mentor said of the version that came back."""
    counts = document_rules.counting(sent)
    return next(iter(counts.verdicts.all()), None) if counts else None


def outlived(sent: list[DocumentVersion]) -> Any:
    """By its own date the paper that waits is too old already."""
    counts = document_rules.counting(sent)
    until = document_rules.valid_until(counts) if counts else None
    return until if until and until < timezone.localdate() else None


def around(item: Item) -> dict[str, Item | None]:
    """The papers before and after this one, as the list of the dossier has them."""
    rows = Item.objects.asked().filter(dossier=item.dossier_id).select_related("requirement")
    found = sorted(rows, key=lambda row: (STAGES.get(row.requirement.stage, 9), row.claim_id or 0, row.requirement.position, row.pk))
    place = next((number for number, row in enumerate(found) if row.pk == item.pk), None)
    if place is None:
        return {"before": None, "after": None}
    return {"before": found[place - 1] if place else None, "after": found[place + 1] if place + 1 < len(found) else None}


def keeping(item: Item, writes: bool) -> dict[str, Any]:
    """Who prepares the paper and by when, whether it is needed: for those who write."""
    if not writes:
        return {}
    members = Membership.objects.filter(organization=item.dossier.organization_id, state=Membership.State.CONFIRMED)
    shares = item.dossier.shares.filter(until=None, person__in=members.values("person")).exclude(role=Share.Role.READER)
    people = User.objects.filter(pk__in=shares.values("person"))
    return {
        "assign_form": AssignForm(people=people, initial={"owner": item.owner_id, "due_on": item.due_on}),
        "not_needed_form": NotNeededForm(),
    }
