"""The editor's room: the school's name, Russian words, only the menus that a role needs, moves that records forbid."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page

from cms.choosers import lesson_files
from cms.models.records import REFUSED_MOVE, RecordPage

# Not for the school: files of lessons live in the vault, help is in Russian on the pages themselves, workflows and collections are not used.
NOBODY = {"documents", "help", "snippets", "workflows", "workflow-tasks", "collections", "redirects"}
# Reports and settings are for those who keep the whole school.
ADMINISTRATORS = {"reports", "users", "groups", "sites", "locales"}


@hooks.register("register_admin_viewset")
def lesson_file_chooser() -> ViewSet:
    return lesson_files


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
@hooks.register("construct_reports_menu")
def only_needed_menus(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    hidden = NOBODY if request.user.is_superuser else NOBODY | ADMINISTRATORS
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("construct_homepage_panels")
def quiet_front_page(request: HttpRequest, panels: list[Any]) -> None:
    """No panels of workflows: the school publishes without them."""
    unused = {"UserObjectsInWorkflowModerationPanel", "WorkflowObjectsToModeratePanel"}
    panels[:] = [panel for panel in panels if type(panel).__name__ not in unused]


@hooks.register("before_move_page")
def keep_records_in_their_program(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """The same rule stands in `RecordPage.can_move_to`; here it is said in words."""
    page = page.specific
    if isinstance(page, RecordPage) and page.leaves_its_program(destination):
        messages.error(request, REFUSED_MOVE % {"title": page.get_admin_display_title()})
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("register_rich_text_features")
def narrow_links(features: Any) -> None:
    """Text is plain: bold, italic, links, lists, one level of headings. No documents, embeds or pictures inside it."""
    features.default_features = ["bold", "italic", "link", "ol", "ul", "h3"]
