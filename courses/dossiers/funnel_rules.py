"""The funnel of the school's dossiers: how many came to each step, who was refused and why, how long each stretch takes. Counted in SQL, a query a question."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import Lead
from django.utils.translation import gettext_lazy as _

from courses.dossiers import readiness_rules
from courses.dossiers.models import Dossier, DossierMove, Filing, Outcome, Status
from courses.program.models import Cohort
from school.people.models import Town
from school.people.rules import Text

STEPS: dict[str, Text] = {
    "started": _("Начали"),
    "ready": _("Документы готовы"),
    "filed": _("Подали"),
    "concluded": _("Получили заключение"),
    "recognized": _("Получили статус"),
}
ASIDE: dict[str, Text] = {"refused": _("Получали отказ"), "left": _("Прекратили")}
CODES = (*STEPS, *ASIDE)
TIMED = (Dossier.State.GATHERING, Dossier.State.FILED, Dossier.State.CONCLUDED, Dossier.State.AT_JUSTICE)
FEW = 3  # fewer stretches than this say nothing about the usual one
WHYS = 10
FULL = 100
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Filter:
    """What the funnel is narrowed to; empty – to nothing."""

    town: int | None = None
    cohort: int | None = None
    path: str = ""

    def of(self, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        wanted = {"organization__town": self.town, "cohort": self.cohort, "path": self.path}
        return rows.filter(**{name: value for name, value in wanted.items() if value})


@dataclass(frozen=True)
class Step:
    """`percent` is of the started."""

    code: str
    title: Text
    number: int
    percent: int


@dataclass(frozen=True)
class Stretch:
    """How long dossiers stayed in a state before they moved on; `days` None – too few have."""

    state: Dossier.State
    number: int
    days: float | None


@dataclass(frozen=True)
class Group:
    """A town or a cohort; `pk` None – dossiers without a cohort."""

    pk: int | None
    name: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Funnel:
    steps: list[Step]
    aside: list[Step]


def said() -> QuerySet[Outcome]:
    """Answers that hold: a mistake that was taken back is none, nor is the answer to a cancelled filing."""
    return Outcome.objects.filter(taken_back_at=None, filed__filing__cancelled_at=None).order_by()


def reached(code: str) -> Q:
    """Of a dossier. Papers that were filed had been ready: they may run out afterwards without taking the step back."""
    filed = Q(pk__in=Filing.objects.filter(cancelled_at=None).order_by().values("dossier"))
    lines = readiness_rules.counted().order_by()
    ready = Q(pk__in=lines.values("dossier")) & ~Q(pk__in=lines.exclude(readiness_rules.good()).values("dossier"))
    return {
        "started": Q(pk__gt=0),
        "ready": filed | ready,
        "filed": filed,
        "concluded": Q(pk__in=said().filter(kind=Outcome.Kind.CONCLUSION).values("filed__claim__dossier")),
        "recognized": Q(pk__in=Status.objects.order_by().values("dossier")),
        "refused": Q(pk__in=said().filter(kind=Outcome.Kind.REFUSAL).values("filed__claim__dossier")),
        "left": Q(state=Dossier.State.LEFT),
    }[code]


def counts() -> dict[str, Count]:
    return {code: Count("pk", filter=reached(code)) for code in CODES}


def dossiers(by: Filter | None = None) -> QuerySet[Dossier]:
    return (by or Filter()).of(Dossier.objects.order_by())


@dataclass(frozen=True)
class Groups:
    """The same dossiers divided twice."""

    towns: list[Group]
    cohorts: list[Group]


def groups(by: Filter | None = None) -> Groups:
    """Towns in the order of the school, the newest cohorts first, then those outside of any: one question for both."""
    towns = dossiers(by).values(
        key=F("organization__town"), name=F("organization__town__name"), rank=F("organization__town__position"), kind=Value(1)
    )
    cohorts = dossiers(by).values(key=F("cohort"), name=F("cohort__title"), rank=F("cohort") * -1, kind=Value(2))
    rows: list[Any] = list(towns.annotate(**counts()).union(cohorts.annotate(**counts()), all=True))
    rows.sort(key=lambda row: (row["key"] is None, row["rank"], row["name"]))

    def of(kind: int) -> list[Group]:
        return [Group(row["key"], row["name"] or "", {code: row[code] for code in CODES}) for row in rows if row["kind"] == kind]

    return Groups(of(1), of(2))


def funnel(found: Groups) -> Funnel:
    """Every organisation has a town, so the towns make the whole."""
    total = {code: sum(group.counts[code] for group in found.towns) for code in CODES}

    def step(code: str, title: Text) -> Step:
        return Step(code, title, total[code], round(FULL * total[code] / total["started"]) if total["started"] else 0)

    return Funnel([step(*each) for each in STEPS.items()], [step(*each) for each in ASIDE.items()])


def choices() -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Towns and cohorts that have dossiers, keys and names, in one question."""
    of_towns = Town.objects.filter(pk__in=Dossier.objects.order_by().values("organization__town")).order_by()
    of_cohorts = Cohort.objects.filter(pk__in=Dossier.objects.order_by().exclude(cohort=None).values("cohort")).order_by()
    towns = of_towns.values_list("pk", "name", F("position"), Value(1))
    rows = sorted(towns.union(of_cohorts.values_list("pk", "title", F("pk") * -1, Value(2)), all=True), key=lambda row: (row[2], row[1]))
    of_kind = [[(pk, name) for pk, name, _rank, kind in rows if kind == wanted] for wanted in (1, 2)]
    return of_kind[0], of_kind[1]


def refusals(by: Filter | None = None) -> list[tuple[str, int]]:
    """Grounds and how many dossiers met each, the commonest first."""
    rows = said().filter(kind=Outcome.Kind.REFUSAL, filed__claim__dossier__in=dossiers(by).values("pk"))
    named = rows.values("ground__title").annotate(number=Count("filed__claim__dossier", distinct=True)).order_by("-number", "ground__title")
    return list(named.values_list("ground__title", "number")[:WHYS])


def endings(by: Filter | None = None) -> list[tuple[str, int]]:
    """In the words of those who left off; empty where nothing was said."""
    rows = dossiers(by).filter(state=Dossier.State.LEFT).values("ended_why").annotate(number=Count("pk")).order_by("-number", "ended_why")
    return list(rows.values_list("ended_why", "number")[:WHYS])


def stretches(by: Filter | None = None) -> list[Stretch]:
    """Every stay counts: whoever gathered papers twice, stayed twice. One that still lasts does not."""
    moves = DossierMove.objects.filter(dossier__in=dossiers(by).values("pk")).order_by()
    until = Window(Lead("at"), partition_by=F("dossier"), order_by=[F("at"), F("pk")])
    lasted: dict[str, list[float]] = {state: [] for state in TIMED}
    for state, since, end in moves.annotate(until=until).values_list("target", "at", "until").iterator(chunk_size=5000):
        if end is not None and state in lasted:
            lasted[state].append((end - since) / DAY)
    return [Stretch(state, len(lasted[state]), round(median(lasted[state]), 1) if len(lasted[state]) >= FEW else None) for state in TIMED]
