"""Lessons of a cohort at a glance: how many have opened and done each, how its test goes, what waits for the trainer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Q, QuerySet, Value

from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Lesson
from courses.progress.models import Attempt, LessonQuestion, LessonWork, Progress, VisitReport
from courses.progress.rules import standings
from courses.progress.work_rules import newest


@dataclass(frozen=True)
class LessonRow:
    """`tried` and `passed` are people, by their best attempt; `works` and `questions` wait for the trainer."""

    lesson: Lesson
    people: int
    opened: int = 0
    done: int = 0
    tried: int = 0
    passed: int = 0
    works: int = 0
    questions: int = 0

    @property
    def pass_share(self) -> int | None:
        return 100 * self.passed // self.tried if self.tried else None

    @property
    def width(self) -> str:
        """Of the bar, in hundredths, as an svg attribute wants it."""
        return f"{100 * self.done / self.people:.2f}" if self.people else "0"

    @property
    def untouched(self) -> bool:
        return self.people > 0 and not self.opened


def lesson_rows(enrollments: Iterable[Enrollment], waiting: Mapping[tuple[str, int], int]) -> list[LessonRow]:
    """Five queries for any number of people and lessons, all of one cohort."""
    people = list(enrollments)
    keys, found = [person.pk for person in people], standings(people)
    lessons = {lesson.pk: lesson for person in people for lesson in found[person.pk].lessons}
    opened, done = _read(keys)
    tried, passed = _tests(keys)
    return [
        LessonRow(
            lesson,
            len(people),
            opened.get(pk, 0),
            done.get(pk, 0),
            tried.get(pk, 0),
            passed.get(pk, 0),
            waiting.get(("work", pk), 0),
            waiting.get(("question", pk), 0),
        )
        for pk, lesson in sorted(lessons.items(), key=lambda item: (item[1].module.position, item[1].module_id, item[1].position, item[0]))
    ]


def _read(people: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Without scripts a lesson is known to be opened once it is done."""
    seen = Q(opened_at__isnull=False) | Q(done_at__isnull=False)
    rows = Progress.objects.filter(enrollment__in=people).order_by().values_list("lesson")
    counts = rows.annotate(opened=Count("pk", filter=seen), done=Count("pk", filter=Q(done_at__isnull=False)))
    opened, done = {}, {}
    for lesson, here, over in counts:
        opened[lesson], done[lesson] = here, over
    return opened, done


def _tests(people: list[int]) -> tuple[dict[int, int], dict[int, int]]:
    rows = Attempt.objects.filter(enrollment__in=people, ended_at__isnull=False).order_by().values_list("quiz__lesson")
    counts = rows.annotate(tried=Count("enrollment", distinct=True), good=Count("enrollment", distinct=True, filter=Q(passed=True)))
    tried, passed = {}, {}
    for lesson, here, good in counts:
        tried[lesson], passed[lesson] = here, good
    return tried, passed


def waiting_in(cohort: Cohort) -> dict[tuple[str, int], int]:
    """What waits for the trainer, in one query: («work» or «question», the lesson), and («report», 0) of all visits together."""
    works = newest(LessonWork.objects.filter(state=LessonWork.State.HANDED)).annotate(about=F("lesson"))
    questions = LessonQuestion.objects.filter(answered_at=None, hidden_at=None).annotate(about=F("lesson"))
    reports = VisitReport.objects.filter(state=VisitReport.State.SENT).annotate(about=Value(0, IntegerField()))
    rows: list[tuple[str, QuerySet[Any]]] = [("work", works), ("question", questions), ("report", reports)]
    first, *rest = [
        found.filter(enrollment__cohort=cohort).annotate(what=Value(what, CharField())).order_by().values_list("what", "about").annotate(Count("pk"))
        for what, found in rows
    ]
    return {(what, about): number for what, about, number in first.union(*rest, all=True)}
