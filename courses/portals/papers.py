"""Paper and marks: the sheet to print, the scans of the signed one, and the table of what differs."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from courses.attendance import actions, paper_rules, printing, rules
from courses.attendance.forms import PaperForm
from courses.attendance.models import Mark
from courses.enrollment.models import Enrollment
from courses.portals.access import KEEPERS, for_role
from courses.portals.sheet import led
from courses.portals.trainer import place_of
from courses.program.models import Meeting
from school.people.requests import PersonRequest
from school.people.rules import Refused, tidy
from school.vault.serving import answer


@for_role(*KEEPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_file(request: PersonRequest, pk: int) -> HttpResponse:
    """At once while it is short. A long one is ordered by POST beside the scans and fetched with `?file=`."""
    meeting = led(request, pk)
    if key := request.GET.get("file", ""):
        file = next((file for file in printing.ready(request.user, meeting) if file.key == key), None)
        if file is None:
            raise Http404
        return cast(HttpResponse, answer(request, file))
    people = list(rules.expected(meeting))
    if len(people) > printing.AT_ONCE:
        if request.method == "POST":
            printing.ask_for(meeting, by=request.user)
        return redirect(reverse("portals:papers", args=[pk]) + "#sheet")
    response = HttpResponse(printing.sheet_pdf(meeting, people), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="sheet-{pk}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@for_role(*KEEPERS)
def papers_page(request: PersonRequest, pk: int) -> HttpResponse:
    """Four forms, one page: `attach` a scan, `remove` a wrong one, `compare` the signatures with the marks, `settle` what differs. Nothing of the comparing is stored."""
    meeting = led(request, pk)
    people = list(rules.expected(meeting))
    step = request.POST.get("step", "") if request.method == "POST" else ""
    page = request.GET.get("page", "")
    form = PaperForm(request.POST, request.FILES) if step == "attach" else PaperForm(initial={"page": page if page.isdecimal() else 1})
    refused = []
    try:
        if step == "attach" and form.is_valid():
            actions.attach_paper(meeting, **form.cleaned_data, by=request.user)
            messages.success(request, _("Скан приложен."))
            return redirect("portals:papers", pk=pk)
        if step == "remove":
            return removed(request, meeting)
        if step == "settle":
            return settled(request, meeting, people)
    except Refused as refusal:
        if step == "attach":
            form.add_error("scan", [str(reason) for reason in refusal.reasons])
        else:
            refused = refusal.reasons
    context = {
        "meeting": meeting,
        "closed": rules.reasons_closed(meeting),
        "refused": refused,
        "form": form,
        **compared(request, meeting, people, step),
        "long": len(people) > printing.AT_ONCE,
        "waiting": printing.waiting(request.user, meeting),
        "files": printing.ready(request.user, meeting),
        "scans": list(meeting.papers.select_related("file", "by")),
        **place_of(request, meeting, _("Сверка с бумажным листом")),
    }
    return render(request, "portals/trainer/papers.html", context, status=400 if form.errors else 200)


def compared(request: PersonRequest, meeting: Meeting, people: list[Enrollment], step: str) -> dict[str, object]:
    """Before anything is ticked, those are who came by the marks."""
    marks, ticked = {mark.enrollment_id: mark for mark in meeting.marks.all()}, step in ("compare", "settle")
    signed = signed_in(request.POST, people) if ticked else {key for key, mark in marks.items() if mark.status in rules.ATTENDED}
    return {
        "rows": [(person, marks.get(person.pk), person.pk in signed) for person in people],
        "compared": ticked,
        "differences": paper_rules.differences(people, marks, signed),
        "signed": sorted(signed),
    }


def signed_in(data: QueryDict, people: list[Enrollment]) -> set[int]:
    ticked = set(data.getlist("signed"))
    return {person.pk for person in people if str(person.pk) in ticked}


def removed(request: PersonRequest, meeting: Meeting) -> HttpResponse:
    number = request.POST.get("scan", "")
    scan = get_object_or_404(meeting.papers.select_related("file", "meeting"), pk=number if number.isdecimal() and len(number) < 19 else 0)
    actions.remove_paper(scan, by=request.user)
    messages.success(request, _("Скан убран."))
    return redirect("portals:papers", pk=meeting.pk)


def settled(request: PersonRequest, meeting: Meeting, people: list[Enrollment]) -> HttpResponse:
    """Only the rows where the paper was chosen; «оставить» changes nothing."""
    chosen = {person.pk: request.POST.get(f"settle_{person.pk}", "") for person in people}
    marks = {person: status for person, status in chosen.items() if status in Mark.Status.values}
    changes = actions.settle(meeting, marks, by=request.user, why=tidy(request.POST.get("why", ""))[:200])
    number = len(changes)
    words = ngettext("По бумажному листу исправлена %(n)s отметка.", "По бумажному листу исправлено отметок: %(n)s.", number) % {"n": number}
    messages.success(request, words if number else _("Отметки остались как были."))
    if any(person.person_id == request.user.pk for person in people if person.pk in marks):
        messages.warning(request, str(rules.OWN))
    return redirect("portals:papers", pk=meeting.pk)


@login_required
@require_safe
def paper_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The scan, for whoever keeps the sheet; every look is written down."""
    return answer(request, get_object_or_404(paper_rules.readable_papers(request.user), pk=pk).file, inline=True)


urlpatterns = [
    path("trainer/meetings/<int:pk>/sheet.pdf", sheet_file, name="sheet_file"),
    path("trainer/meetings/<int:pk>/paper/", papers_page, name="papers"),
    path("files/papers/<int:pk>/", paper_file, name="paper_file"),
]
