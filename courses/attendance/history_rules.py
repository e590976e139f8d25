"""What was done to a sheet, in words: who, when, whose mark from what to what, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courses.attendance.models import Mark
from courses.attendance.rules import SHEET_VERBS
from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school.journal.labels import label_of
from school.journal.models import Entry

SHOWN, NAMED = 30, 12
VERBS = (*SHEET_VERBS, "attendance.noted", "attendance.guest_written", "attendance.guest_removed")


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    what: str
    changes: list[str]
    more: int
    why: str


def history_of(meeting: Meeting, people: Iterable[Enrollment]) -> list[Line]:
    """Newest first. Two queries however many rows."""
    entries = list(Entry.objects.about(meeting).filter(verb__in=VERBS).select_related("by").order_by("-pk")[:SHOWN])
    names = {person.pk: person.person.full_name for person in people}
    gone = {int(change["enrollment"]) for entry in entries for change in entry.facts.get("changes", [])} - set(names)
    if gone:
        names |= {person.pk: person.person.full_name for person in Enrollment.objects.filter(pk__in=gone).select_related("person")}
    return [line_of(entry, names) for entry in entries]


def line_of(entry: Entry, names: Mapping[int, str]) -> Line:
    changes = [told(change, names) for change in entry.facts.get("changes", [])]
    changes += [names[person] for person in entry.facts.get("people", []) if person in names]
    if "person" in entry.facts:
        changes.append(str(entry.facts["person"]))
    return Line(
        entry.at,
        entry.by.full_name if entry.by else _("Школа"),
        label_of(entry.verb),
        changes[:NAMED],
        max(0, len(changes) - NAMED),
        str(entry.facts.get("reason", "")),
    )


def told(change: Mapping[str, str | int], names: Mapping[int, str]) -> str:
    """«Берёзкина Анна Лесовна: Н → П»."""
    was, now = (Mark.LETTERS.get(str(change[key]), "–") for key in ("from", "to"))
    return f"{names.get(int(change['enrollment']), '–')}: {was} → {now}"
