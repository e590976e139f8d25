"""The field of a rich text: what is no text of the editor is refused as a bad request, not met as a fault of ours."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from wagtail.admin.rich_text import DraftailRichTextArea


class WritingArea(DraftailRichTextArea):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        try:
            html: str | None = super().value_from_datadict(data, files, name)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
            raise SuspiciousOperation("a rich text that no editor has written") from error
        return html
