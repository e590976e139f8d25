"""Times of the defence for the keepers of a call: put up in a row, changed, given to a team, freed, taken away."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.portals.access import KEEPERS, for_role
from courses.portals.calls import frame, kept
from courses.portals.presses import number_of, tell
from courses.projects import slot_rules
from courses.projects.actions import slots as slot_actions
from courses.projects.call_forms import SeriesForm, TimeForm
from courses.projects.models import DefenceSlot
from school.people.requests import PersonRequest
from school.people.rules import Refused

PAGE = 30
MINUTE = timedelta(minutes=1)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_slots(request: PersonRequest, pk: int) -> HttpResponse:
    """By stage of the defence; a POST adds a series of times, one after another."""
    found = kept(request, pk)
    stages = [stage for stage in found.stages.all() if stage.kind == stage.Kind.DEFENCE]
    stage = next((each for each in stages if str(each.pk) == request.GET.get("stage")), stages[0] if stages else None)
    form = SeriesForm(request.POST if request.method == "POST" and stage else None)
    if stage and form.is_bound and form.is_valid():
        stage.call, data = found, form.cleaned_data
        times = slot_rules.row_of(data["starts_at"], count=data["count"], minutes=data["minutes"], pause=data["pause"])
        try:
            made = slot_actions.add_slots(stage, times, place=data["place"], link=data["link"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, ngettext("Добавлено %(n)d время защиты.", "Добавлено времён защиты: %(n)d.", len(made)) % {"n": len(made)})
            return redirect(f"{reverse('portals:call_slots', args=[pk])}?stage={stage.pk}")
    page = Paginator(slot_rules.board_of(stage), PAGE).get_page(request.GET.get("page")) if stage else None
    slots = list(page.object_list) if page else []
    busy: Any = stage.slots.filter(team__isnull=False).order_by().values("team") if stage else []
    context = frame(request, found, "call_slots", (_("Защита"), "")) | {
        "form": form,
        "stages": stages,
        "stage": stage,
        "page": page,
        "slots": slots,
        "free_teams": found.teams.standing().exclude(pk__in=busy).order_by("title", "pk") if stage else [],
        "now": timezone.now(),
    }
    return render(request, "portals/trainer/call_slots.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def call_slot(request: PersonRequest, pk: int, slot_id: int) -> HttpResponse:
    """Another day, length or place of one time; the team that has it keeps it and is told."""
    found = kept(request, pk)
    slot = get_object_or_404(DefenceSlot.objects.select_related("stage__call__cohort", "team"), pk=slot_id, stage__call=found)
    back = f"{reverse('portals:call_slots', args=[pk])}?stage={slot.stage_id}"
    known = {name: getattr(slot, name) for name in ("starts_at", "place", "link")} | {"minutes": (slot.ends_at - slot.starts_at) // MINUTE}
    form = TimeForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_bound and form.is_valid():
        data, seen = form.cleaned_data, request.POST.get("seen", "")
        fields = {
            "starts_at": data["starts_at"],
            "ends_at": data["starts_at"] + data["minutes"] * MINUTE,
            "place": data["place"],
            "link": data["link"],
        }
        try:
            slot_actions.change_slot(slot, **fields, seen=seen, by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
            slot.refresh_from_db()
        else:
            messages.success(request, _("Время защиты изменено, команде ушло письмо.") if slot.team else _("Время защиты изменено."))
            return redirect(back)
    way = (_("Защита"), back), (_("Изменить время"), "")
    context = frame(request, found, "call_slots", *way) | {"slot": slot, "form": form, "back": back, "seen": slot_rules.stamp_of(slot)}
    return render(request, "portals/trainer/call_slot.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@for_role(*KEEPERS)
def call_slot_turn(request: PersonRequest, pk: int, slot_id: int) -> HttpResponse:
    """Out, free again, or given to a team."""
    found = kept(request, pk)
    slot = get_object_or_404(DefenceSlot.objects.select_related("stage__call", "team"), pk=slot_id, stage__call=found)
    to = request.POST.get("to", "")
    try:
        if to == "remove":
            slot_actions.remove_slot(slot, by=request.user)
            messages.success(request, _("Время убрано."))
        elif to == "free":
            slot_actions.free(slot, by=request.user)
            messages.success(request, _("Время снова свободно, команде ушло письмо."))
        elif to == "book":
            team = get_object_or_404(found.teams.standing().select_related("project"), pk=number_of(request.POST.get("team", "")))
            slot_actions.book(slot, team, by=request.user)
            messages.success(request, _("Время за командой «%(team)s».") % {"team": team})
    except Refused as refused:
        tell(request, refused)
    return redirect(f"{reverse('portals:call_slots', args=[pk])}?stage={slot.stage_id}")


_OF = "trainer/calls/<int:pk>/slots/"
urlpatterns = [
    path(_OF, call_slots, name="call_slots"),
    path(f"{_OF}<int:slot_id>/", call_slot, name="call_slot"),
    path(f"{_OF}<int:slot_id>/turn/", call_slot_turn, name="call_slot_turn"),
]
