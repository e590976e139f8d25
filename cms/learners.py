"""Who studies these pages now: what an editor is told before a page is taken off the site, deleted or moved. Asks, never writes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from wagtail.models import Page

from cms.models import LessonPage
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, CohortModule, Lesson
from courses.progress.models import Progress


@dataclass(frozen=True)
class Group:
    """One cohort: how many people have these lessons in their way, how many have done at least one of them."""

    cohort: Cohort
    people: int
    done: int


@dataclass(frozen=True)
class Learners:
    lessons: int = 0
    groups: tuple[Group, ...] = ()

    @property
    def people(self) -> int:
        return sum(group.people for group in self.groups)

    @property
    def done(self) -> int:
        return sum(group.done for group in self.groups)


def learners_of(pages: Iterable[Page]) -> Learners:
    """Four queries for any number of pages and cohorts."""
    lessons = lessons_below(pages)
    if not lessons:
        return Learners()
    modules: dict[int, set[int]] = defaultdict(set)
    for lesson in lessons:
        modules[lesson.module.program_id].add(lesson.module_id)
    cohorts = list(
        Cohort.objects.filter(program__in=modules)
        .annotate(people=Count("enrollments", filter=Q(enrollments__state=Enrollment.State.ACTIVE)))
        .filter(people__gt=0)
    )
    taught: dict[int, set[int]] = defaultdict(set)
    for cohort, module in CohortModule.objects.filter(cohort__in=cohorts).values_list("cohort_id", "module_id"):
        taught[cohort].add(module)
    done = done_by_cohort(lessons, cohorts)
    met = [each for each in cohorts if not taught[each.pk] or taught[each.pk] & modules[each.program_id]]
    return Learners(len(lessons), tuple(Group(each, each.people, done.get(each.pk, 0)) for each in met))  # type: ignore[attr-defined]


def lessons_below(pages: Iterable[Page]) -> list[Lesson]:
    """Lessons whose pages people can read now, at or below these pages."""
    place = Q()
    for page in pages:
        place |= Q(path__startswith=page.path)
    if not place:
        return []
    shown = LessonPage.objects.live().filter(place).exclude(lesson=None)
    return list(Lesson.objects.filter(page__in=shown.values("pk")).select_related("module"))


def done_by_cohort(lessons: list[Lesson], cohorts: Sequence[Cohort]) -> dict[int, int]:
    rows = Progress.objects.filter(
        lesson__in=lessons, done_at__isnull=False, enrollment__cohort__in=cohorts, enrollment__state=Enrollment.State.ACTIVE
    )
    return dict(rows.order_by().values_list("enrollment__cohort").annotate(Count("enrollment", distinct=True)))
