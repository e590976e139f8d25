"""Wagtail's screens of a page where the school behaves otherwise: letters about comments wait in the outbox, a deletion that the data forbid is
refused in words, buttons and steps of the review speak plainly."""

import copy
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import ProtectedError, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem, WorkflowMenuItem
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Comment, Page, PageSubscription, WorkflowState

from cms import letters
from cms.models import PolicyEdition
from school.people.models import User

WORDS = {
    "action-save-draft": gettext_lazy("Сохранить черновик"),
    "action-publish": gettext_lazy("Опубликовать"),
    "action-unpublish": gettext_lazy("Снять с публикации"),
    "action-cancel-workflow": gettext_lazy("Отозвать с проверки"),
    "action-restart-workflow": gettext_lazy("Начать проверку заново"),
    "action-page-locked": gettext_lazy("Страница на проверке или закрыта замком"),
}
REVIEW = {
    ("reject", True): gettext_lazy("Вернуть на доработку"),
    ("approve", False): gettext_lazy("Одобрить и опубликовать"),
    ("approve", True): gettext_lazy("Одобрить с письмом автору"),
}
# To publish past the answer, or to take back what another has sent, is no way to answer.
TWINS = {"action-publish", "action-cancel-workflow"}


class SubmitItem(SubmitForModerationMenuItem):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        again = state is not None and state.status == state.STATUS_NEEDS_CHANGES
        context["label"] = _("Отправить ещё раз") if again else _("Отправить на проверку")
        return context


def for_reviewer(items: list[ActionMenuItem]) -> list[ActionMenuItem]:
    """Whoever is to answer sees the answers first; the first one is the button itself."""
    answers = [item for item in items if isinstance(item, WorkflowMenuItem)]
    if not answers:
        return items
    answers.sort(key=lambda item: (item.name != "approve", item.launch_modal))
    return answers + [item for item in items if item not in answers and item.name not in TWINS]


def in_plain_words(item: ActionMenuItem) -> ActionMenuItem:
    """Wagtail keeps one set of items for all requests: a copy is renamed."""
    if isinstance(item, SubmitForModerationMenuItem):
        return SubmitItem(order=item.order)
    item = copy.copy(item)
    if isinstance(item, WorkflowMenuItem):
        item.label = REVIEW.get((item.name, item.launch_modal), item.label)
    else:
        item.label = WORDS.get(item.name, item.label)
    return item


class SchoolEditView(EditView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A page that came back says by whom and why, before anything else."""
        state = self.workflow_state
        if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES and (last := state.current_task_state):
            who = last.finished_by.full_name if last.finished_by else _("Методист")
            messages.warning(request, _("Страницу вернули на доработку. %(who)s: %(why)s") % {"who": who, "why": last.specific.get_comment()})
        return super().get(request, *args, **kwargs)

    def add_save_confirmation_message(self) -> None:
        answer = self.workflow_action if self.action_name == "perform_workflow_action" else ""
        if answer == "reject":
            messages.success(self.request, _("Вернули автору, причина ушла письмом."))
        elif answer == "approve":
            messages.success(self.request, _("Одобрили. Страница выйдет на сайт сейчас или в назначенное время."))
        else:
            super().add_save_confirmation_message()

    def send_commenting_notifications(self, changes: dict[str, Any]) -> None:
        """Wagtail writes to the same people by SMTP here and now; ours go through the outbox."""
        told = [*said(_("Новый комментарий"), changes["new_comments"]), *said(_("Решено"), changes["resolved_comments"])]
        told += said(_("Комментарий убран"), changes["deleted_comments"])
        told += [(_("Ответ"), reply.text) for _comment, replies in changes["new_replies"] for reply in replies]
        if told:
            answered = [*changes["resolved_comments"], *(comment for comment, _replies in changes["new_replies"])]
            letters.page_commented(self.page, self.request.user, self.listeners(answered), told)

    def listeners(self, answered: Iterable[Comment]) -> Iterable[User]:
        """Who follows the page, and who has spoken in the threads that have just changed."""
        follows = PageSubscription.objects.filter(page=self.page, comment_notifications=True).values("user")
        threads = [comment.pk for comment in answered]
        spoke = Q(comment_replies__comment__in=threads) | Q(wagtail_admin_comments__in=threads)
        return User.objects.filter(Q(pk__in=follows) | spoke, is_active=True).exclude(pk=self.request.user.pk).distinct()


def said(what: str, comments: Iterable[Comment]) -> list[tuple[str, str]]:
    return [(what, comment.text) for comment in comments]


# Deleting


def kept_for_ever(pages: Iterable[Page]) -> list[str]:
    """Titles of pages, here or below, whose words somebody has already agreed to: published editions of legal texts are never deleted."""
    below = Q()
    for page in pages:
        below |= Q(page__path__startswith=page.path)
    return list(PolicyEdition.objects.filter(below).values_list("page__title", flat=True).order_by().distinct()) if below else []


def refusal(pages: Iterable[Page]) -> str:
    titles = kept_for_ever(pages)
    if not titles:
        return ""
    words = _("Страницу с опубликованными редакциями удалить нельзя: %(titles)s. С этими текстами люди уже согласились. Снимите её с публикации.")
    return words % {"titles": ", ".join(f"«{title}»" for title in titles)}


class SchoolDeleteView(DeleteView):
    def dispatch(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().dispatch(request, page_id, *args, **kwargs)
        except ProtectedError:
            messages.error(request, _("Страницу удалить нельзя: от неё зависят другие записи школы. Снимите её с публикации."))
            return redirect("wagtailadmin_explore", self.page.get_parent().pk)


class SchoolUnpublishView(UnpublishView):
    page_title = gettext_lazy("Снять с публикации")


class SchoolPages(PageViewSet):
    """In the place of Wagtail's own for every type of page."""

    edit_view_class = SchoolEditView
    delete_view_class = SchoolDeleteView
    unpublish_view_class = SchoolUnpublishView
