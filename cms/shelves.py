"""The library: search, filters and order of its entries, and where one entry is used."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, ReferenceIndex

from cms.context import open_below, open_pages
from cms.finding import typed
from cms.models import LibraryEntryPage, LibraryPage
from cms.models.records import address_of
from cms.searching import matching
from school.people.rules import folded

PER_PAGE = 20
LAW = {"verified": _("Проверено юристом"), "doubt": _("Есть сомнение")}
LAW_FILTERS = {"verified": ~Q(verified=""), "doubt": ~Q(doubt="")}
ORDERS = {"title": _("По названию"), "date": _("Сначала свежие редакции")}


def library_context(page: LibraryPage, request: HttpRequest) -> dict[str, Any]:
    """Order is made in memory (some hundreds of titles; the database knows no Russian alphabet); the rows of one leaf are fetched then."""
    shelf = open_below(LibraryEntryPage, page)
    chosen = choice_of(request)
    keys = keys_of(shelf, chosen)
    leaf = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    rows = shelf.select_related("file").defer("body", "english_body").in_bulk(list(leaf.object_list))
    return {
        "leaf": leaf,
        "entries": [rows[key] for key in leaf.object_list if key in rows],
        "chosen": chosen,
        "filtered": bool(chosen["q"] or chosen["kind"] or chosen["law"]),
        "kinds": LibraryEntryPage.Kind.choices,
        "laws": LAW.items(),
        "orders": ORDERS.items(),
    }


def choice_of(request: HttpRequest) -> dict[str, Any]:
    """What was asked for; a value that is not offered counts as none."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "law", "sort")}
    return {
        "q": typed(request.GET.get("q")),
        "kind": asked["kind"] if asked["kind"] in LibraryEntryPage.Kind.values else "",
        "law": asked["law"] if asked["law"] in LAW else "",
        "sort": asked["sort"] if asked["sort"] in ORDERS else "title",
    }


def keys_of(shelf: "QuerySet[LibraryEntryPage]", chosen: dict[str, Any]) -> list[int]:
    """Numbers of the fitting entries in their order; those without a date stand after the dated ones."""
    if chosen["kind"]:
        shelf = shelf.filter(kind=chosen["kind"])
    if chosen["law"]:
        shelf = shelf.filter(LAW_FILTERS[chosen["law"]])
    if chosen["q"]:
        shelf = matching(shelf, chosen["q"])
    found = [(folded(title), edition, key) for key, title, edition in shelf.values_list("pk", "title", "edition")]
    found.sort(key=lambda row: (row[0], row[2]))
    if chosen["sort"] == "date":
        found.sort(key=lambda row: row[1] or date.min, reverse=True)
    return [key for _title, _edition, key in found]


def entry_context(page: LibraryEntryPage) -> dict[str, Any]:
    return {"used_in": used_in(page)}


def used_in(page: LibraryEntryPage) -> list[dict[str, str]]:
    """Public pages that refer to the entry: lessons, news, plain pages. Two queries."""
    if page.pk is None:
        return []
    references = ReferenceIndex.get_references_to(page).filter(base_content_type=ContentType.objects.get_for_model(Page))
    keys = {int(key) for key in references.values_list("object_id", flat=True) if str(key).isdecimal()} - {page.pk}
    if not keys:
        return []
    return [{"title": found.title, "url": address_of(found)} for found in open_pages(Page).filter(pk__in=keys).order_by("path")]
