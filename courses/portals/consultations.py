"""Consultations: the mentor puts up times and writes them up, the NGO books one in its dossier."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.dossiers import consultation_rules
from courses.dossiers.actions import consultations as actions
from courses.dossiers.consultation_forms import BookingForm, NotesForm, SlotsForm
from courses.dossiers.models import Consultation, ConsultationSlot, Dossier
from courses.enrollment.models import Mentorship
from courses.portals.access import for_role
from courses.portals.dossier_tabs import dossier_or_404, frame, written_or_404
from courses.portals.presses import tell
from school.people.requests import PersonRequest
from school.people.rules import Refused

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("mentor")
def mentor_consultations(request: PersonRequest) -> HttpResponse:
    """Bookings and free times ahead, then what was; a POST puts up a row of times."""
    form = SlotsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        times = consultation_rules.row_of(data["starts_at"], count=data["count"], minutes=data["minutes"])
        try:
            actions.add_slots(times, place=data["place"], link=data["link"], by=request.user)
        except Refused as refused:
            form.add_error("starts_at", [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Время предложено вашим организациям."))
            return redirect("portals:mentor_consultations")
    now, booked = timezone.now(), consultation_rules.led_by(request.user)
    ahead = list(booked.filter(slot__ends_at__gt=now))
    taken = {row.slot_id for row in ahead}
    free = request.user.consultation_slots.filter(cancelled_at=None, starts_at__gt=now)
    context = {
        "form": form,
        "ahead": ahead,
        "free": [slot for slot in free.order_by("starts_at")[: consultation_rules.MOST] if slot.pk not in taken],
        "page": Paginator(booked.filter(slot__ends_at__lte=now).order_by("-slot__starts_at", "-pk"), PAGE).get_page(request.GET.get("page")),
        "now": now,
    }
    return render(request, "portals/mentor/consultations.html", context, status=400 if form.errors else 200)


@require_POST
@for_role("mentor")
def slot_remove(request: PersonRequest, pk: int) -> HttpResponse:
    slot = get_object_or_404(ConsultationSlot, pk=pk, mentor=request.user)
    try:
        actions.remove_slot(slot, by=request.user)
        messages.success(request, _("Время снято."))
    except Refused as refused:
        tell(request, refused)
    return redirect("portals:mentor_consultations")


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("mentor")
def consultation_notes(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(consultation_rules.led_by(request.user).filter(slot__starts_at__lte=timezone.now()), pk=pk)
    form = NotesForm(request.POST if request.method == "POST" else None, initial={"notes": found.notes})
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            actions.save_notes(found, data["notes"], task=data["task"], due_on=data["due_on"], by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Итог сохранён: организация его прочтёт."))
            return redirect("portals:mentor_consultations")
    crumbs = [
        {"title": _("Консультации"), "url": reverse("portals:mentor_consultations")},
        {"title": found.dossier.organization.short_name, "url": ""},
    ]
    context = {"form": form, "consultation": found, "crumbs": crumbs}
    return render(request, "portals/mentor/consultation.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def dossier_consultations(request: PersonRequest, pk: int) -> HttpResponse:
    found = dossier_or_404(request.user, pk)
    now = timezone.now()
    rows = list(consultation_rules.consultations_of(found)[:100])
    moved = request.GET.get("move", "")
    context = frame(found, request.user, "consultations", (_("Консультации"), "")) | {
        "ahead": [row for row in reversed(rows) if row.slot.ends_at > now],
        "past": [row for row in rows if row.slot.ends_at <= now],
        "moved": next((row for row in rows if str(row.pk) == moved and row.slot.starts_at > now), None),
        "free": list(consultation_rules.free_slots(found)[:60]) if found.writes else [],  # type: ignore[attr-defined]
        "now": now,
    }
    return render(request, "portals/dossiers/consultations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def consultation_book(request: PersonRequest, pk: int, slot_id: int) -> HttpResponse:
    found = written_or_404(request.user, pk)
    offered = ConsultationSlot.objects.filter(cancelled_at=None, mentor__mentorships__in=mentorships_of(found))
    slot = get_object_or_404(offered.select_related("mentor").distinct(), pk=slot_id)
    ahead, back = list(consultation_rules.movable(found)), reverse("portals:dossier_consultations", args=[pk])
    moved = next((row for row in ahead if str(row.pk) == request.GET.get("instead", "")), None)
    initial = {"instead": moved.pk, "about": moved.about} if moved else {}
    form = BookingForm(request.POST if request.method == "POST" else None, dossier=found, ahead=ahead, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.book(slot, found, about=form.cleaned_data["about"], instead=form.cleaned_data.get("instead"), by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Вы записаны. Наставник получил письмо."))
            return redirect(back)
    context = frame(found, request.user, "consultations", (_("Консультации"), back), (_("Запись"), ""))
    context |= {"title": _("Запись на консультацию"), "form": form, "slot": slot, "back": back}
    return render(request, "portals/dossiers/consultation_book.html", context, status=400 if form.errors else 200)


def mentorships_of(dossier: Dossier) -> QuerySet[Mentorship]:
    return Mentorship.objects.current().filter(organization=dossier.organization_id)


@login_required
@require_POST
def consultation_cancel(request: PersonRequest, pk: int) -> HttpResponse:
    """By either side; each goes back to its own list."""
    own = Consultation.objects.filter(dossier__in=Dossier.objects.written_by(request.user))
    found = get_object_or_404((own | Consultation.objects.filter(pk__in=consultation_rules.led_by(request.user).values("pk"))).distinct(), pk=pk)
    try:
        actions.cancel(found, by=request.user)
        messages.success(request, _("Консультация отменена, другой стороне ушло письмо."))
    except Refused as refused:
        tell(request, refused)
    if found.slot.mentor_id == request.user.pk:
        return redirect("portals:mentor_consultations")
    return redirect("portals:dossier_consultations", pk=found.dossier_id)


urlpatterns = [
    path("mentor/consultations/", mentor_consultations, name="mentor_consultations"),
    path("mentor/consultations/<int:pk>/", consultation_notes, name="consultation_notes"),
    path("mentor/slots/<int:pk>/remove/", slot_remove, name="slot_remove"),
    path("dossiers/<int:pk>/consultations/", dossier_consultations, name="dossier_consultations"),
    path("dossiers/<int:pk>/consultations/<int:slot_id>/", consultation_book, name="consultation_book"),
    path("consultations/<int:pk>/cancel/", consultation_cancel, name="consultation_cancel"),
]
