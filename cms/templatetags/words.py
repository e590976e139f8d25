"""Editors' text on its way to the page: links resolved, then only what the narrow editor can write; whatever else got into the table stays out."""

from typing import Any

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

register = template.Library()

TAGS = {"p", "br", "b", "strong", "i", "em", "a", "ul", "ol", "li", "h3"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto", "tel"}


@register.filter
def rich(value: Any) -> SafeString:
    source = value.source if isinstance(value, RichText) else str(value or "")
    clean = nh3.clean(expand_db_html(source), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener")
    return mark_safe(clean)  # noqa: S308 - nh3 has just cleaned it
