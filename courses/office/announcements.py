"""Announcements to a cohort from the office, and who has read them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from courses.enrollment.actions import tell_cohort
from courses.enrollment.announcement_forms import AnnouncementForm
from courses.enrollment.announcement_rules import listeners, readers, with_readers
from courses.enrollment.models import Announcement
from courses.office.access import coordinators_only
from courses.office.archive import unless_archived
from courses.office.cohorts import trail
from courses.program.models import Cohort
from courses.program.rules import reasons_against_changing
from school.people.requests import PersonRequest
from school.people.rules import Refused


@coordinators_only
@unless_archived(reading=True)
def announcements(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort, pk=pk)
    form, step = AnnouncementForm(request.POST or None), request.POST.get("step")
    if step == "send" and form.is_valid():
        try:
            tell_cohort(cohort, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Объявление отправлено: люди увидят его в кабинете и получат письмо."))
            return redirect("office:cohort_announcements", pk=pk)
    title = _("Объявления")
    rows, against = with_readers(Announcement.objects.filter(cohort=cohort)), reasons_against_changing(cohort)
    context = {"cohort": cohort, "form": form, "rows": rows, "against": against}
    if request.method == "POST" and step not in ("send", "change") and form.is_valid():
        context["people"] = listeners(cohort).count()
    return render(request, "office/announcements.html", context | {"breadcrumbs_items": trail(cohort, ("", title)), "header_title": title})


@coordinators_only
def announcement(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Announcement.objects.select_related("cohort", "by"), pk=pk)
    people = readers(found)
    items = trail(found.cohort, (reverse("office:cohort_announcements", args=[found.cohort_id]), _("Объявления")), ("", found.subject))
    context = {"announcement": found, "people": people, "read": sum(1 for reader in people if reader.at)}
    return render(request, "office/announcement.html", context | {"breadcrumbs_items": items, "header_title": found.subject})


urlpatterns = [
    path("cohort/<int:pk>/announcements/", announcements, name="cohort_announcements"),
    path("announcement/<int:pk>/", announcement, name="announcement"),
]
