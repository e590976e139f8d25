"""How many seats there are and who fits: by town, in the whole cohort, from one organisation. An offered seat is held and counts as taken."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrollment.models import Application, Enrollment
from courses.enrollment.rules.steps import SEATED, State
from courses.program.models import Cohort, Quota

OFFERING = frozenset({Cohort.State.OPEN, Cohort.State.CLOSED, Cohort.State.UNDER_WAY})
Key = tuple[int, int]


@dataclass(frozen=True)
class SeatsLeft:
    """Of one town. `free` is what the whole cohort still has, None when only towns are counted."""

    seats: int
    taken: int
    waiting: int
    offered: int = 0
    free: int | None = None

    @property
    def left(self) -> int:
        own = self.seats - self.taken - self.offered
        return max(0, own if self.free is None else min(own, self.free))


def seats(cohorts: Iterable[Cohort]) -> dict[Key, SeatsLeft]:
    """Seats by (cohort, town) for every quota of these cohorts, in three queries."""
    caps = {cohort.pk: cohort.seats for cohort in cohorts}
    taken = counted(Enrollment.objects.filter(cohort__in=caps, state__in=SEATED))
    asked = counted(Application.objects.filter(cohort__in=caps, state__in=[State.WAITING, State.OFFERED]), "state")
    held: Counter[int] = Counter()
    for (cohort, _town, *_state), number in [*taken.items(), *((key, n) for key, n in asked.items() if key[2] == State.OFFERED)]:
        held[cohort] += number
    return {
        (cohort, town): SeatsLeft(
            given,
            taken[cohort, town],
            asked[cohort, town, State.WAITING],
            asked[cohort, town, State.OFFERED],
            None if (cap := caps[cohort]) is None else cap - held[cohort],
        )
        for cohort, town, given in Quota.objects.filter(cohort__in=caps).values_list("cohort_id", "town_id", "seats")
    }


def counted(rows: QuerySet[Any], *more: str) -> Counter[Any]:
    grouped = rows.order_by().values_list("cohort_id", "town_id", *more).annotate(number=Count("pk"))
    return Counter({tuple(key): number for *key, number in grouped})


class Seating:
    """Everybody who holds a seat of one cohort, read once. `reasons_against` asks, `seat` gives on paper: a plan of many is the arithmetic of one.

    Whoever writes afterwards holds the lock of the cohort.
    """

    def __init__(self, cohort: Cohort, but: Application | None = None, offers: bool = True) -> None:
        self.cohort = cohort
        self.quotas = dict(Quota.objects.filter(cohort=cohort).values_list("town_id", "seats"))
        self.towns: Counter[int] = Counter()
        self.organizations: Counter[int] = Counter()
        self.people: set[int] = set()
        seated = Enrollment.objects.filter(cohort=cohort, state__in=SEATED).order_by().values_list("person_id", "town_id", "organization_id")
        self.people.update(person for person, _town, _organization in seated)
        offered = Application.objects.filter(cohort=cohort, state=State.OFFERED) if offers else Application.objects.none()
        if but:
            offered = offered.exclude(pk=but.pk)
        for _person, town, organization in [*seated, *offered.order_by().values_list("person_id", "town_id", "organization_id")]:
            self.towns[town] += 1
            self.organizations[organization] += 1

    def reasons_against(self, asking: Application | Enrollment) -> list[str]:
        if asking.person_id in self.people:
            return [_("Человек уже зачислен в этот поток.")]
        place = {"town": asking.town, "cohort": self.cohort}
        if asking.town_id not in self.quotas:
            return [_("В потоке «%(cohort)s» нет мест для города %(town)s.") % place]
        if self.towns[asking.town_id] >= self.quotas[asking.town_id]:
            if asking.state == State.SUBMITTED:
                return [_("Свободных мест для города %(town)s больше нет. Поставьте заявку в лист ожидания.") % place]
            return [_("Свободных мест для города %(town)s больше нет.") % place]
        if self.cohort.seats is not None and self.towns.total() >= self.cohort.seats:
            return [_("В потоке «%(cohort)s» заняты все места: %(seats)s.") % {"cohort": self.cohort, "seats": self.cohort.seats}]
        most = self.cohort.per_organization
        if most is not None and self.organizations[asking.organization_id] >= most:
            words = ngettext(
                "От одной организации берём не больше %(most)d человека.", "От одной организации берём не больше %(most)d человек.", most
            )
            return [words % {"most": most}]
        return []

    def admit_on_paper(self, application: Application) -> list[str]:
        """Asks and gives in one step. An offered seat is its owner's already."""
        if reasons := reasons_against_seating(self.cohort):
            return reasons
        held = application.state == State.OFFERED
        if held:
            self.free(application)
        reasons = self.reasons_against(application)
        if held or not reasons:
            self.seat(application)
        return reasons

    def free(self, asking: Application | Enrollment) -> None:
        self.people.discard(asking.person_id)
        self.towns[asking.town_id] -= 1
        self.organizations[asking.organization_id] -= 1

    def seat(self, asking: Application | Enrollment) -> None:
        self.people.add(asking.person_id)
        self.towns[asking.town_id] += 1
        self.organizations[asking.organization_id] += 1


def reasons_against_seating(cohort: Cohort, states: Collection[str] = OFFERING) -> list[str]:
    """Whether a place may be given in a cohort that is in this state."""
    if cohort.state in states:
        return []
    return [_("Поток «%(cohort)s» в состоянии «%(state)s»: мест в нём сейчас не дают.") % {"cohort": cohort, "state": cohort.get_state_display()}]


def against_admitting(application: Application) -> list[str]:
    """Asked under the lock of the cohort, after `reasons_against`. The seat that is held for this very application is its own."""
    return Seating(application.cohort, but=application).reasons_against(application)


def against_accepting(application: Application) -> list[str]:
    """Of several who were offered a seat the first to answer has it: only seats that are taken stand in the way."""
    return Seating(application.cohort, offers=False).reasons_against(application)


def next_in_turn(cohort: Cohort) -> list[Application]:
    """Whom the free seats fall to: the waiting list of each town in its published order, leaving out who does not fit."""
    if cohort.state not in OFFERING:
        return []
    seating, found = Seating(cohort), []
    for application in Application.objects.waiting().filter(cohort=cohort, person__is_active=True).select_related("town"):
        if not seating.reasons_against(application):
            seating.seat(application)
            found.append(application)
    return found
