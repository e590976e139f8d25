"""What came of a test: people and their best attempts, one attempt, the share of right answers of every question."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.enrollment.models import Enrollment
from courses.portals.access import for_role
from courses.portals.banks import PAGE, WRITERS
from courses.portals.excuses import visiting
from courses.portals.quiz_cards import row_of
from courses.portals.quiz_desk import crumbs, lessons_of
from courses.portals.quizzes import result_of
from courses.program.models import Cohort, Lesson
from courses.progress import quiz_rules, statistics_rules
from courses.progress.models import Attempt, Quiz, QuizVersion
from school.people.models import User
from school.people.requests import PersonRequest

SEATED = (Enrollment.State.ACTIVE, Enrollment.State.FINISHED)


def cohorts_of(user: User, lesson: Lesson) -> QuerySet[Cohort]:
    found = quiz_rules.cohorts_seen_by(user).filter(program=lesson.module.program_id)
    return found.exclude(state__in=[Cohort.State.DRAFT, Cohort.State.ARCHIVED]).order_by("-starts_on", "-pk")


@for_role(*WRITERS)
@require_safe
def quiz_results(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """People of the cohorts that one may look at: the best attempt of each, or none."""
    lesson = get_object_or_404(lessons_of(request.user), pk=lesson_id)
    quiz = get_object_or_404(Quiz, lesson=lesson)
    cohorts = list(cohorts_of(request.user, lesson))
    asked = {"cohort": request.GET.get("cohort", ""), "show": request.GET.get("show", "")}
    chosen = [cohort for cohort in cohorts if str(cohort.pk) == asked["cohort"]] or cohorts
    people = Enrollment.objects.filter(cohort__in=[cohort.pk for cohort in chosen], state__in=SEATED).select_related(
        "person", "cohort", "organization"
    )
    if asked["show"] == "left":
        people = people.exclude(Exists(Attempt.objects.filter(enrollment=OuterRef("pk"), quiz=quiz, passed=True)))
    tries = Count("attempts", filter=Q(attempts__quiz=quiz))
    page = Paginator(people.annotate(tries=tries).order_by("person__folded_name", "pk"), PAGE).get_page(request.GET.get("page"))
    best = quiz_rules.best_of(page.object_list, [quiz])
    context = {
        "visiting": visiting(request),
        "lesson": lesson,
        "quiz": quiz,
        "cohorts": cohorts,
        "asked": asked,
        "page": page,
        "rows": [(person, row_of(best[person.pk, quiz.pk]) if (person.pk, quiz.pk) in best else None) for person in page.object_list],
        "summary": statistics_rules.summary_of(quiz, cohorts=Cohort.objects.filter(pk__in=[cohort.pk for cohort in chosen])),
        "current": quiz_rules.current_version(quiz),
        "crumbs": crumbs(lesson, _("Результаты")),
        "at": "results",
    }
    return render(request, "portals/trainer/quiz_results.html", context)


@for_role(*WRITERS)
@require_safe
def quiz_figures(request: PersonRequest, lesson_id: int) -> HttpResponse:
    """The hardest question first, of everybody or of one's own cohort; no names. What was typed may hold one: it is shown of the cohorts that one may
    look at."""
    lesson = get_object_or_404(lessons_of(request.user), pk=lesson_id)
    quiz = get_object_or_404(Quiz, lesson=lesson)
    cohorts = list(cohorts_of(request.user, lesson))
    asked = {"cohort": request.GET.get("cohort", "")}
    chosen = next((Cohort.objects.filter(pk=cohort.pk) for cohort in cohorts if str(cohort.pk) == asked["cohort"]), None)
    figures = statistics_rules.figures_of(quiz, cohorts=chosen, typed_in=quiz_rules.cohorts_seen_by(request.user))
    context = {
        "visiting": visiting(request),
        "lesson": lesson,
        "quiz": quiz,
        "cohorts": cohorts,
        "asked": asked,
        "page": Paginator(figures, PAGE).get_page(request.GET.get("page")),
        "summary": statistics_rules.summary_of(quiz, cohorts=chosen),
        "crumbs": crumbs(lesson, _("Ответы по вопросам")),
        "at": "figures",
    }
    return render(request, "portals/trainer/quiz_figures.html", context)


@for_role(*WRITERS)
@require_safe
def quiz_attempts(request: PersonRequest, lesson_id: int, enrollment_id: int) -> HttpResponse:
    """One person's attempts; `?n=` chooses which is shown in full."""
    lesson = get_object_or_404(lessons_of(request.user), pk=lesson_id)
    person = get_object_or_404(
        Enrollment.objects.filter(cohort__in=cohorts_of(request.user, lesson), state__in=SEATED).select_related("person", "cohort", "organization"),
        pk=enrollment_id,
    )
    rows = Attempt.objects.filter(enrollment=person, quiz__lesson=lesson).select_related("version", "quiz__lesson", "enrollment").order_by("-number")
    attempts = list(rows)
    ended = [attempt for attempt in attempts if attempt.ended_at]
    number = request.GET.get("n", "")
    chosen = next((attempt for attempt in ended if str(attempt.number) == number), ended[0] if ended else None)
    context: dict[str, Any] = {
        "visiting": visiting(request),
        "lesson": lesson,
        "person": person,
        "attempts": [row_of(attempt) for attempt in ended],
        "open": next((attempt for attempt in attempts if not attempt.ended_at), None),
        "crumbs": [
            *crumbs(lesson, _("Результаты"), reverse("portals:quiz_results", args=[lesson_id])),
            {"title": person.person.full_name, "url": ""},
        ],
    }
    if chosen:
        context |= result_of(chosen, QuizVersion.Show.ANSWERS)
    return render(request, "portals/trainer/quiz_attempts.html", context)


urlpatterns = [
    path("trainer/tests/lessons/<int:lesson_id>/results/", quiz_results, name="quiz_results"),
    path("trainer/tests/lessons/<int:lesson_id>/answers/", quiz_figures, name="quiz_figures"),
    path("trainer/tests/lessons/<int:lesson_id>/people/<int:enrollment_id>/", quiz_attempts, name="quiz_attempts"),
]
