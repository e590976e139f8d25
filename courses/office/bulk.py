"""One decision for many applications: first what would happen to each and why not, then the press that does exactly that."""

from typing import Any

from django.db.models import Max
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from courses.enrollment import actions, rules
from courses.enrollment.models import Application
from courses.office.access import coordinators_only
from courses.office.forms import ReasonForm
from courses.office.tables import crumbs
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text
from school.templatetags.look import moment

MOST = 100
# verb: (title, what will happen to a row)
MANY: dict[str, tuple[Text, Text]] = {
    "admit": (gettext_lazy("Зачислить выбранных"), gettext_lazy("Получит место и письмо")),
    "put_on_waiting_list": (gettext_lazy("Выбранных в лист ожидания"), gettext_lazy("Встанет в лист ожидания и получит письмо")),
    "decline": (gettext_lazy("Отклонить выбранных"), gettext_lazy("Получит отказ с этой причиной")),
    "reconsider": (gettext_lazy("Вернуть выбранных на рассмотрение"), gettext_lazy("Вернётся на рассмотрение; письмо, которое не ушло, не уйдёт")),
}


@coordinators_only
def many(request: PersonRequest, verb: str = "admit") -> HttpResponse:
    """GET lists what would happen, row by row; POST does it to exactly those who were listed and still may be."""
    if verb not in MANY:
        raise Http404
    found = chosen(request)
    if not found:
        messages.warning(request, _("Отметьте хотя бы одну заявку."))
        return redirect(back_to_list(request))
    form = ReasonForm(request.POST if request.method == "POST" else None) if verb == "decline" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        decide_each(request, found, verb, form.cleaned_data["reason"] if form else "")
        return redirect(back_to_list(request))
    title, promise = MANY[verb]
    plan = foreseen(found, verb)
    back = back_to_list(request)
    items = crumbs((back, _("Заявки")), ("", title))
    context = {
        "plan": plan,
        "done": sum(not row["reason"] for row in plan),
        "promise": promise,
        "form": form,
        "undoable": verb != "reconsider",
        "label": rules.TRANSITIONS[verb].label,
        "back": back,
        "list": kept_list(request),
    }
    return render(request, "office/many.html", context | {"breadcrumbs_items": items, "header_title": title})


def given_to(request: PersonRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def kept_list(request: PersonRequest) -> str:
    """How the list was filtered, sorted and turned when the rows were chosen."""
    known = QueryDict(given_to(request).get("list", "")[:1000], mutable=True)
    known.pop("pick", None)
    return known.urlencode()


def back_to_list(request: PersonRequest) -> str:
    query, address = kept_list(request), reverse("office:applications")
    return f"{address}?{query}" if query else address


def chosen(request: PersonRequest) -> list[Application]:
    given = given_to(request)
    keys = {int(value) for value in given.getlist("id")[:MOST] if value.isdecimal() and len(value) < 19}
    rows = Application.objects.sent().filter(pk__in=keys).select_related("person", "organization", "town", "cohort")
    return list(rows.order_by("submitted_at", "pk"))


def foreseen(applications: list[Application], verb: str) -> list[dict[str, Any]]:
    """In the order of sending: whom it will happen to, whom not and why. Seats are given on paper, by the rule that gives them in earnest."""
    seatings: dict[int, rules.Seating] = {}
    plan = []
    kept = rules.against_reconsidering(applications) if verb == "reconsider" else {}
    for each in applications:
        reasons = kept.get(each.pk) or rules.reasons_of_state(each, verb)
        if not reasons and verb == "admit":
            if each.cohort_id not in seatings:
                seatings[each.cohort_id] = rules.Seating(each.cohort)
            reasons = seatings[each.cohort_id].admit_on_paper(each)
        plan.append({"application": each, "reason": " ".join(map(str, reasons))})
    return plan


def decide_each(request: PersonRequest, applications: list[Application], verb: str, reason: str) -> None:
    done: list[int] = []
    for each in applications:
        try:
            if verb == "decline":
                actions.decline(each, reason=reason, by=request.user)
            else:
                getattr(actions, verb)(each, by=request.user)
            done.append(each.pk)
        except Refused as refused:
            for words in refused.reasons:
                messages.warning(request, f"{each.person}: {words}")
    if done and verb == "reconsider":
        messages.success(
            request, ngettext("На рассмотрении снова %(n)s заявка.", "На рассмотрении снова заявок: %(n)s.", len(done)) % {"n": len(done)}
        )
    elif done:
        said = ngettext("Решение записано: %(n)s заявка.", "Решения записаны: %(n)s.", len(done)) % {"n": len(done)}
        undo = f"{reverse('office:many', args=['reconsider'])}?{urlencode([*(('id', pk) for pk in done), ('list', kept_list(request))])}"
        messages.success(request, f"{said} {of_letters(done)}", buttons=[messages.button(undo, _("Отменить все"))])


def of_letters(done: list[int]) -> str:
    """The pauses of cohorts differ: the longest is told."""
    until = Application.objects.untold().filter(pk__in=done).aggregate(last=Max("told_at"))["last"]
    if until is None:
        return _("Письма в пути.")
    return _("Письма уйдут %(until)s, время тюменское. До этого решения можно отменить: никто о них не узнает.") % {"until": moment(until)}


urlpatterns = [
    path("applications/admit/", many, name="admit_many"),
    path("applications/many/<slug:verb>/", many, name="many"),
]
