"""What every page of the site says about the school: its name, how to reach it, the menu. Two queries, and none for answers that show neither."""

from typing import Any, NamedTuple, TypeVar

from django.core.cache import caches
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import SchoolSettings
from cms.models.opened import open_pages, unclosed
from cms.models.records import address_of

__all__ = ["open_pages"]  # for those who list pages

Below = TypeVar("Below", bound=Page)
Link = dict[str, Any]
AT_FOOT = {"textpage", "policypage", "glossarypage", "questionspage", "townspage", "teacherspage", "eligibilitypage"}


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "school": SimpleLazyObject(lambda: school_of(request)),
        "site_menu": SimpleLazyObject(lambda: menu_of(request)),
        "site_footer": SimpleLazyObject(lambda: foot_of(request)),
        "site_above": SimpleLazyObject(lambda: above(request)),
    }


def school_of(request: HttpRequest) -> SchoolSettings:
    """Remembered on the request. A school that has not been named yet gets the defaults: reading writes nothing."""
    known = getattr(request, "_school", None)
    if known is None:
        known = SchoolSettings.objects.first() or SchoolSettings()
        request._school = known  # type: ignore[attr-defined]
    return known


class Section(NamedTuple):
    """A page of the first level, as much of it as a link needs: a dozen whole pages cost more than the rest of the frame."""

    title: str
    url_path: str
    show_in_menus: bool
    kind: str


def sections_of(request: HttpRequest) -> list[Section]:
    """Live open pages of the first level in the order of the tree. Remembered on the request, and by the process until a page changes."""
    known = getattr(request, "_sections", None)
    if known is None:
        key = f"sections-{school_of(request).kept_version}"
        known = caches["local"].get(key)
        if known is None:
            open_now = unclosed(Page.objects.filter(depth=3)).order_by("path")
            known = [Section(*row) for row in open_now.values_list("title", "url_path", "show_in_menus", "content_type__model")]
            caches["local"].set(key, known, 3600)
        request._sections = known  # type: ignore[attr-defined]
    return known


def menu_of(request: HttpRequest) -> list[Link]:
    """Those «в меню». The only programme is called by one short word."""
    pages = [page for page in sections_of(request) if page.show_in_menus]
    programs = [page for page in pages if page.kind == "programpage"]
    return [link(page, request) | ({"title": _("Программа"), "ours": True} if programs == [page] else {}) for page in pages]


def foot_of(request: HttpRequest) -> list[Link]:
    """Texts and answers that are not in the menu stand at the foot."""
    return [link(page, request) for page in sections_of(request) if not page.show_in_menus and page.kind in AT_FOOT]


def above(request: HttpRequest) -> list[Link]:
    """The section in which the asked address lies, for the crumbs."""
    links = [link(page, request) for page in sections_of(request)]
    return [item for item in links if item["current"] and item["url"] != request.path]


def section_link(request: HttpRequest, kind: str) -> Link | None:
    """The link to the only section of a kind: «newsindexpage», «eligibilitypage»."""
    return next((link(page, request) for page in sections_of(request) if page.kind == kind), None)


def link(page: Section, request: HttpRequest) -> Link:
    url = address_of(page)
    return {"title": page.title, "url": url, "current": request.path.startswith(url)}


def open_below(model: type[Below], page: Page) -> "QuerySet[Below]":
    """Live pages right under one that the reader has already been let into, without those that are closed themselves."""
    return unclosed(model.objects.child_of(page))
