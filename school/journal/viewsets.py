"""Lists that are only read, inside Wagtail admin: no adding, editing or deleting, whatever rights a person has."""

from typing import Any

import django_filters
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import policy_registry

from school.journal.labels import described, label_of
from school.journal.models import Entry, EntryQuerySet
from school.journal.verbs import VERBS
from school.listing import Totals
from school.people import rules


class ReadOnlyIndexView(IndexView):
    """A list without a way to write."""

    any_permission_required = ["view"]
    paginator_class = Totals
    results_template_name = "components/listing_results.html"
    add_url = None
    export_formats: list[str] = []

    def get_edit_url(self, instance: Any) -> None:
        return None

    get_copy_url = get_inspect_url = get_delete_url = get_edit_url

    def get_add_url(self) -> None:
        return None


class ReadOnlyViewSet(ModelViewSet):
    """Index only. The menu shows it to whom the list opens."""

    form_fields: list[str] = []
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ReadOnlyIndexView
    list_per_page = 50

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", self.index_view, name="index"), path("results/", self.index_results_view, name="index_results")]

    def register_admin_url_finder(self) -> None:
        """There is no page of one row to find."""

    def get_permissions_to_register(self) -> Any:
        return super().get_permissions_to_register().filter(codename__startswith="view_")

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        model = self.model

        class ReadableItem(MenuItem):
            def is_shown(self, request: HttpRequest) -> bool:
                return bool(policy_registry.get_by_type(model).user_has_permission(request.user, "view"))

        return ReadableItem


class MomentColumn(DateColumn):
    """Day and time in the school's zone, in words."""

    cell_template_name = "journal/moment_cell.html"


class EntryFilterSet(WagtailFilterSet):
    person = django_filters.CharFilter(method="of_person", label=_("Кто: фамилия или почта"))
    verb = django_filters.ChoiceFilter(
        choices=lambda: sorted(((verb, str(label)) for verb, label in VERBS.items()), key=lambda pair: pair[1]), label=_("Что сделано")
    )
    at = django_filters.DateFromToRangeFilter(label=_("Когда"), widget=DateRangePickerWidget)

    class Meta:
        model = Entry
        fields: list[str] = []

    def of_person(self, entries: EntryQuerySet, name: str, value: str) -> EntryQuerySet:
        words = rules.tidy(value.replace("\0", ""))
        found = entries.filter(by__email__istartswith=words)
        return found | entries.filter(by__folded_name__contains=rules.folded(words))


class EntryIndexView(ReadOnlyIndexView):
    page_title = _("Журнал")
    verbose_name = _("запись")
    verbose_name_plural = _("записи")
    columns = [
        MomentColumn("at", label=_("Когда")),
        Column("by", label=_("Кто"), accessor=lambda entry: entry.by or _("школа")),
        Column("verb", label=_("Что сделано"), accessor=lambda entry: label_of(entry.verb)),
        Column("target", label=_("С чем"), accessor=lambda entry: entry.target_label),
        Column("facts", label=_("Подробности"), accessor=described),
    ]

    def get_base_queryset(self) -> EntryQuerySet:
        return Entry.objects.select_related("by")


class EntryViewSet(ReadOnlyViewSet):
    model = Entry
    name = "journal"
    icon = "history"
    menu_label = _("Журнал")
    menu_order = 800
    add_to_admin_menu = True
    index_view_class = EntryIndexView
    filterset_class = EntryFilterSet
