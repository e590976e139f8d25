"""The trainer's desk of works: what waits, the file, accepted or returned with a reason."""

from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.portals.access import KEEPERS, for_role
from courses.portals.excuses import visiting
from courses.portals.paging import LongPages
from courses.portals.questions_desk import choices_of, narrowed, number_in
from courses.portals.returning import read_at, returning, settled, typed
from courses.portals.waiting import waiting_of
from courses.portals.works import told
from courses.progress import work_rules
from courses.progress.actions.works import accept_work, return_work
from courses.progress.lesson_forms import WorkDecisionForm
from courses.progress.models import LessonWork
from school.people.requests import PersonRequest
from school.people.rules import Refused

PAGE = 20
State = LessonWork.State
STATES = {State.HANDED: gettext_lazy("Ждут проверки"), State.ACCEPTED: gettext_lazy("Приняты"), State.RETURNED: gettext_lazy("Возвращены")}
RANK = Case(When(state=State.HANDED, then=Value(0)), default=Value(1))


@require_safe
@for_role(*KEEPERS)
def work_list(request: PersonRequest) -> HttpResponse:
    """The newest file of each person and lesson; those that wait first, the oldest on top."""
    state = request.GET.get("state", "")
    words = " ".join(request.GET.get("q", "").split())[:100]
    kept = work_rules.kept_by(request.user)
    rows = work_rules.searched(in_state(narrowed(request, work_rules.newest(kept)), state), words)
    page = LongPages(rows.order_by(RANK, "handed_at", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "visiting": visiting(request),
        "page": page,
        "rows": [told(row) for row in page.object_list],
        "words": words,
        "states": STATES,
        "state": state if state in STATES else "",
        "cohort": number_in(request, "cohort"),
        "lesson": number_in(request, "lesson"),
        "half": "works",
        "address": reverse("portals:work_list"),
        **choices_of(request.user, kept),
        **waiting_of(request.user),
    }
    return render(request, "portals/trainer/works.html", context)


def in_state(rows: QuerySet[LessonWork], state: str) -> QuerySet[LessonWork]:
    return rows.filter(state=state) if state in STATES else rows


@returning
@require_http_methods(["GET", "HEAD", "POST"])
@for_role(*KEEPERS)
def work_decision(request: PersonRequest, pk: int) -> HttpResponse:
    work = get_object_or_404(work_rules.kept_by(request.user), pk=pk)
    form, seen = WorkDecisionForm(request.POST if request.method == "POST" else None, initial=typed(request)), read_at(request, "seen", work.state)
    if request.method == "POST" and form.is_valid():
        words, stored = form.cleaned_data["answer"], work.state
        try:
            work.state = request.POST.get("seen", stored)
            if form.cleaned_data["verdict"] == "accept":
                accept_work(work, answer=words, by=request.user)
            else:
                return_work(work, reason=words, by=request.user)
        except Refused as refused:
            work.state = seen = stored
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            settled(request)
            messages.success(request, _("Решение сохранено, письмо в пути."))
            return redirect("portals:work_list")
    others = work_rules.own_works(work.enrollment, work.lesson).exclude(pk=work.pk)
    context = {
        "visiting": visiting(request),
        "row": told(work),
        "work": work,
        "others": [told(row) for row in others],
        "form": form,
        "seen": seen,
        "returned": typed(request) if request.method != "POST" else {},
        "against": work_rules.reasons_not_to_decide(work, request.user),
        "crumbs": [{"title": _("Работы к урокам"), "url": reverse("portals:work_list")}, {"title": work.enrollment.person.full_name, "url": ""}],
        **waiting_of(request.user),
    }
    return render(request, "portals/trainer/work.html", context, status=400 if form.is_bound else 200)


urlpatterns = [
    path("trainer/works/", work_list, name="work_list"),
    path("trainer/works/<int:pk>/", work_decision, name="work_decision"),
]
