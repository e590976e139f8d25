"""Filings, answers, statuses and tasks as rows of the page: each state in a word with its icon."""

from typing import Any

from django.utils.translation import gettext as _

from courses.dossiers import filing_rules, outcome_rules, status_rules, task_rules
from courses.dossiers.models import Body, FiledClaim, Filing, Outcome, Status, Task

Sent = dict[int, list[FiledClaim]]


def rounds(filings: list[Filing], sent: Sent, *, keeps: bool, granted: bool) -> list[dict[str, Any]]:
    """Newest first; rounds are counted in the order of sending, what was cancelled has no number."""
    living = [filing for filing in reversed(filings) if filing.cancelled_at is None]
    numbers = {filing.pk: number for number, filing in enumerate(living, start=1)}
    return [round_of(filing, numbers.get(filing.pk), sent, keeps, granted) for filing in filings]


def round_of(filing: Filing, number: int | None, sent: Sent, keeps: bool, granted: bool) -> dict[str, Any]:
    waits = filing_rules.is_open(filing)
    answered = any(row.answers for row in filing.rows)  # type: ignore[attr-defined]
    return {
        "filing": filing,
        "number": number,
        "title": _("Оценка качества") if filing.kind == Body.Kind.ASSESSOR else _("Признание в Минюсте"),
        "due": pill(*filing_rules.due_words(filing)) if waits else None,
        "cancelled": filing.cancelled_at is not None,
        "changes": keeps and waits,
        "cancels": keeps and filing.cancelled_at is None and not answered,
        "services": [service_row(row, filing, sent, keeps, granted) for row in filing.rows],  # type: ignore[attr-defined]
    }


def service_row(row: FiledClaim, filing: Filing, sent: Sent, keeps: bool, granted: bool) -> dict[str, Any]:
    last = sent.get(row.claim_id, [row])[-1].pk == row.pk
    open_now = filing.cancelled_at is None and filing_rules.final_of(row) is None
    return {
        "filed": row,
        "service": row.claim.service,
        "answers": [answer_row(answer, keeps and not granted and (last or answer.kind == Outcome.Kind.REQUEST)) for answer in row.answers],  # type: ignore[attr-defined]
        "waits": open_now,
        "answers_now": keeps and open_now,
    }


def answer_row(answer: Outcome, takes_back: bool) -> dict[str, Any]:
    tone, icon = outcome_rules.TOLD[Outcome.Kind(answer.kind)]
    return {"answer": answer, "tone": tone, "icon": icon, "words": answer.get_kind_display(), "takes_back": takes_back}


def status_row(status: Status) -> dict[str, Any]:
    renewal = getattr(status.dossier, "renewal", None)
    return {
        "status": status,
        "pill": pill(*status_rules.told(status)),
        "services": [claim.service for claim in status.claims.all()],
        "renewal": renewal,
        "offers": renewal is None and not status.ended_on and status_rules.days_left(status) <= status_rules.OFFERED,
    }


def task_row(task: Task) -> dict[str, Any]:
    return {"task": task, "pill": pill(*task_rules.told(task)), "drops": task.outcome_id is None and task.done_at is None}


def pill(words: str, tone: str, icon: str) -> dict[str, str]:
    return {"words": words, "tone": tone, "icon": icon}
