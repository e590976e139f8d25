"""Applications: the list, one of them, and the decisions. Every decision is one action of `enrollment`; most can be taken back."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from courses.enrollment import actions, rules
from courses.enrollment.models import Application
from courses.office.access import coordinators_only
from courses.office.forms import ReasonForm
from courses.office.tables import MomentColumn, OfficeListing, PickColumn, crumbs, history
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

State = Application.State
# What a coordinator may do, in the order of the buttons, and what the toast says; labels and states are in `enrollment.rules.TRANSITIONS`.
SAID: dict[str, Text] = {
    "admit": gettext_lazy("Место дано, письмо в пути."),
    "put_on_waiting_list": gettext_lazy("Заявка в листе ожидания, письмо в пути."),
    "decline": gettext_lazy("Заявка отклонена, письмо в пути."),
    "reconsider": gettext_lazy("Заявка снова на рассмотрении."),
}
MOST = 100
# What asks for a decision first, in the order of sending; then the waiting list; then what is decided, the newest first.
RANK = Case(When(state=State.SUBMITTED, then=Value(0)), When(state=State.WAITING, then=Value(1)), default=Value(2))
QUEUE = (RANK, Case(When(state__in=[State.SUBMITTED, State.WAITING], then=F("submitted_at"))), "-submitted_at", "pk")


class ApplicationFilter(WagtailFilterSet):
    class Meta:
        model = Application
        fields = ["cohort", "town", "state"]


class Applications(OfficeListing):
    model = Application
    page_title = gettext_lazy("Заявки")
    header_icon = "mail"
    index_url_name, index_results_url_name = "office:applications", "office:applications_results"
    filterset_class = ApplicationFilter
    folded_fields = ("person__folded_name", "organization__folded_name")
    default_ordering = "queue"
    results_template_name = "office/applications_results.html"
    nothing = gettext_lazy("Заявок пока нет. Они появятся, когда откроется набор.")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            PickColumn("pick", label=_("Выбрать"), may=lambda row: row.state in rules.TRANSITIONS["admit"].sources),
            TitleColumn("person", label=_("Заявитель"), accessor="person.full_name", url_name="office:application", sort_key="person__family_name"),
            Column("organization", label=_("Организация"), accessor="organization.short_name", sort_key="organization__short_name"),
            Column("town", label=_("Город"), sort_key="town__position"),
            Column("cohort", label=_("Поток"), sort_key="cohort__title"),
            MomentColumn("submitted_at", label=_("Подана"), sort_key="submitted_at"),
            StatusTagColumn("state", label=_("Состояние"), accessor="get_state_display", primary=lambda row: row.state == State.SUBMITTED),
        ]

    def get_base_queryset(self) -> QuerySet[Application]:
        return Application.objects.select_related("person", "organization", "town", "cohort")

    def order_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        return queryset.order_by(*(QUEUE if self.ordering == self.default_ordering else (self.ordering, "pk")))


def next_after(application: Application) -> Application | None:
    """The next one that asks for a decision; after the last one comes the first."""
    asking = Application.objects.filter(state=State.SUBMITTED).exclude(pk=application.pk).order_by("submitted_at", "pk")
    later = Q(submitted_at__gt=application.submitted_at) | Q(submitted_at=application.submitted_at, pk__gt=application.pk)
    return asking.filter(later).first() or asking.first()


def trail(application: Application, *steps: tuple[str, str]) -> list[dict[str, Any]]:
    own = reverse("office:application", args=[application.pk])
    return crumbs((reverse("office:applications"), _("Заявки")), (own, application.person.full_name), *steps)


@coordinators_only
def application(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Application.objects.select_related("person", "organization", "town", "cohort__program", "decided_by"), pk=pk)
    context = {
        "application": found,
        "seats": rules.seats([found.cohort]).get((found.cohort_id, found.town_id)),
        "place": rules.waiting_places([found]).get(found.pk),
        "others": Application.objects.filter(person=found.person_id).exclude(pk=pk).select_related("cohort"),
        "decisions": [
            {"verb": verb, "label": rules.TRANSITIONS[verb].label, "against": rules.reasons_against(found, verb)}
            for verb in SAID
            if found.state in rules.TRANSITIONS[verb].sources
        ],
        "next": next_after(found),
        "history": history(found),
        "breadcrumbs_items": crumbs((reverse("office:applications"), _("Заявки")), ("", found.person.full_name)),
        "header_title": found.person.full_name,
    }
    return render(request, "office/application.html", context)


@coordinators_only
def decide(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """A refusal asks for its reason first; the other verbs act at once."""
    if verb not in SAID:
        raise Http404
    found = get_object_or_404(Application.objects.select_related("person", "cohort"), pk=pk)
    label = str(rules.TRANSITIONS[verb].label)
    back = reverse("office:application", args=[pk])
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or (verb == "decline" and not form.is_valid()):
        page = "office/form.html" if verb == "decline" else "office/confirm.html"
        context = {"form": form, "label": label, "back": back, "question": str(found)}
        return render(request, page, context | {"breadcrumbs_items": trail(found, ("", label)), "header_title": label})
    try:
        if verb == "decline":
            actions.decline(found, reason=form.cleaned_data["reason"], by=request.user)
        else:
            getattr(actions, verb)(found, by=request.user)
        messages.success(request, str(SAID[verb]))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect(back)


@coordinators_only
def admit_many(request: PersonRequest) -> HttpResponse:
    """GET lists what would happen, seat by seat; POST admits exactly those who were listed and still may be admitted."""
    given = request.POST if request.method == "POST" else request.GET
    keys = {int(value) for value in given.getlist("id")[:MOST] if value.isdecimal() and len(value) < 19}
    found = list(Application.objects.filter(pk__in=keys).select_related("person", "organization", "town", "cohort").order_by("submitted_at", "pk"))
    if not found:
        messages.warning(request, _("Отметьте хотя бы одну заявку."))
        return redirect("office:applications")
    if request.method == "POST":
        admit_each(request, found)
        return redirect("office:applications")
    plan = foreseen(found)
    items = crumbs((reverse("office:applications"), _("Заявки")), ("", _("Зачислить выбранных")))
    context = {"plan": plan, "admitted": sum(not row["reason"] for row in plan)}
    return render(request, "office/admit_many.html", context | {"breadcrumbs_items": items, "header_title": _("Зачислить выбранных")})


def foreseen(applications: list[Application]) -> list[dict[str, Any]]:
    """In the order of sending: who gets a seat, who does not and why."""
    seats, given = rules.seats({application.cohort for application in applications}), Counter[tuple[int, int]]()
    plan = []
    for each in applications:
        key = (each.cohort_id, each.town_id)
        found = seats.get(key)
        reason = ""
        if each.state not in rules.TRANSITIONS["admit"].sources:
            reason = _("заявка уже в состоянии: %(state)s") % {"state": each.get_state_display()}
        elif found is None or given[key] >= found.left:
            reason = _("в городе не осталось мест")
        else:
            given[key] += 1
        plan.append({"application": each, "reason": reason})
    return plan


def admit_each(request: PersonRequest, applications: list[Application]) -> None:
    admitted = 0
    for each in applications:
        try:
            actions.admit(each, by=request.user)
            admitted += 1
        except Refused as refused:
            for reason in refused.reasons:
                messages.warning(request, f"{each.person}: {reason}")
    if admitted:
        said = ngettext("Место дано, письмо в пути: %(n)s заявка.", "Места даны, письма в пути: %(n)s.", admitted) % {"n": admitted}
        messages.success(request, said)


urlpatterns = [
    path("applications/", Applications.as_view(), name="applications"),
    path("applications/results/", Applications.as_view(results_only=True), name="applications_results"),
    path("applications/admit/", admit_many, name="admit_many"),
    path("applications/<int:pk>/", application, name="application"),
    path("applications/<int:pk>/<slug:verb>/", decide, name="decide"),
]
