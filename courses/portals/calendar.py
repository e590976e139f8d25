"""The person's own calendar: the page where its secret address is made, and the feed that calendar programs read."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.dossiers import consultation_printing, consultation_rules
from courses.enrollment.actions import make_calendar_address, revoke_calendar_address
from courses.enrollment.calendar_printing import LEAD, STUDY, feed, without_stamps
from courses.enrollment.meeting_rules import in_calendar, meetings_of
from courses.enrollment.models import CalendarAddress, Enrollment
from courses.enrollment.rules import hash_of, roles_of
from courses.portals.tabs import tabs
from school.people.requests import PersonRequest

ROOMS = {"mentor": ("mentor/room", "portals:mentor_consultations"), "trainer": ("trainer/room", LEAD)}  # of whoever does not learn here


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: PersonRequest) -> HttpResponse:
    """A new address is shown in the answer to the press and nowhere else."""
    address = ""
    if request.method == "POST":
        address = settings.BASE_URL + reverse("portals:calendar_feed", args=[make_calendar_address(by=request.user)])
    known = CalendarAddress.objects.filter(person=request.user).first()
    now = timezone.now()
    met = consultation_rules.in_calendar(request.user).filter(slot__ends_at__gt=now).exists()
    bare = not met and not meetings_of(request.user).filter(ends_at__gt=now).exists()
    learns = Enrollment.objects.visible_to(request.user).exists()
    roles = set() if learns else roles_of(request.user)
    room, door = next((ROOMS[role] for role in ("trainer", "mentor") if role in roles), ("cabinet/frame", STUDY))
    context = {"tabs": tabs("meetings"), "known": known, "address": address, "webcal": "webcal:" + address.partition(":")[2], "bare": bare}
    context |= {"frame": f"portals/{room}.html", "door": door, "back": _("К консультациям") if room == "mentor/room" else _("К занятиям")}
    return render(request, "portals/cabinet/calendar.html", context)


@login_required
@require_POST
def calendar_revoke(request: PersonRequest) -> HttpResponse:
    if revoke_calendar_address(by=request.user):
        messages.success(request, _("Адрес больше не работает. Занятия пропадут из календарей, которые его читали."))
    return redirect("portals:calendar")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever knows the address reads it; a closed account has none. Programs ask again and again: an unchanged timetable answers 304."""
    found = CalendarAddress.objects.filter(token_hash=hash_of(token), person__is_active=True).select_related("person").first()
    if found is None:
        raise Http404
    meetings, now = in_calendar(found.person), timezone.now()
    others = [consultation_printing.event_of(row, found.person, now) for row in consultation_rules.in_calendar(found.person)]
    led = {meeting.pk for meeting in meetings if not meeting.kept}  # type: ignore[attr-defined]
    content = feed(meetings, at=now, led=led, others=others)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["ETag"] = f'"{hashlib.sha256(without_stamps(content)).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Disposition"] = 'inline; filename="shkola.ics"'
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=response.headers["ETag"], response=response) or response


urlpatterns = [
    path("cabinet/calendar/", calendar, name="calendar"),
    path("cabinet/calendar/revoke/", calendar_revoke, name="calendar_revoke"),
    path("calendar/<slug:token>.ics", calendar_feed, name="calendar_feed"),
]
