"""Verbs of excuses: ask, take back, accept, refuse. An accepted one is a mark at once, also before the meeting."""

from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance import excuse_rules, letters
from courses.attendance.models import Excuse, Mark
from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.vault.actions import keep

State = Excuse.State


def ask_excuse(meeting: Meeting, enrollment: Enrollment, *, reason: str, by: User, document: "Upload[Any] | None" = None) -> Excuse:
    try:
        with transaction.atomic():
            if reasons := excuse_rules.reasons_not_to_ask(meeting, enrollment):
                raise Refused(*reasons)
            file = keep(document, by=by, shelf=excuse_rules.SHELF) if document else None
            excuse = Excuse.objects.create(meeting=meeting, enrollment=enrollment, reason=reason, file=file)
            record(by=by, verb="attendance.excuse_asked", target=meeting, person=enrollment.person.full_name)
            letters.excuse_asked(excuse)
    except IntegrityError as doubled:  # two taps at once: the constraint let one in
        raise Refused(_("Вы уже отпросились с этого занятия.")) from doubled
    return excuse


def take_back_excuse(excuse: Excuse, *, by: User) -> Excuse:
    with transaction.atomic():
        excuse = moved(excuse, "take_back")
        gone = Mark.objects.filter(meeting=excuse.meeting, enrollment=excuse.enrollment, source=Mark.Source.EXCUSE)
        changes = [change_of(excuse, Mark.Status.EXCUSED, "")] if gone.delete()[0] else []
        excuse.save(update_fields=["state"])
        record(by=by, verb="attendance.excuse_taken_back", target=excuse.meeting, person=excuse.enrollment.person.full_name, changes=changes)
    return excuse


def accept_excuse(excuse: Excuse, *, answer: str = "", by: User) -> Excuse:
    with transaction.atomic():
        excuse = decided(excuse, "accept", answer, by)
        known = Mark.objects.filter(meeting=excuse.meeting, enrollment=excuse.enrollment).first()
        Mark.objects.update_or_create(
            meeting=excuse.meeting,
            enrollment=excuse.enrollment,
            defaults={"status": Mark.Status.EXCUSED, "source": Mark.Source.EXCUSE, "by": by},
        )
        changes = [change_of(excuse, known.status if known else "", Mark.Status.EXCUSED)]
        told(excuse, "attendance.excuse_accepted", by, changes=changes)
    return excuse


def refuse_excuse(excuse: Excuse, *, answer: str, by: User) -> Excuse:
    if not answer.strip():
        raise Refused(_("Напишите, почему причина не принята."))
    with transaction.atomic():
        excuse = decided(excuse, "refuse", answer, by)
        told(excuse, "attendance.excuse_refused", by)
    return excuse


def moved(excuse: Excuse, verb: str) -> Excuse:
    """The row under a lock with its new state, not saved yet."""
    rows = Excuse.objects.select_for_update(of=["self"]).select_related("meeting__cohort", "enrollment__person")
    locked = rows.get(pk=excuse.pk)
    if reasons := excuse_rules.reasons_against(locked, verb):
        raise Refused(*reasons)
    locked.state = excuse_rules.TRANSITIONS[verb].target
    return locked


def decided(excuse: Excuse, verb: str, answer: str, by: User) -> Excuse:
    locked = moved(excuse, verb)
    locked.answer, locked.decided_by, locked.decided_at = answer, by, timezone.now()
    locked.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    return locked


def told(excuse: Excuse, verb: str, by: User, **facts: Any) -> None:
    record(by=by, verb=verb, target=excuse.meeting, person=excuse.enrollment.person.full_name, reason=excuse.answer, **facts)
    letters.excuse_decided(excuse)


def change_of(excuse: Excuse, was: str, now: str) -> dict[str, object]:
    return {"enrollment": excuse.enrollment_id, "from": was, "to": now}
