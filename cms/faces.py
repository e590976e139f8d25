"""Who teaches and where: cards of teachers, towns with their cohorts, names of speakers that lead to a teacher's page."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest
from wagtail.images import get_image_model

from cms.blocks.places import lit
from cms.context import open_below, open_pages
from cms.models import TeacherPage, TeachersPage, TownPage, TownsPage
from cms.showcase import MAP, Offer, offers

PER_PAGE = 24
PORTRAITS = ("fill-192x192|format-avif", "fill-192x192|format-webp")


def teachers_context(page: TeachersPage, request: HttpRequest) -> dict[str, Any]:
    """Portraits of one leaf come in two queries however many there are."""
    portraits = Prefetch("portrait", get_image_model().objects.prefetch_renditions(*PORTRAITS))
    found = open_below(TeacherPage, page).defer("body", "english_body").order_by("path").prefetch_related(portraits)
    return {"leaf": Paginator(found, PER_PAGE).get_page(request.GET.get("page"))}


def addresses_of(names: Iterable[str]) -> dict[str, str]:
    """Name → the address of the teacher's page, for names that have one. One query, none without names."""
    wanted = {" ".join(name.split()) for name in names}
    if not wanted:
        return {}
    return {page.title: page.address for page in open_pages(TeacherPage).filter(title__in=wanted).only("title", "url_path")}


def nearest_by_town(found: Iterable[Offer]) -> dict[int, Offer]:
    """Open cohorts stand first in the list of offers, so the first one of a town is the nearest."""
    nearest: dict[int, Offer] = {}
    for offer in found:
        nearest.setdefault(offer.town.pk, offer)
    return nearest


def towns_context(page: TownsPage) -> dict[str, Any]:
    found = offers()
    nearest = nearest_by_town(found)
    towns = open_below(TownPage, page).select_related("town").defer("body", "english_body").order_by("path")
    return {"towns": [{"page": town, "nearest": nearest.get(town.town_id)} for town in towns], "map": map_of(found)}


def map_of(found: Iterable[Offer]) -> list[dict[str, str]]:
    """Lit where one may apply now; the list beside says the same in words."""
    waiting = {offer.town.name for offer in found if offer.open}
    return [{**place, "tone": "lit" if place["name"] in waiting else "z"} for place in lit(next(iter(MAP)))]


def town_context(page: TownPage) -> dict[str, Any]:
    """The sketch shows the region with this town lit, unless a place in the text shows it already or the sketch does not know the town."""
    here = offers(town_id=page.town_id) if page.town_id else []
    town = here[0].town if here else page.town
    shown = any(block.block_type == "place" and block.value.get("town") for block in page.body)
    return {"offers": here, "map": [] if shown or not town else lit(town.name)}
