"""Papers that the school fills in from the NGO's card: which facts they need, which papers a dossier has, what is missing for each.

A fact that nobody has given is never invented: the paper has a blank in its place, and the screen says where to fill it in.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.dossiers.models import Claim, Dossier, Item, Path, Requirement
from school.people.rules import Text

Kind = Requirement.Paper
LINE, DAY, EMAIL = "line", "day", "email"
BLANK = "_" * 10
# where a missing fact is filled in
CARD, ORGANIZATION, CLAIM, MONTHS, ELIGIBILITY, DOCUMENTS, FILINGS, SERVICES = (
    "card", "organization", "claim", "months", "eligibility", "documents", "filings", "services",
)  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """A line of the card: `Dossier.facts[name]` is text, a day is written as 2026-11-23."""

    name: str
    label: Text
    help: Text = ""
    longest: int = 300
    kind: str = LINE


@dataclass(frozen=True)
class Missing:
    """`where` – one of the screens above, `pk` – of the claim, the organisation or the dossier that the screen is about."""

    words: str
    where: str
    pk: int


@dataclass(frozen=True)
class Paper:
    """A line of the checklist that the school fills in: for the whole dossier or for one of its services."""

    item: Item

    @property
    def kind(self) -> Kind:
        return Kind(self.item.requirement.paper)

    @property
    def claim(self) -> Claim | None:
        return self.item.claim


FACTS = (
    Fact("address", gettext_lazy("Юридический адрес"), gettext_lazy("С индексом, как в ЕГРЮЛ."), 500),
    Fact("postal_address", gettext_lazy("Почтовый адрес"), gettext_lazy("Если отличается от юридического."), 500),
    Fact("phone", gettext_lazy("Телефон организации"), "", 100),
    Fact("email", gettext_lazy("Электронная почта организации"), gettext_lazy("На неё орган пришлёт ответ."), 254, EMAIL),
    Fact("head_post", gettext_lazy("Должность руководителя"), gettext_lazy("Как в подписи: «Директор», «Председатель правления»."), 200),
    Fact(
        "head_person",
        gettext_lazy("В лице кого действует организация"),
        gettext_lazy("В родительном падеже: «директора Ивановой Анны Петровны, действующей на основании устава»."),
        500,
    ),
    Fact("charter_on", gettext_lazy("Дата действующей редакции устава"), "", 10, DAY),
)
REPRESENTATIVE = (
    Fact(
        "representative",
        gettext_lazy("Представитель"),
        gettext_lazy(
            "Кому выдаёте доверенность, в дательном падеже: «Петровой Марии Ивановне». Паспортные данные впишете от руки: школе они не нужны."
        ),
    ),
    Fact("representative_until", gettext_lazy("Доверенность действует по"), "", 10, DAY),
)
GRANT = (Fact("grant", gettext_lazy("Проект на грант Президента"), gettext_lazy("Название проекта, номер и дата договора о гранте."), 500),)
OPTIONAL = frozenset({"postal_address"})


def facts_for(dossier: Dossier) -> tuple[Fact, ...]:
    """The lines of the card that this dossier needs."""
    return (*FACTS, *(REPRESENTATIVE if dossier.representative else ()), *(GRANT if dossier.path == Path.GRANT else ()))


def fact_of(dossier: Dossier, name: str) -> str:
    return str(dossier.facts.get(name) or "").strip()


def day_of(dossier: Dossier, name: str) -> date | None:
    try:
        return date.fromisoformat(fact_of(dossier, name))
    except ValueError:
        return None


def items_of(dossier: Dossier) -> list[Item]:
    """What the dossier is asked for, in the order of the stages."""
    rows = dossier.items.asked().select_related("requirement__criterion", "requirement__form", "claim__service", "claim__body")
    stages = list(Requirement.Stage)
    return sorted(rows, key=lambda item: (stages.index(Requirement.Stage(item.requirement.stage)), item.requirement.position, item.pk))


def papers_of(dossier: Dossier) -> list[Paper]:
    return papers_among(items_of(dossier))


def papers_among(items: list[Item]) -> list[Paper]:
    return [Paper(item) for item in items if item.requirement.paper and item.state != Item.State.NOT_NEEDED]


def unverified(paper: Paper) -> bool:
    """Nobody has said that the paper looks as the region's own form does."""
    form = paper.item.requirement.form
    return form is None or not form.checked


def reasons_not_to_put(missing: list[Missing]) -> list[Text]:
    """A paper with blanks is no paper for the mentor yet."""
    return [_("Сначала заполните то, чего не хватает: бумага с пустыми местами наставнику не нужна.")] if missing else []
