"""Lists of the admin: counts under them («Всего: 5», since plural forms of Russian names cannot be made from two words), states as pills in them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column


class Totals(WagtailPaginator):
    """Wagtail itself says «Страница 1 из 3» beside it."""

    @property
    def items_count_label(self) -> str:
        return _("Всего: %(n)s") % {"n": self.count}


class Pill(NamedTuple):
    """A state for the eye: tone (ok, warn, bad, info or none), sign and the state's own word."""

    tone: str
    sign: str
    text: str | Promise


class PillColumn(Column):
    """`pill` says what a row's state looks like; None says nothing."""

    cell_template_name = "components/pill_cell.html"

    def __init__(self, name: str, *, label: str | Promise, pill: Callable[[Any], Pill | None], sort_key: str | None = None) -> None:
        super().__init__(name, label=label, accessor=lambda row: "", sort_key=sort_key)
        self.pill = pill

    def get_cell_context_data(self, instance: Model, parent_context: dict[str, Any]) -> dict[str, Any]:
        return super().get_cell_context_data(instance, parent_context) | {"pill": self.pill(instance)}
