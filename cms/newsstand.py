"""News: the list by date with its years and pages, the neighbours of one story, the freshest for the home page, the feed."""

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.context import open_below, open_pages, school_of, section_link
from cms.models import NewsIndexPage, NewsPage, SchoolSettings
from cms.models.opened import unclosed
from school.people.rules import tidy

PER_PAGE = 10
IN_FEED = 20
ON_HOME = 3


def stories() -> "QuerySet[NewsPage]":
    """What anybody may read."""
    return in_order(open_pages(NewsPage))


def in_order(found: "QuerySet[NewsPage]") -> "QuerySet[NewsPage]":
    """The freshest first. Bodies stay in the database."""
    return found.defer("body", "english_body").order_by("-date", "-pk")


def latest(request: HttpRequest) -> dict[str, Any]:
    """For the home page: three stories and the way to all of them."""
    return {"stories": stories()[:ON_HOME], "newsstand": section_link(request, "newsindexpage")}


def index_context(page: NewsIndexPage, request: HttpRequest) -> dict[str, Any]:
    """A year that has no news shows all of them; a page that is not there shows the nearest one."""
    found = in_order(open_below(NewsPage, page))
    years = [day.year for day in found.dates("date", "year", order="DESC")]
    year = next((year for year in years if str(year) == request.GET.get("year")), None)
    if year:
        found = found.filter(date__year=year)
    return {"years": years, "year": year, "leaf": Paginator(found, PER_PAGE).get_page(request.GET.get("page"))}


def story_context(page: NewsPage) -> dict[str, Any]:
    """The stories just before and just after. Those of one day stand by their number."""
    around = in_order(unclosed(NewsPage.objects.sibling_of(page, inclusive=False)))
    older = around.filter(Q(date__lt=page.date) | Q(date=page.date, pk__lt=page.pk or 0))
    newer = around.filter(Q(date__gt=page.date) | Q(date=page.date, pk__gt=page.pk or 0))
    return {"older": older.first(), "newer": newer.order_by("date", "pk").first()}


class NewsFeed(Feed):
    """RSS. Every address is whole and stands on BASE_URL, never on the Host that was asked."""

    language = settings.LANGUAGE_CODE

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> SchoolSettings:
        return school_of(request)

    def title(self, school: SchoolSettings) -> str:
        return tidy(_("%(school)s: новости") % {"school": school.name})

    def description(self, school: SchoolSettings) -> str:
        return tidy(_("Что происходит в школе: наборы, занятия, изменения в законах."))

    def link(self, school: SchoolSettings) -> str:
        index = open_pages(NewsIndexPage).first()
        return settings.BASE_URL + (index.address if index else "/")

    def feed_url(self, school: SchoolSettings) -> str:
        return str(settings.BASE_URL + reverse("site:feed"))

    def items(self, school: SchoolSettings) -> list[NewsPage]:
        return list(stories()[:IN_FEED])

    def item_title(self, story: NewsPage) -> str:
        return tidy(story.title)

    def item_description(self, story: NewsPage) -> str:
        return tidy(story.lead)

    def item_link(self, story: NewsPage) -> str:
        return str(settings.BASE_URL + story.address)

    def item_pubdate(self, story: NewsPage) -> datetime:
        """A story has a day and no hour: the day begins at midnight in the school's town."""
        return timezone.make_aware(datetime.combine(story.date, time.min))


urlpatterns = [path("feed/", NewsFeed(), name="feed")]
