"""Stages and criteria of a call: each on a page of its own; the order of criteria by buttons."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses.portals.access import KEEPERS, for_role
from courses.portals.calls import frame, kept
from courses.portals.presses import tell
from courses.projects import call_rules, stage_rules
from courses.projects.actions import calls as actions
from courses.projects.actions.sketches import shift
from courses.projects.call_forms import CriterionForm, StageForm
from courses.projects.models import CallCriterion, Stage
from school.people.requests import PersonRequest
from school.people.rules import Refused

STAGE = ("title", "kind", "opens_at", "due_at", "late_until", "needs", "papers", "reviewed")


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_stage(request: PersonRequest, pk: int, stage_id: int = 0) -> HttpResponse:
    found = kept(request, pk)
    stage = get_object_or_404(found.stages.select_related("call__cohort"), pk=stage_id) if stage_id else None
    initial: dict[str, Any] = {name: getattr(stage, name) for name in STAGE} if stage else {"kind": Stage.Kind.DRAFT, "reviewed": True}
    form = StageForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            if stage:
                actions.change_stage(stage, form.cleaned_data, by=request.user)
            else:
                actions.add_stage(found, form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Этап сохранён."))
            return redirect("portals:call", pk=pk)
    title = stage.title if stage else _("Новый этап")
    context = frame(request, found, "call", (title, "")) | {
        "form": form,
        "title": title,
        "stage": stage,
        "kept": stage_rules.reasons_not_to_remove_stage(stage) if stage else [],
    }
    return render(request, "portals/trainer/call_stage.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@for_role(*KEEPERS)
def call_stage_remove(request: PersonRequest, pk: int, stage_id: int) -> HttpResponse:
    found = kept(request, pk)
    stage = get_object_or_404(found.stages.select_related("call__cohort"), pk=stage_id)
    try:
        actions.remove_stage(stage, by=request.user)
    except Refused as refused:
        tell(request, refused)
        return redirect("portals:call_stage", pk=pk, stage_id=stage_id)
    messages.success(request, _("Этап убран."))
    return redirect("portals:call", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_criterion(request: PersonRequest, pk: int, criterion_id: int = 0) -> HttpResponse:
    """A frozen one can be read; why it cannot be changed stands above."""
    found = kept(request, pk)
    criterion = get_object_or_404(CallCriterion.objects.select_related("call__cohort"), pk=criterion_id, call=found) if criterion_id else None
    form = CriterionForm(request.POST if request.method == "POST" else None, criterion=criterion)
    if form.is_bound and form.is_valid():
        try:
            if criterion:
                actions.change_criterion(criterion, form.fields_given(), form.levels(), by=request.user)
            else:
                actions.add_criterion(found, form.fields_given(), form.levels(), by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Критерий сохранён."))
            return redirect("portals:call", pk=pk)
    title = criterion.title if criterion else _("Новый критерий")
    context = frame(request, found, "call", (title, "")) | {
        "form": form,
        "title": title,
        "criterion": criterion,
        "frozen": call_rules.criteria_frozen(found),
    }
    return render(request, "portals/trainer/call_criterion.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@for_role(*KEEPERS)
def call_criterion_turn(request: PersonRequest, pk: int, criterion_id: int) -> HttpResponse:
    """Up, down, out."""
    found = kept(request, pk)
    criterion = get_object_or_404(CallCriterion.objects.select_related("call__cohort"), pk=criterion_id, call=found)
    to = request.POST.get("to", "")
    try:
        if to == "remove":
            actions.remove_criterion(criterion, by=request.user)
            messages.success(request, _("Критерий убран."))
        elif to in ("up", "down"):
            shift(criterion, up=to == "up", by=request.user)
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:call", pk=pk)


_OF = "trainer/calls/<int:pk>/"
urlpatterns = [
    path(f"{_OF}stages/new/", call_stage, name="call_stage_new"),
    path(f"{_OF}stages/<int:stage_id>/", call_stage, name="call_stage"),
    path(f"{_OF}stages/<int:stage_id>/remove/", call_stage_remove, name="call_stage_remove"),
    path(f"{_OF}criteria/new/", call_criterion, name="call_criterion_new"),
    path(f"{_OF}criteria/<int:criterion_id>/", call_criterion, name="call_criterion"),
    path(f"{_OF}criteria/<int:criterion_id>/turn/", call_criterion_turn, name="call_criterion_turn"),
]
