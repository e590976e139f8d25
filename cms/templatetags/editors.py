"""What Wagtail's own screens say in the school's words."""

from collections.abc import Iterable
from typing import Any

from django import template
from wagtail.models import Page

from cms.learners import learners_of

register = template.Library()


@register.inclusion_tag("cms/admin/learners.html")
def study_warning(pages: Page | Iterable[Any], what: str) -> dict[str, Any]:
    """`pages` is one page or the rows of a bulk screen; `what` is unpublish, delete or move."""
    found = [pages] if isinstance(pages, Page) else [row["item"] for row in pages]
    return {"learners": learners_of(found), "what": what}
