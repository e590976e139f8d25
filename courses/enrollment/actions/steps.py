"""How every step of an application is made: the lock of the cohort, then of the row, the question, the write, the journal."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from courses.enrollment import letters, rules
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

VERBS = {
    "admit": "enrollment.admitted",
    "accept": "enrollment.offer_accepted",
    "decline": "enrollment.declined",
    "put_on_waiting_list": "enrollment.put_on_waiting_list",
    "offer": "enrollment.offered",
    "refuse": "enrollment.offer_refused",
    "expire": "enrollment.offer_expired",
    "withdraw": "enrollment.withdrawn",
    "reconsider": "enrollment.reconsidered",
}


def lock_cohorts(*cohorts: int) -> None:
    """Seats are counted under this lock, always taken first and in one order.

    PostgreSQL locks the rows; on SQLite the whole transaction is IMMEDIATE and has the database for itself.
    """
    list(Cohort.objects.select_for_update(no_key=True).filter(pk__in=cohorts).order_by("pk"))


def locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("cohort", "person", "organization", "town")
    return rows.get(pk=application.pk)


def check(application: Application, verb: str) -> str:
    if reasons := rules.reasons_against(application, verb):
        raise Refused(*reasons)
    return application.state


def decide(application: Application, verb: str, by: User | None, reason: str = "") -> None:
    now, cohort = timezone.now(), application.cohort
    application.state, application.reason = rules.TRANSITIONS[verb].target, reason[:500]
    application.decided_at, application.decided_by = (None, None) if verb == "reconsider" else (now, by)
    application.offer_until = now + timedelta(hours=cohort.offer_hours) if verb == "offer" else None
    application.save(update_fields=["state", "reason", "decided_at", "decided_by", "offer_until"])


def moved(application: Application, verb: str, by: User | None, reason: str = "") -> Application:
    """The whole step; the caller holds the lock of the cohort."""
    application = locked(application)
    before, heard = check(application, verb), letters.reason_of(application)
    if application.untold:
        letters.take_back(heard)
    decide(application, verb, by, reason)
    record(by=by, verb=VERBS[verb], target=application, before=before, after=application.state, reason=reason)
    return application


def enrolled(application: Application, verb: str, before: str, by: User | None) -> Enrollment:
    """The row lives again when the same application was admitted before."""
    decide(application, verb, by)
    enrollment, _new = Enrollment.objects.update_or_create(
        application=application,
        defaults={
            "person": application.person,
            "cohort": application.cohort,
            "organization": application.organization,
            "town": application.town,
            "state": Enrollment.State.ACTIVE,
        },
    )
    record(by=by, verb=VERBS[verb], target=application, before=before, after=application.state, enrollment=enrollment.pk)
    letters.admitted(application, enrollment)
    return enrollment


@transaction.atomic
def promote(cohort: Cohort, *, by: User | None = None) -> list[Application]:
    """A seat is free: the first in the waiting list of each town who fits gets an offer; the seat is held until it is answered."""
    lock_cohorts(cohort.pk)
    return [offered(application, by) for application in rules.next_in_turn(Cohort.objects.get(pk=cohort.pk))]


def offered(application: Application, by: User | None) -> Application:
    application = moved(application, "offer", by)
    letters.offered(application)
    return application
