"""Rich text that is narrow in the database too: whatever an editor pastes or a forged form sends, only what the narrow editor can write is kept."""

from typing import Any

import nh3
from wagtail import blocks
from wagtail.rich_text import RichText

TAGS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li", "h3"}
SCHEMES = {"http", "https", "mailto", "tel"}
# `linktype` and `id` are Wagtail's own link to a page, `data-block-key` its anchor for remarks. Embeds and pictures inside text are not used.
ATTRIBUTES = {"a": {"href", "linktype", "id"}, **{tag: {"data-block-key"} for tag in ("p", "li", "h3")}}
GONE = {"script", "style", "title", "xml"}


def clean_text(html: str) -> str:
    if not html:
        return ""
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None, clean_content_tags=GONE)
    return clean.replace("<br>", "<br/>").replace("&nbsp;", "\xa0")


class CleanTextBlock(blocks.RichTextBlock):
    """Cleaned where a form comes in and where a value goes to the database: no way round, from a command or from a form."""

    def value_from_form(self, value: Any) -> RichText:
        return RichText(clean_text(value or ""))

    def get_prep_value(self, value: Any) -> str:
        return clean_text(super().get_prep_value(value))
