"""The participant's cabinet: the route, the meetings, the applications, the certificates."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.certificates.models import Certificate
from courses.certificates.rules import answers_for
from courses.enrollment import actions, rules
from courses.enrollment.models import Application, Enrollment, Mentorship
from courses.program.models import Cohort
from courses.route.rules import Way, way
from school.people.adapter import INTENDED
from school.people.requests import PersonRequest
from school.people.rules import Refused

STEPS_SHOWN = 4


def tabs(current: str, enrollment: Enrollment | None = None) -> list[dict[str, Any]]:
    """Four doors of the cabinet. Without a chosen enrollment the first two lead through the list."""
    route_url = reverse("portals:route", args=[enrollment.pk]) if enrollment else reverse("portals:cabinet")
    meetings_url = reverse("portals:meetings", args=[enrollment.pk]) if enrollment else reverse("portals:own_meetings")
    found = [
        ("route", _("Мой путь"), "way", route_url),
        ("meetings", _("Занятия"), "cal", meetings_url),
        ("applications", _("Заявки"), "doc", reverse("portals:applications")),
        ("certificates", _("Сертификат"), "seal", reverse("portals:certificates")),
    ]
    return [{"title": title, "icon": icon, "url": url, "current": name == current} for name, title, icon, url in found]


def own(request: PersonRequest) -> Any:
    return Enrollment.objects.visible_to(request.user).select_related("cohort__program", "organization", "town", "person")


@login_required
@require_safe
def cabinet(request: PersonRequest) -> HttpResponse:
    """One enrollment is opened at once; several are listed; none – what to do to get one."""
    enrollments = list(own(request).order_by("-cohort__starts_on", "-pk"))
    if len(enrollments) == 1:
        return redirect("portals:route", enrollment_id=enrollments[0].pk)
    applications = list(Application.objects.visible_to(request.user).select_related("cohort", "town").order_by("-submitted_at"))
    context = {
        "tabs": tabs("route"),
        "enrollments": enrollments,
        "applications": _told(applications),
        "intended": request.session.get(INTENDED, ""),
        "open": Cohort.objects.accepting().exists() if not enrollments else False,
    }
    return render(request, "portals/cabinet/cabinet.html", context)


@login_required
@require_safe
def route(request: PersonRequest, enrollment_id: int) -> HttpResponse:
    enrollment = get_object_or_404(own(request), pk=enrollment_id)
    found = way(enrollment)
    answers = answers_for(enrollment, found)
    certificate = Certificate.objects.visible_to(request.user).valid().filter(enrollment=enrollment).first()
    context = {
        "tabs": tabs("route", enrollment),
        "enrollment": enrollment,
        "way": found,
        "steps": found.steps[:STEPS_SHOWN],
        "more_steps": len(found.steps) - STEPS_SHOWN,
        "meeting": found.next_meeting,
        "answers": answers,
        "missing": sum(not answer.met for answer in answers),
        "certificate": certificate,
        "mentorships": Mentorship.objects.current().filter(organization=enrollment.organization_id).select_related("mentor"),
    }
    return render(request, "portals/cabinet/route.html", context)


@login_required
@require_safe
def module(request: PersonRequest, enrollment_id: int, module_id: int) -> HttpResponse:
    enrollment = get_object_or_404(own(request), pk=enrollment_id)
    found = way(enrollment)
    station = next((station for station in found.stations if station.module.pk == module_id), None)
    if station is None:
        raise Http404
    context = {
        "tabs": tabs("route", enrollment),
        "enrollment": enrollment,
        "station": station,
        "lessons": [(lesson, lesson.pk in found.progress.done) for lesson in station.lessons],
        "meetings": _marked(found, list(station.meetings)),
    }
    return render(request, "portals/cabinet/module.html", context)


@login_required
@require_safe
def own_meetings(request: PersonRequest) -> HttpResponse:
    enrollments = list(own(request)[:2])
    if len(enrollments) == 1:
        return redirect("portals:meetings", enrollment_id=enrollments[0].pk)
    return redirect("portals:cabinet")


@login_required
@require_safe
def meetings(request: PersonRequest, enrollment_id: int) -> HttpResponse:
    enrollment = get_object_or_404(own(request), pk=enrollment_id)
    found, now = way(enrollment), timezone.now()
    context = {
        "tabs": tabs("meetings", enrollment),
        "enrollment": enrollment,
        "coming": [meeting for meeting in found.meetings if meeting.ends_at > now],
        "past": _marked(found, [meeting for meeting in reversed(found.meetings) if meeting.ends_at <= now]),
        "attendance": found.attendance,
    }
    return render(request, "portals/cabinet/meetings.html", context)


TONES = {"present": ("ok", "check"), "late": ("warn", "clock"), "excused": ("info", "info"), "absent": ("bad", "cross")}
MARK_WORDS = {
    "present": gettext_lazy("Вы были"),
    "late": gettext_lazy("Вы опоздали"),
    "excused": gettext_lazy("Уважительная причина"),
    "absent": gettext_lazy("Вас не было"),
}


def _marked(found: Way, rows: list[Any]) -> list[dict[str, Any]]:
    """Each meeting with the person's own mark in words, its tone and icon."""
    shown = []
    for meeting in rows:
        mark = found.marks.get(meeting.pk)
        tone, icon = TONES[mark.status] if mark else ("", "none")
        words = MARK_WORDS[mark.status] if mark else _("Отметки нет")
        shown.append({"meeting": meeting, "mark": mark, "tone": tone, "icon": icon, "words": words, "held": meeting.ends_at <= timezone.now()})
    return shown


@login_required
@require_safe
def applications(request: PersonRequest) -> HttpResponse:
    rows = Application.objects.visible_to(request.user).select_related("cohort", "town", "organization").order_by("-submitted_at", "-pk")
    return render(request, "portals/cabinet/applications.html", {"tabs": tabs("applications"), "rows": _told(list(rows))})


STATES = {
    "submitted": ("info", "eye"),
    "waiting": ("warn", "clock"),
    "admitted": ("ok", "check"),
    "declined": ("bad", "cross"),
    "withdrawn": ("", "back"),
}


def _told(rows: list[Application]) -> list[dict[str, Any]]:
    """Each application with its state in the participant's words and, in the waiting list, its place."""
    places, told = rules.waiting_places(rows), {move.target: move.told for move in rules.TRANSITIONS.values() if move.target != "submitted"}
    told["submitted"] = rules.TRANSITIONS["apply"].told
    return [
        {
            "application": row,
            "place": places.get(row.pk),
            "words": told[row.state],
            "tone": STATES[row.state][0],
            "icon": STATES[row.state][1],
            "may_withdraw": row.state in rules.TRANSITIONS["withdraw"].sources,
        }
        for row in rows
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Cannot be undone (a new application goes to the end of the list), so it asks first."""
    application = get_object_or_404(Application.objects.visible_to(request.user).select_related("cohort", "town"), pk=pk)
    reasons: list[Any] = list(rules.reasons_against(application, "withdraw"))
    if request.method == "POST" and not reasons:
        try:
            actions.withdraw(application, by=request.user)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("Заявка отозвана."))
            return redirect("portals:applications")
    context = {"tabs": tabs("applications"), "application": application, "reasons": reasons}
    return render(request, "portals/cabinet/withdraw.html", context, status=409 if reasons and request.method == "POST" else 200)


@login_required
@require_safe
def certificates(request: PersonRequest) -> HttpResponse:
    rows = Certificate.objects.visible_to(request.user).select_related("replaced_by").order_by("-issued_at", "-pk")
    return render(request, "portals/cabinet/certificates.html", {"tabs": tabs("certificates"), "rows": rows})


urlpatterns = [
    path("cabinet/", cabinet, name="cabinet"),
    path("cabinet/meetings/", own_meetings, name="own_meetings"),
    path("cabinet/applications/", applications, name="applications"),
    path("cabinet/applications/<int:pk>/withdraw/", withdraw, name="withdraw"),
    path("cabinet/certificates/", certificates, name="certificates"),
    path("cabinet/<int:enrollment_id>/", route, name="route"),
    path("cabinet/<int:enrollment_id>/meetings/", meetings, name="meetings"),
    path("cabinet/<int:enrollment_id>/modules/<int:module_id>/", module, name="module"),
]
