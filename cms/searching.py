"""The public search: one line of words, found pages and terms, filters by kind. Asks, never writes; what is closed to a visitor is not counted either."""

from collections import Counter
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.context import open_pages, school_of
from cms.marking import Marker
from cms.models import GlossaryPage, SearchEntry
from cms.models.records import SchoolPage, address_of
from cms.models.search import meeting, sought
from school.people.rules import tidy

LONGEST = 200
ON_PAGE = 10
TRIED = 4
KEYS = str.maketrans("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё")


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    question = asked_in(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in SearchEntry.Kind.values else ""
    found = list(SearchEntry.objects.public().matching(question).ranked(question).values_list("pk", "kind")) if question else []
    counts = Counter(each for _pk, each in found)
    chosen = [pk for pk, each in found if kind in ("", each)]
    total = len(chosen)
    context: dict[str, Any] = {"q": question, "kind": kind, "filters": filters(counts, kind), "total": total, "school_pages": [], "instead": []}
    if total:
        context["results"] = Paginator(chosen, ON_PAGE).get_page(request.GET.get("page"))
        context["rows"] = rows_of(list(context["results"]), question)
        context["told"] = ngettext("Найдена %(count)s страница", "Найдено %(count)s страниц", total) % {"count": total}
    else:
        context["instead"] = instead(question) if question and not counts else []
        context["school_pages"] = doors_of(request)
    return render(request, "cms/search.html", context)


def asked_in(request: HttpRequest) -> str:
    return tidy(request.GET.get("q", "")[: LONGEST * 2])[:LONGEST]


def matching(pages: QuerySet[Page], question: str) -> QuerySet[Page]:
    """Those of the pages that have every word of the question. For lists with a line of search of their own."""
    return pages.filter(pk__in=SearchEntry.objects.matching(question).values("page"))


def rows_of(chosen: list[int], question: str) -> list[dict[str, Any]]:
    known = SearchEntry.objects.select_related("page", "term").defer("in_title", "in_lead", "words").in_bulk(chosen)
    marker = Marker(question)
    glossary = open_pages(GlossaryPage).first() if any(entry.term_id for entry in known.values()) else None
    shelf = address_of(glossary) if glossary else ""
    rows = []
    for entry in (known[pk] for pk in chosen if pk in known):
        url = address_of(entry.page) if entry.page else f"{shelf}#{entry.term.slug if entry.term else ''}"
        rows.append(
            {"url": url, "title": marker.marked(entry.title), "snippet": marker.snippet(entry.lead, entry.text), "kind": entry.get_kind_display()}
        )
    return rows


def filters(counts: Counter[str], chosen: str) -> list[dict[str, Any]]:
    """Kinds that have something, and the chosen one even when it has nothing."""
    rows = [(value, label, counts[value]) for value, label in SearchEntry.Kind.choices]
    return [{"value": value, "label": label, "count": count, "chosen": value == chosen} for value, label, count in rows if count or value == chosen]


def instead(question: str) -> list[dict[str, Any]]:
    """Other questions that do find something: the same keys in Russian letters, and the words one by one. One query."""
    tried = [question.lower().translate(KEYS)] if question.isascii() else []
    alone = sought(question)
    tried += alone[:TRIED] if len(alone) > 1 else []
    tried = [text for text in tried if sought(text)]
    if not tried:
        return []
    asked = {f"n{number}": Count("pk", filter=meeting(text)) for number, text in enumerate(tried)}
    counts = SearchEntry.objects.public().aggregate(**asked)
    return [{"q": text, "count": counts[f"n{number}"]} for number, text in enumerate(tried) if counts[f"n{number}"]]


def doors_of(request: HttpRequest) -> list[SchoolPage]:
    """Where to look by hand: the programme, the library, the glossary."""
    program = school_of(request).main_program
    pages: list[Any] = [program] if program and program.live else []
    shelves = open_pages(Page).filter(Q(librarypage__isnull=False) | Q(glossarypage__isnull=False))
    pages += list(shelves.select_related("librarypage", "glossarypage").order_by("path"))
    return [getattr(page, "librarypage", None) or getattr(page, "glossarypage", None) or page for page in pages]


urlpatterns = [path("search/", search, name="search")]
