"""The work that a lesson asks for, as its participant hands it in; its file, for the participant and whoever decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from courses.portals.returning import returning, settled, typed
from courses.portals.study import crumbs_to, find_own
from courses.portals.tabs import tabs
from courses.progress import work_rules
from courses.progress.actions.works import hand_in
from courses.progress.lesson_forms import WorkForm
from courses.progress.models import LessonWork
from courses.route.rules import reasons_closed
from school.people.requests import PersonRequest
from school.people.rules import Refused
from school.vault.serving import answer


@returning
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_work(request: PersonRequest, cohort_id: int, lesson_id: int) -> HttpResponse:
    """What is asked, what was handed in and what came of it, and the form for the next file."""
    lesson, enrollment = find_own(request.user, cohort_id, lesson_id)
    rows = list(work_rules.own_works(enrollment, lesson))
    if lesson.done_by != lesson.DoneBy.WORK and not rows:
        raise Http404
    closed = reasons_closed(enrollment, lesson) or work_rules.reasons_not_to_hand_in(enrollment, lesson)
    returned = {} if request.method == "POST" else typed(request)
    form = WorkForm(request.POST, request.FILES) if request.method == "POST" else WorkForm(initial=returned)
    if form.is_bound and form.is_valid():
        try:
            if closed:
                raise Refused(*closed)
            hand_in(enrollment, lesson, form.cleaned_data["file"], words=form.cleaned_data["words"], by=request.user)
        except Refused as refused:
            form.add_error("file", [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Работа сдана, урок пройден. Тренер её проверит."))
            return redirect("portals:lesson_work", cohort_id, lesson_id)
    context = {
        "tabs": tabs("route", enrollment),
        "lesson": lesson,
        "cohort": enrollment.cohort,
        "form": form,
        "returned": returned,
        "rows": [told(row) for row in rows],
        "closed": closed,
        "crumbs": crumbs_to(lesson, cohort_id, _("Работа к уроку")),
    }
    return render(request, "portals/cabinet/work.html", context, status=400 if form.errors else 200)


def told(row: LessonWork) -> dict[str, object]:
    state = LessonWork.State(row.state)
    tone, icon = work_rules.TONES[state]
    return {"work": row, "tone": tone, "icon": icon, "words": work_rules.TOLD[state]}


@login_required
@require_safe
def work_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Every look is written down."""
    return answer(request, get_object_or_404(work_rules.readable(request.user), pk=pk).file)


urlpatterns = [
    path("study/<int:cohort_id>/<int:lesson_id>/work/", lesson_work, name="lesson_work"),
    path("files/works/<int:pk>/", work_file, name="work_file"),
]
