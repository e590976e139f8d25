"""Paper and marks: the sheet to print, the scans of the signed one, and the table of what differs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from courses.attendance import actions, paper_rules, rules
from courses.attendance.forms import PaperForm
from courses.attendance.models import Mark
from courses.attendance.printing import sheet_pdf
from courses.enrollment.models import Enrollment
from courses.portals.access import for_role
from courses.portals.sheet import led
from courses.portals.trainer import crumbs
from courses.program.models import Meeting
from school.people.requests import PersonRequest
from school.people.rules import Refused, tidy
from school.vault.serving import answer


@require_safe
@for_role("trainer")
def sheet_file(request: PersonRequest, pk: int) -> HttpResponse:
    meeting = led(request, pk)
    response = HttpResponse(sheet_pdf(meeting, list(rules.expected(meeting))), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="sheet-{pk}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@for_role("trainer")
def papers_page(request: PersonRequest, pk: int) -> HttpResponse:
    """Three forms, one page: `attach` a scan, `compare` the signatures with the marks, `settle` what differs. Nothing of the comparing is stored."""
    meeting = led(request, pk)
    people = list(rules.expected(meeting))
    marks = {mark.enrollment_id: mark for mark in meeting.marks.all()}
    step = request.POST.get("step", "") if request.method == "POST" else ""
    page = request.GET.get("page", "")
    form = PaperForm(request.POST, request.FILES) if step == "attach" else PaperForm(initial={"page": page if page.isdecimal() else 1})
    refused = []
    try:
        if step == "attach" and form.is_valid():
            actions.attach_paper(meeting, **form.cleaned_data, by=request.user)
            messages.success(request, _("Скан приложен."))
            return redirect("portals:papers", pk=pk)
        if step == "settle":
            return settled(request, meeting, people)
    except Refused as refusal:
        if step == "attach":
            form.add_error("scan", [str(reason) for reason in refusal.reasons])
        else:
            refused = refusal.reasons
    signed = (
        signed_in(request.POST, people) if step in ("compare", "settle") else {key for key, mark in marks.items() if mark.status in rules.ATTENDED}
    )
    context = {
        "meeting": meeting,
        "closed": rules.reasons_closed(meeting),
        "refused": refused,
        "form": form,
        "scans": list(meeting.papers.select_related("file", "by")),
        "rows": [(person, marks.get(person.pk), person.pk in signed) for person in people],
        "compared": step in ("compare", "settle"),
        "differences": paper_rules.differences(people, marks, signed),
        "signed": sorted(signed),
        "crumbs": [*crumbs(meeting.title, reverse("portals:sheet", args=[pk])), {"title": _("Сверка с бумажным листом"), "url": ""}],
    }
    return render(request, "portals/trainer/papers.html", context, status=400 if form.errors else 200)


def signed_in(data: QueryDict, people: list[Enrollment]) -> set[int]:
    ticked = set(data.getlist("signed"))
    return {person.pk for person in people if str(person.pk) in ticked}


def settled(request: PersonRequest, meeting: Meeting, people: list[Enrollment]) -> HttpResponse:
    """Only the rows where the paper was chosen; «оставить» changes nothing."""
    chosen = {person.pk: request.POST.get(f"settle_{person.pk}", "") for person in people}
    marks = {person: status for person, status in chosen.items() if status in Mark.Status.values}
    changes = actions.settle(meeting, marks, by=request.user, why=tidy(request.POST.get("why", ""))[:200])
    number = len(changes)
    words = ngettext("По бумажному листу исправлена %(n)s отметка.", "По бумажному листу исправлено отметок: %(n)s.", number) % {"n": number}
    messages.success(request, words if number else _("Отметки остались как были."))
    return redirect("portals:papers", pk=meeting.pk)


@login_required
@require_safe
def paper_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The scan, for the trainers of the meeting and coordinators; every look is written down."""
    return answer(request, get_object_or_404(paper_rules.readable_papers(request.user), pk=pk).file, inline=True)


urlpatterns = [
    path("trainer/meetings/<int:pk>/sheet.pdf", sheet_file, name="sheet_file"),
    path("trainer/meetings/<int:pk>/paper/", papers_page, name="papers"),
    path("files/papers/<int:pk>/", paper_file, name="paper_file"),
]
