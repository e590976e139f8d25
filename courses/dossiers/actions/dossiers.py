"""Verbs of a dossier's life: opened, moved from state to state, left off."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import checklist_rules, dossier_letters, dossier_rules, eligibility_rules
from courses.dossiers.actions.items import lay_out
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Dossier, DossierMove, Path, Service, Share
from courses.program.models import Cohort
from school.journal.actions import record
from school.people.models import Organization, User
from school.people.rules import Refused

DOUBLED = timedelta(minutes=1)  # the same wish within this time is the same press


def open_dossier(
    organization: Organization, *, path: str = Path.USUAL, cohort: Cohort | None = None, services: Iterable[Service] = (), by: User
) -> Dossier:
    """A second press of the same person meets the dossier that the first has made."""
    try:
        with transaction.atomic():
            return _opened(organization, path, cohort, list(services), by)
    except IntegrityError:
        found = Dossier.objects.living().filter(organization=organization, opened_by=by).first()
        if found is None:
            raise Refused(*dossier_rules.reasons_not_to_open(organization, by)) from None
        return found


def _opened(organization: Organization, path: str, cohort: Cohort | None, services: list[Service], by: User) -> Dossier:
    if mine := Dossier.objects.living().filter(organization=organization, opened_by=by, opened_at__gte=timezone.now() - DOUBLED).first():
        return mine
    if reasons := dossier_rules.reasons_not_to_open(organization, by):
        raise Refused(*reasons)
    checklist = checklist_rules.newest()
    if checklist is None:
        raise Refused(_("В школе ещё нет перечня документов: скажите об этом куратору."))
    dossier = Dossier.objects.create(organization=organization, path=path, cohort=cohort, checklist=checklist, opened_by=by)
    DossierMove.objects.create(dossier=dossier, target=dossier.state, by=by, at=timezone.now())
    if by.memberships.filter(organization=organization, state="confirmed").exists():
        dossier.shares.create(person=by, role=Share.Role.OWNER)
    else:  # the school opened it: whoever answers for the card owns it
        for membership in organization.memberships.filter(state="confirmed", owner=True).select_related("person"):
            dossier.shares.create(person=membership.person, role=Share.Role.OWNER)
    for service in services:
        dossier.claims.create(service=service)
    lay_out(dossier)
    record(by=by, verb="dossiers.opened", target=dossier, path=path)
    dossier_letters.opened(dossier, by)
    return dossier


@transaction.atomic
def move(dossier: Dossier, state: str, *, by: User | None, reason: str = "") -> Dossier:
    """The only place that writes `Dossier.state`. The same state again is no move. Raises Refused where TRANSITIONS knows no such way."""
    found = locked(dossier)
    if found.state == state:
        return found
    step = dossier_rules.TRANSITIONS.get(state)
    if step is None or found.state not in step.sources:
        raise Refused(_("Из состояния «%(state)s» так перейти нельзя.") % {"state": found.get_state_display()})
    DossierMove.objects.create(dossier=found, source=found.state, target=state, reason=reason[:500], by=by, at=timezone.now())
    found.state, found.state_since = state, timezone.now()
    found.save(update_fields=["state", "state_since"])
    record(by=by, verb="dossiers.moved", target=found, state=state, reason=reason)
    return found


@transaction.atomic
def begin_gathering(dossier: Dossier, *, by: User, reason: str = "") -> Dossier:
    """From the questionnaire to the papers; `reason` holds what was understood and taken upon oneself where a stop was told."""
    found = locked(dossier)
    if found.state == Dossier.State.GATHERING:  # a second press
        return found
    reasons = dossier_rules.reasons_not_to_write(found, by) or dossier_rules.reasons_not_to_gather(found)
    if reasons := reasons or eligibility_rules.reasons_not_to_begin(found, reason):
        raise Refused(*reasons)
    lay_out(found)
    return move(found, Dossier.State.GATHERING, by=by, reason=reason)


@transaction.atomic
def leave_off(dossier: Dossier, *, reason: str, by: User) -> Dossier:
    """The papers stay readable; a new dossier may be opened afterwards."""
    found = locked(dossier)
    if found.state == Dossier.State.LEFT:  # a second press
        return found
    if reasons := dossier_rules.reasons_not_to_own(found, by):
        raise Refused(*reasons)
    found = move(found, Dossier.State.LEFT, by=by, reason=reason)
    found.ended_why = reason[:500]
    found.save(update_fields=["ended_why"])
    dossier_letters.left(found, by)
    return found
