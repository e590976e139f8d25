"""Doors for machines: the map of the site and what they may read. Addresses stand on BASE_URL, never on the Host that was asked."""

from collections.abc import Iterable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.models.opened import open_pages
from cms.models.records import address_of

# Personal rooms and staff's rooms answer strangers with a sign-in anyway: machines need not knock.
CLOSED = [
    "/accounts/",
    "/apply/",
    "/c/",
    "/C/",
    "/cabinet/",
    "/cms/",
    "/invitation/",
    "/kit/",
    "/mentor/",
    "/people/",
    "/post/",
    "/search/",
    "/study/",
    "/trainer/",
]


class OnBase(Sitemap):
    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        base = urlsplit(settings.BASE_URL)
        whose: Any = SimpleNamespace(domain=base.netloc)
        return super().get_urls(page, whose, base.scheme)


class PagesMap(OnBase):
    limit = 5000

    def items(self) -> Iterable[Page]:
        return open_pages(Page).filter(depth__gt=1, alias_of=None).only("url_path", "last_published_at").order_by("path")

    def location(self, item: Page) -> str:
        return address_of(item)

    def lastmod(self, item: Page) -> datetime | None:
        return item.last_published_at


class DoorsMap(OnBase):
    def items(self) -> list[str]:
        return ["portals:cohorts", "portals:check"]

    def location(self, item: str) -> str:
        return reverse(item)


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    return sitemap(request, {"pages": PagesMap, "doors": DoorsMap})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    rows = ["User-agent: *", *(f"Disallow: {address}" for address in CLOSED), "", f"Sitemap: {settings.BASE_URL}{reverse('site:sitemap')}", ""]
    return HttpResponse("\n".join(rows), content_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"})


urlpatterns: list[URLPattern] = [path("sitemap.xml", site_map, name="sitemap"), path("robots.txt", robots, name="robots")]
