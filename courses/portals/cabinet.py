"""The participant's cabinet: the route, the meetings, the applications, the certificates."""

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from courses.attendance.check_in_rules import window_of
from courses.attendance.excuse_rules import ASK_UNTIL, own_excuses
from courses.attendance.models import Mark, Survey
from courses.attendance.rules import ATTENDED
from courses.attendance.survey_rules import waiting_for as waiting_surveys
from courses.certificates.condition_rules import conditions_said, said_with_seat
from courses.certificates.models import Certificate
from courses.certificates.rules import answers_for
from courses.enrollment.meeting_rules import is_for, moved_from
from courses.enrollment.models import Announcement, Application, Enrollment, Mentorship
from courses.enrollment.rules import roles_of
from courses.portals.applications import told, waits_for
from courses.portals.dossier_glance import of_seat, own_dossiers, with_seat
from courses.portals.excuses import told as excuse_told
from courses.portals.tabs import tabs
from courses.portals.visits import line_of as visit_line
from courses.program.models import Cohort, Kind, Meeting
from courses.projects.models import Call
from courses.route.gate_rules import STARTED
from courses.route.rules import Way, way
from school.people.adapter import INTENDED
from school.people.requests import PersonRequest

STEPS_SHOWN = 4


def own(request: PersonRequest) -> Any:
    return Enrollment.objects.visible_to(request.user).select_related("cohort__program", "organization", "town", "person")


@login_required
@require_safe
def cabinet(request: PersonRequest) -> HttpResponse:
    """One enrollment is opened at once; several are listed; none – what to do to get one. On top, what waits for the person."""
    enrollments = list(own(request).order_by("-cohort__starts_on", "-pk"))
    if len(enrollments) == 1:
        return redirect("portals:route", enrollment_id=enrollments[0].pk)
    rows = Application.objects.visible_to(request.user).select_related("cohort", "town").order_by("-submitted_at", "-pk")
    applications, waits = told(list(rows)), waits_for(request.user)
    context = {
        "tabs": tabs("route"),
        "enrollments": enrollments,
        "applications": applications,
        "waits": waits,
        "pending": any(row["state"] in ("submitted", "waiting") for row in applications),
        "intended": request.session.get(INTENDED, "") if not any(row["what"] == "draft" for row in waits) else "",
        "open": Cohort.objects.accepting().exists() if not enrollments else False,
        "dossiers": own_dossiers(request.user),
    }
    return render(request, "portals/cabinet/cabinet.html", context)


@login_required
@require_safe
def route(request: PersonRequest, enrollment_id: int) -> HttpResponse:
    certificate = Certificate.objects.visible_to(request.user).valid().of_program().filter(enrollment=OuterRef("pk"))
    asked = waiting_surveys(request.user).filter(cohort=OuterRef("cohort"))
    calls = Call.objects.visible_to(request.user).filter(module=None)
    calling = Exists(calls.filter(cohort=OuterRef("cohort")))
    rows = own(request).annotate(
        certificate=Subquery(certificate.values("number")[:1]),
        conditions=said_with_seat(),
        asked=Exists(asked),
        calling=calling,
        **with_seat(request.user),
    )
    enrollment = get_object_or_404(rows, pk=enrollment_id)
    found = way(enrollment)
    answers, steps = answers_for(enrollment, found, conditions_said(enrollment.cohort, enrollment.conditions)), found.steps
    later = Counter(step.module for step in steps[STEPS_SHOWN:])
    context = {
        "tabs": tabs("route", enrollment),
        "enrollment": enrollment,
        "way": found,
        "steps": steps[:STEPS_SHOWN],
        "more_steps": later.total(),
        "later": [(station, later[station.module.pk]) for station in found.stations if station.module.pk in later],
        "closed": [station for station in found.stations if station.reasons and enrollment.cohort.state in STARTED],
        "meeting": found.next_meeting,
        "waits": waits_for(request.user),
        "open_now": open_now(found),
        "surveys": surveys_for(enrollment) if enrollment.asked else [],
        "answers": answers,
        "missing": sum(not answer.met for answer in answers),
        "certificate": enrollment.certificate,
        "calls": calls.filter(cohort=enrollment.cohort_id) if enrollment.calling else [],
        "dossiers": of_seat(enrollment),
        "unread": Announcement.objects.unread_by(request.user).filter(cohort=enrollment.cohort_id),
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
        "calls": [each.call for each in found.standing.projects if each.module_id == module_id],
        "project": found.standing.project_of(module_id),
        "papers": station.module.kind == Kind.DOCUMENT_SUPPORT,
        "dossiers": own_dossiers(request.user, enrollment.organization_id) if station.module.kind == Kind.DOCUMENT_SUPPORT else [],
        # The lessons stand in a list of their own; what is more than reading one comes first.
        "steps": [step for step in found.steps if step.module == module_id and (step.lesson is None or step.returned or step.stuck)],
    }
    return render(request, "portals/cabinet/module.html", context)


@login_required
@require_safe
def own_meetings(request: PersonRequest) -> HttpResponse:
    """Straight to the meetings of the only cohort; several are listed; without a seat – why there are none."""
    enrollments = list(own(request).order_by("-cohort__starts_on", "-pk"))
    if len(enrollments) == 1:
        return redirect("portals:meetings", enrollment_id=enrollments[0].pk)
    context = {"tabs": tabs("meetings"), "enrollments": enrollments, "leads": "trainer" in roles_of(request.user)}
    return render(request, "portals/cabinet/own_meetings.html", context)


@login_required
@require_safe
def meetings(request: PersonRequest, enrollment_id: int) -> HttpResponse:
    enrollment = get_object_or_404(own(request), pk=enrollment_id)
    found, now = way(enrollment), timezone.now()
    context = {
        "tabs": tabs("meetings", enrollment),
        "enrollment": enrollment,
        "coming": _coming(found, [meeting for meeting in found.meetings if meeting.ends_at > now]),
        "past": _marked(found, [meeting for meeting in reversed(found.meetings) if meeting.ends_at <= now]),
        "attendance": found.attendance,
        "surveys": surveys_for(enrollment),
        "open_now": open_now(found),
    }
    return render(request, "portals/cabinet/meetings.html", context)


def open_now(found: Way) -> list[Meeting]:
    """Where the person may check in this minute. Who asked to be excused may still come."""
    marks = {meeting for meeting, mark in found.marks.items() if mark.source != Mark.Source.EXCUSE}
    return [meeting for meeting in found.meetings if not meeting.cancelled_at and meeting.pk not in marks and window_of(meeting).open]


def surveys_for(enrollment: Enrollment) -> list[Survey]:
    rows = waiting_surveys(enrollment.person).filter(cohort=enrollment.cohort_id)
    return [row for row in rows if row.meeting is None or is_for(row.meeting, enrollment)]


def _coming(found: Way, rows: list[Meeting]) -> list[dict[str, Any]]:
    """Each meeting ahead or under way: marked already, asked to be excused, or neither; and where it stood before it was moved."""
    person, was = found.enrollment.person, moved_from(rows)
    asked = {row.meeting_id: excuse_told(row) for row in own_excuses(person).filter(enrollment=found.enrollment).order_by("asked_at", "pk")}
    came = {pk: mark for pk, mark in found.marks.items() if mark.status in ATTENDED}
    return [
        {
            "meeting": meeting,
            "mark": came.get(meeting.pk),
            "tone": TONES[came[meeting.pk].status] if meeting.pk in came else None,
            "asked": asked.get(meeting.pk),
            "was": was.get(meeting.pk, ""),
        }
        for meeting in rows
    ]


TONES = {"present": ("ok", "check"), "late": ("warn", "clock"), "excused": ("info", "info"), "absent": ("bad", "cross")}
MARK_WORDS = {
    "present": gettext_lazy("Вы были"),
    "late": gettext_lazy("Вы опоздали"),
    "excused": gettext_lazy("Уважительная причина"),
    "absent": gettext_lazy("Вас не было"),
}


def excuse_address(found: Way, meeting: Meeting, mark: Mark | None) -> str:
    """Where a missed meeting may still be explained; empty when it may not."""
    now, missed = timezone.now(), mark is None or mark.status == Mark.Status.ABSENT
    if meeting.cancelled_at or not missed or not meeting.ends_at <= now <= meeting.ends_at + ASK_UNTIL:
        return ""
    return reverse("portals:excuse", args=[found.enrollment.pk, meeting.pk])


def _marked(found: Way, rows: list[Any]) -> list[dict[str, Any]]:
    """Each meeting with the person's own mark in words, its tone and icon."""
    shown = []
    for meeting in rows:
        mark = found.marks.get(meeting.pk)
        tone, icon = TONES[mark.status] if mark else ("", "none")
        words = MARK_WORDS[mark.status] if mark else _("Отметки нет")
        shown.append(
            {
                "meeting": meeting,
                "mark": mark,
                "tone": tone,
                "icon": icon,
                "words": words,
                "held": meeting.ends_at <= timezone.now(),
                "excuse": excuse_address(found, meeting, mark),
                "visit": visit_line(found.enrollment, meeting, found.standing.visits, mark),
            }
        )
    return shown


@login_required
@require_safe
def certificates(request: PersonRequest) -> HttpResponse:
    rows = list(Certificate.objects.visible_to(request.user).select_related("replaced_by").order_by("-issued_at", "-pk"))
    context = {"tabs": tabs("certificates"), "rows": rows, "seated": not rows and own(request).exists()}
    return render(request, "portals/cabinet/certificates.html", context)


urlpatterns = [
    path("cabinet/", cabinet, name="cabinet"),
    path("cabinet/meetings/", own_meetings, name="own_meetings"),
    path("cabinet/certificates/", certificates, name="certificates"),
    path("cabinet/<int:enrollment_id>/", route, name="route"),
    path("cabinet/<int:enrollment_id>/meetings/", meetings, name="meetings"),
    path("cabinet/<int:enrollment_id>/modules/<int:module_id>/", module, name="module"),
]
