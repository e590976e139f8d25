"""How a place in a cohort ends and comes back. What was earned there stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrollment import rules
from courses.enrollment.models import Enrollment
from courses.program.models import Quota
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


def expel(enrollment: Enrollment, *, reason: str, by: User) -> Enrollment:
    if not reason.strip():
        raise Refused(_("Напишите причину отчисления."))
    return _moved(enrollment, "expel", by, reason.strip())


def leave(enrollment: Enrollment, *, reason: str = "", by: User) -> Enrollment:
    """The person stops studying by the own wish."""
    return _moved(enrollment, "leave", by, reason.strip())


def finish(enrollment: Enrollment, *, by: User | None) -> Enrollment:
    return _moved(enrollment, "finish", by)


def restore(enrollment: Enrollment, *, by: User) -> Enrollment:
    """Back to studying, if the town still has a seat."""
    return _moved(enrollment, "restore", by)


@transaction.atomic
def _moved(enrollment: Enrollment, verb: str, by: User | None, reason: str = "") -> Enrollment:
    enrollment = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort", "person", "town").get(pk=enrollment.pk)
    move, before = rules.ENROLLMENT_TRANSITIONS[verb], enrollment.state
    if before not in move.sources:
        raise Refused(_("Зачисление уже в состоянии «%(state)s». Обновите страницу.") % {"state": enrollment.get_state_display()})
    if verb == "restore" and before not in rules.SEATED:
        _check_seat(enrollment)
    enrollment.state = move.target
    enrollment.save(update_fields=["state"])
    record(by=by, verb=f"enrollment.{verb}", target=enrollment, before=before, after=enrollment.state, reason=reason)
    return enrollment


def _check_seat(enrollment: Enrollment) -> None:
    list(Quota.objects.select_for_update().filter(cohort=enrollment.cohort_id, town=enrollment.town_id))
    if Enrollment.objects.filter(person=enrollment.person_id, cohort=enrollment.cohort_id, state__in=rules.SEATED).exists():
        raise Refused(_("Человек уже зачислен в этот поток."))
    found = rules.seats([enrollment.cohort]).get((enrollment.cohort_id, enrollment.town_id))
    if found is None or not found.left:
        raise Refused(_("Свободных мест для города %(town)s больше нет.") % {"town": enrollment.town})
