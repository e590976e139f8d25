"""Surveys on screen: a trainer or a coordinator asks and reads the results, a participant answers."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.attendance import actions, survey_rules
from courses.attendance.models import Survey
from courses.attendance.survey_forms import ReplyForm, SurveyForm, typed
from courses.enrollment.models import Enrollment
from courses.portals.excuses import deciders_only, visiting
from courses.portals.tabs import tabs
from courses.program.models import Cohort, Meeting, Module
from school.people.requests import PersonRequest
from school.people.rules import Refused

PAGE = 20
PAST, AHEAD = 60, 40  # meetings that the choice names


@login_required
@require_safe
def survey_list(request: PersonRequest) -> HttpResponse:
    deciders_only(request)
    rows = survey_rules.asked_by(request.user).exclude(cohort__state=Cohort.State.ARCHIVED)
    page = Paginator(rows.order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    return render(request, "portals/trainer/surveys.html", {"visiting": visiting(request), "page": page})


def crumbs(title: str) -> list[dict[str, str]]:
    return [{"title": _("Опросы"), "url": reverse("portals:survey_list")}, {"title": title, "url": ""}]


def subjects(request: PersonRequest) -> dict[str, tuple[Cohort, Meeting | None, Module | None]]:
    """What may be asked about: meetings without a survey, those nearest to today first, and modules; cohorts that the person leads first."""
    own = set(Cohort.objects.led_by(request.user).values_list("pk", flat=True))
    cohorts = {cohort.pk: cohort for cohort in survey_rules.led_cohorts(request.user).exclude(state=Cohort.State.ARCHIVED)}
    meetings = nearest(cohorts)
    modules = list(Module.objects.filter(program__in={cohort.program_id for cohort in cohorts.values()}).order_by("position"))
    order = {meeting.cohort_id: place for place, meeting in reversed(list(enumerate(meetings)))}
    found: dict[str, tuple[Cohort, Meeting | None, Module | None]] = {}
    for cohort in sorted(cohorts.values(), key=lambda each: (each.pk not in own, order.get(each.pk, len(meetings)), each.pk)):
        found |= {f"meeting-{meeting.pk}": (cohort, meeting, None) for meeting in meetings if meeting.cohort_id == cohort.pk}
        found |= {f"module-{cohort.pk}-{module.pk}": (cohort, None, module) for module in modules if module.program_id == cohort.program_id}
    return found


def nearest(cohorts: Iterable[int]) -> list[Meeting]:
    now = timezone.now()
    rows = Meeting.objects.filter(cohort__in=cohorts, cancelled_at=None, survey=None).select_related("town", "subgroup")
    past, ahead = rows.filter(starts_at__lte=now).order_by("-starts_at")[:PAST], rows.filter(starts_at__gt=now).order_by("starts_at")[:AHEAD]
    return sorted([*past, *ahead], key=lambda meeting: abs(meeting.starts_at - now))


def grouped(subjects: dict[str, tuple[Cohort, Meeting | None, Module | None]]) -> list[tuple[str, Any]]:
    """For the choice: the cohort's meetings with their days, then its modules."""
    groups: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for key, (cohort, meeting, module) in subjects.items():
        title = _("%(cohort)s: занятия") if meeting else _("%(cohort)s: модули")
        groups.setdefault((cohort.pk, title % {"cohort": cohort}), []).append((key, worded(meeting) if meeting else str(module)))
    return [(title, choices) for (_cohort, title), choices in groups.items()]


def worded(meeting: Meeting) -> str:
    """«1 декабря, 18:00 – Тренинг, группа А, Тюмень»: short, as a phone shows only the beginning of a choice."""
    starts = timezone.localtime(meeting.starts_at)
    when = date_format(starts, "j E, H:i" if starts.year == timezone.localdate().year else "j E Y, H:i")
    return f"{when} – " + ", ".join(str(each) for each in (meeting.title, meeting.subgroup, meeting.town) if each)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_new(request: PersonRequest) -> HttpResponse:
    deciders_only(request)
    about = subjects(request)
    form = form_of(request, about=grouped(about), initial={"about": request.GET.get("about", "")})
    if form.is_bound and form.is_valid():
        cohort, meeting, module = about[form.cleaned_data["about"]]
        try:
            survey = actions.draft_survey(cohort, meeting=meeting, module=module, **fields(form), by=request.user)
        except Refused as refused:
            form.add_error("about", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Черновик опроса сохранён."))
            return redirect("portals:survey", pk=survey.pk)
    context = {"visiting": visiting(request), "form": form, "survey": None, "crumbs": crumbs(_("Новый опрос"))}
    return render(request, "portals/trainer/survey_edit.html", context, status=400 if form.is_bound else 200)


def form_of(request: PersonRequest, **known: Any) -> SurveyForm:
    """«Добавить вопрос» only gives one more line: nothing is judged or written."""
    if request.method == "POST":
        return SurveyForm(**known | typed(request.POST)) if "more" in request.POST else SurveyForm(request.POST, **known)
    return SurveyForm(**known)


def fields(form: SurveyForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("title", "questions", "anonymous")}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: PersonRequest, pk: int) -> HttpResponse:
    """Questions while it is a draft; results once it has been opened."""
    deciders_only(request)
    found = get_object_or_404(survey_rules.asked_by(request.user), pk=pk)
    if not found.opened_at:
        return sure(request, found) if request.GET.get("sure") in ("open", "delete") else draft(request, found)
    for_good = not found.closed_at and survey_rules.closes_for_good(found)
    if for_good and request.GET.get("sure") == "close":
        return sure(request, found)
    context = {
        "visiting": visiting(request),
        "survey": found,
        "for_good": for_good,
        "results": survey_rules.results_of(found),
        "enough": survey_rules.ENOUGH,
        "may_open": bool(found.closed_at) and not survey_rules.reasons_not_to_open(found),
        "crumbs": crumbs(found.title),
    }
    return render(request, "portals/trainer/survey.html", context)


def sure(request: PersonRequest, survey: Survey) -> HttpResponse:
    """Asked before what cannot be undone."""
    context = {"visiting": visiting(request), "survey": survey, "to": request.GET["sure"], "crumbs": crumbs(survey.title)}
    return render(request, "portals/trainer/survey_sure.html", context)


def draft(request: PersonRequest, survey: Survey) -> HttpResponse:
    form = form_of(request, questions=survey.questions, initial={"title": survey.title, "anonymous": survey.anonymous})
    if form.is_bound and form.is_valid():
        try:
            actions.edit_survey(survey, **fields(form), by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Вопросы сохранены."))
            return redirect("portals:survey", pk=survey.pk)
    context = {"visiting": visiting(request), "form": form, "survey": survey, "crumbs": crumbs(survey.title)}
    return render(request, "portals/trainer/survey_edit.html", context, status=400 if form.is_bound else 200)


SWITCHES = {
    "open": (actions.open_survey, gettext_lazy("Опрос открыт. Слушатели увидят его на странице «Занятия».")),
    "close": (actions.close_survey, gettext_lazy("Опрос закрыт.")),
    "delete": (actions.delete_draft, gettext_lazy("Черновик опроса удалён.")),
}


@login_required
@require_POST
def survey_switch(request: PersonRequest, pk: int) -> HttpResponse:
    deciders_only(request)
    found = get_object_or_404(survey_rules.asked_by(request.user), pk=pk)
    to = request.POST.get("to", "")
    verb, words = SWITCHES[to if to in SWITCHES else "open"]
    try:
        verb(found, by=request.user)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
        return redirect("portals:survey", pk=pk)
    messages.success(request, str(words))
    return redirect("portals:survey_list") if to == "delete" else redirect("portals:survey", pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_reply(request: PersonRequest, pk: int) -> HttpResponse:
    seats = Enrollment.objects.visible_to(request.user).filter(cohort=OuterRef("cohort"))
    found = Survey.objects.filter(Exists(seats), opened_at__isnull=False).select_related("cohort", "meeting", "module").filter(pk=pk).first()
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
