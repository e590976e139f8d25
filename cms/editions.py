"""Editions of legal texts: each publication keeps its words; the reader sees the edition in force today and can open the others."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from cms.models import PolicyEdition, PolicyPage


def keep_edition(sender: type[PolicyPage], instance: PolicyPage, **signal: Any) -> None:
    """The receiver of `page_published`. An edition once published is never rewritten: a new text needs a new date, the form says so."""
    words = {"title": instance.title, "lead": instance.lead, "body": instance.body}
    PolicyEdition.objects.get_or_create(page=instance, in_force_from=instance.in_force_from, defaults=words)


def edition_context(page: PolicyPage, request: HttpRequest) -> dict[str, Any]:
    """`edition` is the one asked for (`?edition=2026-09-01`) or the one in force today; a page that was never published shows itself. One query."""
    editions = list(page.editions.all())
    today = timezone.localdate()
    in_force = next((edition for edition in editions if edition.in_force_from <= today), None)
    shown = in_force or next(iter(editions), None) or page
    if (asked := request.GET.get("edition")) and not page.in_english:
        shown = next((edition for edition in editions if edition.in_force_from == day_of(asked)), None)
        if shown is None:
            raise Http404
    if getattr(request, "is_preview", False) or page.in_english:
        shown = page
    later = [edition.in_force_from for edition in editions if edition.in_force_from > shown.in_force_from]
    ended = min(later) if later and min(later) <= today else None
    coming = [edition for edition in editions if edition.in_force_from > today]
    return {"edition": shown, "editions": editions, "in_force": in_force, "coming": coming[-1] if coming else None, "ended": ended}


def day_of(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise Http404 from error
