"""«Папки документов»: the funnel of the school's dossiers, and the list behind each of its numbers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from courses.dossiers import desk_rules, dossier_rules, funnel_rules
from courses.dossiers.models import Dossier, Path
from courses.office.access import coordinators_only
from courses.office.tables import DayColumn, OfficeListing, crumbs
from school.listing import Pill, PillColumn
from school.people.models import Town
from school.people.requests import PersonRequest
from school.people.rules import Text

TITLES = funnel_rules.STEPS | funnel_rules.ASIDE


class NarrowForm(forms.Form):
    town = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=gettext_lazy("Город"))
    cohort = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=gettext_lazy("Поток"))
    path = forms.ChoiceField(choices=[("", gettext_lazy("все пути")), *Path.choices], required=False, label=gettext_lazy("Путь"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        towns, cohorts = funnel_rules.choices()
        self.fields["town"].choices = [("", _("все города")), *towns]  # type: ignore[attr-defined]
        self.fields["cohort"].choices = [("", _("все потоки")), *cohorts]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "w-w-full"  # a long name never pushes the page wide

    def narrowed(self) -> funnel_rules.Filter:
        """What cannot be understood narrows nothing and is said at its field."""
        self.is_valid()
        return funnel_rules.Filter(**{name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data})


@coordinators_only
@require_safe
def funnel(request: PersonRequest) -> HttpResponse:
    form = NarrowForm(request.GET, label_suffix="")
    by = form.narrowed()
    groups = funnel_rules.groups(by)
    found = funnel_rules.funnel(groups)
    context = {
        "form": form,
        "narrowed": by != funnel_rules.Filter(),
        "started": found.steps[0].number,
        "steps": [(step, listed(by, step=step.code)) for step in found.steps],
        "aside": [(step, listed(by, step=step.code)) for step in found.aside],
        "heads": list(TITLES.values()),
        "groups": [
            (_("По городам"), _("Город"), rows_of(groups.towns, by, "town")),
            (_("По потокам"), _("Поток"), rows_of(groups.cohorts, by, "cohort")),
        ],
        "refusals": funnel_rules.refusals(by),
        "endings": funnel_rules.endings(by),
        "stretches": funnel_rules.stretches(by),
        "list": listed(by),
        "breadcrumbs_items": crumbs(("", _("Папки документов"))),
        "header_title": _("Папки документов"),
    }
    return render(request, "office/dossiers.html", context)


def listed(by: funnel_rules.Filter, **more: Any) -> str:
    """The address of the list that has exactly these dossiers."""
    asked = {name: value for name, value in {"town": by.town, "cohort": by.cohort, "path": by.path, **more}.items() if value}
    return f"{reverse('office:dossier_list')}?{urlencode(asked)}"


def rows_of(groups: list[funnel_rules.Group], by: funnel_rules.Filter, kind: str) -> list[dict[str, Any]]:
    return [
        {
            "name": group.name or _("вне потока"),
            "url": listed(by, **{kind: group.pk}) if group.pk else "",
            "cells": [(title, group.counts[code]) for code, title in TITLES.items()],
        }
        for group in groups
    ]


class DossierFilter(WagtailFilterSet):
    step = ChoiceFilter(label=gettext_lazy("Дошли до шага"), choices=list(TITLES.items()), method="that_reached")
    town = ModelChoiceFilter(field_name="organization__town", queryset=Town.objects.all(), label=gettext_lazy("Город"))

    class Meta:
        model = Dossier
        fields = ["state", "town", "cohort", "path", "step"]

    def that_reached(self, rows: QuerySet[Dossier], name: str, value: str) -> QuerySet[Dossier]:
        return rows.filter(funnel_rules.reached(value))


def pill_of(row: Dossier) -> Pill:
    words, tone, sign = dossier_rules.told(row)
    return Pill(tone, sign, words)


def with_mentors(rows: list[Dossier]) -> list[Dossier]:
    """Who mentors each today, asked for all rows at once."""
    found = desk_rules.mentors_by_organization(row.organization_id for row in rows)
    for row in rows:
        row.mentors = ", ".join(mentor.full_name for mentor in found.get(row.organization_id, []))  # type: ignore[attr-defined]
    return rows


class Dossiers(OfficeListing):
    model = Dossier
    page_title = gettext_lazy("Список папок документов")
    header_icon = "folder-open-inverse"
    index_url_name, index_results_url_name = "office:dossier_list", "office:dossier_list_results"
    filterset_class = DossierFilter
    folded_fields = ("organization__folded_name",)
    default_ordering = "-state_since"
    nothing = gettext_lazy("Папок пока нет. Их заводят руководители организаций, кураторы и наставники.")
    columns = [
        TitleColumn(
            "organization",
            label=gettext_lazy("Организация"),
            accessor="organization.short_name",
            get_url=lambda row: reverse("portals:dossier", args=[row.pk]),
            sort_key="organization__short_name",
        ),
        PillColumn("state", label=gettext_lazy("Состояние"), pill=pill_of),
        DayColumn("since", label=gettext_lazy("С какого дня"), accessor=lambda row: timezone.localtime(row.state_since), sort_key="state_since"),
        Column("town", label=gettext_lazy("Город"), accessor="organization.town", sort_key="organization__town__position"),
        Column("cohort", label=gettext_lazy("Поток"), accessor=lambda row: row.cohort or "–", sort_key="cohort__title"),
        Column("mentors", label=gettext_lazy("Наставник"), accessor=lambda row: row.mentors or _("нет")),
    ]

    def get_base_queryset(self) -> QuerySet[Dossier]:
        return Dossier.objects.select_related("organization__town", "cohort")

    def paginate_queryset(self, queryset: QuerySet[Dossier], page_size: int) -> Any:
        paginator, page, rows, other = super().paginate_queryset(queryset, page_size)
        page.object_list = rows = with_mentors(list(rows))
        return paginator, page, rows, other

    @property
    def no_results_message(self) -> Text:
        return _("Таких папок не нашлось. Измените отбор или поиск.") if self.is_searching or self.is_filtering else self.nothing

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs((reverse("office:dossiers"), _("Папки документов")), ("", self.get_page_title()))


urlpatterns = [
    path("dossiers/", funnel, name="dossiers"),
    path("dossiers/list/", Dossiers.as_view(), name="dossier_list"),
    path("dossiers/list/results/", Dossiers.as_view(results_only=True), name="dossier_list_results"),
]
