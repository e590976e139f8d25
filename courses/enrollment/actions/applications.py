"""Decisions about an application. Every step takes the cohort's lock, then the application's; the table of steps is `rules.TRANSITIONS`."""

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.steps import check, enrolled, lock_cohorts, locked, moved, promote
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
    if application.untold:
        letters.take_back(letters.reason_of(application))
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

    Within `Cohort.letters_after` nobody has heard of the decision: its letter is taken back and the seat waits for the coordinator's next step.
    Later the seat goes to the waiting list.
    """
    lock_cohorts(application.cohort_id)
    found = locked(application)
    held, told = found.state in (rules.State.ADMITTED, rules.State.OFFERED), not found.untold
    application = moved(found, "reconsider", by)
    Enrollment.objects.filter(application=application).update(state=Enrollment.State.WITHDRAWN)
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
    if application.untold:
        letters.take_back(letters.reason_of(application))
    before, application.cohort = application.cohort, cohort
    application.save(update_fields=["cohort"])
    record(by=by, verb="enrollment.moved", target=application, was=before, now=cohort)
    letters.moved(application, before)
    return application
