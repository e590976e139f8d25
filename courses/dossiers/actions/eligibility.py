"""Verbs of what the NGO tells about itself. Each carries the dossier's edition: a newer one is shown first, nothing is overwritten (R26)."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import dossier_rules, eligibility_rules
from courses.dossiers.actions.items import lay_out
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Claim, Dossier, EligibilityAnswer, ServiceMonth
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Changed, Refused

Month = tuple[int | None, int | None, str]  # people, services, evidence


def writable(dossier: Dossier, edition: int, by: User) -> Dossier:
    """The locked row, if the person may write it and saw it as it is."""
    found = locked(dossier)
    if reasons := dossier_rules.reasons_not_to_write(found, by):
        raise Refused(*reasons)
    if found.edition != edition:
        raise Changed(found)
    return found


def grown(dossier: Dossier, *fields: str) -> Dossier:
    dossier.edition += 1
    dossier.save(update_fields=["edition", *fields])
    return dossier


@transaction.atomic
def save_answers(dossier: Dossier, answers: Mapping[str, tuple[str, str]], *, edition: int, by: User) -> Dossier:
    """`answers` – by question: the value and a free word. An answer left out is taken away. The same answers again change nothing.

    The answer about the charter opens or closes its branch of papers.
    """
    found = locked(dossier)
    kept = {row.question: (row.value, row.note) for row in found.answers.all()}
    if dict(answers) == kept:  # a second press
        return found
    found = writable(found, edition, by)
    known = {question.code: question for question in eligibility_rules.questions(found.path)}
    if set(answers) - set(known):
        raise Refused(_("Таких вопросов в анкете нет: обновите страницу."))
    found.answers.exclude(question__in=answers).delete()
    for code, (value, note) in answers.items():
        if kept.get(code) != (value, note):
            EligibilityAnswer.objects.update_or_create(
                dossier=found, question=code, defaults={"value": value, "note": note, "by": by, "at": timezone.now()}
            )
    told = [known[code].warned(value) for code, (value, _note) in answers.items()]
    found.charter_changes = any(row.kind == eligibility_rules.CHARTER for row in told if row)
    grown(found, "charter_changes")
    lay_out(found)
    record(by=by, verb="dossiers.answered", target=found, questions=sorted(answers))
    return found


@transaction.atomic
def save_months(claim: Claim, months: Mapping[date, Month], *, edition: int, by: User) -> Dossier:
    """`months` – by first day; an empty row is taken away, a month that is not there stays. The edition is the dossier's."""
    found = locked(claim.dossier)
    kept = {row.month: (row.people, row.services, row.evidence) for row in claim.months.all()}
    changed = {month: row for month, row in months.items() if kept.get(month, (None, None, "")) != row}
    if not changed:  # a second press
        return found
    found = writable(found, edition, by)
    if any(month.day != 1 or month > timezone.localdate() for month in changed):
        raise Refused(_("Месяц ещё не начался: о нём пока нечего рассказать."))
    for month, (people, services, evidence) in changed.items():
        if people is None and services is None and not evidence:
            claim.months.filter(month=month).delete()
            continue
        ServiceMonth.objects.update_or_create(claim=claim, month=month, defaults={"people": people, "services": services, "evidence": evidence})
    grown(found)
    record(by=by, verb="dossiers.months_saved", target=found, service=claim.service, months=len(changed))
    return found


@transaction.atomic
def save_facts(dossier: Dossier, facts: Mapping[str, str], *, edition: int, by: User) -> Dossier:
    """The card from which papers are filled in."""
    found = locked(dossier)
    if {**found.facts, **facts} == found.facts:  # a second press
        return found
    found = writable(found, edition, by)
    changed = sorted(name for name, value in facts.items() if found.facts.get(name) != value)
    found.facts = {**found.facts, **facts}
    grown(found, "facts")
    record(by=by, verb="dossiers.facts_saved", target=found, fields=changed)
    return found
