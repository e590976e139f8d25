"""What the head of a page says to machines."""

from typing import Any

from django import template

from cms.structured import head_of

register = template.Library()


@register.simple_tag(takes_context=True)
def head(context: template.Context) -> dict[str, Any] | None:
    """Nothing for pages made without a request: errors, letters."""
    request = context.get("request")
    known: dict[Any, Any] = context.flatten()
    return head_of(known, request) if request is not None else None
