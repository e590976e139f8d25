"""What every page of the site says about the school: its name, how to reach it, the menu. Two queries, and none for answers that show neither."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import SchoolSettings
from cms.models.records import address_of


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "school": SimpleLazyObject(lambda: school_of(request)),
        "site_menu": SimpleLazyObject(lambda: links_of(request)[0]),
        "site_footer": SimpleLazyObject(lambda: links_of(request)[1]),
    }


def school_of(request: HttpRequest) -> SchoolSettings:
    """Remembered on the request. A school that has not been named yet gets the defaults: reading writes nothing."""
    known = getattr(request, "_school", None)
    if known is None:
        known = SchoolSettings.objects.select_related("main_program").first() or SchoolSettings()
        request._school = known  # type: ignore[attr-defined]
    return known


Links = list[dict[str, Any]]


def links_of(request: HttpRequest) -> tuple[Links, Links]:
    """Live pages of the first level in the order of the tree: those «в меню», and plain text pages that stand at the foot. Remembered."""
    known = getattr(request, "_links", None)
    if known is None:
        pages = Page.objects.live().filter(depth=3).order_by("path").select_related("content_type")
        menu = [page for page in pages if page.show_in_menus]
        foot = [page for page in pages if not page.show_in_menus and page.content_type.model == "textpage"]
        known = [link(page, request) for page in menu], [link(page, request) for page in foot]
        programs = [item for item, page in zip(known[0], menu, strict=True) if page.content_type.model == "programpage"]
        if len(programs) == 1:
            programs[0]["title"] = _("Программа")
        request._links = known  # type: ignore[attr-defined]
    return known


def link(page: Page, request: HttpRequest) -> dict[str, Any]:
    url = address_of(page)
    return {"title": page.title, "url": url, "current": request.path.startswith(url)}
