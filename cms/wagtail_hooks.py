"""The editor's room: the school's name, Russian words, only the menus that a role needs, moves that records forbid."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms import fences, room
from cms.choosers import CHOOSERS
from cms.models.records import REFUSED_MOVE, RecordPage
from cms.word import views
from cms.word.actions import locked_against, may_add
from school.people.models import User

__all__ = ["fences", "room"]  # what Wagtail would not find by itself

# Not for the school: files of lessons live in the vault, help is in Russian on the pages themselves, the one workflow is not edited, collections
# are not used. Reports are narrowed in cms.room.
NOBODY = {"documents", "help", "snippets", "workflows", "workflow-tasks", "collections"}
# Settings of the site are for those who keep the whole school.
ADMINISTRATORS = {"users", "groups", "sites", "locales"}


@hooks.register("register_admin_viewset")
def file_choosers() -> list[ViewSet]:
    return CHOOSERS


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
def only_needed_menus(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    hidden = NOBODY if request.user.is_superuser else NOBODY | ADMINISTRATORS
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("before_move_page")
def keep_records_in_their_program(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """The same rule stands in `RecordPage.can_move_to`; here it is said in words."""
    page = page.specific
    if isinstance(page, RecordPage) and page.leaves_its_program(destination):
        messages.error(request, REFUSED_MOVE % {"title": page.get_admin_display_title()})
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("register_admin_urls")
def ways_of_word() -> list[URLPattern]:
    return views.urlpatterns


@hooks.register("register_page_header_buttons")
def from_word(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """In the editor only: elsewhere the page's words are not at hand."""
    page = page.specific
    if view_name == "edit" and may_add(page, user) and not locked_against(page, user):
        yield Button(_("Загрузить из Word"), url=reverse("cms_word_choose", args=[page.pk]), icon_name="upload", priority=25)


@hooks.register("register_rich_text_features")
def narrow_links(features: Any) -> None:
    """Text is plain: bold, italic, links, lists, one level of headings. No documents, embeds or pictures inside it."""
    features.default_features = ["bold", "italic", "link", "ol", "ul", "h3"]


@hooks.register("insert_editor_js")
def by_hand() -> str:
    """How far a film has come, in words, in the chooser's window; no saving behind the back of a button."""
    scripts = (static("admin/upload.js"), static("admin/room.js"))
    return format_html_join("", '<script src="{}" defer></script>', ((script,) for script in scripts))


@hooks.register("insert_global_admin_js")
def dates_as_typed() -> str:
    """Not deferred: fields make their calendars while the page is read."""
    return format_html('<script src="{}"></script>', static("admin/dates.js"))
