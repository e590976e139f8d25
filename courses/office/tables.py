"""Lists of the office: Wagtail's listing with our door, our search and our dates."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import BaseListingView

from courses.office.access import OfficeOnly
from courses.office.spreadsheets.writing import sheet_name_of
from courses.templatetags.states import pill_of
from school.journal.labels import label_of
from school.journal.models import Entry
from school.listing import PillColumn, Totals
from school.people.rules import Text, folded


class DayColumn(Column):
    """«1 декабря 2026»: a list of the office spans years, so the year is always said."""

    def get_value(self, instance: Model) -> str:
        value = super().get_value(instance)
        return date_format(value, "j E Y") if value else "–"


class MomentColumn(Column):
    def get_value(self, instance: Model) -> str:
        value = super().get_value(instance)
        return date_format(timezone.localtime(value), "j E Y, H:i") if value else "–"


class LinkColumn(Column):
    """Where one goes to answer more than a button asks; `url` answers an empty string where there is nothing to do."""

    cell_template_name = "office/link_cell.html"

    def __init__(self, name: str, *, label: Any, url: Any) -> None:
        super().__init__(name, label=label, accessor=lambda row: "")
        self.words, self.url = label, url

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        return super().get_cell_context_data(instance, parent_context) | {"words": self.words, "url": self.url(instance)}


class PickColumn(Column):
    """A checkbox that belongs to the form of the bulk verb; `may` says whether the verb can be done with the row."""

    cell_template_name = "office/pick_cell.html"

    def __init__(self, name: str, *, label: Text, may: Callable[[Any], bool], all_of_them: bool = False) -> None:
        super().__init__(name, label=label, classname="office-pick")
        self.may, self.all_of_them = may, all_of_them

    def get_cell_context_data(self, instance: Model, parent_context: dict[str, Any]) -> dict[str, Any]:
        return super().get_cell_context_data(instance, parent_context) | {"form_id": "bulk", "may": self.may(instance), "checked": self.all_of_them}


class StateColumn(PillColumn):
    """The row's own state with the tone that staff screens give it."""

    def __init__(self, *, sort_key: str | None = None) -> None:
        super().__init__("state", label=_("Состояние"), pill=pill_of, sort_key=sort_key)


def spelled(query: str, *fields: str) -> Q:
    """For texts without a folded column: SQLite tells capital Cyrillic letters from small ones, so the usual spellings are all tried."""
    words = " ".join(query.replace("\0", "").split())[:200]
    found = Q()
    for each in {words, words.lower(), words.upper(), words.capitalize(), words.title()}:
        for field in fields:
            found |= Q(**{f"{field}__icontains": each})
    return found


def crumbs(*steps: tuple[str, Text]) -> list[dict[str, Any]]:
    start = {"url": reverse("wagtailadmin_home"), "label": _("Главная")}
    return [start, *({"url": url, "label": label} for url, label in steps)]


class Pages(Totals):
    """Of a long list numbers first, rows afterwards: what the page does not show is neither joined nor annotated, so page 500 costs what page 1 does."""

    SHORT = 500  # sorted whole by the one query that brings the rows

    def page(self, number: int | str) -> Page:  # type: ignore[type-arg]
        number = int(self.validate_number(number))
        start = (number - 1) * self.per_page
        if self.count <= self.SHORT:
            return self._get_page(list(self.object_list[start : start + self.per_page]), number, self)
        keys = self.keys(start, start + self.per_page)
        rows = {row.pk: row for row in self.object_list.order_by().filter(pk__in=keys)}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)

    def keys(self, start: int, stop: int) -> list[int]:
        return list(self.object_list.values_list("pk", flat=True)[start:stop])


def midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


class TimelinePages(Pages):
    """By `starts_at`: today and later first, the nearest on top, then what is over, the latest first. Each part is an index read from its end: nothing is sorted."""

    def keys(self, start: int, stop: int) -> list[int]:
        ahead = self.object_list.filter(starts_at__gte=midnight()).order_by("starts_at", "pk")
        found = list(ahead.values_list("pk", flat=True)[start:stop])
        if len(found) == min(stop, self.count) - start:
            return found
        size = ahead.count()
        over = self.object_list.filter(starts_at__lt=midnight()).order_by("-starts_at", "pk")
        return [*found, *over.values_list("pk", flat=True)[max(0, start - size) : stop - size]]


class OfficeListing(OfficeOnly, BaseListingView):
    """`folded_fields` are the folded columns that the search box looks in."""

    paginate_by = 30
    paginator_class = Pages
    is_searchable = True
    folded_fields: tuple[str, ...] = ()
    template_name = "office/listing.html"
    results_template_name = "office/listing_results.html"
    nothing: Text = _("Пока пусто.")

    @property
    def export_name(self) -> str:
        return sheet_name_of(self.index_url_name.removeprefix("office:"))

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Ties are settled: otherwise a row could stand on two pages."""
        return queryset.order_by(self.ordering, "pk") if self.ordering else queryset

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        needle = folded(self.search_query)
        if not needle:
            return queryset
        found = queryset.none()
        for field in self.folded_fields:
            found = found | queryset.filter(**{f"{field}__contains": needle})
        return found

    @property
    def no_results_message(self) -> Text:
        return _("Никого не нашли. Измените отбор или поиск.") if self.is_searching or self.is_filtering else self.nothing

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs(("", self.get_page_title()))


def history(target: Model) -> list[dict[str, Any]]:
    """What the journal knows about a row, newest first."""
    rows = Entry.objects.about(target).select_related("by")[:30]
    return [{"at": row.at, "by": row.by, "words": label_of(row.verb), "reason": row.facts.get("reason", "")} for row in rows]
