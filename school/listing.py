"""Counts under the lists of the admin: plural forms of Russian names cannot be made from two words, so a list says «Всего: 5»."""

from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator


class Totals(WagtailPaginator):
    """Wagtail itself says «Страница 1 из 3» beside it."""

    @property
    def items_count_label(self) -> str:
        return _("Всего: %(n)s") % {"n": self.count}
