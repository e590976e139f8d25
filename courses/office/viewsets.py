"""Tables of the office edited by forms, in Wagtail's own look: cohorts, towns, organisations; meetings have a module of their own."""

from typing import ClassVar

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.forms import modelform_factory
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permissions import register_permission_policy

from courses.enrollment.actions import promote
from courses.enrollment.actions.steps import lock_cohorts
from courses.enrollment.models import Enrollment
from courses.office.access import OrganizationPolicy
from courses.office.archive import CohortFilters, UnlessArchived
from courses.office.forms import CohortForm
from courses.office.frames import OfficeCreate, OfficeEdit, OfficeIndex, OfficeViewSet
from courses.office.law.home import VIEWSETS as OF_LAW
from courses.office.meetings import MeetingViewSet
from courses.office.tables import DayColumn, StateColumn
from courses.program import actions
from courses.program.models import Cohort, Quota
from school.people import actions as people
from school.people.fields import LineField
from school.people.forms import OrganizationForm
from school.people.models import Membership, Organization, Town
from school.people.rules import Refused, folded


class CohortIndex(OfficeIndex):
    """The title leads to the cohort's page; its form is one step further."""

    def get_edit_url(self, instance: Cohort) -> str:
        return reverse("office:cohort", args=[instance.pk])

    def get_base_queryset(self) -> QuerySet[Cohort]:
        held = Enrollment.objects.filter(cohort=OuterRef("pk"), state__in=["active", "finished"]).order_by().values("cohort")
        seats = Quota.objects.filter(cohort=OuterRef("pk")).order_by().values("cohort")
        return Cohort.objects.select_related("program", "responsible").annotate(
            held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
            places=Coalesce(Subquery(seats.annotate(n=Sum("seats")).values("n"), output_field=IntegerField()), 0),
        )


class WithSeats:
    def save_instance(self) -> Cohort:
        self.ask_again()
        cohort: Cohort = super().save_instance()  # type: ignore[misc]
        actions.keep_title(cohort)
        actions.set_seats(cohort, self.form.seats(), by=self.request.user)  # type: ignore[attr-defined]
        promote(cohort)  # new seats go to the waiting list at once
        return cohort

    def ask_again(self) -> None:
        """Under the lock of the cohort: somebody may have got a seat, or a step may have been made, since the form was read."""
        form: CohortForm = self.form  # type: ignore[attr-defined]
        if form.instance.pk is None:
            return
        lock_cohorts(form.instance.pk)
        form.instance.state = Cohort.objects.get(pk=form.instance.pk).state
        actions.keep_archive(form.instance)
        form.keep_held(form.cleaned_data)
        if form.errors:
            raise Refused

    def get_success_url(self) -> str:
        return reverse("office:cohort", args=[self.object.pk])  # type: ignore[attr-defined]


class CohortCreate(WithSeats, OfficeCreate):
    pass


class CohortEdit(UnlessArchived, WithSeats, OfficeEdit):
    pass


class CohortViewSet(OfficeViewSet):
    model = Cohort
    name, url_prefix, icon = "office_cohorts", "school/cohorts", "group"
    form_class = CohortForm
    index_view_class, add_view_class, edit_view_class = CohortIndex, CohortCreate, CohortEdit
    filterset_class = CohortFilters
    search_fields = ["title"]
    list_display = [
        "title",
        StateColumn(sort_key="state"),
        Column("program", label=_("Программа"), sort_key="program__title"),
        Column("responsible", label=_("Отвечает"), accessor=lambda row: row.responsible or "–"),
        DayColumn("starts_on", label=_("Начало"), sort_key="starts_on"),
        Column("held", label=_("Занято мест"), accessor=lambda row: _("%(held)s из %(seats)s") % {"held": row.held, "seats": row.places}),
    ]


class TownViewSet(OfficeViewSet):
    model = Town
    name, url_prefix, icon = "office_towns", "school/towns", "site"
    form_class = modelform_factory(Town, fields=["name", "locative", "position"], field_classes={"name": LineField, "locative": LineField})
    search_fields = ["name"]
    list_display = ["name", Column("locative", label=_("Где")), Column("position", label=_("Порядок"), sort_key="position")]


class OrganizationIndex(OfficeIndex):
    """Search goes through the folded column: «Ёлочка» is found by «елочка» on every database."""

    search_fields: ClassVar[list[str]] = ["folded_name"]
    default_ordering = "alphabet"

    def get_base_queryset(self) -> QuerySet[Organization]:
        rows = Membership.objects.filter(organization=OuterRef("pk")).order_by().values("organization").annotate(n=Count("pk")).values("n")
        return Organization.objects.select_related("town").annotate(people=Coalesce(Subquery(rows, output_field=IntegerField()), 0))

    def order_queryset(self, queryset: QuerySet[Organization]) -> QuerySet[Organization]:
        return queryset.order_by("folded_name", "pk") if self.ordering == self.default_ordering else super().order_queryset(queryset)

    def search_queryset(self, queryset: QuerySet[Organization]) -> QuerySet[Organization]:
        return queryset.filter(folded_name__contains=folded(self.search_query)) if self.is_searching else queryset


class OrganizationEdit(OfficeEdit):
    def save_instance(self) -> Organization:
        fields = {name: self.form.cleaned_data[name] for name in self.form.Meta.fields}
        return people.correct_organization(self.object, by=self.request.user, **fields)


class OrganizationViewSet(OfficeViewSet):
    model = Organization
    name, url_prefix, icon = "office_organizations", "school/organizations", "home"
    form_class = OrganizationForm
    index_view_class, edit_view_class = OrganizationIndex, OrganizationEdit
    list_filter = ["town", "form"]
    search_fields = ["folded_name"]
    list_display = [
        "short_name",
        Column("town", label=_("Город"), sort_key="town__position"),
        Column("inn", label=_("ИНН"), accessor=lambda row: row.inn or "–"),
        Column("ogrn", label=_("ОГРН"), accessor=lambda row: row.ogrn or "–"),
        Column("people", label=_("Людей"), sort_key="people"),
    ]

    def register_permissions(self) -> None:
        register_permission_policy(self.model, OrganizationPolicy(self.model), exact_class=True)


VIEWSETS: list[type[OfficeViewSet]] = [CohortViewSet, MeetingViewSet, TownViewSet, OrganizationViewSet, *OF_LAW]
