"""What people have handed in and tried, for what is left to them: the newest work of each lesson, the tries at each test."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from courses.progress.models import LessonWork, QuizVersion
from courses.route.standing_rules import Standing


@dataclass(frozen=True)
class Tried:
    """A test that is not passed yet: `best` in per cent, None while nothing was finished; `left` – tries, None without a limit."""

    needed: int
    best: int | None = None
    left: int | None = None


@dataclass(frozen=True)
class Handed:
    """Both by lesson. A test that was never published is not there."""

    works: Mapping[int, LessonWork] = field(default_factory=dict)
    tests: Mapping[int, Tried] = field(default_factory=dict)


def handed(enrollments: Iterable[Enrollment], standings: Mapping[int, Standing]) -> dict[int, Handed]:
    """Two queries at most, none where no lesson asks for a work or a test."""
    people = list(enrollments)
    works, tests = works_of(people, standings), tests_of(people, standings)
    return {person.pk: Handed(works[person.pk], tests[person.pk]) for person in people}


def lessons_by(rule: str, standings: Mapping[int, Standing]) -> set[int]:
    """Lessons that somebody still has before them."""
    return {lesson.pk for standing in standings.values() for lesson in standing.progress.left if lesson.done_by == rule}


def works_of(people: list[Enrollment], standings: Mapping[int, Standing]) -> dict[int, dict[int, LessonWork]]:
    found: dict[int, dict[int, LessonWork]] = defaultdict(dict)
    if asked := lessons_by(Lesson.DoneBy.WORK, standings):
        for work in LessonWork.objects.filter(enrollment__in=[person.pk for person in people], lesson__in=asked).order_by("number"):
            found[work.enrollment_id][work.lesson_id] = work
    return found


def tests_of(people: list[Enrollment], standings: Mapping[int, Standing]) -> dict[int, dict[int, Tried]]:
    found: dict[int, dict[int, Tried]] = defaultdict(dict)
    asked = lessons_by(Lesson.DoneBy.QUIZ, standings)
    if not asked:
        return found
    versions: dict[int, tuple[int, int | None]] = {}
    shares: dict[tuple[int, int], list[int]] = defaultdict(list)
    spent: dict[tuple[int, int], int] = defaultdict(int)
    for lesson, needed, tries, person, points, of_points, ended in _attempts(people, asked):
        versions[lesson] = needed, tries
        spent[person, lesson] += 1
        if ended:
            shares[person, lesson].append(points * 100 // of_points if of_points else 0)
    for person in people:
        for lesson in standings[person.pk].progress.left:
            if lesson.pk in versions:
                needed, tries = versions[lesson.pk]
                left = None if tries is None else max(0, tries - spent[person.pk, lesson.pk])
                found[person.pk][lesson.pk] = Tried(needed, max(shares[person.pk, lesson.pk], default=None), left)
    return found


def _attempts(people: list[Enrollment], lessons: set[int]) -> QuerySet[QuizVersion, tuple[Any, ...]]:
    """The version that is taken now, once for each attempt at the test; once with nobody where there was none."""
    newer = QuizVersion.objects.filter(quiz=OuterRef("quiz"), published_at__isnull=False, number__gt=OuterRef("number"))
    own = FilteredRelation("quiz__attempts", condition=Q(quiz__attempts__enrollment__in=[person.pk for person in people]))
    rows = QuizVersion.objects.filter(~Exists(newer), published_at__isnull=False, quiz__lesson__in=lessons).annotate(own=own)
    return rows.order_by().values_list("quiz__lesson", "pass_share", "tries", "own__enrollment", "own__points", "own__of_points", "own__ended_at")
