"""Verbs of the status: granted, corrected, removed from the register and back, renewed; and of the other two registers."""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import dossier_letters, filing_rules, status_letters, status_rules
from courses.dossiers.actions.dossiers import move
from courses.dossiers.actions.filings import kept
from courses.dossiers.actions.renewals import prepared
from courses.dossiers.models import Claim, Dossier, Outcome, RegisterEntry, Status
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def grant(dossier: Dossier, *, number: str, since: date, claims: Iterable[Claim] | None = None, until: date | None = None, by: User) -> Status:
    """Recognised services of the dossier, all that the Ministry has unless told. What was not answered yet is answered by this very order."""
    found, number = kept(dossier, by), number.strip()
    if same := Status.objects.filter(dossier=found).first():
        if (same.number, same.since, same.by_id) == (number, since, by.pk):
            return same
        raise Refused(_("Статус по этой папке уже записан: %(number)s.") % {"number": same.number})
    keys = None if claims is None else {claim.pk for claim in claims}
    chosen = [row for row in status_rules.claims_to_recognize(found) if keys is None or row.claim_id in keys]
    until = until or status_rules.until_of(since)
    reasons = status_rules.reasons_not_to_grant(found, chosen, number, since, until)
    if reasons or until is None:
        raise Refused(*reasons)
    for row in chosen:
        if filing_rules.final_of(row) is None:
            Outcome.objects.create(filed=row, kind=Outcome.Kind.RECOGNITION, number=number, on=since, by=by)
    status = Status.objects.create(organization=found.organization, dossier=found, number=number, since=since, until=until, by=by)
    status.claims.set([row.claim for row in chosen])
    Claim.objects.filter(pk__in=[row.claim_id for row in chosen]).update(state=Claim.State.RECOGNIZED)
    move(found, Dossier.State.RECOGNIZED, by=by, reason=_("статус получен: %(number)s") % {"number": number})
    record(by=by, verb="dossiers.status_granted", target=found, number=number, since=since.isoformat(), until=str(until))
    status_letters.granted(status)
    return status


@transaction.atomic
def correct(status: Status, *, number: str, since: date, until: date | None = None, by: User) -> Status:
    """A slip of the pen. Reminders are told anew if the end has moved."""
    found, number, until = locked_status(status, by), number.strip(), until or status_rules.until_of(since)
    if (found.number, found.since, found.until) == (number, since, until):
        return found
    if reasons := status_rules.reasons_against_facts(number, since, until):
        raise Refused(*reasons)
    if found.ended_on and not since <= found.ended_on:
        raise Refused(_("День исключения – внутри срока статуса."))
    if found.until != until:
        found.reminders.all().delete()
    found.number, found.since, found.until = number, since, until or found.until
    found.save(update_fields=["number", "since", "until"])
    record(by=by, verb="dossiers.status_corrected", target=found.dossier, number=number, since=since.isoformat(), until=str(until))
    return found


@transaction.atomic
def remove(status: Status, *, on: date, why: str, words: str = "", by: User) -> Status:
    """Removed from the register before the end."""
    found = locked_status(status, by)
    if (found.ended_on, found.ended_why) == (on, why):
        return found
    if reasons := status_rules.reasons_not_to_remove(found, on, why):
        raise Refused(*reasons)
    found.ended_on, found.ended_why, found.ended_words = on, why, words.strip()
    found.save(update_fields=["ended_on", "ended_why", "ended_words"])
    record(by=by, verb="dossiers.status_removed", target=found.dossier, on=on.isoformat(), why=found.get_ended_why_display(), words=words.strip())
    status_letters.removed(found, by)
    return found


@transaction.atomic
def take_removal_back(status: Status, *, by: User) -> Status:
    """The removal was recorded by mistake."""
    found = locked_status(status, by)
    if found.ended_on:
        found.ended_on, found.ended_why, found.ended_words = None, Status.Ended.IN_FORCE, ""
        found.save(update_fields=["ended_on", "ended_why", "ended_words"])
        record(by=by, verb="dossiers.status_removal_taken_back", target=found.dossier, number=found.number)
    return found


@transaction.atomic
def renew(status: Status, *, by: User) -> Dossier:
    """One renewal of a dossier: whoever comes second, or presses twice, meets the first one's."""
    found = locked_status(status, by)
    if there := Dossier.objects.filter(previous=found.dossier_id).first():
        return there
    if reasons := status_rules.reasons_not_to_renew(found):
        raise Refused(*reasons)
    try:
        with transaction.atomic():
            dossier = prepared(found, by)
    except IntegrityError:
        raise Refused(_("У организации уже есть папка в работе.")) from None
    record(by=by, verb="dossiers.renewal_opened", target=dossier, number=found.number, until=found.until.isoformat())
    dossier_letters.opened(dossier, by)
    return dossier


def locked_status(status: Status, by: User) -> Status:
    dossier = kept(status.dossier, by)
    found = Status.objects.select_for_update(of=("self",)).select_related("organization").get(pk=status.pk)
    found.dossier = dossier
    return found


# The other two registers


@transaction.atomic
def add_entry(dossier: Dossier, *, register: str, number: str = "", since: date | None = None, by: User) -> RegisterEntry:
    """Of the dossier's organisation; whoever keeps the dossier knows."""
    found, number = kept(dossier, by), number.strip()
    organization = found.organization
    if same := organization.register_entries.filter(register=register, number=number, since=since, until=None, by=by).first():
        return same
    if reasons := status_rules.reasons_not_to_enter(organization, register, since):
        raise Refused(*reasons)
    try:
        with transaction.atomic():
            entry = RegisterEntry.objects.create(organization=organization, register=register, number=number, since=since, by=by)
    except IntegrityError:
        raise Refused(_("Запись об этом реестре уже есть. Если организация вышла из него, закройте её.")) from None
    record(by=by, verb="dossiers.register_entered", target=found, register=entry.get_register_display(), number=number)
    return entry


@transaction.atomic
def end_entry(entry: RegisterEntry, dossier: Dossier, *, until: date | None = None, by: User) -> RegisterEntry:
    found = kept(dossier, by)
    row = RegisterEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk, organization=found.organization_id)
    if row.until:
        return row
    day = until or timezone.localdate()
    if reasons := status_rules.reasons_not_to_close(row, day):
        raise Refused(*reasons)
    row.until = day
    row.save(update_fields=["until"])
    record(by=by, verb="dossiers.register_left", target=found, register=row.get_register_display(), until=day.isoformat())
    return row
