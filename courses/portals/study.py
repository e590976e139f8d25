"""A lesson, read in the context of a cohort: the text, the place where the reader stopped, what makes it done. What stands under it: `notes`, `talk`, `works`."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import cohorts_kept_by, may_preview
from courses.portals.quiz_cards import card_of
from courses.portals.tabs import tabs
from courses.program.models import Cohort, CohortModule, Lesson
from courses.progress import actions
from courses.progress.models import LessonWork, Progress, QuizVersion
from courses.progress.rules import standings
from courses.progress.talk_rules import shown_in
from courses.route.rules import reasons_closed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused


@login_required
@require_safe
def study(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """Open: the lesson. Closed: the same frame with the reasons. Not one's own cohort: 404, as if it were not there."""
    lesson, enrollment = find_lesson(request.user, cohort_id, lesson_id)
    preview, work_state = enrollment.pk is None, getattr(enrollment, "work_state", None)
    calendar = list(CohortModule.objects.filter(cohort=cohort_id))
    reasons = [] if preview else reasons_closed(enrollment, lesson, calendar)
    known = standings([enrollment], calendar)[enrollment.pk]
    page = None if reasons else getattr(lesson, "page", None)
    if page:
        page.speak()
    done = lesson.pk in known.done
    context = {
        "tabs": tabs("route", None if preview else enrollment),
        "lesson": lesson,
        "cohort": enrollment.cohort,
        "enrollment": None if preview else enrollment,
        "page": page,
        "reasons": reasons,
        "done": done,
        "just_done": request.GET.get("done") == "1" and done,
        "place": "" if done or preview else enrollment.place,  # type: ignore[attr-defined]
        "work": LessonWork(state=work_state) if work_state else None,
        "quiz_card": card_of(None if preview else enrollment, lesson, reasons) if lesson.has_quiz and not reasons else None,  # type: ignore[attr-defined]
        "lifted": list(shown_in(lesson)) if page else [],
        "talks": bool(page) and (not preview or cohorts_kept_by(request.user).filter(pk=cohort_id).exists()),
        **_neighbours(lesson, known.lessons, known.done),
    }
    return render(request, "portals/cabinet/study.html", context)


def find_lesson(user: User, cohort_id: int, lesson_id: int) -> tuple[Lesson, Enrollment]:
    """The lesson with its page in one query, the enrollment in another; the page's text stays in the database until somebody shows it. Staff of the
    cohort get an enrollment that is not in the table. `has_quiz`: a test of it is published; `place`, `work_state`: the reader's own."""
    lessons = Lesson.objects.select_related("module", "page").defer("page__body", "page__english_body")
    quizzes = QuizVersion.objects.filter(quiz__lesson=OuterRef("pk"), published_at__isnull=False)
    lesson = get_object_or_404(lessons.annotate(has_quiz=Exists(quizzes)), pk=lesson_id)
    places = Progress.objects.filter(enrollment=OuterRef("pk"), lesson=lesson_id).values("place")[:1]
    works = LessonWork.objects.filter(enrollment=OuterRef("pk"), lesson=lesson_id).order_by("-number").values("state")[:1]
    seats = Enrollment.objects.visible_to(user).select_related("cohort").filter(cohort__pk=cohort_id)
    enrollment: Any = seats.annotate(place=Subquery(places), work_state=Subquery(works)).order_by().first()
    if enrollment is None:
        cohort = get_object_or_404(Cohort, pk=cohort_id)
        if not may_preview(user, cohort):
            raise Http404
        enrollment = Enrollment(person=user, cohort=cohort)
    if lesson.module.program_id != enrollment.cohort.program_id:
        raise Http404
    return lesson, enrollment


def find_own(user: User, cohort_id: int, lesson_id: int) -> tuple[Lesson, Enrollment]:
    """For what belongs to a participant alone: staff who only look at the lesson meet a 404."""
    lesson, enrollment = find_lesson(user, cohort_id, lesson_id)
    if enrollment.pk is None:
        raise Http404
    return lesson, enrollment


def crumbs_to(lesson: Lesson, cohort_id: int, title: str) -> list[dict[str, str]]:
    """From a page that stands behind the lesson back to it."""
    return [{"title": lesson.title, "url": reverse("portals:study", args=[cohort_id, lesson.pk])}, {"title": title, "url": ""}]


def _neighbours(lesson: Lesson, lessons: tuple[Lesson, ...], done: frozenset[int]) -> dict[str, Any]:
    """The lessons of the same module for the side list, and the ones before and after in the whole program."""
    keys = [each.pk for each in lessons]
    place = keys.index(lesson.pk) if lesson.pk in keys else -1
    beside = [each for each in lessons if each.module_id == lesson.module_id]
    return {
        "beside": [(each, each.pk in done) for each in beside],
        "number": next((number for number, each in enumerate(beside, start=1) if each.pk == lesson.pk), 0),
        "total": len(beside),
        "previous": lessons[place - 1] if place > 0 else None,
        "following": lessons[place + 1] if 0 <= place < len(lessons) - 1 else None,
    }


@login_required
def study_done(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """«Готово», or with `undo` its taking back. Pressed twice, it changes nothing the second time. A GET (after a sign-in on the way) shows the lesson."""
    if request.method != "POST":
        return redirect("portals:study", cohort_id=cohort_id, lesson_id=lesson_id)
    enrollment = get_object_or_404(Enrollment.objects.visible_to(request.user).select_related("cohort"), cohort__pk=cohort_id)
    lesson = get_object_or_404(Lesson.objects.select_related("module", "page").filter(module__program=enrollment.cohort.program_id), pk=lesson_id)
    address = reverse("portals:study", args=[cohort_id, lesson_id])
    undo = "undo" in request.POST
    try:
        if reasons := [] if undo else reasons_closed(enrollment, lesson):
            raise Refused(*reasons)
        act = actions.undo_done if undo else actions.mark_done
        act(enrollment, lesson, by=request.user)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect(address)
    return redirect(address if undo else f"{address}?done=1")


@login_required
@require_POST
def study_place(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """Told by the reader's browser on the way, and while the page is being left. What is no block of the text is forgotten, the opening is not."""
    lesson, enrollment = find_own(request.user, cohort_id, lesson_id)
    if reasons_closed(enrollment, lesson):
        return HttpResponse(status=409)
    actions.reach(enrollment, lesson, block_of(lesson, request.POST.get("place", "")), by=request.user)
    return HttpResponse()


def block_of(lesson: Lesson, place: str) -> str:
    try:
        key = str(uuid.UUID(place))
    except ValueError:
        return ""
    return key if any(block.id == key for block in lesson.page.body) else ""


urlpatterns = [
    path("study/<int:cohort_id>/<int:lesson_id>/", study, name="study"),
    path("study/<int:cohort_id>/<int:lesson_id>/done/", study_done, name="study_done"),
    path("study/<int:cohort_id>/<int:lesson_id>/place/", study_place, name="study_place"),
]
