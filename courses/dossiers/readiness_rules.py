"""How far a dossier is, in per cent by weight, and what stands between it and the status. The same figures for the NGO and its mentor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, IntegerField, Max, Q, Sum, When
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.dossiers import term_rules
from courses.dossiers.models import Dossier, Item, Path, Requirement, Status, Term
from courses.dossiers.models.documents import ItemQuerySet
from courses.dossiers.term_rules import Days
from school.people.models import Organization
from school.templatetags.look import longdate

DONE = (Item.State.ACCEPTED, Item.State.NOT_NEEDED)
FULL = 100


@dataclass(frozen=True)
class Readiness:
    """Of the mandatory lines that the NGO itself brings. `percent` is weighed by line and criterion; it is full only when nothing is lacking."""

    percent: int
    done: int
    total: int

    @property
    def lacking(self) -> int:
        return self.total - self.done


def readiness(dossiers: Iterable[Dossier]) -> dict[int, Readiness]:
    """One query for any number of dossiers, by their keys. A paper whose term has run out does not count."""
    keys = [dossier.pk for dossier in dossiers]
    weight = Case(
        When(requirement__criterion=None, then=F("requirement__weight")),
        default=F("requirement__weight") * F("requirement__criterion__weight"),
        output_field=IntegerField(),
    )
    rows = (
        counted_items(*keys)
        .order_by()
        .values("dossier")
        .annotate(total=Count("pk"), done=Count("pk", filter=good()), whole=Sum(weight), part=Sum(weight, filter=good()))
    )
    found = {row["dossier"]: of(row["done"], row["total"], row["part"] or 0, row["whole"] or 0) for row in rows}
    return {key: found.get(key, Readiness(0, 0, 0)) for key in keys}


def counted() -> ItemQuerySet:
    """The mandatory lines that the NGO itself brings, of all dossiers."""
    return Item.objects.asked().filter(requirement__mandatory=True).exclude(requirement__provider=Requirement.Provider.STATE)


def counted_items(*keys: int) -> ItemQuerySet:
    return counted().filter(dossier__in=keys)


def good() -> Q:
    return Q(state__in=DONE) & (Q(valid_until=None) | Q(valid_until__gte=timezone.localdate()))


def of(done: int, total: int, part: int, whole: int) -> Readiness:
    percent = FULL * part // whole if whole else 0
    return Readiness(percent if done < total else FULL if total else 0, done, total)


@dataclass(frozen=True)
class Step:
    """A stretch of the way that the law measures; `term` None where it is not known."""

    words: str
    term: Term | None


def steps_ahead(dossier: Dossier, terms: dict[str, Term]) -> list[Step]:
    """In the order of the way, without what is behind."""
    ahead: list[Step] = []
    early = dossier.state in {Dossier.State.ELIGIBILITY, Dossier.State.GATHERING}
    if dossier.charter_changes and early:
        public = dossier.organization.form in {Organization.Form.PUBLIC, Organization.Form.MOVEMENT}
        ahead.append(Step(_("изменения в устав"), terms.get("charter_public" if public else "charter")))
    if early and dossier.path != Path.GRANT:
        code = "assessment_social" if dossier.path == Path.SOCIAL else "assessment"
        ahead.append(Step(_("оценка качества"), terms.get(code)))
    if dossier.state in {Dossier.State.ELIGIBILITY, Dossier.State.GATHERING, Dossier.State.FILED, Dossier.State.CONCLUDED}:
        ahead.append(Step(_("решение Минюста"), terms.get("justice")))
    return ahead


CODES = ("charter", "charter_public", "assessment", "assessment_social", "justice")


def critical_path(dossier: Dossier) -> list[str]:
    """Sentences: how long each step takes and when it has to begin. A renewal is counted back from the end of the status, another dossier on from today.

    Where a term is unknown the sum stays open: no day is invented.
    """
    steps = steps_ahead(dossier, term_rules.terms_of(CODES))
    if not steps:
        return []
    end = Status.objects.filter(dossier=dossier.previous_id).values_list("until", flat=True).first() if dossier.previous_id else None
    counted = counted_back(steps, end, Days()) if end else counted_on(steps, timezone.localdate(), Days())
    return [*gathering_ahead(dossier), *counted]


def gathering_ahead(dossier: Dossier) -> list[str]:
    """What is not ready of the papers, and the last of the days that the NGO has set for them."""
    if dossier.state not in {Dossier.State.ELIGIBILITY, Dossier.State.GATHERING}:
        return []
    found = counted_items(dossier.pk).exclude(good()).aggregate(count=Count("pk"), due=Max("due_on"))
    if not found["count"]:
        return []
    if found["due"] is None:
        return [_("Сбор документов: осталось %(count)s, дни пока не назначены") % found]
    return [_("Сбор документов: осталось %(count)s, последний – к %(day)s") % {"count": found["count"], "day": longdate(found["due"])}]


def counted_on(steps: list[Step], start: date, days: Days) -> list[str]:
    """From today: the earliest day by which each step can end."""
    told: list[str] = []
    reached: date | None = start
    for step in steps:
        reached = term_rules.span(step.term, reached, days) if reached else None
        if reached:
            words = _("%(step)s: %(term)s, если начать сегодня – до %(day)s")
            told.append(capital(words % {"step": step.words, "term": term_rules.said(step.term), "day": longdate(reached)}))
        else:
            told.append(capital(_("%(step)s: %(term)s") % {"step": step.words, "term": term_rules.said(step.term)}))
    return told


def counted_back(steps: list[Step], end: date, days: Days) -> list[str]:
    """From the last day of the status: the latest day on which each step has to begin."""
    told: list[str] = []
    finish: date | None = end
    for step in reversed(steps):
        finish = term_rules.latest_start(step.term, finish, days) if finish else None
        if finish is None:
            told.append(capital(_("%(step)s: %(term)s, поэтому начните с запасом") % {"step": step.words, "term": term_rules.said(step.term)}))
            continue
        words = (
            _("%(step)s: %(term)s, поэтому подать до %(day)s")
            if finish >= timezone.localdate()
            else _("%(step)s: %(term)s, подать надо было до %(day)s – поторопитесь")
        )
        told.append(capital(words % {"step": step.words, "term": term_rules.said(step.term), "day": longdate(finish)}))
        finish -= timedelta(days=1)
    return told[::-1]


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]
