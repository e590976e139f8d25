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
    "return_to_line": "enrollment.returned_to_line",
    "end": "enrollment.ended",
    "resume": "enrollment.resumed",
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
    quiet = verb != "reconsider" and application.state in Application.QUIET and (by is None or by.pk != application.person_id)
    application.told_at = now + timedelta(minutes=cohort.letters_after) if quiet else None
    application.offer_until = now + timedelta(hours=cohort.offer_hours) if verb == "offer" else None
    application.save(update_fields=["state", "reason", "decided_at", "decided_by", "told_at", "offer_until"])


def take_back(application: Application) -> bool:
    """Another decision comes: the letter of the one before, if nobody has tried to send it, never goes out. True when there was such a letter."""
    return bool(application.decided_at) and letters.take_back(letters.reason_of(application)) > 0


def moved(application: Application, verb: str, by: User | None, reason: str = "") -> Application:
    """The whole step; the caller holds the lock of the cohort."""
    application = locked(application)
    before = check(application, verb)
    take_back(application)
    decide(application, verb, by, reason)
    record(by=by, verb=VERBS[verb], target=application, before=before, after=application.state, reason=reason)
    return application


def enrolled(application: Application, verb: str, before: str, by: User | None) -> Enrollment:
    decide(application, verb, by)
    enrollment = place_of(application.person, application.cohort, application)
    enrollment.application, enrollment.organization, enrollment.town = application, application.organization, application.town
    enrollment.state = Enrollment.State.ACTIVE
    enrollment.save()
    record(by=by, verb=VERBS[verb], target=application, before=before, after=application.state, enrollment=enrollment.pk)
    letters.admitted(application, enrollment)
    return enrollment


def place_of(person: User, cohort: Cohort, application: Application | None = None) -> Enrollment:
    """The row that the person had in this cohort lives again, with what was earned there; whoever is new gets a new one. The caller holds the lock of the cohort and writes it."""
    rows = Enrollment.objects.select_related("application__cohort").filter(person=person, cohort=cohort)
    own = rows.filter(application=application).first() if application else None
    return own or rows.exclude(state__in=rules.SEATED).order_by("-since", "-pk").first() or Enrollment(person=person, cohort=cohort)


@transaction.atomic
def promote(cohort: Cohort, *, by: User | None = None) -> list[Application]:
    """A seat is free: the first in the waiting list of each town who fits gets an offer; the seat is held until it is answered."""
    lock_cohorts(cohort.pk)
    return [offered(application, by) for application in rules.next_in_turn(Cohort.objects.get(pk=cohort.pk))]


def offered(application: Application, by: User | None) -> Application:
    application = moved(application, "offer", by)
    letters.offered(application)
    return application
