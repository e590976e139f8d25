"""Excuses on screen: a participant asks and sees the answer; the trainer of the meeting or a coordinator decides; the document is for them alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.attendance import actions, excuse_rules
from courses.attendance.forms import DecisionForm, ExcuseForm
from courses.attendance.models import Excuse
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import roles_of
from courses.portals.tabs import tabs
from courses.portals.waiting import waiting_of
from courses.program.models import Cohort, Meeting
from school.journal.labels import label_of
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text
from school.vault.serving import answer

PAGE = 20
DECIDERS = frozenset({"trainer", "coordinator", "administrator"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request: PersonRequest, enrollment_id: int, meeting_id: int) -> HttpResponse:
    """«Не смогу прийти»: the form, or what has come of it."""
    enrollment = get_object_or_404(Enrollment.objects.visible_to(request.user).select_related("cohort"), pk=enrollment_id)
    meeting = get_object_or_404(Meeting.objects.select_related("town", "module", "trainer", "cohort"), pk=meeting_id, cohort=enrollment.cohort_id)
    form = ExcuseForm(request.POST, request.FILES) if request.method == "POST" else ExcuseForm()
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_excuse(meeting, enrollment, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("document" if form.cleaned_data["document"] else None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Просьба отправлена. Ответ придёт письмом."))
            return redirect("portals:excuse", enrollment_id=enrollment_id, meeting_id=meeting_id)
    rows = list(excuse_rules.own_excuses(request.user).filter(meeting=meeting, enrollment=enrollment))
    context = {
        "tabs": tabs("meetings", enrollment),
        "enrollment": enrollment,
        "meeting": meeting,
        "form": form,
        "rows": [told(row) for row in rows],
        "in_force": any(row.state in (Excuse.State.ASKED, Excuse.State.ACCEPTED) for row in rows),
        "closed": excuse_rules.reasons_not_to_ask(meeting, enrollment),
    }
    return render(request, "portals/cabinet/excuse.html", context, status=400 if form.errors else 200)


def told(row: Excuse) -> dict[str, object]:
    tone, icon = excuse_rules.TONES[row.state]
    words = next(move.told for move in excuse_rules.TRANSITIONS.values() if move.target == row.state)
    return {"excuse": row, "tone": tone, "icon": icon, "words": words, "may_take_back": not excuse_rules.reasons_against(row, "take_back")}


@login_required
@require_POST
def excuse_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(excuse_rules.own_excuses(request.user), pk=pk)
    try:
        actions.take_back_excuse(found, by=request.user)
        messages.success(request, _("Просьба отозвана: вас ждут на занятии."))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("portals:excuse", enrollment_id=found.enrollment_id, meeting_id=found.meeting_id)


def deciders_only(request: PersonRequest) -> None:
    if not roles_of(request.user) & DECIDERS:
        raise Http404


def visiting(request: PersonRequest) -> bool:
    """A coordinator has no meetings of the own: the trainer's tabs would lead nowhere."""
    return "trainer" not in roles_of(request.user)


@login_required
@require_safe
def excuse_list(request: PersonRequest) -> HttpResponse:
    """Those that wait for a decision first, the nearest meeting on top; then the decided ones."""
    deciders_only(request)
    rows = excuse_rules.decided_by(request.user).exclude(meeting__cohort__state=Cohort.State.ARCHIVED)
    waiting = rows.filter(state=Excuse.State.ASKED).order_by("meeting__starts_at", "pk")
    decided = rows.exclude(state=Excuse.State.ASKED).order_by("-asked_at", "-pk")
    page = Paginator(decided, PAGE).get_page(request.GET.get("page"))
    context = {"visiting": visiting(request), "waiting": waiting[:100], "page": page, "decided": [told(row) for row in page.object_list]}
    return render(request, "portals/trainer/excuses.html", context | waiting_of(request.user))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def excuse_decision(request: PersonRequest, pk: int) -> HttpResponse:
    deciders_only(request)
    found = get_object_or_404(excuse_rules.decided_by(request.user), pk=pk)
    other = "refuse" if found.state == Excuse.State.ACCEPTED else "accept" if found.state == Excuse.State.REFUSED else None
    form, refused = DecisionForm(request.POST if request.method == "POST" else None, initial={"verdict": other}), list[Text]()
    if request.method == "POST" and form.is_valid():
        verb = actions.accept_excuse if form.cleaned_data["verdict"] == "accept" else actions.refuse_excuse
        try:
            found.state = request.POST.get("seen", Excuse.State.ASKED)
            verb(found, answer=form.cleaned_data["answer"], by=request.user)
        except Refused as refusal:
            refused = refusal.reasons
            found.refresh_from_db(fields=["state"])
        else:
            messages.success(request, _("Решение сохранено, письмо в пути."))
            return redirect("portals:excuse_decision", pk=pk) if other else redirect("portals:excuse_list")
    own = excuse_rules.reasons_not_to_decide(found, request.user)
    context = {
        "visiting": visiting(request),
        "row": told(found),
        "excuse": found,
        "form": form,
        "refused": refused,
        "own": own,
        "may_decide": found.state != Excuse.State.TAKEN_BACK and not own,
        "decisions": [(entry, label_of(entry.verb)) for entry in excuse_rules.decisions_on(found)],
        "crumbs": [
            {"title": _("Просьбы о пропуске"), "url": reverse("portals:excuse_list")},
            {"title": found.enrollment.person.full_name, "url": ""},
        ],
    }
    return render(request, "portals/trainer/excuse.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def excuse_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """For the person and whoever decides; every look is written down."""
    found = get_object_or_404(excuse_rules.with_readable_file(request.user).select_related("file"), pk=pk)
    if found.file is None:
        raise Http404
    return answer(request, found.file)


urlpatterns = [
    path("cabinet/<int:enrollment_id>/meetings/<int:meeting_id>/excuse/", excuse, name="excuse"),
    path("cabinet/excuses/<int:pk>/back/", excuse_back, name="excuse_back"),
    path("trainer/excuses/", excuse_list, name="excuse_list"),
    path("trainer/excuses/<int:pk>/", excuse_decision, name="excuse_decision"),
    path("files/excuses/<int:pk>/", excuse_file, name="excuse_file"),
]
