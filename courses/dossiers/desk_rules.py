"""The mentor's desk: what waits for a verdict, oldest first, and whose dossiers stand how far. Pages are cut in SQL: nothing here grows with the dossiers led."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    Exists,
    F,
    Func,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Concat
from django.utils import timezone

from courses.dossiers.models import Claim, DocumentVersion, Dossier, FiledClaim, Filing, Item, Outcome, Requirement, Service
from courses.enrollment.models import Mentorship
from courses.enrollment.rules import OFFICE, roles_of
from courses.program.models import Cohort
from school.people.models import Town, User
from school.people.rules import folded

ANSWERED_IN = timedelta(days=5)  # an NGO should not wait for its mentor longer
NOT_DONE = (Item.State.EMPTY, Item.State.SENT, Item.State.RETURNED)
ENDED = (Dossier.State.LEFT,)
SORTS = {
    "name": ("organization__short_name",),
    "town": ("organization__town__position", "organization__town__name", "organization__short_name"),
    "still": ("state_since",),
}


@dataclass(frozen=True)
class Filter:
    """What the desk is narrowed to; empty – to nothing."""

    q: str = ""
    town: int = 0
    cohort: int = 0
    service: int = 0
    mentor: int = 0
    stage: str = ""
    overdue: bool = False

    @property
    def any(self) -> bool:
        return self != Filter()

    def asked(self) -> dict[str, str]:
        """As an address carries it."""
        found = {"q": self.q, "stage": self.stage, "overdue": "1" if self.overdue else ""}
        found |= {name: str(getattr(self, name) or "") for name in ("town", "cohort", "service", "mentor")}
        return {name: value for name, value in found.items() if value}


def on_the_desk(user: User) -> QuerySet[Dossier]:
    """Those led today; of the office – every one."""
    rows = Dossier.objects.exclude(state__in=ENDED)
    return rows if roles_of(user) & OFFICE else rows.led_by(user)


def judged_by(user: User) -> QuerySet[Item]:
    """Documents of these dossiers, gone ones too: what was said of them stays readable."""
    visible = Dossier.objects.all() if roles_of(user) & OFFICE else Dossier.objects.led_by(user)
    return Item.objects.filter(dossier__in=visible.values("pk"))


def narrowed(rows: QuerySet[Dossier], by: Filter) -> QuerySet[Dossier]:
    """By everything that is a fact of the dossier; the stage and the overdue mean different things to the queue and to the table."""
    if needle := folded(by.q):
        rows = rows.filter(organization__folded_name__contains=needle)
    if by.town:
        rows = rows.filter(organization__town=by.town)
    if by.cohort:
        rows = rows.filter(cohort=by.cohort)
    if by.service:
        claims = Claim.objects.filter(service=by.service).exclude(state=Claim.State.DROPPED)
        rows = rows.filter(pk__in=claims.values("dossier"))
    if by.mentor:
        rows = rows.filter(organization__in=Mentorship.objects.current().filter(mentor=by.mentor).values("organization"))
    return rows


def late_since(now: datetime | None = None) -> datetime:
    return (now or timezone.now()) - ANSWERED_IN


def waiting(user: User, by: Filter | None = None) -> QuerySet[Item]:
    """What has to be judged, oldest first. Overdue: waits too long, or is later than the NGO itself wanted."""
    by = by or Filter()
    rows = Item.objects.waiting().filter(dossier__in=narrowed(on_the_desk(user), by).order_by().values("pk"))
    if by.stage in Requirement.Stage.values:
        rows = rows.filter(requirement__stage=by.stage)
    if by.service:
        rows = rows.filter(Q(claim=None) | Q(claim__service=by.service))
    if by.overdue:
        rows = rows.filter(Q(sent_at__lt=late_since()) | Q(due_on__lt=timezone.localdate()))
    return rows


def told(keys: list[int]) -> list[Item]:
    """Of one page, in its order, with all that a line of the queue says: whose desk it is was asked when the page was cut."""
    newest = DocumentVersion.objects.filter(item=OuterRef("pk"), state=DocumentVersion.State.SENT).order_by("-number")
    rows = Item.objects.filter(pk__in=keys).select_related("dossier__organization__town", "requirement", "claim__service").order_by()
    named = rows.annotate(
        version_number=Subquery(newest.values("number")[:1]),
        sender_family=Subquery(newest.values("by__family_name")[:1]),
        sender_given=Subquery(newest.values("by__given_name")[:1]),
    )
    return sorted(named, key=lambda item: keys.index(item.pk))


def following(rows: QuerySet[Item], item: Item) -> Item | None:
    """The next one that waits after this, round to the oldest."""
    others = rows.exclude(pk=item.pk)
    after = others.filter(Q(sent_at__gt=item.sent_at) | Q(sent_at=item.sent_at, pk__gt=item.pk)) if item.sent_at else others
    return after.first() or others.first()


def overdue_items() -> Q:
    """Of an item that is asked: not done by its day, waiting for a verdict too long, or out of date."""
    today = timezone.localdate()
    late = Q(state__in=NOT_DONE, due_on__lt=today) | Q(state=Item.State.SENT, sent_at__lt=late_since())
    return Q(gone_at=None) & (late | Q(state=Item.State.ACCEPTED, valid_until__lt=today))


def late_filings() -> QuerySet[Filing]:
    """The body's term has passed and some service has no final answer."""
    today = timezone.localdate()
    late = Q(extended_until__lt=today) | Q(extended_until=None, due_on__lt=today)
    final = Outcome.objects.filter(taken_back_at=None).exclude(kind=Outcome.Kind.REQUEST)
    unanswered = FiledClaim.objects.exclude(pk__in=final.values("filed")).values("filing")
    return Filing.objects.filter(late, pk__in=unanswered, cancelled_at=None)


def table(user: User, by: Filter | None = None, sort: str = "") -> QuerySet[Dossier]:
    """Dossiers of the desk in the asked order. A stage narrows to those that have something to do in it."""
    by = by or Filter()
    rows = narrowed(on_the_desk(user), by)
    of_it = Item.objects.filter(dossier=OuterRef("pk"))
    if by.stage in Requirement.Stage.values:
        rows = rows.filter(Exists(of_it.filter(requirement__stage=by.stage, state__in=NOT_DONE, gone_at=None)))
    if by.overdue:
        rows = rows.filter(Exists(of_it.filter(overdue_items())) | Q(pk__in=late_filings().values("dossier")))
    if sort in SORTS:
        return rows.order_by(*SORTS[sort], "pk")
    oldest = of_it.filter(state=Item.State.SENT, gone_at=None).order_by().values("dossier").annotate(at=Min("sent_at")).values("at")
    return rows.annotate(waits_since=Subquery(oldest)).order_by(F("waits_since").asc(nulls_last=True), "organization__short_name", "pk")


@dataclass(frozen=True)
class Cell:
    """A stage of one dossier: a word and a mark, both said by the screen."""

    stage: str
    state: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Row:
    dossier: Dossier
    cells: tuple[Cell, ...]
    waiting: int
    oldest: datetime | None
    overdue: int
    moved_at: datetime
    mentors: tuple[User, ...]


@dataclass
class Sums:
    """Of one dossier, while its rows are read."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    moves: list[datetime | None] = field(default_factory=list)
    firsts: list[datetime] = field(default_factory=list)
    waiting: int = 0
    overdue: int = 0

    def row(self, dossier: Dossier, mentors: list[User]) -> Row:
        return Row(
            dossier=dossier,
            cells=tuple(cell(dossier, stage, self.counts.get(stage, {})) for stage in Requirement.Stage.values),
            waiting=self.waiting,
            oldest=min(self.firsts, default=None),
            overdue=self.overdue,
            moved_at=max([dossier.state_since, *filter(None, self.moves)]),
            mentors=tuple(mentors),
        )


FILED_STAGES = {
    Requirement.Stage.ASSESSMENT: {Dossier.State.FILED: "filed", Dossier.State.CONCLUDED: "got", Dossier.State.AT_JUSTICE: "got"},
    Requirement.Stage.JUSTICE: {Dossier.State.AT_JUSTICE: "filed"},
}


def cell(dossier: Dossier, stage: str, counts: Mapping[str, int]) -> Cell:
    """What the body does comes first, then what has to be mended, then what waits, then how much is done."""
    total = sum(number for state, number in counts.items() if state != Item.State.NOT_NEEDED)
    done = counts.get(Item.State.ACCEPTED, 0)
    if dossier.state == Dossier.State.RECOGNIZED:
        return Cell(stage, "got", done, total)
    if given := FILED_STAGES.get(Requirement.Stage(stage), {}).get(Dossier.State(dossier.state)):
        return Cell(stage, given, done, total)
    if not total:
        return Cell(stage, "none")
    if counts.get(Item.State.RETURNED):
        return Cell(stage, "returned", done, total)
    if counts.get(Item.State.SENT):
        return Cell(stage, "sent", done, total)
    return Cell(stage, "done" if done == total else "part" if done else "empty", done, total)


def rows_of(dossiers: Iterable[Dossier], *, with_mentors: bool = True) -> list[Row]:
    """A constant number of queries for any page."""
    dossiers = list(dossiers)
    keys = [each.pk for each in dossiers]
    sums: dict[int, Sums] = {pk: Sums() for pk in keys}
    counted = {"n": Count("pk"), "first": Min("sent_at"), "last": Max("sent_at"), "late": Count("pk", filter=overdue_items())}
    asked = Item.objects.filter(dossier__in=keys, gone_at=None).order_by()
    for pk, stage, state, number, first, last, late in asked.values_list("dossier", "requirement__stage", "state").annotate(**counted):
        found = sums[pk]
        found.counts.setdefault(stage, {})[state] = number
        found.overdue += late
        found.moves.append(last)
        if state == Item.State.SENT:
            found.waiting, found.firsts = found.waiting + number, [*found.firsts, first]
    judged = Item.objects.filter(dossier__in=keys).order_by().values_list("dossier").annotate(last=Max("versions__verdicts__at"))
    late_ones = late_filings().filter(dossier__in=keys).order_by().values_list("dossier", Value(None, output_field=DateTimeField()), F("pk"))
    for pk, last, filing in judged.annotate(filing=Value(None, output_field=BigIntegerField())).union(late_ones, all=True):
        sums[pk].moves.append(last)
        sums[pk].overdue += filing is not None
    mentors = mentors_by_organization(each.organization_id for each in dossiers) if with_mentors else {}
    return [sums[each.pk].row(each, mentors.get(each.organization_id, [])) for each in dossiers]


def mentors_by_organization(organizations: Iterable[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    for row in Mentorship.objects.current().filter(organization__in=list(organizations)).select_related("mentor").order_by("pk"):
        found.setdefault(row.organization_id, []).append(row.mentor)
    return found


def choices(user: User) -> dict[str, list[Any]]:
    """What the desk may be narrowed by: only what its dossiers have. Pairs of key and name, one query for all of them."""
    own = on_the_desk(user).order_by()
    claims = Claim.objects.filter(dossier__in=own.values("pk")).exclude(state=Claim.State.DROPPED)
    kinds: dict[str, QuerySet[Any, Any]] = {
        "towns": Town.objects.filter(pk__in=own.values("organization__town")).values_list("pk", "name"),
        "cohorts": Cohort.objects.filter(pk__in=own.values("cohort")).values_list("pk", "title"),
        "services": Service.objects.filter(pk__in=claims.values("service")).values_list("pk", "title"),
    }
    if roles_of(user) & OFFICE:
        leads = Mentorship.objects.current().filter(organization__in=own.values("organization"))
        named = Concat("family_name", Value(" "), "given_name")
        kinds["mentors"] = User.objects.filter(pk__in=leads.values("mentor")).values_list("pk", named)
    first, *others = (rows.order_by().annotate(kind=Value(kind)) for kind, rows in kinds.items())
    found: dict[str, list[Any]] = {kind: [] for kind in kinds}
    for pk, name, kind in first.union(*others, all=True):
        found[kind].append((pk, name))
    return {kind: sorted(rows, key=lambda row: folded(row[1])) for kind, rows in found.items()} | {"stages": list(Requirement.Stage.choices)}


def waiting_count(user: User) -> Subquery:
    """For a page that asks for it together with something else."""
    rows = waiting(user).order_by().annotate(n=Func(F("pk"), function="COUNT", output_field=BigIntegerField()))
    return Subquery(rows.values("n"))
