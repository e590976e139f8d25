"""Verbs of an answer: record it, take a mistaken record back. A refusal and a request leave tasks behind."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import filing_letters, outcome_rules, term_rules
from courses.dossiers.actions.filings import kept, settle
from courses.dossiers.models import FiledClaim, Outcome, RefusalGround, Task
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

LONGEST = 1000  # of a task


@transaction.atomic
def record_outcome(
    filed: FiledClaim,
    *,
    kind: str,
    on: date,
    ground: RefusalGround | None = None,
    words: str = "",
    number: str = "",
    due_on: date | None = None,
    by: User,
) -> Outcome:
    found = locked_filed(filed, by)
    if due_on is None and kind == Outcome.Kind.REQUEST:
        due_on = term_rules.span(term_rules.term_of("request_answer", on=on), on)
    facts: dict[str, Any] = {"ground": ground, "words": words.strip(), "number": number.strip(), "due_on": due_on}
    if same := repeated(found, by, kind, on, facts):
        return same
    if reasons := outcome_rules.reasons_not_to_answer(found, kind, on, **facts):
        raise Refused(*reasons)
    outcome = create(found, kind, on, facts, by)
    lay_tasks(outcome)
    service = str(found.claim.service)
    settle(found.filing.dossier, by, f"{outcome.get_kind_display()}: {service}")
    told = {"service": service, "kind": outcome.get_kind_display(), "number": outcome.number, "ground": str(ground or "")}
    record(by=by, verb="dossiers.outcome_recorded", target=found.filing.dossier, on=on.isoformat(), **told)
    filing_letters.answered(outcome)
    return outcome


@transaction.atomic
def take_outcome_back(outcome: Outcome, *, by: User) -> Outcome:
    """Its unfinished tasks go with it."""
    filed = locked_filed(outcome.filed, by)
    found = Outcome.objects.select_for_update(of=("self",)).get(pk=outcome.pk)
    found.filed = filed
    if found.taken_back_at:
        return found
    if reasons := outcome_rules.reasons_not_to_take_back(found):
        raise Refused(*reasons)
    found.taken_back_at = timezone.now()
    found.save(update_fields=["taken_back_at"])
    found.tasks.filter(done_at=None, dropped_at=None).update(dropped_at=found.taken_back_at)
    dossier = filed.filing.dossier
    settle(dossier, by, _("запись ответа отменена: %(service)s") % {"service": filed.claim.service})
    record(by=by, verb="dossiers.outcome_taken_back", target=dossier, service=str(filed.claim.service), kind=found.get_kind_display())
    return found


def locked_filed(filed: FiledClaim, by: User) -> FiledClaim:
    dossier = kept(filed.filing.dossier, by)
    found = FiledClaim.objects.select_for_update(of=("self",)).select_related("filing__body", "claim__service").get(pk=filed.pk)
    found.filing.dossier = dossier
    return found


def create(filed: FiledClaim, kind: str, on: date, facts: dict[str, Any], by: User) -> Outcome:
    """The constraint says the last word where nothing is locked."""
    try:
        with transaction.atomic():
            return Outcome.objects.create(filed=filed, kind=kind, on=on, by=by, **facts)
    except IntegrityError:
        raise Refused(_("Ответ по этой услуге уже записан.")) from None


def repeated(filed: FiledClaim, by: User, kind: str, on: date, facts: dict[str, Any]) -> Outcome | None:
    """The same word of the same person, pressed twice."""
    return filed.outcomes.filter(taken_back_at=None, by=by, kind=kind, on=on, **facts).first()


def lay_tasks(outcome: Outcome) -> None:
    """A ground brings its advice, a request – what is asked, by its day."""
    dossier, service = outcome.filed.filing.dossier, outcome.filed.claim.service
    if outcome.kind == Outcome.Kind.REQUEST:
        texts = [outcome.words]
    elif outcome.kind == Outcome.Kind.REFUSAL and outcome.ground:
        facts = {"ground": outcome.ground.title, "service": service}
        texts = [outcome.ground.advice or _("Устранить основание отказа «%(ground)s» по услуге «%(service)s»") % facts]
        if outcome.words:
            texts.append(_("Исправить то, о чём написано в отказе: %(words)s") % {"words": outcome.words})
    else:
        return
    for text in texts:
        line = " ".join(text.split())
        line = line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
        Task.objects.create(dossier=dossier, text=line, outcome=outcome, due_on=outcome.due_on, by=outcome.by)
