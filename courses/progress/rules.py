"""Which lessons a person needs and which are done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import CohortModule, Lesson
from courses.progress.models import Progress


@dataclass(frozen=True)
class ProgressStanding:
    """`lessons`: what the person needs, in order – what can be read now and what was done already, even if its page is gone."""

    lessons: tuple[Lesson, ...] = ()
    done: frozenset[int] = frozenset()

    @property
    def left(self) -> tuple[Lesson, ...]:
        return tuple(lesson for lesson in self.lessons if lesson.pk not in self.done)


def standings(enrollments: Iterable[Enrollment], calendar: Iterable[CohortModule] | None = None) -> dict[int, ProgressStanding]:
    """Three queries for any number of people. Wants `cohort` selected; `calendar` – the cohorts' modules, if the caller has them already.

    A cohort that has a calendar of modules needs the lessons of those only: what joins the program later is for later cohorts.
    """
    people = list(enrollments)
    taught = _taught(people, calendar)
    done = _done(people)
    known = {lesson for lessons in done.values() for lesson in lessons}
    programs = {person.cohort.program_id for person in people}
    lessons: list[Any] = list(Lesson.objects.filter(module__program__in=programs).select_related("module").annotate(page_live=F("page__live")))
    offered = [lesson for lesson in lessons if lesson.pk in known or lesson.page_live]
    return {person.pk: _standing(person, offered, taught[person.cohort_id], done[person.pk]) for person in people}


def _standing(person: Enrollment, offered: list[Any], modules: set[int], done: set[int]) -> ProgressStanding:
    needed = tuple(
        lesson
        for lesson in offered
        if lesson.module.program_id == person.cohort.program_id
        and (lesson.pk in done or (lesson.page_live and (not modules or lesson.module_id in modules)))
    )
    return ProgressStanding(needed, frozenset(lesson.pk for lesson in needed if lesson.pk in done))


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
