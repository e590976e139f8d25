"""Verbs that write marks by hand: save a sheet, take the last change back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance import rules
from courses.attendance.models import Mark
from courses.program.models import Meeting
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@dataclass(frozen=True)
class Change:
    """`before` says where a mark came from that was not put by hand, so that an undo brings it back whole."""

    enrollment: int
    was: str
    now: str
    before: Mapping[str, str | int | None] | None = None


def save_sheet(
    meeting: Meeting,
    marks: Mapping[int, str],
    *,
    by: User,
    rest: Collection[int] = (),
    notes: Mapping[int, str] | None = None,
    why: str = "",
    source: str = Mark.Source.MANUAL,
) -> list[Change]:
    """Writes what differs; an empty status clears a mark. A repeat of the same sheet changes nothing and journals nothing.

    `rest` came as well, those of them who have no mark by now: a check-in of the last moment stands. The own row is left out; alone, it is refused.
    """
    with transaction.atomic():
        meeting = locked(meeting.pk)
        if reasons := rules.reasons_closed(meeting):
            raise Refused(*reasons)
        own = check(meeting, dict.fromkeys(rest, "") | dict(marks), by)
        touched = {*marks, *rest, *(notes or {})}
        if touched and touched <= own:
            raise Refused(rules.OWN)
        notes = without(own, notes or {})
        changes = write(meeting, without(own, marks), by, source) + fill(meeting, set(rest) - own, by)
        if changes:
            reason = {"reason": why} if why else {}
            record(by=by, verb=rules.VERB_OF.get(source, "attendance.saved"), target=meeting, changes=told(changes), **reason)
        if notes:
            write_notes(meeting, notes, by)
    return changes


def undo_sheet(meeting: Meeting, entry: int, *, by: User) -> list[Change]:
    """Puts back what the journal's row `entry` changed, if it is still the newest row about this sheet and the same person's."""
    with transaction.atomic():
        meeting = locked(meeting.pk)
        if reasons := rules.reasons_closed(meeting):
            raise Refused(*reasons)
        last = rules.last_change(meeting)
        if last is None or last.pk != entry or last.verb != "attendance.saved" or last.by_id != by.pk:
            raise Refused(_("Отменить уже нельзя: лист изменился после вашего сохранения."))
        before = {int(change["enrollment"]): str(change["from"]) for change in last.facts["changes"]}
        changes = write(meeting, before, by)
        bring_back(meeting, {int(change["enrollment"]): change["before"] for change in last.facts["changes"] if "before" in change})
        record(by=by, verb="attendance.undone", target=meeting, changes=told(changes))
    return changes


def locked(meeting: int) -> Meeting:
    """One writes the sheet at a time. Not the key: a check-in proves its meeting at the commit, and must not wait there for whoever waits for it."""
    return Meeting.objects.select_for_update(no_key=True).get(pk=meeting)


def fill(meeting: Meeting, rest: Collection[int], by: User) -> list[Change]:
    """Whoever has a mark by now keeps it, also one that is being written in this very moment."""
    if not rest:
        return []
    marks = Mark.objects.filter(meeting=meeting, enrollment__in=rest)
    free = sorted(set(rest) - set(marks.values_list("enrollment_id", flat=True)))
    came = [Mark(meeting=meeting, enrollment_id=person, status=Mark.Status.PRESENT, by=by) for person in free]
    Mark.objects.bulk_create(came, ignore_conflicts=True)
    written = marks.filter(enrollment__in=free, source=Mark.Source.MANUAL, by=by).values_list("enrollment_id", flat=True)
    return [Change(person, "", Mark.Status.PRESENT.value) for person in written]


def check(meeting: Meeting, marks: Mapping[int, str], by: User) -> set[int]:
    """Returns the rows of whoever saves: nobody decides about oneself."""
    people = dict(rules.expected(meeting).values_list("pk", "person_id"))
    if set(marks) - set(people):
        raise Refused(_("В листе есть люди, которых на этом занятии не ждут. Обновите страницу."))
    if set(marks.values()) - {"", *Mark.Status.values}:
        raise Refused(_("Такой отметки нет: выберите П, О, У или Н."))
    return {pk for pk, person in people.items() if person == by.pk}


def without(own: set[int], said: Mapping[int, str]) -> dict[int, str]:
    return {person: words for person, words in said.items() if person not in own}


def write(meeting: Meeting, marks: Mapping[int, str], by: User, source: str = Mark.Source.MANUAL) -> list[Change]:
    known = {mark.enrollment_id: mark for mark in Mark.objects.filter(meeting=meeting, enrollment__in=list(marks))}
    changes = [
        changed(enrollment, known.get(enrollment), status) for enrollment, status in marks.items() if status_of(known.get(enrollment)) != status
    ]
    cleared = [change.enrollment for change in changes if not change.now]
    if cleared:
        Mark.objects.filter(meeting=meeting, enrollment__in=cleared).delete()
    at = timezone.now()
    Mark.objects.bulk_create(
        [Mark(meeting=meeting, enrollment_id=change.enrollment, status=change.now, source=source, by=by, at=at) for change in changes if change.now],
        update_conflicts=True,
        unique_fields=["meeting", "enrollment"],
        update_fields=["status", "source", "by", "at"],
    )
    return changes


def status_of(mark: Mark | None) -> str:
    return mark.status if mark else ""


def changed(enrollment: int, mark: Mark | None, status: str) -> Change:
    if mark is None or mark.source == Mark.Source.MANUAL:
        return Change(enrollment, status_of(mark), status)
    return Change(enrollment, mark.status, status, {"source": mark.source, "by": mark.by_id, "at": mark.at.isoformat()})


def bring_back(meeting: Meeting, before: Mapping[int, Mapping[str, str | int | None]]) -> None:
    marks = list(Mark.objects.filter(meeting=meeting, enrollment__in=list(before)))
    for mark in marks:
        kept = before[mark.enrollment_id]
        mark.source, mark.by_id, mark.at = str(kept["source"]), kept["by"], datetime.fromisoformat(str(kept["at"]))  # type: ignore[assignment]
    if marks:
        Mark.objects.bulk_update(marks, ["source", "by", "at"])


def write_notes(meeting: Meeting, notes: Mapping[int, str], by: User) -> None:
    """A note stands beside a mark: who has none has no note either."""
    marks = list(Mark.objects.filter(meeting=meeting, enrollment__in=list(notes)))
    if len(marks) < sum(1 for note in notes.values() if note):
        raise Refused(_("Заметка хранится рядом с отметкой: сначала поставьте отметку."))
    touched = [mark for mark in marks if mark.note != notes[mark.enrollment_id]]
    for mark in touched:
        mark.note = notes[mark.enrollment_id]
    if touched:
        Mark.objects.bulk_update(touched, ["note"])
        record(by=by, verb="attendance.noted", target=meeting, people=[mark.enrollment_id for mark in touched])


def told(changes: list[Change]) -> list[dict[str, object]]:
    return [
        {"enrollment": change.enrollment, "from": change.was, "to": change.now} | ({"before": dict(change.before)} if change.before else {})
        for change in changes
    ]
