"""Publishing: what Wagtail is told at its start about the review, the first page, the checker, warnings and menus."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms.checker import speak_russian
from cms.desk import OldPagesPanel, OwnPagesPanel, StartPanel, WaitingPanel, edits_pages, reviews
from cms.redirecting import ways
from cms.screens import SchoolPages, for_reviewer, in_plain_words, refusal
from cms.vocabulary import Vocabulary, changed, deleted
from courses.enrollment.rules import roles_of
from school.people.requests import PersonRequest

# Panels of Wagtail that ours take the place of.
REPLACED = {"UserObjectsInWorkflowModerationPanel", "WorkflowObjectsToModeratePanel", "RecentEditsPanel"}
# What a methodologist needs of the reports.
REPORTS = {"workflows": _("Проверка страниц"), "site-history": _("История страниц"), "locked-pages": _("Страницы под замком")}


@hooks.register("register_admin_viewset", order=10)
def school_screens() -> list[ViewSet]:
    """After Wagtail has registered its own screens of pages."""
    return [SchoolPages()]


register_snippet(Vocabulary)


@hooks.register("construct_homepage_panels")
def desk(request: PersonRequest, panels: list[Any]) -> None:
    panels[:] = [panel for panel in panels if type(panel).__name__ not in REPLACED]
    if edits_pages(request.user):
        panels += [kind(request.user) for kind in (WaitingPanel, OwnPagesPanel, StartPanel, OldPagesPanel)]


class TrainerItem(MenuItem):
    def is_shown(self, request: PersonRequest) -> bool:
        return "trainer" in roles_of(request.user)


@hooks.register("register_admin_menu_item")
def own_meetings() -> MenuItem:
    return TrainerItem(_("Мои занятия"), reverse("portals:trainer"), name="own-meetings", icon_name="date", order=60)


class QuizzesItem(MenuItem):
    """For those who write the programme; the office has its own in the section of the school."""

    def is_shown(self, request: PersonRequest) -> bool:
        roles = roles_of(request.user)
        return bool(roles & {"author", "methodologist"}) and not roles & {"coordinator", "administrator"}


@hooks.register("register_admin_menu_item")
def quizzes() -> MenuItem:
    return QuizzesItem(_("Тесты"), reverse("portals:quiz_list"), name="quizzes", icon_name="help", order=61)


@hooks.register("register_admin_menu_item")
def to_site() -> MenuItem:
    """The fragment keeps the item from being «where you are»: every address of the admin begins with the site's."""
    return MenuItem(_("На сайт"), "/#main", name="to-site", icon_name="home", order=20_000)


@hooks.register("construct_page_action_menu")
def plain_words(menu_items: list[Any], request: PersonRequest, context: dict[str, Any]) -> None:
    menu_items[:] = [in_plain_words(item) for item in for_reviewer(menu_items)]


hooks.register("construct_wagtail_userbar", speak_russian)
hooks.register("register_admin_urls", ways, order=-10)


@hooks.register("construct_reports_menu")
def few_reports(request: PersonRequest, menu_items: list[MenuItem]) -> None:
    menu_items[:] = [item for item in menu_items if item.name in REPORTS]
    for item in menu_items:
        item.label = REPORTS[item.name]


@hooks.register("construct_main_menu")
def reports_for_methodologists(request: PersonRequest, menu_items: list[MenuItem]) -> None:
    if not (edits_pages(request.user) and reviews(request.user).exists()):
        menu_items[:] = [item for item in menu_items if item.name != "reports"]
    for item in menu_items:
        if item.name == "reports":
            item.label = _("Отчёты")


@hooks.register("before_delete_page")
def keep_what_people_agreed_to(request: PersonRequest, page: Page) -> HttpResponse | None:
    if words := refusal([page]):
        messages.error(request, words)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def keep_in_bulk_too(request: PersonRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    if action_type == "delete" and action.model is Page and (words := refusal(objects)):
        messages.error(request, words)
        return redirect(action.next_url)
    return None


@hooks.register("after_create_snippet")
def term_created(request: PersonRequest, instance: Any) -> None:
    changed(request, instance, "created")


@hooks.register("after_edit_snippet")
def term_changed(request: PersonRequest, instance: Any) -> None:
    changed(request, instance, "changed")


@hooks.register("after_delete_snippet")
def term_deleted(request: PersonRequest, instances: list[Any]) -> None:
    deleted(request, instances)
