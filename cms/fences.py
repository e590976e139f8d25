"""Fences of the editors' room where Wagtail's own are low: drafts of other people in choosers and bulk actions, reports that no menu shows, pictures
that visitors see, numbers that are not numbers."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from wagtail import hooks
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.desk import edits_pages, reviews
from cms.numbers import is_number
from cms.pictures import SHOWN, out_of_hands
from school.people.models import User
from school.people.requests import PersonRequest

# Parameters of Wagtail's addresses that it gives to the database as they come.
NUMBERS = {"id", "childOf", "target_pages[]"}
REPORTS, OPEN_REPORTS = "wagtailadmin_reports:", {"workflow", "site_history", "locked_pages"}
# Views that read their `id` themselves: the office's own, and the sample of a block, whose id is a name.
OWN_WORDS = ("office", "wagtailadmin_block_preview")
EXTRA = "workflow-action-extra-data"
# Models whose own views know who may do what with each object.
KNOW_THEMSELVES = {("wagtailimages", "image")}


class FenceMiddleware:
    """Stands before Wagtail's views, for people who are inside already; others are met by Wagtail's own door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: PersonRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not request.path_info.startswith("/cms/") or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        name = match.view_name
        if not name.startswith(OWN_WORDS):
            only_numbers(request, kwargs)
        if name.startswith(REPORTS):
            about_report(request.user, name.removeprefix(REPORTS).removesuffix("_results"))
        elif name == "wagtail_bulk_action":
            about_bulk(request, kwargs["app_label"], kwargs["model_name"])
        elif name == "wagtailadmin_choose_page_child":
            all_seen(request.user, [kwargs["parent_page_id"]])
        elif name == "wagtailadmin_choose_page_chosen_multiple":
            all_seen(request.user, request.GET.getlist("id"))
        elif name == "wagtailimages:delete":
            return about_picture(request, kwargs["image_id"])
        elif name == "wagtailadmin_pages:copy" and request.method == "POST":
            only_number(request.POST.get("new_parent_page", ""))
        elif request.method == "POST" and name.startswith("wagtailadmin_pages:") and EXTRA in request.POST:
            whole(request.POST[EXTRA])
        return None


def only_numbers(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    given = [value for name in NUMBERS for value in request.GET.getlist(name) if value != "all"]
    if isinstance(kwargs.get("pk"), str):
        given.append(kwargs["pk"])
    if not all(is_number(value) for value in given):
        raise Http404


def only_number(given: str) -> None:
    if not is_number(given):
        raise SuspiciousOperation("a page is copied to no number of a page")


def whole(extra: str) -> None:
    """What a step of the review is told: names and values, and nothing else."""
    try:
        told = json.loads(extra)
    except ValueError as error:
        raise SuspiciousOperation("extra data of a review are not JSON") from error
    if not isinstance(told, dict):
        raise SuspiciousOperation("extra data of a review are no names and values")


def seen_by(user: User, pages: "QuerySet[Page]") -> "QuerySet[Page]":
    """Live pages, and those in the sections where the person works."""
    if user.is_superuser:
        return pages
    own = Q(live=True)
    for section in policy_registry.get_by_type(Page).instances_with_direct_explore_permission(user):
        own |= Q(path__startswith=section.path)
    return pages.filter(own)


def all_seen(user: User, keys: list[Any]) -> None:
    wanted = {int(key) for key in keys}
    if seen_by(user, Page.objects.filter(pk__in=wanted)).exclude(depth=1).count() < len(wanted - root()):
        raise Http404


def root() -> set[int]:
    """It has no words of anybody."""
    return set(Page.objects.filter(depth=1).values_list("pk", flat=True))


def about_report(user: User, name: str) -> None:
    """Those of the menu, for those who have the menu."""
    if not user.is_superuser and not (name in OPEN_REPORTS and reviews(user).exists()):
        raise PermissionDenied


def about_bulk(request: PersonRequest, app: str, model: str) -> None:
    """Wagtail's page «what will be done» names also the objects that it will not touch."""
    user = request.user
    if (app, model) == ("wagtailcore", "page"):
        if not edits_pages(user):
            raise PermissionDenied
        keys = request.GET.getlist("id")
        everything = "all" in keys
        if everything and not request.GET.get("childOf") and not user.is_superuser:
            raise Http404
        all_seen(user, [request.GET["childOf"]] if everything and "childOf" in request.GET else [key for key in keys if key != "all"])
    elif (app, model) not in KNOW_THEMSELVES and not any(user.has_perm(f"{app}.{verb}_{model}") for verb in ("change", "delete")):
        raise PermissionDenied


def about_picture(request: PersonRequest, image_id: int) -> HttpResponse | None:
    """`PicturePolicy` refuses too; here it is said in words to whom the picture belongs."""
    picture = get_object_or_404(get_image_model(), pk=image_id)
    if picture.is_editable_by_user(request.user) and out_of_hands(request.user, [picture]):
        messages.error(request, SHOWN)
        return redirect("wagtailimages:edit", picture.pk)
    return None


@hooks.register("construct_page_chooser_queryset")
def no_drafts_of_others(pages: "QuerySet[Page]", request: PersonRequest) -> "QuerySet[Page]":
    return seen_by(request.user, pages)
