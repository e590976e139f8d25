"""Verbs of a filing: record what was sent, its registration, an extension; cancel what was recorded by mistake. Nothing is sent by the school itself."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import filing_letters, filing_rules, outcome_rules
from courses.dossiers.actions.dossiers import move
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Body, Claim, Dossier, FiledClaim, Filing, Outcome
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def file(
    dossier: Dossier,
    *,
    kind: str,
    body: Body,
    claims: Iterable[Claim],
    sent_on: date,
    way: str,
    number: str = "",
    despite: bool = False,
    by: User,
) -> Filing:
    """`despite` – the NGO has filed although not every paper of the stage is accepted: it may, and says so."""
    found, keys = kept(dossier, by), sorted(claim.pk for claim in claims)
    rows = list(Claim.objects.filter(dossier=found, pk__in=keys).select_related("service"))
    if same := repeated(found, by, (kind, body.pk, sent_on, way, number.strip()), keys):
        return same
    if reasons := filing_rules.reasons_not_to_file(found, kind, body, rows, sent_on):
        raise Refused(*reasons)
    missing = filing_rules.lacking(found, kind, rows)
    if missing and not despite:
        raise Refused(_("Не все обязательные документы приняты: %(count)d. Если вы всё равно подали, отметьте это.") % {"count": len(missing)})
    filing = Filing.objects.create(
        dossier=found,
        kind=kind,
        body=body,
        sent_on=sent_on,
        way=way,
        number=number.strip(),
        due_on=filing_rules.answer_due(kind, found.path, sent_on),
        by=by,
    )
    FiledClaim.objects.bulk_create(FiledClaim(filing=filing, claim=claim) for claim in rows)
    if kind == Body.Kind.ASSESSOR:
        Claim.objects.filter(pk__in=keys, body=None).update(body=body)
    settle(found, by, _("подано: %(body)s") % {"body": body})
    facts: dict[str, Any] = {"body": str(body), "sent_on": sent_on.isoformat(), "claims": [str(claim) for claim in rows], "lacking": len(missing)}
    record(by=by, verb="dossiers.filed", target=found, **facts)
    filing_letters.filed(filing)
    return filing


@transaction.atomic
def register(filing: Filing, *, number: str, registered_on: date, by: User) -> Filing:
    """The answer is due from the day of the registration, not of the sending. May be corrected while the answer is waited for."""
    found = locked_filing(filing, by)
    number = number.strip()
    if (found.number, found.registered_on) == (number, registered_on):
        return found
    if reasons := filing_rules.reasons_not_to_change(found) or registration_reasons(found, number, registered_on):
        raise Refused(*reasons)
    by_law = found.extended_until is not None and found.extended_until == filing_rules.extension_of(found)
    found.number, found.registered_on = number, registered_on
    found.due_on = filing_rules.answer_due(found.kind, found.dossier.path, registered_on)
    if by_law:
        found.extended_until = filing_rules.extension_of(found)
    found.save(update_fields=["number", "registered_on", "due_on", "extended_until"])
    record(by=by, verb="dossiers.filing_registered", target=found.dossier, filing=str(found), number=number, registered_on=registered_on.isoformat())
    return found


def registration_reasons(filing: Filing, number: str, registered_on: date) -> list[str]:
    if not number:
        return [_("Напишите входящий номер. Если номера нет, напишите «б/н».")]
    if registered_on > timezone.localdate():
        return [_("Этот день ещё не наступил.")]
    return [_("Зарегистрировать могли не раньше, чем отправлено.")] if registered_on < filing.sent_on else []


@transaction.atomic
def extend(filing: Filing, *, until: date | None = None, words: str = "", by: User) -> Filing:
    """Without a day – as long as the law allows; an own day is explained."""
    found = locked_filing(filing, by)
    day = until or filing_rules.extension_of(found)
    if day and (found.extended_until, found.extension_words) == (day, words.strip()):
        return found
    if reasons := filing_rules.reasons_not_to_change(found):
        raise Refused(*reasons)
    if day is None:
        raise Refused(_("Срок продления не установлен: укажите день из уведомления."))
    if until and not words.strip() and until != filing_rules.extension_of(found):
        raise Refused(_("Напишите, почему срок продлён до этого дня."))
    if day <= (found.due_on or filing_rules.start_of(found)):
        raise Refused(_("Продлить можно только на день позже прежнего срока."))
    found.extended_until, found.extension_words = day, words.strip()
    found.save(update_fields=["extended_until", "extension_words"])
    record(by=by, verb="dossiers.filing_extended", target=found.dossier, filing=str(found), until=day.isoformat(), words=words.strip())
    filing_letters.extended(found, by)
    return found


@transaction.atomic
def cancel(filing: Filing, *, by: User) -> Filing:
    """Recorded by mistake; stays in the history."""
    found = locked_filing(filing, by)
    if found.cancelled_at:
        return found
    if reasons := filing_rules.reasons_not_to_cancel(found):
        raise Refused(*reasons)
    found.cancelled_at = timezone.now()
    found.save(update_fields=["cancelled_at"])
    settle(found.dossier, by, _("подача отменена: %(body)s") % {"body": found.body})
    record(by=by, verb="dossiers.filing_cancelled", target=found.dossier, filing=str(found))
    return found


# Shared by the verbs of answers


def kept(dossier: Dossier, by: User) -> Dossier:
    """The locked dossier of somebody who may record what happened with it."""
    found = locked(dossier)
    if reasons := filing_rules.reasons_not_to_keep(found, by):
        raise Refused(*reasons)
    return found


def locked_filing(filing: Filing, by: User) -> Filing:
    dossier = kept(filing.dossier, by)
    found = Filing.objects.select_for_update(of=("self",)).select_related("body").get(pk=filing.pk)
    found.dossier = dossier
    return found


def settle(dossier: Dossier, by: User, reason: str) -> None:
    """Services and the dossier say what follows from everything sent and answered."""
    claims = list(dossier.claims.all())
    sent = filing_rules.living(claims)
    for claim in claims:
        state = outcome_rules.claim_state(claim, sent.get(claim.pk, []))
        if state != claim.state:
            claim.state = state
            claim.save(update_fields=["state"])
    state = outcome_rules.dossier_state(claims)
    if dossier.state in filing_rules.STATES and dossier.state != state:
        move(dossier, state, by=by, reason=reason[:500])
        dossier.state = state


def repeated(dossier: Dossier, by: User, facts: tuple[object, ...], keys: list[int]) -> Filing | None:
    """The same filing recorded by the same person, pressed twice. One that was answered is another round, whatever its day."""
    answered = Outcome.objects.filter(filed__filing=OuterRef("pk"), taken_back_at=None).exclude(kind=Outcome.Kind.REQUEST)
    for row in dossier.filings.exclude(Exists(answered)).filter(by=by, cancelled_at=None).order_by("-pk")[:5]:
        if (row.kind, row.body_id, row.sent_on, row.way, row.number) == facts and sorted(row.filed.values_list("claim", flat=True)) == keys:
            return row
    return None
