"""Verbs of the hall: make the meeting's secret, check a person in."""

from contextlib import suppress
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance import check_in_rules, rules
from courses.attendance.code_rules import Proof, new_secret
from courses.attendance.models import CheckIn, Mark
from courses.program.models import Meeting
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

Outcome = CheckIn.Outcome
TRIES, WHILE = 20, timedelta(minutes=1)


def show_code(meeting: Meeting, *, by: User) -> Meeting:
    """The secret is made once, at the first showing."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if not meeting.secret:
            meeting.secret = new_secret()
            meeting.save(update_fields=["secret"])
            record(by=by, verb="attendance.code_shown", target=meeting)
    return meeting


def check_in(meeting: Meeting, proof: Proof | None, *, by: User, device: str = "", address: str | None = None) -> CheckIn:
    """Every try is a row, whatever came of it; a good one is also a mark. All questions are asked before the transaction: a whole hall writes at once.

    The constraint of `Mark` keeps one mark under any race: who comes second in it hears «уже отмечены».
    """
    if CheckIn.objects.filter(person=by, at__gt=timezone.now() - WHILE).count() >= TRIES:
        raise Refused(_("Слишком много попыток подряд. Подождите минуту или подойдите к тренеру."))
    attempt = CheckIn(meeting=meeting, person=by, step=proof.step if proof else 0, device=device[:40], address=address)
    seat = check_in_rules.seat_of(meeting, by) if proof else None
    attempt.outcome = check_in_rules.outcome_of(meeting, proof, seat)
    while proof and seat and attempt.outcome == Outcome.MARKED:
        with suppress(IntegrityError), transaction.atomic():
            attempt.outcome = write(meeting, seat, check_in_rules.status_at(meeting, proof.at), by)
            attempt.save()
            return attempt
        # Somebody was quicker; an excuse that was accepted in this very moment gives way too.
        fresh = check_in_rules.seat_of(meeting, by)
        seat, attempt.outcome = fresh, Outcome.MARKED if fresh and fresh.source == Mark.Source.EXCUSE else Outcome.ALREADY
    attempt.save()
    return attempt


def write(meeting: Meeting, seat: check_in_rules.Seat, status: str, person: User) -> Outcome:
    """Who asked to be excused and came anyway was there: that mark gives way, and the sheet's history says so."""
    values = {"status": status, "source": Mark.Source.CHECK_IN, "by": person}
    if not seat.source:
        Mark.objects.create(meeting=meeting, enrollment_id=seat.enrollment, **values)
        return Outcome.MARKED
    excused = Mark.objects.filter(meeting=meeting, enrollment=seat.enrollment, source=Mark.Source.EXCUSE)
    if not excused.update(**values, at=timezone.now()):
        return Outcome.ALREADY
    change = {"enrollment": seat.enrollment, "from": Mark.Status.EXCUSED.value, "to": str(status)}
    record(by=person, verb=rules.CAME, target=meeting, changes=[change])
    return Outcome.MARKED
