"""What all lists of the law have in common: their place under «Справочники», the filters, the mark, boxes to tick for the lawyer's mark."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.forms import RadioSelect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column

from courses.dossiers.models.law import LawLine
from courses.office.frames import OfficeCreate, OfficeEdit, OfficeIndex, OfficeViewSet
from courses.office.spreadsheets.writing import sheet_name_of
from school.listing import Pill, PillColumn


def mark_of(row: LawLine) -> Pill:
    """Softly: what the lawyer has not seen is said, not shouted."""
    if not row.checked_on:
        return Pill("", "none", _("не проверено юристом"))
    return Pill("ok", "check", _("проверено %(day)s") % {"day": worded(row.checked_on, "j E Y")})


def force_of(row: LawLine) -> Pill | None:
    """Of a line that is in force there is nothing to say."""
    today = timezone.localdate()
    if row.until and row.until < today:
        return Pill("", "ban", _("не действует"))
    return Pill("info", "cal", _("ещё не действует")) if row.since and row.since > today else None


CHECK = PillColumn("checked_on", label=gettext_lazy("Юрист"), pill=mark_of, sort_key="checked_on")
FORCE = PillColumn("until", label=gettext_lazy("Действует"), pill=force_of, sort_key="until")


def filters(model: type[Model], *fields: str) -> type[WagtailFilterSet]:
    """The list's own fields, «не проверено юристом», «в силе сегодня»."""
    options = type("Meta", (), {"model": model, "fields": [*fields, "checked", "force"]})
    return type(f"{model.__name__}Filters", (LawFilters,), {"Meta": options})


class LawFilters(WagtailFilterSet):
    checked = ChoiceFilter(
        label=gettext_lazy("Юрист"),
        choices=[("no", gettext_lazy("не проверено юристом")), ("yes", gettext_lazy("проверено"))],
        empty_label=gettext_lazy("все"),
        method="by_mark",
        widget=RadioSelect,
    )
    force = ChoiceFilter(
        label=gettext_lazy("Сегодня"),
        choices=[("yes", gettext_lazy("в силе сегодня")), ("no", gettext_lazy("не в силе"))],
        empty_label=gettext_lazy("все"),
        method="by_force",
        widget=RadioSelect,
    )

    def by_mark(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(checked_on__isnull=value == "no")

    def by_force(self, queryset: Any, name: str, value: str) -> QuerySet[Any]:
        valid = self.queryset.model.objects.in_force(timezone.localdate()).order_by().values("pk")  # type: ignore[union-attr]
        return queryset.filter(pk__in=valid) if value == "yes" else queryset.exclude(pk__in=valid)  # type: ignore[no-any-return]


class BoxColumn(Column):
    """A box to tick for the lawyer's mark."""

    cell_template_name = "office/law/box_cell.html"

    def __init__(self, *, all_of_them: bool) -> None:
        super().__init__("box", label=gettext_lazy("Выбрать"), accessor=lambda row: "", classname="office-pick")
        self.all_of_them = all_of_them

    def get_cell_context_data(self, instance: Model, parent_context: dict[str, Any]) -> dict[str, Any]:
        return super().get_cell_context_data(instance, parent_context) | {"checked": self.all_of_them}


class UnderLaw:
    """All lists stand behind one door."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        home, *steps = super().get_breadcrumbs_items()  # type: ignore[misc]
        return [home, {"url": reverse("office:law"), "label": _("Справочники")}, *steps]


class LawIndex(UnderLaw, OfficeIndex):
    results_template_name = "office/law/results.html"
    add_item_label = gettext_lazy("Добавить строку")

    @property
    def list_name(self) -> str:
        """As the address of the mark has it."""
        return str(self.index_url_name).partition(":")[0].removeprefix("office_")

    @property
    def all_of_them(self) -> bool:
        return self.request.GET.get("pick") == "all"

    @property
    def markable(self) -> bool:
        return issubclass(self.model, LawLine)

    @property
    def table_name(self) -> str:
        """The table that can be taken in, where the list has one."""
        return sheet_name_of(self.list_name)

    @cached_property
    def columns(self) -> list[BaseColumn]:
        found: list[BaseColumn] = super().columns
        return [BoxColumn(all_of_them=self.all_of_them), *found] if self.markable else found

    def order_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Ties are settled: otherwise a row could stand on two pages."""
        rows: QuerySet[Any] = super().order_queryset(queryset)
        return rows.order_by(*rows.query.order_by, "pk") if self.ordering and rows.query.order_by else rows


class LawCreate(UnderLaw, OfficeCreate):
    words: ClassVar[Any] = gettext_lazy("Новая строка: %(list)s")

    def get_header_title(self) -> str:
        return str(self.words) % {"list": capfirst(self.model._meta.verbose_name_plural)}


class LawEdit(UnderLaw, OfficeEdit):
    pass


class LawViewSet(OfficeViewSet):
    index_view_class = LawIndex
    add_view_class = LawCreate
    edit_view_class = LawEdit
