"""Verbs of paper: attach a scan as evidence, take a wrong one away, settle what differs by the paper."""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction

from courses.attendance import paper_rules, rules
from courses.attendance.actions.sheet import Change, save_sheet
from courses.attendance.models import Mark, PaperSheet
from courses.program.models import Meeting
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.vault.actions import discard, shelved
from school.vault.rules import inspected


def attach_paper(meeting: Meeting, *, scan: "Upload[Any]", page: int, by: User) -> PaperSheet:
    """A page may be scanned again: every scan stays. It is drawn anew before anything is locked."""
    if reasons := rules.reasons_closed(meeting):
        raise Refused(*reasons)
    checked = inspected(scan, scan.name or "")
    with transaction.atomic():
        file = shelved(checked, by=by, title="", shelf=paper_rules.SHELF)
        paper = PaperSheet.objects.create(meeting=meeting, file=file, page=page, by=by)
        record(by=by, verb="attendance.paper_attached", target=meeting, number=page)
    return paper


def remove_paper(paper: PaperSheet, *, by: User) -> None:
    """Attached to the wrong meeting or unreadable. Its bytes go too; once somebody has opened it, the file stays beside the record of who did, and nobody reads it."""
    with transaction.atomic():
        gone, _rows = PaperSheet.objects.filter(pk=paper.pk).delete()
        if not gone:
            return
        record(by=by, verb="attendance.paper_removed", target=paper.meeting, number=paper.page, name=paper.file.name)
        if not paper.file.looks.exists():
            discard(paper.file)


def settle(meeting: Meeting, marks: Mapping[int, str], *, by: User, why: str = "") -> list[Change]:
    return save_sheet(meeting, marks, by=by, why=why, source=Mark.Source.PAPER)
