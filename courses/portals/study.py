"""A lesson, read in the context of a cohort."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import may_preview
from courses.portals.cabinet import tabs
from courses.program.models import Cohort, CohortModule, Lesson
from courses.progress import actions
from courses.progress.rules import standings
from courses.route.rules import reasons_closed
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused


@login_required
@require_safe
def study(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """Open: the lesson. Closed: the same frame with the reasons. Not one's own cohort: 404, as if it were not there."""
    lesson, enrollment = find_lesson(request.user, cohort_id, lesson_id)
    preview = enrollment.pk is None
    calendar = list(CohortModule.objects.filter(cohort=cohort_id))
    reasons = [] if preview else reasons_closed(enrollment, lesson, calendar)
    known = standings([enrollment], calendar)[enrollment.pk]
    page = None if reasons else getattr(lesson, "page", None)
    if page:
        page.speak()
    context = {
        "tabs": tabs("route", None if preview else enrollment),
        "lesson": lesson,
        "cohort": enrollment.cohort,
        "enrollment": None if preview else enrollment,
        "page": page,
        "reasons": reasons,
        "done": lesson.pk in known.done,
        "just_done": request.GET.get("done") == "1" and lesson.pk in known.done,
        **_neighbours(lesson, known.lessons, known.done),
    }
    return render(request, "portals/cabinet/study.html", context)


def find_lesson(user: User, cohort_id: int, lesson_id: int) -> tuple[Lesson, Enrollment]:
    """The lesson with its page in one query, the enrollment in another; the page's text stays in the database until somebody shows it. Staff of the
    cohort get an enrollment that is not in the table."""
    lessons = Lesson.objects.select_related("module", "page").defer("page__body", "page__english_body")
    lesson = get_object_or_404(lessons, pk=lesson_id)
    enrollment = Enrollment.objects.visible_to(user).select_related("cohort").filter(cohort__pk=cohort_id).order_by().first()
    if enrollment is None:
        cohort = get_object_or_404(Cohort, pk=cohort_id)
        if not may_preview(user, cohort):
            raise Http404
        enrollment = Enrollment(person=user, cohort=cohort)
    if lesson.module.program_id != enrollment.cohort.program_id:
        raise Http404
    return lesson, enrollment


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


urlpatterns = [
    path("study/<int:cohort_id>/<int:lesson_id>/", study, name="study"),
    path("study/<int:cohort_id>/<int:lesson_id>/done/", study_done, name="study_done"),
]
