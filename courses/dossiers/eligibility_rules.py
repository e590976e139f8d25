"""The short questionnaire about the right to the status: what is asked, and what the answers and the months say. Advice, never a decision."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.dossiers.models import Claim, Dossier, Path, RegisterEntry
from school.people.models import Organization
from school.people.rules import Text

YEAR = 12
STOP, WARNING, CHARTER = "stop", "warn", "charter"
BY_SERVICE = frozenset({Path.USUAL, Path.SOCIAL})  # the paths that ask for a year of service


@dataclass(frozen=True)
class Warned:
    """`kind` – stop, warn or charter; `question` is empty for what follows from the months and the card; `checked` – by a lawyer."""

    question: str
    kind: str
    words: str
    todo: str
    source: str = ""
    checked: bool = False


@dataclass(frozen=True)
class Question:
    """`choices` – pairs of a value and its words; `answers` – by value: what it brings, or None."""

    code: str
    title: str
    help: str
    choices: list[tuple[str, str]]
    act: str
    source: str
    checked: bool
    answers: dict[str, dict[str, Any] | None] = field(repr=False)

    def warned(self, value: str) -> Warned | None:
        found = self.answers.get(value)
        if not found:
            return None
        return Warned(self.code, found["kind"], spoken(found, "reason"), spoken(found, "todo"), self.source, self.checked)


@cache
def sheet() -> dict[str, Any]:
    """Data of a release: read once in a process."""
    found: dict[str, Any] = json.loads((FilePath(__file__).parent / "reference" / "eligibility.json").read_text(encoding="utf-8"))
    return found


def spoken(row: dict[str, Any], name: str) -> str:
    """In the language of the reader; Russian where it is not translated."""
    english = row.get(f"{name}_en") if get_language() == "en" else ""
    return str(english or row.get(name, ""))


def questions(path: str) -> list[Question]:
    """Of the path, in the order of the sheet."""
    choices = [(row["value"], spoken(row, "title")) for row in sheet()["choices"]]
    return [
        Question(
            row["code"], spoken(row, "title"), spoken(row, "help"), choices, row.get("act", ""), row.get("source", ""), row["checked"], row["answers"]
        )
        for row in sheet()["questions"]
        if not row["paths"] or path in row["paths"]
    ]


def note() -> str:
    """What the whole sheet is worth, in one honest sentence."""
    return spoken(sheet(), "note")


def is_answered(dossier: Dossier) -> bool:
    asked = {question.code for question in questions(dossier.path)}
    return asked <= {row.question for row in dossier.answers.all()}


def warnings_of(dossier: Dossier) -> list[Warned]:
    """Stops first; a constant number of queries."""
    given = {row.question: row.value for row in dossier.answers.all()}
    found = [warned for question in questions(dossier.path) if (warned := question.warned(given.get(question.code, "")))]
    found += [*of_card(dossier), *of_months(dossier)]
    return sorted(found, key=lambda row: row.kind != STOP)


def stopped(dossier: Dossier) -> bool:
    return any(row.kind == STOP for row in warnings_of(dossier))


def reasons_not_to_begin(dossier: Dossier, reason: str) -> list[Text]:
    """A stop is passed with a reason in words: advice, never a decision."""
    return [] if reason.strip() or not stopped(dossier) else [_("Напишите, почему начинаете сейчас: по ответам подавать пока рано.")]


def of_card(dossier: Dossier) -> Iterable[Warned]:
    """What the school knows of the organisation by itself."""
    if dossier.organization.form == Organization.Form.GROUP:
        yield Warned("", STOP, _("Инициативную группу признать не могут."), _("Зарегистрируйте организацию и укажите ОГРН и ИНН в карточке."))
    if dossier.path == Path.SOCIAL and not dossier.organization.register_entries.filter(register=RegisterEntry.Register.SOCIAL, until=None).exists():
        yield Warned(
            "",
            WARNING,
            _("Для этого пути нужна запись в реестре поставщиков социальных услуг: в школе она не указана."),
            _("Впишите номер записи на вкладке «Подачи и статус» или выберите обычный путь."),
        )


def of_months(dossier: Dossier) -> Iterable[Warned]:
    """A year of each service before the filing, month by month (ст. 2 п. 2.2 7-ФЗ, as retold; not checked)."""
    if dossier.path not in BY_SERVICE:
        return
    for claim in dossier.claims.exclude(state=Claim.State.DROPPED).select_related("service").prefetch_related("months"):
        lacking = months_lacking(claim, timezone.localdate())
        if lacking:
            yield Warned(
                "",
                WARNING,
                _("«%(service)s»: подтверждены не все двенадцать месяцев, не хватает: %(count)s.")
                % {"service": claim.service.title, "count": lacking},
                _("Заполните таблицу месяцев: сколько людей, сколько услуг и чем это подтверждается, без имён получателей."),
            )


def months_lacking(claim: Claim, today: date) -> int:
    """Of the twelve whole months before this one, those without figures or without evidence."""
    wanted = {month_back(today, number) for number in range(1, YEAR + 1)}
    told = {row.month for row in claim.months.all() if (row.people or row.services) and row.evidence}
    return len(wanted - told)


def month_back(today: date, number: int) -> date:
    place = today.year * YEAR + today.month - 1 - number
    return date(place // YEAR, place % YEAR + 1, 1)
