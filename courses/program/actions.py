"""Verbs of the program: what a publication does to its record, and the steps of a cohort."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.program.calendar_rules import Opening, reasons_against_calendar
from courses.program.models import Cohort, CohortModule, Lesson, Meeting, Module, Program, Quota
from courses.program.rules import FROZEN, TRANSITIONS, reasons_against, reasons_against_changing, reasons_against_title, taught_modules
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

Record = TypeVar("Record", Program, Module, Lesson)


def publish_program(program: Program | None, *, title: str, summary: str = "", by: User | None = None) -> Program:
    """Makes the record at the first publication of its page and follows each later one."""
    return published(Program, program, "program.program_published", by, title=title, summary=summary)


def publish_module(module: Module | None, *, program: Program, kind: str, title: str, hours: int, position: int, by: User | None = None) -> Module:
    """A module stays in its program for ever: cohorts of that program depend on it."""
    if module and module.program_id != program.pk:
        raise Refused(_("Модуль нельзя перенести в другую программу: от него зависят потоки и отметки."))
    return published(Module, module, "program.module_published", by, program=program, kind=kind, title=title, hours=hours, position=position)


def publish_lesson(
    lesson: Lesson | None,
    *,
    module: Module,
    title: str,
    minutes: int,
    position: int,
    done_by: str = "",
    task: str | None = None,
    by: User | None = None,
) -> Lesson:
    """A lesson may change its module inside the program, never its program. What makes it done stays as it is, unless it is said."""
    if lesson and lesson.module.program_id != module.program_id:
        raise Refused(_("Урок нельзя перенести в другую программу: от него зависят отметки о прохождении."))
    rule = {"done_by": done_by} if done_by else {}
    asked = {} if task is None else {"task": task}
    return published(Lesson, lesson, "program.lesson_published", by, module=module, title=title, minutes=minutes, position=position, **rule, **asked)


def published(model: type[Record], found: Record | None, verb: str, by: User | None, **fields: Any) -> Record:
    """Writes only what changed, so that a publication that changes nothing leaves no row in the journal."""
    if found is None:
        found = model(**fields)
        changed = {name: str(value) for name, value in fields.items()}
    else:
        changed = {name: str(value) for name, value in fields.items() if getattr(found, name) != value}
        for name, value in fields.items():
            setattr(found, name, value)
    if changed:
        with transaction.atomic():
            found.save()
            record(by=by, verb=verb, target=found, **changed)
    return found


def put_in_order(records: Iterable[Module | Lesson]) -> None:
    """The order of the pages becomes the order of the records."""
    for position, item in enumerate(records):
        if item.position != position:
            type(item)._default_manager.filter(pk=item.pk).update(position=position)
            item.position = position


def announce(cohort: Cohort, *, by: User) -> Cohort:
    """Visitors see the cohort and may apply."""
    return step(cohort, "announce", by)


def close(cohort: Cohort, *, by: User) -> Cohort:
    """No more applications; `announce` opens the cohort again."""
    return step(cohort, "close", by)


def withdraw(cohort: Cohort, *, by: User) -> Cohort:
    """Back to a draft: the announcement was a mistake."""
    return step(cohort, "withdraw", by)


@transaction.atomic
def start_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """From now on the hours of this cohort's modules are frozen: the certificate counts them, whatever the pages say later."""
    cohort = step(cohort, "start", by)
    known = set(cohort.cohort_modules.values_list("module_id", flat=True))
    missing = [module for module in taught_modules(cohort) if module.pk not in known]
    CohortModule.objects.bulk_create(CohortModule(cohort=cohort, module=module, hours=module.hours) for module in missing)
    return cohort


def finish_cohort(cohort: Cohort, *, by: User) -> Cohort:
    return step(cohort, "finish", by)


def resume_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """Finished by mistake."""
    return step(cohort, "resume", by)


def archive(cohort: Cohort, *, by: User) -> Cohort:
    """Out of the lists of the office; people keep their cabinets and certificates."""
    return step(cohort, "archive", by)


def unarchive(cohort: Cohort, *, by: User) -> Cohort:
    return step(cohort, "unarchive", by)


@transaction.atomic
def step(cohort: Cohort, verb: str, by: User) -> Cohort:
    locked = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if reasons := reasons_against(locked, verb):
        raise Refused(*reasons)
    before, locked.state = locked.state, TRANSITIONS[verb][1]
    locked.save(update_fields=["state"])
    record(by=by, verb=f"program.cohort_{verb}", target=locked, before=before, after=locked.state)
    cohort.state = locked.state
    return locked


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User, reason: str = "") -> Meeting:
    """The meeting stays in the calendar, crossed out; attendance no longer counts it. Who is told: `enrollment.actions.call_off`."""
    lock_with_sequence(meeting)
    keep_archive(meeting.cohort)
    if meeting.cancelled_at is not None:
        raise Refused(_("Занятие уже отменено."))
    meeting.cancelled_at = timezone.now()
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "sequence"])
    record(by=by, verb="program.meeting_cancelled", target=meeting, reason=reason, sequence=meeting.sequence)
    return meeting


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: User) -> Meeting:
    lock_with_sequence(meeting)
    keep_archive(meeting.cohort)
    if meeting.cancelled_at is None:
        raise Refused(_("Занятие не отменено."))
    meeting.cancelled_at = None
    meeting.sequence += 1
    meeting.save(update_fields=["cancelled_at", "sequence"])
    record(by=by, verb="program.meeting_restored", target=meeting, sequence=meeting.sequence)
    return meeting


def lock_with_sequence(meeting: Meeting) -> None:
    """Two presses at once are one change: the second finds the state that the first has left."""
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    meeting.cancelled_at, meeting.sequence = row.cancelled_at, row.sequence


def keep_archive(cohort: Cohort) -> None:
    """What is in the archive stays as it is."""
    if reasons := reasons_against_changing(cohort):
        raise Refused(*reasons)


def keep_title(cohort: Cohort) -> None:
    """Asked after the cohort is written, with the program locked: of two who write the same title at once one is refused."""
    Program.objects.select_for_update().get(pk=cohort.program_id)
    if reasons := reasons_against_title(cohort.program_id, cohort.title, cohort.starts_on, besides=cohort.pk):
        raise Refused(*reasons)


def set_seats(cohort: Cohort, seats: Mapping[int, int | None], *, by: User) -> None:
    """Seats by town; None takes the town out of the cohort. Whether people already hold them is the caller's question."""
    with transaction.atomic():
        keep_archive(cohort)
        before = dict(cohort.quotas.values_list("town_id", "seats"))
        after = {town: number for town, number in seats.items() if number is not None}
        if before == after:
            return
        Quota.objects.filter(cohort=cohort).exclude(town__in=after).delete()
        Quota.objects.bulk_create(
            [Quota(cohort=cohort, town_id=town, seats=number) for town, number in after.items()],
            update_conflicts=True,
            unique_fields=["cohort", "town"],
            update_fields=["seats"],
        )
        record(by=by, verb="program.cohort_seats", target=cohort, was=said(before), now=said(after))


@transaction.atomic
def set_calendar(cohort: Cohort, openings: Mapping[int, Opening], *, by: User) -> None:
    """The opening day, the hours and the gate of each module here; the hours stay as they are once the cohort has started."""
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)  # two calendars at once could close a circle
    keep_archive(cohort)
    if wrong := reasons_against_calendar(cohort, openings):
        raise Refused(*(reason for reasons in wrong.values() for reason in reasons))
    CohortModule.objects.bulk_create(
        [
            CohortModule(cohort=cohort, module_id=module, opens_on=opening.opens_on, hours=opening.hours, after_id=opening.after)
            for module, opening in openings.items()
        ],
        update_conflicts=True,
        unique_fields=["cohort", "module"],
        update_fields=["opens_on", "after"] if cohort.state in FROZEN else ["opens_on", "after", "hours"],
    )
    days = {module: opening.opens_on or "" for module, opening in openings.items()}
    waits = {module: opening.after for module, opening in openings.items() if opening.after}
    record(by=by, verb="program.cohort_calendar", target=cohort, opens_on=said(days), waits=said(waits))


def said(values: Mapping[int, object]) -> dict[str, str]:
    return {str(key): str(value) for key, value in values.items()}
