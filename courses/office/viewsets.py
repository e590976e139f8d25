"""Tables of the office edited by forms, in Wagtail's own look: cohorts, meetings, towns, organisations, designs of the certificate."""

from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.db.models import Case, Count, F, IntegerField, Model, OuterRef, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.forms import ModelForm, RadioSelect, modelform_factory
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from courses.certificates.models import Design
from courses.enrollment.actions import change_meeting, promote
from courses.enrollment.models import Enrollment
from courses.office.access import OfficePolicy
from courses.office.forms import CohortForm, DayInput
from courses.office.spreadsheets.writing import sheet_name_of
from courses.office.tables import DayColumn, MomentColumn, spelled
from courses.office.timetable_forms import MeetingForm
from courses.program import actions
from courses.program.models import Cohort, Meeting, Quota
from school.journal.actions import record
from school.listing import Totals
from school.people import actions as people
from school.people.forms import OrganizationForm
from school.people.models import Organization, Town
from school.people.rules import Refused, folded


class OfficeIndex(IndexView):
    """A list whose rows have one link, to the row's own page, and no hidden menus."""

    paginator_class = Totals
    results_template_name = "office/listing_results.html"

    @property
    def export_name(self) -> str:
        return sheet_name_of(self.index_url_name.partition(":")[0].removeprefix("office_"))

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(spelled(self.search_query, *self.search_fields)) if self.is_searching else queryset

    def get_list_more_buttons(self, instance: Model) -> list[Button]:
        return []


class Journaled:
    """Saves the form and journals it, in the transaction that Wagtail opens."""

    verb = ""

    def save_instance(self) -> Model:
        instance: Model = super().save_instance()  # type: ignore[misc]
        form, user = self.form, self.request.user  # type: ignore[attr-defined]
        if form.changed_data or self.verb == "created":
            verb = f"{instance._meta.app_label}.{instance._meta.model_name}_{self.verb}"
            record(by=user, verb=verb, target=instance, fields=list(form.changed_data))
        return instance


class OfficeCreate(Journaled, CreateView):
    verb = "created"


class OfficeEdit(Journaled, EditView):
    verb = "changed"


class OfficeViewSet(ModelViewSet):
    """Permission comes from roles (`OfficePolicy`), nothing is deleted, nothing is copied."""

    copy_view_enabled = False
    list_per_page = 30
    index_view_class = OfficeIndex
    add_view_class = OfficeCreate
    edit_view_class = OfficeEdit
    form_class: ClassVar[type[ModelForm[Any]]]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return self.form_class

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        return Permission.objects.none()

    def register_permissions(self) -> None:
        register_permission_policy(self.model, OfficePolicy(self.model), exact_class=True)


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
        cohort: Cohort = super().save_instance()  # type: ignore[misc]
        actions.set_seats(cohort, self.form.seats(), by=self.request.user)  # type: ignore[attr-defined]
        promote(cohort)  # new seats go to the waiting list at once
        return cohort

    def get_success_url(self) -> str:
        return reverse("office:cohort", args=[self.object.pk])  # type: ignore[attr-defined]


class CohortCreate(WithSeats, OfficeCreate):
    pass


class CohortEdit(WithSeats, OfficeEdit):
    pass


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


class CohortViewSet(OfficeViewSet):
    model = Cohort
    name, url_prefix, icon = "office_cohorts", "school/cohorts", "group"
    form_class = CohortForm
    index_view_class, add_view_class, edit_view_class = CohortIndex, CohortCreate, CohortEdit
    filterset_class = CohortFilters
    search_fields = ["title"]
    list_display = [
        "title",
        StatusTagColumn("state", label=_("Состояние"), accessor="get_state_display", sort_key="state", primary=lambda row: row.state == "open"),
        Column("program", label=_("Программа"), sort_key="program__title"),
        Column("responsible", label=_("Отвечает"), accessor=lambda row: row.responsible or "–"),
        DayColumn("starts_on", label=_("Начало"), sort_key="starts_on"),
        Column("held", label=_("Занято мест"), accessor=lambda row: _("%(held)s из %(seats)s") % {"held": row.held, "seats": row.places}),
    ]


class MeetingIndex(OfficeIndex):
    """Today and later first, the nearest on top; what is over follows, the latest first."""

    default_ordering = "ahead"

    def order_queryset(self, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if self.ordering != self.default_ordering:
            return super().order_queryset(queryset)
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return queryset.order_by(Case(When(starts_at__gte=today, then=F("starts_at"))).asc(nulls_last=True), "-starts_at", "pk")

    def get_base_queryset(self) -> QuerySet[Meeting]:
        return Meeting.objects.select_related("cohort", "module", "town", "trainer", "subgroup")


class MeetingEdit(OfficeEdit):
    def save_instance(self) -> Meeting:
        """Whoever is concerned by the change is told by the action."""
        return change_meeting(self.form.instance, by=self.request.user, fields=list(self.form.changed_data))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        verb, label = ("restore", _("Вернуть в расписание")) if self.object.cancelled_at else ("cancel", _("Отменить занятие"))
        return [Button(label, url=reverse("office:meeting_turn", args=[self.object.pk, verb]), icon_name="date", priority=10)]


class MeetingViewSet(OfficeViewSet):
    model = Meeting
    name, url_prefix, icon = "office_meetings", "school/meetings", "date"
    form_class = MeetingForm
    index_view_class, edit_view_class = MeetingIndex, MeetingEdit
    list_filter = ["cohort", "module", "town"]
    search_fields = ["title", "place", "cohort__title"]
    list_display = [
        "title",
        MomentColumn("starts_at", label=_("Начало, время тюменское"), sort_key="starts_at"),
        Column("cohort", label=_("Поток"), sort_key="cohort__title"),
        Column("town", label=_("Город"), accessor=lambda row: row.town or _("все города")),
        Column("trainer", label=_("Ведёт"), accessor=lambda row: row.trainer or "–"),
        StatusTagColumn("cancelled_at", label=_("Состояние"), accessor=lambda row: _("отменено") if row.cancelled_at else _("в расписании")),
    ]


class TownViewSet(OfficeViewSet):
    model = Town
    name, url_prefix, icon = "office_towns", "school/towns", "site"
    form_class = modelform_factory(Town, fields=["name", "locative", "position"])
    search_fields = ["name"]
    list_display = ["name", Column("locative", label=_("Где")), Column("position", label=_("Порядок"), sort_key="position")]


class OrganizationIndex(OfficeIndex):
    """Search goes through the folded column: «Ёлочка» is found by «елочка» on every database."""

    search_fields: ClassVar[list[str]] = ["folded_name"]

    def get_base_queryset(self) -> QuerySet[Organization]:
        return Organization.objects.select_related("town").annotate(people=Count("memberships", distinct=True))

    def search_queryset(self, queryset: QuerySet[Organization]) -> QuerySet[Organization]:
        return queryset.filter(folded_name__contains=folded(self.search_query)) if self.is_searching else queryset


class OrganizationEdit(OfficeEdit):
    def save_instance(self) -> Organization:
        fields = {name: self.form.cleaned_data[name] for name in self.form.Meta.fields}
        return people.correct_organization(self.object, by=self.request.user, **fields)

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason))
            return self.form_invalid(form)


class OrganizationPolicy(OfficePolicy):
    """Cards are founded by their own leaders; the office corrects them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)


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


class DesignViewSet(OfficeViewSet):
    model = Design
    name, url_prefix, icon = "office_designs", "school/designs", "form"
    form_class = modelform_factory(
        Design,
        fields=["school_name", "school_region", "place", "signatory_name", "signatory_post", "since"],
        widgets={"since": DayInput},
    )
    list_display = [
        "school_name",
        Column("signatory_name", label=_("Подписывает")),
        DayColumn("since", label=_("Действует с"), sort_key="since"),
    ]


VIEWSETS = [CohortViewSet, MeetingViewSet, TownViewSet, OrganizationViewSet, DesignViewSet]
