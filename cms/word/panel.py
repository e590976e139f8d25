"""The way to Word where it is looked for: above the text of the page."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel


class WordPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/word/way.html"

        def is_shown(self) -> bool:
            """Imported here: models are made of panels."""
            from cms.word.actions import locked_against, may_add

            page, person = self.instance, self.request.user
            return bool(page.pk and may_add(page, person) and not locked_against(page, person))

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {"url": reverse("cms_word_choose", args=[self.instance.pk])}


def with_word(panels: list[Any]) -> list[Any]:
    found = []
    for panel in panels:
        found += [WordPanel(), panel] if getattr(panel, "field_name", "") == "body" else [panel]
    return found
