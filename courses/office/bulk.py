"""One decision for many applications: first what would happen to each and why not, then the press that does exactly that."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.enrollment import actions, rules
from courses.enrollment.models import Application
from courses.office.access import coordinators_only
from courses.office.forms import ReasonForm
from courses.office.tables import crumbs
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

MOST = 100
# verb: (title, what will happen to a row)
MANY: dict[str, tuple[Text, Text]] = {
    "admit": (gettext_lazy("Зачислить выбранных"), gettext_lazy("Получит место и письмо")),
    "put_on_waiting_list": (gettext_lazy("Выбранных в лист ожидания"), gettext_lazy("Встанет в лист ожидания и получит письмо")),
    "decline": (gettext_lazy("Отклонить выбранных"), gettext_lazy("Получит отказ с этой причиной")),
}


@coordinators_only
def many(request: PersonRequest, verb: str = "admit") -> HttpResponse:
    """GET lists what would happen, row by row; POST does it to exactly those who were listed and still may be."""
    if verb not in MANY:
        raise Http404
    found = chosen(request)
    if not found:
        messages.warning(request, _("Отметьте хотя бы одну заявку."))
        return redirect("office:applications")
    form = ReasonForm(request.POST if request.method == "POST" else None) if verb == "decline" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        decide_each(request, found, verb, form.cleaned_data["reason"] if form else "")
        return redirect("office:applications")
    title, promise = MANY[verb]
    plan = foreseen(found, verb)
    items = crumbs((reverse("office:applications"), _("Заявки")), ("", title))
    context = {"plan": plan, "done": sum(not row["reason"] for row in plan), "promise": promise, "form": form, "label": rules.TRANSITIONS[verb].label}
    return render(request, "office/many.html", context | {"breadcrumbs_items": items, "header_title": title})


def chosen(request: PersonRequest) -> list[Application]:
    given = request.POST if request.method == "POST" else request.GET
    keys = {int(value) for value in given.getlist("id")[:MOST] if value.isdecimal() and len(value) < 19}
    rows = Application.objects.sent().filter(pk__in=keys).select_related("person", "organization", "town", "cohort")
    return list(rows.order_by("submitted_at", "pk"))


def foreseen(applications: list[Application], verb: str) -> list[dict[str, Any]]:
    """In the order of sending: whom it will happen to, whom not and why. Seats are given on paper, by the rule that gives them in earnest."""
    seatings: dict[int, rules.Seating] = {}
    plan = []
    for each in applications:
        reasons = rules.reasons_against(each, verb)
        if not reasons and verb == "admit":
            if each.cohort_id not in seatings:
                seatings[each.cohort_id] = rules.Seating(each.cohort)
            reasons = seatings[each.cohort_id].admit_on_paper(each)
        plan.append({"application": each, "reason": " ".join(map(str, reasons))})
    return plan


def decide_each(request: PersonRequest, applications: list[Application], verb: str, reason: str) -> None:
    done = 0
    for each in applications:
        try:
            if verb == "decline":
                actions.decline(each, reason=reason, by=request.user)
            else:
                getattr(actions, verb)(each, by=request.user)
            done += 1
        except Refused as refused:
            for words in refused.reasons:
                messages.warning(request, f"{each.person}: {words}")
    if done:
        said = ngettext("Решение записано, письмо в пути: %(n)s заявка.", "Решения записаны, письма в пути: %(n)s.", done) % {"n": done}
        messages.success(request, said)


urlpatterns = [
    path("applications/admit/", many, name="admit_many"),
    path("applications/many/<slug:verb>/", many, name="many"),
]
