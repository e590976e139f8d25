"""How a cohort is getting on, seen by whoever leads it: who is where, who fell behind, how long nothing was heard of them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.attendance.models import Mark
from courses.attendance.rules import ATTENDED
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SEATED, of_kept_cohorts
from courses.program.models import Cohort
from courses.progress.models import Attempt, LessonQuestion, LessonWork, Progress, VisitReport
from courses.route.rules import Station, Way, ways
from courses.route.step_rules import Step
from school.people.models import User

BEHIND_SHARE = 70  # of the lessons that the calendar has come to, in per cent


@dataclass(frozen=True)
class Span:
    """Lessons of a module, spread evenly over the days from its opening until the next one opens."""

    opens: date
    until: date
    lessons: int


@dataclass(frozen=True)
class Pace:
    """What the calendar has come to today: `expected` of `total` lessons; whoever has done fewer than `least` fell behind."""

    expected: int
    total: int

    @property
    def least(self) -> int:
        return math.ceil(self.expected * BEHIND_SHARE / 100)


def seated() -> QuerySet[Enrollment]:
    return Enrollment.objects.heard().filter(state__in=SEATED).select_related("person", "cohort", "organization", "town", "subgroup")


def seated_in(cohort: Cohort) -> QuerySet[Enrollment]:
    return seated().filter(cohort=cohort)


def watched_in(cohort: int, user: User) -> QuerySet[Enrollment]:
    """Whose progress in this cohort the person looks at, with their last traces of study."""
    return with_traces(of_kept_cohorts(seated().filter(cohort__pk=cohort), user))


# The calendar


def expected(spans: Iterable[Span], today: date) -> int:
    """Whole lessons that are over by the calendar this morning."""
    return math.floor(sum(span.lessons * _part(span, today) for span in spans) + 1e-9)


def _part(span: Span, today: date) -> float:
    days = max((span.until - span.opens).days, 1)
    return min(max((today - span.opens).days / days, 0), 1)


def spans_of(cohort: Cohort, stations: Iterable[Station]) -> list[Span]:
    """A module lasts until the next opening day of the calendar, the last ones until the end of the cohort."""
    opens = [(max(station.opens_on or cohort.starts_on, cohort.starts_on), len(station.lessons)) for station in stations]
    days, end = sorted({day for day, _number in opens}), cohort.ends_on + timedelta(days=1)
    return [Span(day, _next(days, day, end), number) for day, number in opens if number]


def _next(days: Sequence[date], day: date, end: date) -> date:
    return next((later for later in days if later > day), max(end, day + timedelta(days=1)))


def is_behind(done: int, pace: Pace, state: str = Enrollment.State.ACTIVE) -> bool:
    """Only who studies can fall behind: whoever has finished is done with it."""
    return state == Enrollment.State.ACTIVE and done < pace.least


# People


@dataclass(frozen=True)
class Person:
    """`alive_at` – the last trace of study: a lesson read or done, a test, a work, a question, a report, a meeting where they were."""

    enrollment: Enrollment
    way: Way
    pace: Pace
    alive_at: datetime | None

    @property
    def done(self) -> int:
        return len(self.way.progress.done)

    @property
    def total(self) -> int:
        return len(self.way.progress.lessons)

    @property
    def share(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def behind(self) -> bool:
        return is_behind(self.done, self.pace, self.enrollment.state)

    @property
    def days_quiet(self) -> int | None:
        """Whole days by the calendar of the school."""
        if self.alive_at is None:
            return None
        return (timezone.localdate() - timezone.localtime(self.alive_at).date()).days

    @property
    def station(self) -> Station | None:
        """Where they stand: «now», else the first one ahead."""
        return self.way.now or next((station for station in self.way.stations if station.state != "done"), None)

    @property
    def step(self) -> Step | None:
        return next(iter(self.way.steps), None)

    @property
    def where(self) -> str:
        """What they stand before, in a few words."""
        if self.step:
            return self.step.title
        closed = next((station for station in self.way.stations if station.reasons), None)
        if closed:
            return str(closed.reasons[0])
        if meeting := self.way.next_meeting:
            return _("Впереди занятие «%(meeting)s».") % {"meeting": meeting.title}
        return _("Всё сделано.") if self.total and self.done == self.total else _("Пока делать нечего.")


def people_of(enrollments: Iterable[Enrollment], cohort: Cohort) -> list[Person]:
    """The same number of queries for any number of people, all of one cohort and read `with_traces`."""
    people = list(enrollments)
    found = ways(people)
    pace = pace_of(cohort, found.values())
    return [Person(row, found[row.pk], pace, alive_at(row)) for row in people]


def pace_of(cohort: Cohort, found: Iterable[Way]) -> Pace:
    """By the lessons of anybody: a person who did one that is gone from the site has it besides."""
    way = min(found, key=lambda each: len(each.progress.lessons), default=None)
    spans = spans_of(cohort, way.stations) if way else []
    return Pace(expected(spans, timezone.localdate()), sum(span.lessons for span in spans))


TRACES: tuple[tuple[Any, str], ...] = (
    (Progress, "opened_at"),
    (Progress, "place_at"),
    (Progress, "done_at"),
    (Attempt, "started_at"),
    (Attempt, "ended_at"),
    (LessonWork, "handed_at"),
    (LessonQuestion, "asked_at"),
    (VisitReport, "saved_at"),
    (Mark, "meeting__starts_at"),
)


def with_traces(rows: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """The last trace of each kind, for `alive_at`. Private notes are nobody's business and leave none."""
    return rows.annotate(**{f"trace_{number}": Subquery(_last(model, name)) for number, (model, name) in enumerate(TRACES)})


def _last(model: Any, name: str) -> Any:
    rows = model.objects.filter(enrollment=OuterRef("pk"), **({"status__in": ATTENDED} if model is Mark else {}))
    return rows.order_by().values("enrollment").annotate(at=Max(name)).values("at")


def alive_at(enrollment: Enrollment) -> datetime | None:
    """The last trace of one who was read `with_traces`."""
    return max(filter(None, (getattr(enrollment, f"trace_{number}") for number in range(len(TRACES)))), default=None)


ORDERS = {
    "": lambda person: (not person.behind, person.total > 0 and person.done >= person.total, -quiet(person), person.enrollment.person.folded_name),
    "name": lambda person: (person.enrollment.person.folded_name, person.enrollment.pk),
    "share": lambda person: (person.share, person.enrollment.person.folded_name),
    "quiet": lambda person: (person.total > 0 and person.done >= person.total, -quiet(person), person.enrollment.person.folded_name),
}


def quiet(person: Person) -> int:
    """Whoever was never heard of has been quiet the longest."""
    return 10**6 if person.days_quiet is None else person.days_quiet
