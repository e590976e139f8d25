"""Surveys on screen: a trainer or a coordinator asks and reads the results, a participant answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.attendance import actions, survey_rules
from courses.attendance.models import Survey
from courses.attendance.survey_forms import ReplyForm, SurveyForm
from courses.enrollment.rules import SEATED
from courses.portals.excuses import deciders_only, visiting
from courses.portals.tabs import tabs
from courses.program.models import Cohort, Meeting, Module
from school.people.requests import PersonRequest
from school.people.rules import Refused

PAGE = 20


@login_required
@require_safe
def survey_list(request: PersonRequest) -> HttpResponse:
    deciders_only(request)
    page = Paginator(survey_rules.asked_by(request.user).order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "portals/trainer/surveys.html", {"visiting": visiting(request), "page": page})


def crumbs(title: str) -> list[dict[str, str]]:
    return [{"title": _("Опросы"), "url": reverse("portals:survey_list")}, {"title": title, "url": ""}]


def subjects(request: PersonRequest) -> dict[str, tuple[Cohort, Meeting | None, Module | None]]:
    """What may be asked about: begun meetings without a survey, modules of the cohorts' programs."""
    cohorts = {cohort.pk: cohort for cohort in survey_rules.led_cohorts(request.user).exclude(state=Cohort.State.ARCHIVED)}
    meetings = Meeting.objects.filter(cohort__in=cohorts, cancelled_at=None, survey=None).order_by("-starts_at")[:100]
    found: dict[str, tuple[Cohort, Meeting | None, Module | None]] = {
        f"meeting-{meeting.pk}": (cohorts[meeting.cohort_id], meeting, None) for meeting in meetings
    }
    modules = list(Module.objects.filter(program__in={cohort.program_id for cohort in cohorts.values()}).order_by("position"))
    for cohort in cohorts.values():
        found |= {f"module-{cohort.pk}-{module.pk}": (cohort, None, module) for module in modules if module.program_id == cohort.program_id}
    return found


def label_of(cohort: Cohort, meeting: Meeting | None, module: Module | None) -> str:
    if meeting:
        return _("Занятие «%(title)s», %(cohort)s") % {"title": meeting.title, "cohort": cohort}
    return _("Модуль «%(title)s», %(cohort)s") % {"title": module, "cohort": cohort}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_new(request: PersonRequest) -> HttpResponse:
    deciders_only(request)
    about = subjects(request)
    choices = [(key, label_of(*subject)) for key, subject in about.items()]
    form = SurveyForm(request.POST if request.method == "POST" else None, about=choices, initial={"about": request.GET.get("about", "")})
    if request.method == "POST" and form.is_valid():
        cohort, meeting, module = about[form.cleaned_data["about"]]
        try:
            survey = actions.draft_survey(cohort, meeting=meeting, module=module, **fields(form), by=request.user)
        except Refused as refused:
            form.add_error("about", [str(reason) for reason in refused.reasons])
        else:
            return redirect("portals:survey", pk=survey.pk)
    context = {"visiting": visiting(request), "form": form, "survey": None, "crumbs": crumbs(_("Новый опрос"))}
    return render(request, "portals/trainer/survey_edit.html", context, status=400 if form.is_bound else 200)


def fields(form: SurveyForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("title", "questions", "anonymous")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: PersonRequest, pk: int) -> HttpResponse:
    """Questions while it is a draft; results once it has been opened."""
    deciders_only(request)
    found = get_object_or_404(survey_rules.asked_by(request.user), pk=pk)
    if found.opened_at:
        context = {
            "visiting": visiting(request),
            "survey": found,
            "results": survey_rules.results_of(found),
            "enough": survey_rules.ENOUGH,
            "crumbs": crumbs(found.title),
        }
        return render(request, "portals/trainer/survey.html", context)
    initial = {"title": found.title, "anonymous": found.anonymous}
    form = SurveyForm(request.POST if request.method == "POST" else None, questions=found.questions, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_survey(found, **fields(form), by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Вопросы сохранены."))
            return redirect("portals:survey", pk=pk)
    context = {"visiting": visiting(request), "form": form, "survey": found, "crumbs": crumbs(found.title)}
    return render(request, "portals/trainer/survey_edit.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def survey_switch(request: PersonRequest, pk: int) -> HttpResponse:
    deciders_only(request)
    found = get_object_or_404(survey_rules.asked_by(request.user), pk=pk)
    verb = actions.close_survey if request.POST.get("to") == "close" else actions.open_survey
    try:
        verb(found, by=request.user)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("portals:survey", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_reply(request: PersonRequest, pk: int) -> HttpResponse:
    seated = Survey.objects.filter(cohort__enrollments__person=request.user, cohort__enrollments__state__in=SEATED, opened_at__isnull=False)
    found = seated.select_related("cohort", "meeting", "module").distinct().filter(pk=pk).first()
    if found is None:
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None, questions=found.questions)
    closed = survey_rules.reasons_not_to_answer(found, request.user)
    if request.method == "POST" and not closed and form.is_valid():
        try:
            actions.reply(found, form.cleaned_data["answers"], by=request.user)
        except Refused as refused:
            closed = refused.reasons
        else:
            messages.success(request, _("Ответ принят. Спасибо."))
            return redirect("portals:own_meetings")
    context = {"tabs": tabs("meetings"), "survey": found, "form": form, "closed": closed}
    return render(request, "portals/cabinet/survey.html", context, status=400 if form.errors and not closed else 200)


urlpatterns = [
    path("trainer/surveys/", survey_list, name="survey_list"),
    path("trainer/surveys/new/", survey_new, name="survey_new"),
    path("trainer/surveys/<int:pk>/", survey, name="survey"),
    path("trainer/surveys/<int:pk>/switch/", survey_switch, name="survey_switch"),
    path("cabinet/surveys/<int:pk>/", survey_reply, name="survey_reply"),
]
