"""Verbs of the hall: make the meeting's secret, check a person in."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance import check_in_rules, rules
from courses.attendance.code_rules import Proof, new_secret
from courses.attendance.models import CheckIn, Mark
from courses.enrollment.models import Enrollment
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
    """Every try is a row, whatever came of it; a good one is also a mark. The constraint of `Mark` keeps one mark under any race."""
    with transaction.atomic():
        if CheckIn.objects.filter(person=by, at__gt=timezone.now() - WHILE).count() >= TRIES:
            raise Refused(_("Слишком много попыток подряд. Подождите минуту или подойдите к тренеру."))
        outcome = come(meeting, proof, by)
        return CheckIn.objects.create(
            meeting=meeting, person=by, outcome=outcome, step=proof.step if proof else 0, device=device[:40], address=address
        )


def come(meeting: Meeting, proof: Proof | None, person: User) -> Outcome:
    if proof is None:
        return Outcome.WRONG_CODE
    enrollment = rules.expected(meeting).filter(person=person).first()
    if enrollment is None:
        return Outcome.WRONG_MEETING
    if outcome := check_in_rules.outcome_against(meeting, proof.at):
        return outcome
    late = proof.at > meeting.starts_at + timedelta(minutes=meeting.cohort.late_after)
    return marked(meeting, enrollment, Mark.Status.LATE if late else Mark.Status.PRESENT, person)


def marked(meeting: Meeting, enrollment: Enrollment, status: str, person: User) -> Outcome:
    """A mark by hand or from paper stays as it is; who asked to be excused and came anyway was there."""
    values = {"status": status, "source": Mark.Source.CHECK_IN, "by": person}
    _mark, fresh = Mark.objects.get_or_create(meeting=meeting, enrollment=enrollment, defaults=values)
    if fresh:
        return Outcome.MARKED
    excused = Mark.objects.filter(meeting=meeting, enrollment=enrollment, source=Mark.Source.EXCUSE)
    return Outcome.MARKED if excused.update(**values, at=timezone.now()) else Outcome.ALREADY
