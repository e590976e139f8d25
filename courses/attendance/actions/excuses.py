"""Verbs of excuses: ask, take back, accept, refuse; a decision may be corrected. An accepted one is a mark at once, also before the meeting."""

from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance import excuse_rules, letters, rules
from courses.attendance.actions.sheet import locked as locked_sheet
from courses.attendance.models import Excuse, Mark
from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.vault.actions import discard, shelved
from school.vault.rules import inspected

State = Excuse.State


def ask_excuse(meeting: Meeting, enrollment: Enrollment, *, reason: str, by: User, document: "Upload[Any] | None" = None) -> Excuse:
    """The document is drawn anew before the sheet is locked: the hall waits for nobody's picture."""
    if reasons := excuse_rules.reasons_not_to_ask(meeting, enrollment):
        raise Refused(*reasons)
    checked = inspected(document, document.name or "") if document else None
    try:
        with transaction.atomic():
            locked_sheet(meeting.pk)
            if reasons := excuse_rules.reasons_not_to_ask(meeting, enrollment):
                raise Refused(*reasons)
            file = shelved(checked, by=by, title="", shelf=excuse_rules.SHELF) if checked else None
            excuse = Excuse.objects.create(meeting=meeting, enrollment=enrollment, reason=reason, file=file)
            record(by=by, verb="attendance.excuse_asked", target=meeting, person=enrollment.person.full_name)
            letters.excuse_asked(excuse)
    except IntegrityError as doubled:  # two taps at once: the constraint let one in
        raise Refused(_("Вы уже отпросились с этого занятия.")) from doubled
    return excuse


def take_back_excuse(excuse: Excuse, *, by: User) -> Excuse:
    """Nothing has been decided by its document: that one goes too."""
    with transaction.atomic():
        excuse = moved(excuse, "take_back")
        gone = Mark.objects.filter(meeting=excuse.meeting, enrollment=excuse.enrollment, source=Mark.Source.EXCUSE)
        changes = [change_of(excuse, Mark.Status.EXCUSED, "")] if gone.delete()[0] else []
        file, excuse.file = excuse.file, excuse.file if excuse.decided_at else None
        excuse.save(update_fields=["state", "file"])
        record(by=by, verb="attendance.excuse_taken_back", target=excuse.meeting, person=excuse.enrollment.person.full_name, changes=changes)
        if file and not excuse.file and not file.looks.exists():  # an opened one stays beside the record of who did, and nobody reads it
            discard(file)
    return excuse


def accept_excuse(excuse: Excuse, *, answer: str = "", by: User) -> Excuse:
    with transaction.atomic():
        excuse = decided(excuse, "accept", answer, by)
        changes = [change_of(excuse, written(excuse, by), Mark.Status.EXCUSED)]
        told(excuse, "attendance.excuse_accepted", by, changes=changes)
    return excuse


def written(excuse: Excuse, by: User) -> str:
    """The mark, and what it was. Whoever is checking in at this very moment was there: their mark is waited for and stays."""
    values = {"status": Mark.Status.EXCUSED, "source": Mark.Source.EXCUSE, "by": by}
    marks = Mark.objects.filter(meeting=excuse.meeting, enrollment=excuse.enrollment)
    known = marks.first()
    if not marks.exclude(status__in=rules.ATTENDED).update(**values, at=timezone.now()):
        Mark.objects.bulk_create([Mark(meeting=excuse.meeting, enrollment=excuse.enrollment, **values)], ignore_conflicts=True)
    if marks.get().status != Mark.Status.EXCUSED:
        raise Refused(excuse_rules.WAS_THERE)
    return known.status if known else ""


def refuse_excuse(excuse: Excuse, *, answer: str, by: User) -> Excuse:
    """Also corrects an acceptance: its mark goes, unless the sheet says something else by now."""
    if not answer.strip():
        raise Refused(_("Напишите, почему причина не принята."))
    with transaction.atomic():
        excuse = decided(excuse, "refuse", answer, by)
        gone = Mark.objects.filter(meeting=excuse.meeting, enrollment=excuse.enrollment, source=Mark.Source.EXCUSE).delete()[0]
        changes = {"changes": [change_of(excuse, Mark.Status.EXCUSED, "")]} if gone else {}
        told(excuse, rules.REVERSED if gone else "attendance.excuse_refused", by, **changes)
    return excuse


def moved(excuse: Excuse, verb: str, seen: str | None = None) -> Excuse:
    """The row under a lock with its new state, not saved yet."""
    locked_sheet(excuse.meeting_id)
    rows = Excuse.objects.select_for_update(of=["self"]).select_related("meeting__cohort", "enrollment__person")
    locked = rows.get(pk=excuse.pk)
    if reasons := excuse_rules.reasons_against(locked, verb):
        raise Refused(*reasons)
    if seen is not None and locked.state != seen:
        raise Refused(_("По этой просьбе уже есть решение."))
    locked.state = excuse_rules.TRANSITIONS[verb].target
    return locked


def decided(excuse: Excuse, verb: str, answer: str, by: User) -> Excuse:
    """On what the decider saw: whoever came second with the first decision on the screen does not overrule it unknowingly."""
    if reasons := excuse_rules.reasons_not_to_decide(excuse, by):
        raise Refused(*reasons)
    locked = moved(excuse, verb, seen=excuse.state)
    locked.answer, locked.decided_by, locked.decided_at = answer, by, timezone.now()
    locked.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    return locked


def told(excuse: Excuse, verb: str, by: User, **facts: Any) -> None:
    record(by=by, verb=verb, target=excuse.meeting, person=excuse.enrollment.person.full_name, reason=excuse.answer, excuse=excuse.pk, **facts)
    letters.excuse_decided(excuse)


def change_of(excuse: Excuse, was: str, now: str) -> dict[str, object]:
    return {"enrollment": excuse.enrollment_id, "from": was, "to": now}
