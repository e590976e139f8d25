"""The office enters people of a cohort from a table: all of them or nobody. Seats are asked for by the same rules as one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.enrollment import letters, rules
from courses.enrollment.actions.applications import admit
from courses.enrollment.actions.asking import draft_of, saved
from courses.enrollment.actions.steps import lock_cohorts
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort
from school.journal.actions import record
from school.people.actions import make_account
from school.people.entering import enter_member, enter_organization
from school.people.models import Organization, Town, User
from school.people.rules import Refused


@dataclass
class Entry:
    """One person of the table. `number` is the row's; `card` makes the organisation when the school does not have it yet."""

    number: int
    email: str
    names: dict[str, Any]
    phone: str
    town: Town
    organization: Organization | None
    card: dict[str, Any] = field(default_factory=dict)
    position: str = ""
    motivation: str = ""


@transaction.atomic
def enter_people(cohort: Cohort, entries: Iterable[Entry], *, seated: bool, by: User) -> int:
    """`seated` gives places at once, otherwise applications wait for a decision. Who is already there is passed over; any refusal undoes everything."""
    lock_cohorts(cohort.pk)
    cohort = Cohort.objects.get(pk=cohort.pk)
    if reasons := reasons_not_to_enter(cohort):
        raise Refused(*reasons)
    entered = 0
    for entry in entries:
        try:
            entered += enter_person(cohort, entry, seated, by)
        except Refused as refused:
            raise Refused(*(_("Строка %(number)s: %(reason)s") % {"number": entry.number, "reason": reason} for reason in refused.reasons)) from None
    record(by=by, verb="office.people_imported", target=cohort, count=entered, kind=_("зачисления") if seated else _("заявки"))
    return entered


def reasons_not_to_enter(cohort: Cohort) -> list[str]:
    if cohort.state in (Cohort.State.OPEN, Cohort.State.CLOSED, Cohort.State.UNDER_WAY):
        return []
    return [_("Поток «%(cohort)s» в состоянии «%(state)s»: людей в него не добавляют.") % {"cohort": cohort, "state": cohort.get_state_display()}]


def enter_person(cohort: Cohort, entry: Entry, seated: bool, by: User) -> bool:
    person = User.objects.filter(email__iexact=entry.email).first()
    if person and not person.is_active:
        raise Refused(_("вход для %(email)s закрыт.") % {"email": entry.email})
    if person and already_there(cohort, person):
        return False
    new = person is None
    if person is None:
        person = make_account(by=by, email=entry.email, phone=entry.phone, town=entry.town, **entry.names)
    organization = entry.organization or found_or_made(entry.card, by)
    enter_member(person, organization, position=entry.position, by=by)
    application = asked_for(cohort, person, organization, entry, by)
    if new:
        letters.account_opened(application)
    if seated:
        admit(application, by=by)
    elif not new:
        letters.received(application)
    return True


def already_there(cohort: Cohort, person: User) -> bool:
    if Enrollment.objects.filter(cohort=cohort, person=person, state__in=rules.SEATED).exists():
        return True
    return Application.objects.in_force().filter(cohort=cohort, person=person).exists()


def found_or_made(card: dict[str, Any], by: User) -> Organization:
    """The same new organisation in two rows is one card."""
    return Organization.objects.filter(ogrn=card["ogrn"]).first() or enter_organization(by=by, **card)


def asked_for(cohort: Cohort, person: User, organization: Organization, entry: Entry, by: User) -> Application:
    """A draft that the person had begun becomes the application."""
    application = draft_of(cohort, person) or Application(cohort=cohort, person=person)
    application.organization, application.town, application.state = organization, entry.town, Application.State.SUBMITTED
    application.motivation = entry.motivation or application.motivation
    saved(application)
    record(by=by, verb="enrollment.applied", target=application, after=application.state, town=entry.town)
    return application
