"""The trainer reads how the cohort comes: person × meeting, the sums, the same as a spreadsheet or on paper. Nothing is changed here."""

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.attendance import report_printing
from courses.attendance.report_rules import report_of
from courses.portals.access import for_role
from courses.portals.trainer import crumbs
from courses.program.models import Cohort
from school.people.requests import PersonRequest
from school.vault.serving import address_of, answer


def led(request: PersonRequest, pk: int) -> Cohort:
    return get_object_or_404(Cohort.objects.led_by(request.user), pk=pk)


@require_safe
@for_role("trainer")
def cohort_report(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = led(request, pk)
    context = {
        "report": report_of(cohort),
        "waiting": report_printing.waiting(request.user, cohort),
        "files": report_printing.ready(request.user, cohort),
        "crumbs": [*crumbs(_("Посещение: %(cohort)s") % {"cohort": cohort.title})],
    }
    return render(request, "portals/trainer/report.html", context)


@require_POST
@for_role("trainer")
def cohort_report_export(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    cohort = led(request, pk)
    if kind not in report_printing.KINDS:
        raise Http404
    data = report_printing.asked_for(cohort, kind, by=request.user, address=address_of(request))
    if data is None:
        return redirect(reverse("portals:cohort_report", args=[pk]) + "#files")
    headers = {
        "Content-Disposition": content_disposition_header(True, report_printing.named(cohort, kind)) or "attachment",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=report_printing.type_of(kind), headers=headers)


@require_safe
@for_role("trainer")
def cohort_report_file(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """The asker's own file, while it lives and while the cohort is the asker's."""
    cohort = led(request, pk)
    found = next((file for file in report_printing.ready(request.user, cohort) if file.key == key), None)
    if found is None:
        raise Http404
    return cast(HttpResponse, answer(request, found))


urlpatterns = [
    path("trainer/cohorts/<int:pk>/report/", cohort_report, name="cohort_report"),
    path("trainer/cohorts/<int:pk>/report/<slug:kind>/", cohort_report_export, name="cohort_report_export"),
    path("trainer/cohorts/<int:pk>/report/file/<slug:key>/", cohort_report_file, name="cohort_report_file"),
]
