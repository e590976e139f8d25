"""Which pages anybody may read. One rule for lists, search, feeds and the page itself.

A page is closed when it, or a page above it, is restricted, or is an alias of something that is: an alias shows its source's words, so the source's
restrictions, with those of the sections above the source, are the alias's too. No query of its own: Wagtail's `public()` asks one, and knows
nothing of aliases.
"""

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import Page, PageViewRestriction

# An alias may have been made of an alias.
SOURCES = ("alias_of__path", "alias_of__alias_of__path")


def restricted(*paths: str) -> Exists:
    """The page asked about lies, by one of its paths, at or below a restricted one."""
    asked = {f"asked_{number}": ExpressionWrapper(OuterRef(path), CharField()) for number, path in enumerate(paths)}
    met = Q()
    for name in asked:
        met |= Q(**{f"{name}__startswith": F("page__path")})
    return Exists(PageViewRestriction.objects.alias(**asked).filter(met))


def shows_closed(path: Any) -> "QuerySet[Page]":
    """Aliases, at or above the path, of something restricted."""
    aliases = Page.objects.exclude(alias_of=None).alias(below=ExpressionWrapper(path, CharField()))
    return aliases.filter(restricted(*SOURCES), below__startswith=F("path"))


def open_pages(model: "type[Any]") -> "QuerySet[Any]":
    """Live pages that anybody may read."""
    return model.objects.live().filter(~restricted("path"), ~Exists(shows_closed(OuterRef("path"))))


def unclosed(pages: Any) -> "QuerySet[Any]":
    """Of live pages in a section that the reader has already been let into: those that are not closed themselves."""
    found: QuerySet[Any] = pages.live().filter(~restricted(*SOURCES), view_restrictions=None)
    return found


def restrictions_of(page: Page) -> "QuerySet[PageViewRestriction]":
    """Own, inherited, and of what the page or one above it is an alias of. Where nothing is closed, the cheapest question there is."""
    if not PageViewRestriction.objects.exists():
        return PageViewRestriction.objects.none()
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    aliases = Page.objects.filter(path__in=above).exclude(alias_of=None)
    shown = Q()
    for source in SOURCES:
        shown |= Q(**{f"{source}__startswith": OuterRef("page__path")})
    return PageViewRestriction.objects.filter(Q(page__path__in=above) | Exists(aliases.filter(shown)))
