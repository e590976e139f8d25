"""How a cohort comes: the same report that its trainers read, for the coordinators of the school."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.attendance import report_printing
from courses.attendance.report_rules import report_of
from courses.office.access import coordinators_only
from courses.office.tables import crumbs
from courses.program.models import Cohort
from school.people.requests import PersonRequest
from school.vault.serving import address_of, answer


@coordinators_only
@require_safe
def report(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort, pk=pk)
    steps = [(reverse("office_cohorts:index"), _("Потоки")), (reverse("office:cohort", args=[pk]), cohort.title), ("", _("Посещение"))]
    context = {
        "cohort": cohort,
        "report": report_of(cohort),
        "waiting": report_printing.waiting(request.user, cohort),
        "files": report_printing.ready(request.user, cohort),
        "breadcrumbs_items": crumbs(*steps),
        "header_title": _("Посещение: %(cohort)s") % {"cohort": cohort.title},
    }
    return render(request, "office/report.html", context)


@coordinators_only
@require_POST
def export(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort, pk=pk)
    if kind not in report_printing.KINDS:
        raise Http404
    data = report_printing.asked_for(cohort, kind, by=request.user, address=address_of(request))
    if data is None:
        return redirect(reverse("office:report", args=[pk]) + "#files")
    headers = {
        "Content-Disposition": content_disposition_header(True, report_printing.named(cohort, kind)) or "attachment",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=report_printing.type_of(kind), headers=headers)


@coordinators_only
@require_safe
def file(request: PersonRequest, pk: int, key: str) -> HttpResponseBase:
    cohort = get_object_or_404(Cohort, pk=pk)
    found = next((file for file in report_printing.ready(request.user, cohort) if file.key == key), None)
    if found is None:
        raise Http404
    return answer(request, found)


urlpatterns = [
    path("reports/<int:pk>/", report, name="report"),
    path("reports/<int:pk>/<slug:kind>/", export, name="report_export"),
    path("reports/<int:pk>/file/<slug:key>/", file, name="report_file"),
]
