"""Which lessons a person needs and which are done."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Value
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import CohortModule, Lesson
from courses.progress.models import Progress, VisitReport

Trace = tuple[datetime | None, datetime | None]  # opened, done


@dataclass(frozen=True)
class Trail:
    """By enrollment: the traces of lessons, the states of reports of visits by meeting."""

    traces: Mapping[int, Mapping[int, Trace]]
    states: Mapping[int, Mapping[int, str]]


@dataclass(frozen=True)
class ProgressStanding:
    """`lessons`: what the person needs, in order – what can be read now and what was done already, even if its page is gone. `traces` – by lesson, where
    the caller had the trail."""

    lessons: tuple[Lesson, ...] = ()
    done: frozenset[int] = frozenset()
    traces: Mapping[int, Trace] = field(default_factory=dict, compare=False)

    @property
    def left(self) -> tuple[Lesson, ...]:
        return tuple(lesson for lesson in self.lessons if lesson.pk not in self.done)


def trail_of(enrollments: Iterable[Enrollment]) -> Trail:
    """What people have read and reported of, in one query. Without scripts a lesson is known to be opened once it is done."""
    people = [person.pk for person in enrollments]
    traces: dict[int, dict[int, Trace]] = defaultdict(dict)
    states: dict[int, dict[int, str]] = defaultdict(dict)
    read = Progress.objects.filter(enrollment__in=people).order_by().annotate(said=Value("", CharField()))
    reports = VisitReport.objects.filter(enrollment__in=people).order_by()
    rows = read.values_list("enrollment_id", "lesson_id", "opened_at", "done_at", "said").union(
        reports.values_list("enrollment_id", "meeting_id", "saved_at", "saved_at", "state"), all=True
    )
    for person, about, opened, done, state in rows:
        if state:
            states[person][about] = state
        else:
            traces[person][about] = (opened or done, done)
    return Trail(traces, states)


def standings(
    enrollments: Iterable[Enrollment], calendar: Iterable[CohortModule] | None = None, trail: Trail | None = None
) -> dict[int, ProgressStanding]:
    """Three queries for any number of people. Wants `cohort` selected; `calendar` – the cohorts' modules, `trail` – theirs, if the caller has them already.

    A cohort that has a calendar of modules needs the lessons of those only: what joins the program later is for later cohorts.
    """
    people = list(enrollments)
    taught = _taught(people, calendar)
    traces: Mapping[int, Mapping[int, Trace]] = trail.traces if trail else {}
    done = _done(people) if trail is None else {person.pk: _over(traces.get(person.pk, {})) for person in people}
    known = {lesson for lessons in done.values() for lesson in lessons}
    programs = {person.cohort.program_id for person in people}
    lessons: list[Any] = list(Lesson.objects.filter(module__program__in=programs).select_related("module").annotate(page_live=F("page__live")))
    offered = [lesson for lesson in lessons if lesson.pk in known or lesson.page_live]
    return {person.pk: _standing(person, offered, taught[person.cohort_id], done[person.pk], traces.get(person.pk, {})) for person in people}


def _over(traces: Mapping[int, Trace]) -> set[int]:
    return {lesson for lesson, (_opened, done) in traces.items() if done}


def _standing(person: Enrollment, offered: list[Any], modules: set[int], done: set[int], traces: Mapping[int, Trace]) -> ProgressStanding:
    needed = tuple(
        lesson
        for lesson in offered
        if lesson.module.program_id == person.cohort.program_id
        and (lesson.pk in done or (lesson.page_live and (not modules or lesson.module_id in modules)))
    )
    return ProgressStanding(needed, frozenset(lesson.pk for lesson in needed if lesson.pk in done), traces)


def _taught(people: list[Enrollment], calendar: Iterable[CohortModule] | None) -> dict[int, set[int]]:
    if calendar is None:
        calendar = CohortModule.objects.filter(cohort__in={person.cohort_id for person in people})
    taught: dict[int, set[int]] = defaultdict(set)
    for row in calendar:
        taught[row.cohort_id].add(row.module_id)
    return taught


def _done(people: list[Enrollment]) -> dict[int, set[int]]:
    done: dict[int, set[int]] = defaultdict(set)
    rows = Progress.objects.filter(enrollment__in=[person.pk for person in people], done_at__isnull=False)
    for enrollment, lesson in rows.values_list("enrollment_id", "lesson_id"):
        done[enrollment].add(lesson)
    return done


def reasons_not_by_word(lesson: Lesson) -> list[str]:
    """Why «готово» of one's own does not count here: something else makes the lesson done."""
    if lesson.done_by == Lesson.DoneBy.QUIZ:
        return [_("Этот урок пройден, когда сдан тест к нему.")]
    if lesson.done_by == Lesson.DoneBy.WORK:
        return [_("Этот урок пройден, когда сдана работа к нему.")]
    return []
