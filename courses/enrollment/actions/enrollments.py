"""How a place in a cohort ends, moves and comes back. What was earned there stays; each step tells the person what it means."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.steps import VERBS, lock_cohorts, place_of, promote
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
    """A place in another cohort. Marks, lessons and certificates stay with the old one, which ends; its seat goes to the waiting list."""
    lock_cohorts(enrollment.cohort_id, cohort.pk)
    old = _locked(enrollment)
    _check(old, "leave")
    if reasons := rules.reasons_not_to_transfer(old, cohort):
        raise Refused(*reasons)
    before, old.state = old.state, Enrollment.State.WITHDRAWN
    old.save(update_fields=["state"])
    _follow(old, "end", by)
    new = place_of(old.person, cohort)
    new.organization, new.town, new.state = old.organization, old.town, Enrollment.State.ACTIVE
    if new.application and new.application.state != Application.State.ENDED:
        new.application = None  # that decision was taken back
    new.save()
    _follow(new, "resume", by)
    record(by=by, verb="enrollment.transferred", target=old, before=before, after=old.state, now=cohort)
    moment = record(by=by, verb="enrollment.transferred", target=new, was=old.cohort, now=cohort)
    letters.transferred(old, new, moment.pk)
    promote(old.cohort)
    return new


@transaction.atomic
def _moved(enrollment: Enrollment, verb: str, by: User | None, reason: str = "") -> Enrollment:
    lock_cohorts(enrollment.cohort_id)
    enrollment = _locked(enrollment)
    before = _check(enrollment, verb)
    if verb == "restore" and (reasons := rules.reasons_not_to_restore(enrollment)):
        raise Refused(*reasons)
    enrollment.state = rules.ENROLLMENT_TRANSITIONS[verb].target
    enrollment.save(update_fields=["state"])
    entry = record(by=by, verb=f"enrollment.{verb}", target=enrollment, before=before, after=enrollment.state, reason=reason)
    letters.enrollment_moved(enrollment, verb, reason, entry.pk)
    if enrollment.state in rules.SEATED:
        _follow(enrollment, "resume", by)
    else:
        _follow(enrollment, "end", by, reason)
        promote(enrollment.cohort)
    return enrollment


def _follow(enrollment: Enrollment, verb: str, by: User | None, reason: str = "") -> None:
    """The application ends with the place, so that the person may apply again, and lives again with it. Its decision stays as it was told."""
    application: Application | None = enrollment.application
    if application is None or application.state not in rules.TRANSITIONS[verb].sources:
        return
    before, application.state, application.reason = application.state, rules.TRANSITIONS[verb].target, reason[:500]
    application.save(update_fields=["state", "reason"])
    record(by=by, verb=VERBS[verb], target=application, before=before, after=application.state, reason=reason)


def _locked(enrollment: Enrollment) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort", "person", "town", "organization", "application__cohort")
    return rows.get(pk=enrollment.pk)


def _check(enrollment: Enrollment, verb: str) -> str:
    if enrollment.state not in rules.ENROLLMENT_TRANSITIONS[verb].sources:
        raise Refused(_("Зачисление уже в состоянии «%(state)s». Обновите страницу.") % {"state": enrollment.get_state_display()})
    if reasons := rules.reasons_to_wait(enrollment):
        raise Refused(*reasons)
    return enrollment.state
