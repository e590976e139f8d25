"""Archived cohorts in the office: out of daily lists and pickers, found when asked for, read and not changed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.forms import RadioSelect
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from courses.office.access import may_enter
from courses.program.models import Cohort, Meeting
from courses.program.rules import reasons_against_changing
from school.people.requests import PersonRequest

View = Callable[..., HttpResponse]


class OutOfArchive(WagtailFilterSet):
    """For lists whose rows belong to a cohort: those of the archive come by the switch, or when their cohort is chosen."""

    archive = ChoiceFilter(
        label=_("Архив"), choices=[("1", _("показать и архив"))], empty_label=_("без архива"), method="as_they_are", widget=RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("archive") != "1":
            asked = self.data.getlist("cohort") if self.data else []
            chosen = [int(each) for each in asked if each.isascii() and each.isdecimal() and len(each) < 19]
            self.filters["cohort"].queryset = Cohort.objects.filter(~Q(state=Cohort.State.ARCHIVED) | Q(pk__in=chosen))

    def as_they_are(self, queryset: QuerySet[Model], name: str, value: str) -> QuerySet[Model]:
        return queryset

    def filter_queryset(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        found = super().filter_queryset(queryset)
        asked = self.form.cleaned_data.get("archive") or self.form.cleaned_data.get("cohort")
        return found if asked else found.exclude(cohort__in=archived())


class MeetingFilters(OutOfArchive):
    class Meta:
        model = Meeting
        fields = ["cohort", "module", "town", "archive"]


class CohortFilters(WagtailFilterSet):
    """Archived cohorts are shown only to who asks for them; «мои» are those the coordinator answers for."""

    mine = ChoiceFilter(label=_("Чьи"), choices=[("1", _("мои"))], empty_label=_("все"), method="of_mine", widget=RadioSelect)

    class Meta:
        model = Cohort
        fields = ["mine", "state", "program"]

    def of_mine(self, queryset: QuerySet[Cohort], name: str, value: str) -> QuerySet[Cohort]:
        return queryset.filter(responsible=self.request.user)

    def filter_queryset(self, queryset: QuerySet[Cohort]) -> QuerySet[Cohort]:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.exclude(state=Cohort.State.ARCHIVED)


def archived() -> QuerySet[Cohort]:
    return Cohort.objects.filter(state=Cohort.State.ARCHIVED).order_by()


def unless_archived(*, reading: bool) -> Callable[[View], View]:
    """The door of a screen that changes a cohort. `reading`: the archive may be looked at here, only presses lead back with the reason."""

    def decorator(view: View) -> View:
        @wraps(view)
        def guarded(request: PersonRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
            if reading and request.method in ("GET", "HEAD"):
                return view(request, pk, *args, **kwargs)
            cohort = get_object_or_404(Cohort, pk=pk)
            reasons = reasons_against_changing(cohort)
            return led_back(request, cohort, reasons) if reasons else view(request, pk, *args, **kwargs)

        return guarded

    return decorator


class UnlessArchived:
    """The same door for the forms of Wagtail's kind, of a cohort or of what belongs to one."""

    def dispatch(self, request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if may_enter(request.user):
            found = self.get_object()  # type: ignore[attr-defined]
            cohort = found if isinstance(found, Cohort) else found.cohort
            if reasons := reasons_against_changing(cohort):
                return led_back(request, cohort, reasons)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


def led_back(request: PersonRequest, cohort: Cohort, reasons: list[str]) -> HttpResponse:
    for reason in reasons:
        messages.error(request, reason)
    return redirect("office:cohort", pk=cohort.pk)
