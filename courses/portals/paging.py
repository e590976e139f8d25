"""Pages of a list that grows for years."""

from typing import Any

from django.core.paginator import Page, Paginator

SHORT = 500  # rows that one query sorts and brings


class LongPages(Paginator):  # type: ignore[type-arg]
    """Numbers first, rows afterwards: what the page does not show is neither joined nor carried through the sorting."""

    def page(self, number: int | str) -> "Page[Any]":
        if self.count <= SHORT:
            return super().page(number)
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        rows: Any = self.object_list
        keys = list(rows.values_list("pk", flat=True)[start : start + self.per_page])
        found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)}
        return Page([found[key] for key in keys if key in found], number, self)
