"""Verbs that write marks: save a sheet, take the last change back."""

from collections.abc import Mapping
from dataclasses import dataclass

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
    enrollment: int
    was: str
    now: str


def save_sheet(meeting: Meeting, marks: Mapping[int, str], *, by: User) -> list[Change]:
    """Writes what differs, all or nothing; an empty status clears a mark. A repeat of the same sheet changes nothing and journals nothing."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if reasons := rules.reasons_closed(meeting):
            raise Refused(*reasons)
        check(meeting, marks)
        changes = write(meeting, marks, by)
        if changes:
            record(by=by, verb="attendance.saved", target=meeting, changes=told(changes))
    return changes


def undo_sheet(meeting: Meeting, entry: int, *, by: User) -> list[Change]:
    """Puts back what the journal's row `entry` changed, if it is still the newest row about this sheet and the same person's."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if reasons := rules.reasons_closed(meeting):
            raise Refused(*reasons)
        last = rules.last_change(meeting)
        if last is None or last.pk != entry or last.verb != "attendance.saved" or last.by_id != by.pk:
            raise Refused(_("Отменить уже нельзя: лист изменился после вашего сохранения."))
        before = {int(change["enrollment"]): str(change["from"]) for change in last.facts["changes"]}
        changes = write(meeting, before, by)
        record(by=by, verb="attendance.undone", target=meeting, changes=told(changes))
    return changes


def check(meeting: Meeting, marks: Mapping[int, str]) -> None:
    if set(marks) - set(rules.expected(meeting).values_list("pk", flat=True)):
        raise Refused(_("В листе есть люди, которых на этом занятии не ждут. Обновите страницу."))
    if set(marks.values()) - {"", *Mark.Status.values}:
        raise Refused(_("Такой отметки нет: выберите П, О, У или Н."))


def write(meeting: Meeting, marks: Mapping[int, str], by: User) -> list[Change]:
    known = dict(Mark.objects.filter(meeting=meeting, enrollment__in=list(marks)).values_list("enrollment_id", "status"))
    changes = [Change(enrollment, known.get(enrollment, ""), status) for enrollment, status in marks.items() if known.get(enrollment, "") != status]
    cleared = [change.enrollment for change in changes if not change.now]
    if cleared:
        Mark.objects.filter(meeting=meeting, enrollment__in=cleared).delete()
    at = timezone.now()
    Mark.objects.bulk_create(
        [Mark(meeting=meeting, enrollment_id=change.enrollment, status=change.now, by=by, at=at) for change in changes if change.now],
        update_conflicts=True,
        unique_fields=["meeting", "enrollment"],
        update_fields=["status", "by", "at"],
    )
    return changes


def told(changes: list[Change]) -> list[dict[str, object]]:
    return [{"enrollment": change.enrollment, "from": change.was, "to": change.now} for change in changes]
