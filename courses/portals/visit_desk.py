"""Visit reports on the trainer's desk: what waits, the report with its photographs and the decision, a visit with its people, the paper for the grant-maker."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.attendance.models import Mark
from courses.attendance.rules import ATTENDED, MISSED
from courses.enrollment.meeting_rules import expected
from courses.portals.access import KEEPERS, for_role
from courses.portals.excuses import visiting
from courses.portals.presses import number_of
from courses.portals.returning import read_at, returning, settled, typed
from courses.portals.visits import told
from courses.portals.waiting import waiting_of
from courses.program.models import Cohort, Meeting
from courses.progress import visit_rules
from courses.progress.actions import visits as actions
from courses.progress.models import VisitReport
from courses.progress.visit_forms import VisitDecisionForm
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

PAGE = 15
State = VisitReport.State
LISTS: dict[str, Text] = {
    State.SENT: gettext_lazy("Ждут решения"),
    State.RETURNED: gettext_lazy("У авторов"),
    State.ACCEPTED: gettext_lazy("Приняты"),
}


def crumbs(*further: tuple[str, str]) -> list[dict[str, str]]:
    first = {"title": _("Отчёты о поездках"), "url": reverse("portals:visit_reports")}
    return [first, *({"title": title, "url": url} for title, url in further)]


@require_safe
@for_role(*KEEPERS)
def visit_reports(request: PersonRequest) -> HttpResponse:
    """Those that wait first, the oldest on top; `?state=` and `?visit=` choose others. Below, the visits themselves."""
    kept = visit_rules.kept_by(request.user).exclude(meeting__cohort__state=Cohort.State.ARCHIVED)
    visits = list(visit_rules.visits_kept_by(request.user).exclude(cohort__state=Cohort.State.ARCHIVED).order_by("-starts_at", "-pk"))
    state = request.GET.get("state", "")
    state = state if state in LISTS else State.SENT
    chosen = next((visit for visit in visits if str(visit.pk) == request.GET.get("visit", "")), None)
    rows = kept.filter(state=state, **({"meeting": chosen} if chosen else {}))
    rows = rows.order_by("sent_at", "pk") if state == State.SENT else rows.order_by("-decided_at", "-pk")
    numbers = visit_rules.numbers_of(visits)
    of_visits = Paginator(visits, PAGE).get_page(request.GET.get("visits"))
    context = {
        "visiting": visiting(request),
        "half": "visits",
        **waiting_of(request.user),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "lists": [{"key": key, "title": title, "count": counted(numbers, key, chosen), "current": key == state} for key, title in LISTS.items()],
        "state": state,
        "visits": visits,
        "of_visits": of_visits,
        "rows_of_visits": [(visit, numbers[visit.pk]) for visit in of_visits],
        "visit": chosen,
    }
    return render(request, "portals/trainer/visits.html", context)


def counted(numbers: dict[int, Counter[str]], state: str, chosen: Meeting | None) -> int:
    return numbers[chosen.pk][state] if chosen else sum(each[state] for each in numbers.values())


@returning
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def visit_report(request: PersonRequest, pk: int) -> HttpResponse:
    """The decision is about what was on the screen: `seen`, `edition` and `sent` say what that was."""
    report = get_object_or_404(visit_rules.kept_by(request.user), pk=pk)
    form, refused = VisitDecisionForm(request.POST if request.method == "POST" else None, initial=typed(request)), list[Text]()
    if request.method == "POST" and form.is_valid():
        try:
            decide(report, form, request)
        except Refused as refusal:
            refused = refusal.reasons
            report = visit_rules.kept_by(request.user).get(pk=pk)
        else:
            settled(request)
            messages.success(request, _("Решение сохранено, письмо в пути."))
            return redirect("portals:visit_reports")
    own = visit_rules.reasons_not_to_decide(report, request.user)
    context = {
        "visiting": visiting(request),
        "report": report,
        "meeting": report.meeting,
        "told": told(report),
        "photos": list(visit_rules.photos_of(report).select_related("file")),
        "form": form,
        "refused": refused,
        "read": {name: str(now) if refused else read_at(request, name, now) for name, now in standing(report).items()},
        "returned": typed(request) if request.method != "POST" else {},
        "own": own,
        "may_decide": not own and report.state == State.SENT,
        "may_return": not own and report.state == State.ACCEPTED,
        "crumbs": crumbs((report.meeting.title, reverse("portals:visit_people", args=[report.meeting_id])), (report.enrollment.person.full_name, "")),
    }
    return render(request, "portals/trainer/visit.html", context, status=400 if form.errors else 409 if refused else 200)


def standing(report: VisitReport) -> dict[str, object]:
    """What a screen tells of the report it shows; every sending is another one."""
    return {"seen": report.state, "edition": report.edition, "sent": report.sent_at.isoformat() if report.sent_at else ""}


def decide(report: VisitReport, form: VisitDecisionForm, request: PersonRequest) -> None:
    if request.POST.get("sent", "") != standing(report)["sent"]:
        report.sent_at = None
    report.state = request.POST.get("seen", State.SENT)
    report.edition = number_of(request.POST.get("edition", ""))
    if form.cleaned_data["verdict"] == "accept":
        actions.accept_report(report, answer=form.cleaned_data["answer"], by=request.user)
    else:
        actions.return_report(report, reason=form.cleaned_data["answer"], by=request.user)


@require_safe
@for_role(*KEEPERS)
def visit_people(request: PersonRequest, pk: int) -> HttpResponse:
    """Who has told of the visit and who has not. Whoever was not there is not asked."""
    meeting = get_object_or_404(visit_rules.visits_kept_by(request.user), pk=pk)
    page = Paginator(expected(meeting), PAGE).get_page(request.GET.get("page"))
    people = [person.pk for person in page]
    reports = {report.enrollment_id: report for report in VisitReport.objects.filter(meeting=meeting, enrollment__in=people)}
    marks = {mark.enrollment_id: mark for mark in Mark.objects.filter(meeting=meeting, enrollment__in=people)}
    context = {
        "visiting": visiting(request),
        "meeting": meeting,
        "page": page,
        "number": visit_rules.numbers_of([meeting])[meeting.pk],
        "rows": [row_of(person, reports.get(person.pk), marks.get(person.pk)) for person in page],
        "crumbs": crumbs((meeting.title, "")),
    }
    return render(request, "portals/trainer/visit_people.html", context)


def row_of(person: Any, report: VisitReport | None, mark: Mark | None) -> dict[str, Any]:
    if report and report.state != State.DRAFT:
        return {"person": person, **told(report)}
    missed = mark is not None and mark.status in MISSED
    words = _("Пишет") if report else _("Пропуск по отметкам") if missed else _("Отчёта нет")
    return {"person": person, "report": None, "tone": "", "icon": "edit" if report else "none", "words": words}


@require_safe
@for_role(*KEEPERS)
def visit_paper(request: PersonRequest, pk: int) -> HttpResponse:
    """All accepted reports of a visit, to be printed for the grant-maker. Three queries for any number."""
    meeting = get_object_or_404(visit_rules.visits_kept_by(request.user).select_related("cohort__program", "trainer"), pk=pk)
    rows = visit_rules.kept_by(request.user).filter(meeting=meeting, state=State.ACCEPTED)
    reports = list(rows.order_by("enrollment__person__family_name", "enrollment__person__given_name", "pk"))
    photos: dict[int, list[Any]] = {report.pk: [] for report in reports}
    for photo in visit_rules.photos_visible_to(request.user).filter(report__in=reports):
        photos[photo.report_id].append(photo)
    came = Mark.objects.filter(meeting=meeting, status__in=ATTENDED).count()
    context = {
        "visiting": visiting(request),
        "meeting": meeting,
        "rows": [(report, photos[report.pk]) for report in reports],
        "came": came,
        "crumbs": crumbs((meeting.title, reverse("portals:visit_people", args=[meeting.pk])), (_("Для печати"), "")),
    }
    return render(request, "portals/trainer/visit_paper.html", context)


urlpatterns = [
    path("trainer/visits/", visit_reports, name="visit_reports"),
    path("trainer/visits/<int:pk>/", visit_people, name="visit_people"),
    path("trainer/visits/<int:pk>/paper/", visit_paper, name="visit_paper"),
    path("trainer/visits/reports/<int:pk>/", visit_report, name="visit_report"),
]
