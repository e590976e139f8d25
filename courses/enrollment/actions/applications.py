"""The way of an application. Every step takes the application's lock, then the lock of the town's seats; the table of steps is `rules.TRANSITIONS`."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Quota
from school.journal.actions import record
from school.people.models import Organization, Town, User
from school.people.rules import Refused


def apply(cohort: Cohort, *, person: User, organization: Organization, town: Town | None = None, motivation: str, by: User | None) -> Application:
    """Asks for a seat. A second sending of the same form is refused, so there is one application in force per person and cohort."""
    town = town or organization.town
    with transaction.atomic():
        if reasons := rules.reasons_not_to_apply(cohort, person, organization):
            raise Refused(*reasons)
        if not Quota.objects.filter(cohort=cohort, town=town).exists():
            raise Refused(_("В этом потоке нет мест для города %(town)s. Выберите город из списка.") % {"town": town})
        application = _created(Application(cohort=cohort, person=person, organization=organization, town=town, motivation=motivation))
        record(by=by, verb="enrollment.applied", target=application, after=application.state, town=town)
        letters.received(application)
    return application


def _created(application: Application) -> Application:
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Вы уже подали заявку в этот поток.")) from None
    return application


@transaction.atomic
def admit(application: Application, *, by: User | None) -> Enrollment:
    """Gives a seat, never one over the town's: the quota row is locked while the taken seats are counted."""
    application = _locked(application)
    _lock_seats(application)
    before = _check(application, "admit")
    if reasons := rules.against_admitting(application):
        raise Refused(*reasons)
    _decide(application, "admit", by)
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
    record(by=by, verb="enrollment.admitted", target=application, before=before, after=application.state, enrollment=enrollment.pk)
    letters.admitted(application, enrollment)
    return enrollment


@transaction.atomic
def decline(application: Application, *, reason: str, by: User | None) -> Application:
    if not reason.strip():
        raise Refused(_("Напишите причину: её прочитает заявитель."))
    application = _moved(application, "decline", by, reason=reason.strip())
    letters.declined(application)
    return application


@transaction.atomic
def put_on_waiting_list(application: Application, *, by: User | None) -> Application:
    application = _moved(application, "put_on_waiting_list", by)
    letters.waiting(application, rules.waiting_places([application]).get(application.pk, 1))
    return application


@transaction.atomic
def withdraw(application: Application, *, by: User) -> Application:
    return _moved(application, "withdraw", by)


@transaction.atomic
def reconsider(application: Application, *, by: User | None) -> Application:
    """Takes a decision back while nothing depends on it. The seat is freed; the enrollment's row stays and lives again at a new admission."""
    application = _moved(application, "reconsider", by)
    Enrollment.objects.filter(application=application).update(state=Enrollment.State.WITHDRAWN)
    return application


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("cohort", "person", "organization", "town")
    return rows.get(pk=application.pk)


def _lock_seats(application: Application) -> None:
    """PostgreSQL locks the row; on SQLite the whole transaction is IMMEDIATE and has the database for itself."""
    list(Quota.objects.select_for_update().filter(cohort=application.cohort_id, town=application.town_id))


def _check(application: Application, verb: str) -> str:
    if reasons := rules.reasons_against(application, verb):
        raise Refused(*reasons)
    return application.state


def _decide(application: Application, verb: str, by: User | None, reason: str = "") -> None:
    application.state, application.reason = rules.TRANSITIONS[verb].target, reason[:500]
    back = verb == "reconsider"
    application.decided_at, application.decided_by = (None, None) if back else (timezone.now(), by)
    application.save(update_fields=["state", "reason", "decided_at", "decided_by"])


VERBS = {
    "decline": "enrollment.declined",
    "put_on_waiting_list": "enrollment.put_on_waiting_list",
    "withdraw": "enrollment.withdrawn",
    "reconsider": "enrollment.reconsidered",
}


def _moved(application: Application, verb: str, by: User | None, reason: str = "") -> Application:
    application = _locked(application)
    before = _check(application, verb)
    _decide(application, verb, by, reason)
    record(by=by, verb=VERBS[verb], target=application, before=before, after=application.state, reason=reason)
    return application
