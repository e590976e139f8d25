"""Decisions about an application. Every step takes the cohort's lock, then the application's; the table of steps is `rules.TRANSITIONS`."""

from contextlib import suppress

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.steps import check, enrolled, lock_cohorts, locked, moved, promote, take_back
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def admit(application: Application, *, by: User | None) -> Enrollment:
    """Gives a seat, never one over the town's, the cohort's and the organisation's: the cohort is locked while the taken seats are counted."""
    lock_cohorts(application.cohort_id)
    application = locked(application)
    before = check(application, "admit")
    if reasons := rules.against_admitting(application):
        raise Refused(*reasons)
    take_back(application)
    return enrolled(application, "admit", before, by)


@transaction.atomic
def decline(application: Application, *, reason: str, by: User | None) -> Application:
    if not reason.strip():
        raise Refused(_("Напишите причину: её прочитает заявитель."))
    lock_cohorts(application.cohort_id)
    application = moved(application, "decline", by, reason=reason.strip())
    letters.declined(application)
    return application


@transaction.atomic
def put_on_waiting_list(application: Application, *, by: User | None) -> Application:
    lock_cohorts(application.cohort_id)
    application = moved(application, "put_on_waiting_list", by)
    letters.waiting(application, rules.waiting_places([application]).get(application.pk, 1))
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User) -> Application:
    """The applicant steps back. A decision that was made but not told yet is taken back first, as if it had never been."""
    lock_cohorts(application.cohort_id)
    found = locked(application)
    held = found.state == rules.State.ADMITTED
    if found.untold:
        reconsider(found, by=None)
    application = moved(found, "withdraw", by)
    if held:
        promote(application.cohort)
    return application


@transaction.atomic
def reconsider(application: Application, *, by: User | None) -> Application:
    """Takes a decision back while nothing depends on it. The seat is freed; the enrollment's row stays and lives again at a new admission.

    Until `Application.told_at` nobody has heard of the decision: its letter is taken back and the seat waits for the coordinator's next step.
    Later the seat goes to the waiting list, and whoever was written to is written to again.
    """
    lock_cohorts(application.cohort_id)
    found = locked(application)
    held, told, decided_at = found.state in (rules.State.ADMITTED, rules.State.OFFERED), not found.untold, found.decided_at
    waited = take_back(found)
    application = moved(found, "reconsider", by)
    Enrollment.objects.filter(application=application).update(state=Enrollment.State.WITHDRAWN)
    if decided_at and told and not waited:
        letters.reconsidered(application, decided_at)
    if held and told:
        promote(application.cohort)
    return application


@transaction.atomic
def move(application: Application, *, cohort: Cohort, by: User) -> Application:
    """To another cohort, with the date of sending and the state: in its waiting list the application stands where that date puts it."""
    lock_cohorts(application.cohort_id, cohort.pk)
    application = locked(application)
    if reasons := rules.reasons_not_to_move(application, cohort):
        raise Refused(*reasons)
    take_back(application)
    before, application.cohort = application.cohort, cohort
    application.save(update_fields=["cohort"])
    leave_behind(application, before)
    record(by=by, verb="enrollment.moved", target=application, was=before, now=cohort)
    letters.moved(application, before)
    return application


def leave_behind(application: Application, cohort: Cohort) -> None:
    """A place whose decision was taken back stays in its own cohort, with what was earned there before and the application of that time; an empty one goes."""
    place = Enrollment.objects.filter(application=application).first()
    if place is None:
        return
    own = Application.objects.filter(person=place.person_id, cohort=cohort, state=Application.State.ENDED, enrollment=None)
    place.application = own.order_by("-decided_at", "-pk").first()
    place.save(update_fields=["application"])
    if place.application is None:
        with suppress(ProtectedError), transaction.atomic():
            place.delete()
