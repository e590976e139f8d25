"""Editors' text on its way to the page: links resolved, then only what the narrow editor can write; whatever else got into the table stays out."""

import re
from datetime import date
from pathlib import PurePath
from typing import Any

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from cms.blocks.clean import SCHEMES, TAGS
from cms.explaining import Explainer

register = template.Library()

ATTRIBUTES = {"a": {"href"}}
# The first tag of a block, if it has no name of its own yet.
OPENING = re.compile(r"\A(\s*<[a-z][a-z0-9-]*)(?![^>]*\sid=)(?=[\s>])", re.I)
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@register.filter
def rich(value: Any) -> SafeString:
    source = value.source if isinstance(value, RichText) else str(value or "")
    clean = nh3.clean(expand_db_html(source), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it


@register.simple_tag(takes_context=True)
def explainer(context: template.Context) -> Explainer:
    """For the blocks of one body: `{% explainer as terms_once %}` above them, `{% explained value %}` inside."""
    return Explainer(context.get("request"))


@register.simple_tag(takes_context=True)
def explained(context: template.Context, value: Any) -> SafeString:
    """`rich`, and the first use of each term in the body opens its explanation."""
    terms = context.get("terms_once")
    return terms.explained(rich(value)) if isinstance(terms, Explainer) else rich(value)


@register.simple_tag(takes_context=True)
def placed(context: template.Context, child: Any) -> SafeString:
    """A block of a body. In a lesson its first tag is named after the block, which keeps its id through every edition: «Продолжить с места» leads there."""
    html: SafeString = child.render_as_block(context=context.flatten())
    if not context.get("lesson") or not KEY.fullmatch(child.id or ""):
        return html
    return mark_safe(OPENING.sub(rf'\1 id="b-{child.id}"', html, count=1))  # noqa: S308 - only the key is put into what has just been rendered


@register.filter
def lines(value: Any) -> list[str]:
    """«По одной теме в строке» → the themes."""
    return [line.strip() for line in str(value or "").splitlines() if line.strip()]


@register.filter
def kind_of_file(name: Any) -> str:
    """«Лист.pdf» → «PDF»."""
    return PurePath(str(name or "")).suffix.lstrip(".").upper()


@register.filter
def calendar_day(value: date) -> str:
    """«5 декабря»; the year only when it is not the current one."""
    from cms.showcase import in_words

    return in_words(value)


@register.filter
def web(value: Any) -> str:
    """The address, if it is one of the web: an old value may be anything."""
    found = str(value or "")
    return found if found.startswith(("https://", "http://")) else ""


@register.simple_tag
def sample_blocks() -> list[Any]:
    """Every block with the value that the editor's picker shows."""
    from cms.blocks import LessonBody

    return [block.bind(block.get_preview_value()) for block in LessonBody().child_blocks.values() if block.is_previewable]
