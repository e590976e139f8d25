"""Announcements of a cohort: the participant reads them, the trainer writes them and sees who has read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.enrollment.actions import mark_read, tell_cohort
from courses.enrollment.announcement_forms import AnnouncementForm
from courses.enrollment.announcement_rules import listeners, readers, with_readers
from courses.enrollment.models import Announcement, Reading
from courses.portals.access import for_role
from courses.portals.cabinet import own
from courses.portals.tabs import tabs
from courses.portals.trainer import crumbs
from courses.program.models import Cohort
from courses.program.rules import reasons_against_changing
from school.people.requests import PersonRequest
from school.people.rules import Refused


@login_required
@require_safe
def announcements(request: PersonRequest, enrollment_id: int) -> HttpResponse:
    """Opening the page marks nothing: the person says «Прочитано»."""
    enrollment = get_object_or_404(own(request), pk=enrollment_id)
    rows = list(Announcement.objects.filter(cohort=enrollment.cohort_id).select_related("by"))
    known = dict(Reading.objects.filter(person=request.user, announcement__cohort=enrollment.cohort_id).values_list("announcement", "at"))
    context = {"tabs": tabs("route", enrollment), "enrollment": enrollment, "rows": [(row, known.get(row.pk)) for row in rows]}
    return render(request, "portals/cabinet/announcements.html", context)


@login_required
@require_POST
def announcement_read(request: PersonRequest, enrollment_id: int, pk: int) -> HttpResponse:
    enrollment = get_object_or_404(own(request), pk=enrollment_id)
    mark_read(get_object_or_404(Announcement, cohort=enrollment.cohort_id, pk=pk), by=request.user)
    return redirect("portals:announcements", enrollment_id=enrollment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_role("trainer")
def cohort_announcements(request: PersonRequest, cohort_id: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.led_by(request.user), pk=cohort_id)
    form, step = AnnouncementForm(request.POST or None), request.POST.get("step")
    if step == "send" and form.is_valid():
        try:
            tell_cohort(cohort, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Объявление отправлено: люди увидят его в кабинете и получат письмо."))
            return redirect("portals:cohort_announcements", cohort_id=cohort.pk)
    rows = with_readers(Announcement.objects.filter(cohort=cohort))
    context = {"cohort": cohort, "form": form, "rows": rows, "crumbs": crumbs(_("Объявления: %(cohort)s") % {"cohort": cohort})}
    if request.method == "POST" and step not in ("send", "change") and form.is_valid():
        context["people"] = listeners(cohort).count()
    return render(request, "portals/trainer/announcements.html", context | {"against": reasons_against_changing(cohort)})


@require_safe
@for_role("trainer")
def announcement_readers(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Announcement.objects.led_by(request.user).select_related("cohort", "by"), pk=pk)
    people = readers(found)
    back = {"title": _("Объявления"), "url": reverse("portals:cohort_announcements", args=[found.cohort_id])}
    context = {
        "announcement": found,
        "people": people,
        "read": sum(1 for reader in people if reader.at),
        "crumbs": [*crumbs("")[:1], back, {"title": found.subject, "url": ""}],
    }
    return render(request, "portals/trainer/announcement.html", context)


urlpatterns = [
    path("cabinet/<int:enrollment_id>/announcements/", announcements, name="announcements"),
    path("cabinet/<int:enrollment_id>/announcements/<int:pk>/read/", announcement_read, name="announcement_read"),
    path("trainer/cohorts/<int:cohort_id>/announcements/", cohort_announcements, name="cohort_announcements"),
    path("trainer/announcements/<int:pk>/", announcement_readers, name="announcement_readers"),
]
