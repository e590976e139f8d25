"""Applications: the list, one of them, and the decisions. Every decision is one action of `enrollment`; most can be taken back."""

from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Round
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ChoiceFilter, NumberFilter
from wagtail.admin.ui.tables import Column, TitleColumn

from courses.enrollment import actions, rules
from courses.enrollment.models import Application, Remark, Score
from courses.office.access import coordinators_only
from courses.office.archive import OutOfArchive, archived
from courses.office.forms import MoveForm, ReasonForm
from courses.office.tables import MomentColumn, OfficeListing, Pages, PickColumn, StateColumn, crumbs, history
from courses.office.weighing import weighed
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text, folded
from school.templatetags.look import moment

State = Application.State
# What a coordinator may do, in the order of the buttons, and what the toast says; labels and states are in `enrollment.rules.TRANSITIONS`.
SAID: dict[str, Text] = {
    "admit": gettext_lazy("Место дано."),
    "put_on_waiting_list": gettext_lazy("Заявка в листе ожидания."),
    "decline": gettext_lazy("Заявка отклонена."),
    "offer": gettext_lazy("Место предложено."),
    "reconsider": gettext_lazy("Заявка снова на рассмотрении."),
}
# What asks for a decision first, in the order of sending; then the waiting list; then what is decided, the newest first.
RANK = Case(When(state=State.SUBMITTED, then=Value(0)), When(state=State.WAITING, then=Value(1)), default=Value(2))
QUEUE = (RANK, Case(When(state__in=[State.SUBMITTED, State.WAITING], then=F("submitted_at"))), "-submitted_at", "pk")


class ApplicationFilter(OutOfArchive):
    state = ChoiceFilter(choices=[choice for choice in State.choices if choice[0] != State.DRAFT], label=gettext_lazy("Состояние"))
    organization = CharFilter(method="of_organization", label=gettext_lazy("Организация"))
    score = NumberFilter(field_name="score", lookup_expr="gte", label=gettext_lazy("Средний балл не меньше"))

    class Meta:
        model = Application
        fields = ["cohort", "town", "state", "organization", "score", "archive"]

    def of_organization(self, rows: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return rows.filter(organization__folded_name__contains=folded(value.replace("\0", "")))


def with_scores(rows: QuerySet[Application]) -> QuerySet[Application]:
    """`score`: the sum of one person's points, on average over those who scored; None while nobody has."""
    scores = Score.objects.filter(application=OuterRef("pk")).order_by().values("application")
    average = scores.annotate(average=Cast(Sum("points"), FloatField()) / Count("by", distinct=True)).values("average")
    return rows.annotate(score=Round(Subquery(average, output_field=FloatField()), 1), answered=Exists(replies()))


def replies() -> QuerySet[Remark]:
    """The applicant's own words in the talk."""
    return Remark.objects.filter(application=OuterRef("pk"), by=OuterRef("person"))


class QueuePages(Pages):
    """The same order as QUEUE, part by part: each part is an index read from its beginning, nothing is sorted."""

    def keys(self, start: int, stop: int) -> list[int]:
        found: list[int] = []
        left = self.count
        for state in (State.SUBMITTED, State.WAITING):
            if start < stop and left:
                part = self.object_list.filter(state=state).order_by("submitted_at", "pk")
                found += part.values_list("pk", flat=True)[start:stop]
                size = part.count()
                start, stop, left = max(0, start - size), max(0, stop - size), left - size
        if not left:
            return found
        decided = self.object_list.exclude(state__in=[State.SUBMITTED, State.WAITING]).order_by("-submitted_at", "pk")
        return [*found, *decided.values_list("pk", flat=True)[start:stop]]


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
            PickColumn("pick", label=_("Выбрать"), may=lambda row: row.state in rules.TRANSITIONS["admit"].sources, all_of_them=self.all_of_them),
            TitleColumn("person", label=_("Заявитель"), accessor="person.full_name", url_name="office:application", sort_key="person__folded_name"),
            StateColumn(),
            Column("organization", label=_("Организация"), accessor="organization.short_name", sort_key="organization__short_name"),
            Column("town", label=_("Город"), sort_key="town__position"),
            Column("cohort", label=_("Поток"), sort_key="cohort__title"),
            MomentColumn("submitted_at", label=_("Подана, время тюменское"), sort_key="submitted_at"),
            Column("score", label=_("Балл"), accessor=lambda row: "–" if row.score is None else localize(row.score), sort_key="score"),
            Column("answered", label=_("Вопрос"), accessor=lambda row: _("ответили") if row.answered else ""),
        ]

    @property
    def all_of_them(self) -> bool:
        """«Выбрать все»: the page comes with its boxes ticked."""
        return self.request.GET.get("pick") == "all"

    def get_base_queryset(self) -> QuerySet[Application]:
        return with_scores(Application.objects.sent().select_related("person", "organization", "town", "cohort"))

    def get_paginator(self, *args: Any, **kwargs: Any) -> Pages:
        return (QueuePages if self.ordering == self.default_ordering else Pages)(*args, **kwargs)

    def order_queryset(self, queryset: QuerySet[Application]) -> QuerySet[Application]:
        return queryset.order_by(*(QUEUE if self.ordering == self.default_ordering else (self.ordering, "pk")))


def next_after(application: Application) -> Application | None:
    """The next one that asks for a decision; after the last one comes the first."""
    asking = (
        Application.objects.filter(state=State.SUBMITTED).exclude(pk=application.pk).exclude(cohort__in=archived()).order_by("submitted_at", "pk")
    )
    later = Q(submitted_at__gt=application.submitted_at) | Q(submitted_at=application.submitted_at, pk__gt=application.pk)
    return asking.filter(later).first() or asking.first()


def trail(application: Application, *steps: tuple[str, str]) -> list[dict[str, Any]]:
    own = reverse("office:application", args=[application.pk])
    return crumbs((reverse("office:applications"), _("Заявки")), (own, application.person.full_name), *steps)


@coordinators_only
def application(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Application.objects.sent().select_related("person", "organization", "town", "cohort__program", "decided_by"), pk=pk)
    return shown(request, found)


def decisions_on(found: Application) -> list[dict[str, Any]]:
    """The verbs that its state knows, each with what stands in its way."""
    verbs = [verb for verb in SAID if found.state in rules.TRANSITIONS[verb].sources]
    full = rules.against_admitting(found) if rules.SEATING.intersection(verbs) else []
    return [
        {
            "verb": verb,
            "label": rules.TRANSITIONS[verb].label,
            "against": rules.reasons_against(found, verb) or (full if verb in rules.SEATING else []),
        }
        for verb in verbs
    ]


def shown(request: PersonRequest, found: Application, status: int = 200, **typed: Any) -> HttpResponse:
    """`typed` are forms of the page with what was written in them and is not saved."""
    context = {
        "application": found,
        "seats": rules.seats([found.cohort]).get((found.cohort_id, found.town_id)),
        "place": rules.waiting_places([found]).get(found.pk),
        "others": Application.objects.sent().filter(person=found.person_id).exclude(pk=found.pk).select_related("cohort"),
        "decisions": decisions_on(found),
        "untold": found.untold,
        "may_move": found.state in (State.SUBMITTED, State.WAITING),
        **weighed(found, request.user),
        "next": next_after(found),
        "history": history(found),
        "breadcrumbs_items": crumbs((reverse("office:applications"), _("Заявки")), ("", found.person.full_name)),
        "header_title": found.person.full_name,
    }
    return render(request, "office/application.html", context | typed, status=status)


def of_letter(found: Application) -> str:
    """After a decision: when its letter goes, and what may still be done about it."""
    if not found.untold:
        return _("Письмо в пути.")
    return _("Письмо уйдёт %(until)s, время тюменское. До этого решение можно отменить – «Вернуть на рассмотрение».") % {
        "until": moment(found.told_at)
    }


def of_reconsidering(untold: bool) -> str:
    if untold:
        return _("Письмо о решении не уйдёт: человек о нём не узнает.")
    return _("Если письмо о решении уже ушло, человек получит письмо и об этом.")


@coordinators_only
def decide(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """A refusal asks for its reason first; the other verbs act at once."""
    if verb not in SAID:
        raise Http404
    found = get_object_or_404(Application.objects.sent().select_related("person", "cohort"), pk=pk)
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
        untold = found.untold
        found.refresh_from_db(fields=["told_at"])
        messages.success(request, f"{SAID[verb]} {of_reconsidering(untold) if verb == 'reconsider' else of_letter(found)}")
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect(back)


@coordinators_only
def move(request: PersonRequest, pk: int) -> HttpResponse:
    """To another cohort; the person is told by a letter."""
    found = get_object_or_404(Application.objects.sent().select_related("person", "cohort", "town"), pk=pk)
    back, label = reverse("office:application", args=[pk]), _("Перевести в другой поток")
    form = MoveForm(request.POST if request.method == "POST" else None, cohorts=rules.cohorts_to_move_to(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.move(found, cohort=form.cleaned_data["cohort"], by=request.user)
            messages.success(request, _("Заявка переведена, письмо в пути."))
            return redirect(back)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("cohort", str(reason))
    question = _("Дата заявки сохранится: в очереди нового потока она встанет по этой дате. Человек получит письмо о переводе.")
    context = {"form": form, "label": label, "back": back, "question": question}
    return render(request, "office/form.html", context | {"breadcrumbs_items": trail(found, ("", label)), "header_title": label})


urlpatterns = [
    path("applications/", Applications.as_view(), name="applications"),
    path("applications/results/", Applications.as_view(results_only=True), name="applications_results"),
    path("applications/<int:pk>/", application, name="application"),
    path("applications/<int:pk>/move/", move, name="application_move"),
    path("applications/<int:pk>/<slug:verb>/", decide, name="decide"),
]
