"""Everything that papers are filled from, read once: a dozen papers cost as many queries as one. Whoever asks for a fact that is not known gets a blank, and it is
written down as missing."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers.claim_forms import month_before
from courses.dossiers.models import (
    Body,
    Claim,
    Dossier,
    EligibilityAnswer,
    Item,
    Outcome,
    Path,
    QualityCriterion,
    RegisterEntry,
    Requirement,
    ServiceMonth,
)
from courses.dossiers.paper_rules import (
    BLANK,
    CARD,
    ELIGIBILITY,
    FILINGS,
    ORGANIZATION,
    Missing,
    Paper,
    day_of,
    fact_of,
    facts_for,
    items_of,
    papers_among,
)
from school.people.rules import tidy
from school.templatetags.look import longdate

COUNTED = (Item.State.SENT, Item.State.ACCEPTED)
LABELS = {
    "name": gettext_lazy("Полное название организации"),
    "ogrn": gettext_lazy("ОГРН"),
    "inn": gettext_lazy("ИНН"),
    "head": gettext_lazy("Руководитель"),
    "site": gettext_lazy("Сайт организации"),
}
QUESTIONS = {
    "foreign_agent": gettext_lazy("Включена ли организация в реестр иностранных агентов"),
    "debts": gettext_lazy("Есть ли долги по налогам и другим обязательным платежам"),
    "complaints": gettext_lazy("Признавались ли жалобы обоснованными за последние два года"),
    "unfair_suppliers": gettext_lazy("Попадала ли организация в реестр недобросовестных поставщиков"),
}
YEAR = 12


@dataclass
class Shelf:
    """Rows of one dossier."""

    dossier: Dossier
    today: date = field(default_factory=timezone.localdate)

    @cached_property
    def claims(self) -> list[Claim]:
        return list(self.dossier.claims.exclude(state=Claim.State.DROPPED).select_related("service", "body"))

    @cached_property
    def items(self) -> list[Item]:
        return items_of(self.dossier)

    @cached_property
    def answers(self) -> dict[str, str]:
        return dict(EligibilityAnswer.objects.filter(dossier=self.dossier).values_list("question", "value"))

    @cached_property
    def kept_months(self) -> dict[int, dict[date, ServiceMonth]]:
        found: dict[int, dict[date, ServiceMonth]] = {}
        for row in ServiceMonth.objects.filter(claim__dossier=self.dossier):
            found.setdefault(row.claim_id, {})[row.month] = row
        return found

    @cached_property
    def conclusions(self) -> dict[int, Outcome]:
        rows = Outcome.objects.filter(
            filed__filing__dossier=self.dossier, filed__filing__cancelled_at=None, kind=Outcome.Kind.CONCLUSION, taken_back_at=None
        )
        return {row.filed.claim_id: row for row in rows.select_related("filed__filing__body")}

    @cached_property
    def criteria(self) -> list[QualityCriterion]:
        return list(QualityCriterion.objects.in_force(self.today))

    @cached_property
    def entry(self) -> RegisterEntry | None:
        rows = RegisterEntry.objects.filter(organization=self.dossier.organization_id, register=RegisterEntry.Register.SOCIAL, until=None)
        return rows.first()

    @cached_property
    def offices(self) -> list[Body]:
        """The office of justice that the dossier was filed to; else the only one in the list."""
        filed = self.dossier.filings.filter(kind=Body.Kind.JUSTICE, cancelled_at=None).select_related("body").last()
        return [filed.body] if filed else list(Body.objects.filter(kind=Body.Kind.JUSTICE).in_force(self.today)[:2])


class Book:
    """Asked for the facts of one paper; `missing` is what it could not say."""

    def __init__(self, dossier: Dossier, shelf: Shelf | None = None) -> None:
        self.dossier, self.shelf = dossier, shelf or Shelf(dossier)
        self.missing: list[Missing] = []
        self.labels = {fact.name: str(fact.label) for fact in facts_for(dossier)}

    def asking(self) -> "Book":
        """The same rows for another paper, nothing missing yet."""
        return Book(self.dossier, self.shelf)

    def lacks(self, words: str, where: str, pk: int = 0) -> str:
        row = Missing(words, where, pk or self.dossier.pk)
        if row not in self.missing:
            self.missing.append(row)
        return BLANK

    def fact(self, name: str) -> str:
        return tidy(fact_of(self.dossier, name)) or self.lacks(self.labels.get(name, name), CARD)

    def day(self, name: str) -> str:
        found = day_of(self.dossier, name)
        return longdate(found) if found else self.lacks(self.labels.get(name, name), CARD)

    def organization(self, name: str) -> str:
        return tidy(getattr(self.dossier.organization, name) or "") or self.lacks(str(LABELS[name]), ORGANIZATION, self.dossier.organization_id)

    def postal(self) -> str:
        return tidy(fact_of(self.dossier, "postal_address")) or self.fact("address")

    def said(self, question: str, good: str, statement: str) -> str:
        """The statement, if the questionnaire was answered so; the school does not speak for the NGO."""
        if self.shelf.answers.get(question) == good:
            return statement
        return f"{QUESTIONS[question]}: {self.lacks(str(QUESTIONS[question]), ELIGIBILITY)}"

    @property
    def papers(self) -> list[Paper]:
        return papers_among(self.shelf.items)

    @property
    def claims(self) -> list[Claim]:
        return self.shelf.claims

    @property
    def criteria(self) -> list[QualityCriterion]:
        return self.shelf.criteria

    @property
    def social(self) -> bool:
        return self.dossier.path == Path.SOCIAL

    @property
    def grant(self) -> bool:
        return self.dossier.path == Path.GRANT

    @property
    def renewal(self) -> bool:
        return self.dossier.path == Path.RENEWAL

    @property
    def town(self) -> str:
        return self.dossier.organization.town.name

    @property
    def asked_by_state(self) -> set[int | None]:
        """Criteria about which the body asks other offices itself."""
        return {item.requirement.criterion_id for item in self.shelf.items if item.requirement.provider == Requirement.Provider.STATE}

    def attached(self, claim: Claim) -> list[str]:
        """What lies in the dossier for the assessment of the service."""
        stage = Requirement.Stage.ASSESSMENT
        rows = [item for item in self._counted(claim) if item.requirement.stage == stage and item.requirement.paper != Requirement.Paper.APPLICATION]
        return [item.requirement.title for item in rows]

    def evidence(self, criterion: QualityCriterion, claim: Claim) -> list[str]:
        return [item.requirement.title for item in self._counted(claim) if item.requirement.criterion_id == criterion.pk]

    def _counted(self, claim: Claim) -> list[Item]:
        return [item for item in self.shelf.items if item.claim_id in (None, claim.pk) and item.state in COUNTED]

    def months(self, claim: Claim) -> list[tuple[date, ServiceMonth | None]]:
        """The last twelve whole months, and every other that is kept; the oldest first."""
        kept = self.shelf.kept_months.get(claim.pk, {})
        asked = {month_before(self.shelf.today, number) for number in range(1, YEAR + 1)}
        return [(month, kept.get(month)) for month in sorted(asked | set(kept))]

    def two_years(self) -> tuple[date, date]:
        end = self.shelf.today
        leap = (end.month, end.day) == (2, 29)
        return end.replace(year=end.year - 2, day=28 if leap else end.day), end

    def register_entry(self) -> str:
        entry = self.shelf.entry
        number = tidy(entry.number) if entry else ""
        if not entry or not number:
            return self.lacks(_("Запись в реестре поставщиков социальных услуг"), FILINGS)
        if not entry.since:
            return _("запись № %(number)s") % {"number": number}
        return _("запись № %(number)s от %(day)s") % {"number": number, "day": longdate(entry.since)}

    def conclusion(self, claim: Claim) -> tuple[str, str]:
        found: Any = self.shelf.conclusions.get(claim.pk)
        if found is None:
            return self.lacks(_("Заключение по услуге «%(service)s»") % {"service": claim.service.title}, FILINGS), BLANK
        number = tidy(found.number) or self.lacks(_("Номер заключения по услуге «%(service)s»") % {"service": claim.service.title}, FILINGS)
        return found.filed.filing.body.title, _("№ %(number)s от %(day)s") % {"number": number, "day": longdate(found.on)}

    def justice(self) -> list[str]:
        if len(self.shelf.offices) != 1:
            return [self.lacks(_("Орган юстиции, в который подаёте"), FILINGS)]
        return [line for line in (self.shelf.offices[0].title, self.shelf.offices[0].address) if line]
