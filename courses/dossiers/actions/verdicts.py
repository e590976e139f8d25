"""Verbs of the mentor's word: accept, send back, take back. Dossier first, then the version: two mentors at once stand in line, and the second meets the first's word."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import document_rules, verdict_letters, verdict_rules
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import DocumentVersion, Item, ReturnReason, Verdict
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

State = DocumentVersion.State


def locked_version(version: DocumentVersion) -> DocumentVersion:
    dossier = locked(version.item.dossier)
    found = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    found.item = Item.objects.select_for_update(of=("self",)).select_related("requirement", "claim__service").get(pk=found.item_id)
    found.item.dossier = dossier
    return found


@transaction.atomic
def accept(version: DocumentVersion, *, valid_until: date | None = None, by: User) -> Verdict:
    """Until the day the paper is good for, as its line of the checklist says, unless the mentor read another day in it."""
    found = locked_version(version)
    if same := repeated(found, by, Verdict.Kind.ACCEPTED):
        return same
    if reasons := verdict_rules.reasons_not_to_judge(found, by):
        raise Refused(*reasons)
    until = valid_until or document_rules.valid_until(found)
    if until and until < timezone.localdate():
        raise Refused(_("Срок этого документа уже прошёл: верните его, чтобы организация получила новый."))
    verdict = Verdict.objects.create(version=found, kind=Verdict.Kind.ACCEPTED, valid_until=until, by=by, at=timezone.now())
    settle(found, State.ACCEPTED)
    return told(verdict, "dossiers.version_accepted", until=until.isoformat() if until else "")


@transaction.atomic
def send_back(version: DocumentVersion, *, reason: ReturnReason | None, words: str, by: User) -> Verdict:
    """Neither a reason without words nor words without a reason."""
    if not reason:
        raise Refused(_("Выберите причину: без неё вернуть нельзя."))
    if not words.strip():
        raise Refused(_("Напишите, что исправить: без этого вернуть нельзя."))
    found = locked_version(version)
    if same := repeated(found, by, Verdict.Kind.RETURNED, reason, words.strip()):
        return same
    if reasons := verdict_rules.reasons_not_to_judge(found, by):
        raise Refused(*reasons)
    verdict = Verdict.objects.create(version=found, kind=Verdict.Kind.RETURNED, reason=reason, words=words.strip(), by=by, at=timezone.now())
    settle(found, State.RETURNED)
    return told(verdict, "dossiers.version_returned", reason=reason.title, words=words.strip())


@transaction.atomic
def take_back(verdict: Verdict, *, by: User) -> Verdict:
    """The letter that waited never goes."""
    version = locked_version(verdict.version)
    found = Verdict.objects.select_for_update(of=("self",)).get(pk=verdict.pk)
    found.version = version
    if found.taken_back_at and found.by_id == by.pk:
        return found
    if reasons := verdict_rules.reasons_not_to_take_back(found, by):
        raise Refused(*reasons)
    found.taken_back_at = timezone.now()
    found.save(update_fields=["taken_back_at"])
    settle(version, State.SENT)
    verdict_letters.untold(found)
    record(by=by, verb="dossiers.verdict_taken_back", target=version.item.dossier, item=str(version.item), version=version.number, kind=found.kind)
    return found


def repeated(version: DocumentVersion, by: User, kind: str, reason: ReturnReason | None = None, words: str = "") -> Verdict | None:
    """The same word of the same mentor, pressed twice."""
    found = verdict_rules.verdict_of(version)
    return found if found and (found.by_id, found.kind, found.reason, found.words) == (by.pk, kind, reason, words) else None


def settle(version: DocumentVersion, state: str) -> None:
    """The version and its item say the same; the last acceptance in force says until when, also for a version that is withdrawn later."""
    version.state = state
    version.save(update_fields=["state"])
    accepted = Verdict.objects.filter(version__item=version.item, kind=Verdict.Kind.ACCEPTED, taken_back_at=None)
    last = accepted.order_by("-version__number").first()
    version.item.state, version.item.valid_until = state, last.valid_until if last else None
    version.item.save(update_fields=["state", "valid_until"])


def told(verdict: Verdict, verb: str, **facts: str) -> Verdict:
    item, version = verdict.version.item, verdict.version
    record(by=verdict.by, verb=verb, target=item.dossier, item=str(item), version=version.number, **facts)
    verdict_letters.judged(verdict)
    return verdict
