"""How a place in a cohort ends, moves and comes back. What was earned there stays; each step tells the person what it means."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.steps import lock_cohorts, promote
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort
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
    """Back to studying, if there still is a seat."""
    return _moved(enrollment, "restore", by)


@transaction.atomic
def transfer(enrollment: Enrollment, *, cohort: Cohort, by: User) -> Enrollment:
    """A new place in another cohort. Marks, lessons and certificates stay with the old one, which ends; its seat goes to the waiting list."""
    lock_cohorts(enrollment.cohort_id, cohort.pk)
    old = _locked(enrollment)
    _check(old, "leave")
    if reasons := rules.reasons_not_to_transfer(old, cohort):
        raise Refused(*reasons)
    before, old.state = old.state, Enrollment.State.WITHDRAWN
    old.save(update_fields=["state"])
    new = Enrollment.objects.create(person=old.person, cohort=cohort, organization=old.organization, town=old.town)
    record(by=by, verb="enrollment.transferred", target=old, before=before, after=old.state, now=cohort)
    record(by=by, verb="enrollment.transferred", target=new, was=old.cohort, now=cohort)
    letters.transferred(old, new)
    promote(old.cohort)
    return new


@transaction.atomic
def _moved(enrollment: Enrollment, verb: str, by: User | None, reason: str = "") -> Enrollment:
    lock_cohorts(enrollment.cohort_id)
    enrollment = _locked(enrollment)
    before = _check(enrollment, verb)
    if verb == "restore" and before not in rules.SEATED and (reasons := rules.Seating(enrollment.cohort).reasons_against(enrollment)):
        raise Refused(*reasons)
    enrollment.state = rules.ENROLLMENT_TRANSITIONS[verb].target
    enrollment.save(update_fields=["state"])
    entry = record(by=by, verb=f"enrollment.{verb}", target=enrollment, before=before, after=enrollment.state, reason=reason)
    _told(enrollment, verb, reason, entry.pk)
    if enrollment.state not in rules.SEATED:
        promote(enrollment.cohort)
    return enrollment


def _told(enrollment: Enrollment, verb: str, reason: str, moment: int) -> None:
    """Whoever never heard of the admission hears nothing of its end either."""
    application: Application | None = enrollment.application
    if verb == "finish":
        return
    if application and application.untold:
        letters.take_back(letters.reason_of(application))
        return
    letters.enrollment_moved(enrollment, verb, reason, moment)


def _locked(enrollment: Enrollment) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort", "person", "town", "organization", "application")
    return rows.get(pk=enrollment.pk)


def _check(enrollment: Enrollment, verb: str) -> str:
    if enrollment.state not in rules.ENROLLMENT_TRANSITIONS[verb].sources:
        raise Refused(_("Зачисление уже в состоянии «%(state)s». Обновите страницу.") % {"state": enrollment.get_state_display()})
    return enrollment.state
