"""Letters about pages: a page waits for a check, it has been let out, it has come back, somebody has commented.

Wagtail writes the same by SMTP inside the request; here nobody waits for SMTP: these receivers stand in the places of Wagtail's own
(`cms.apps`), and every letter goes through the outbox. Whoever has switched a kind of letter off in the own profile is left alone.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.users.models import UserProfile

from cms.models import ReviewTask
from school.people.models import User
from school.post.actions import link_to, send

# Wagtail's own names of its receivers: whoever comes first under a name keeps the place.
PLACES = {
    "submitted": "group_approval_task_submitted_email_notification",
    "approved": "workflow_state_approved_email_notification",
    "returned": "workflow_state_rejected_email_notification",
    "started": "workflow_state_submitted_email_notification",
}


def page_submitted(sender: type[TaskState], instance: TaskState, user: User | None = None, **signal: Any) -> None:
    """To the methodologists; to the administrators while the school has none."""
    task, page = instance.task.specific, instance.workflow_state.content_object
    if not isinstance(task, ReviewTask) or not isinstance(page, Page):
        return
    active = User.objects.filter(is_active=True)
    readers = active.filter(groups__in=task.groups.all()).distinct() or active.filter(is_superuser=True)
    author = instance.workflow_state.requested_by
    context = facts(page) | {"author": author, "first": not instance.workflow_state.task_states.exclude(pk=instance.pk).exists()}
    write("page_submitted", readers.exclude(pk=user.pk if user else 0), "submitted", context, f"task:{instance.pk}")


def page_approved(sender: type[WorkflowState], instance: WorkflowState, user: User | None = None, **signal: Any) -> None:
    judged(instance, user, "page_approved", "approved")


def page_returned(sender: type[WorkflowState], instance: WorkflowState, user: User | None = None, **signal: Any) -> None:
    judged(instance, user, "page_returned", "rejected")


def nothing(sender: type[WorkflowState], instance: WorkflowState, **signal: Any) -> None:
    """The start of a workflow is the submission of its first step: `page_submitted` has told it."""


def judged(state: WorkflowState, user: User | None, name: str, kind: str) -> None:
    """To who asked for the check and to the page's author, but not to who has just judged."""
    page = state.content_object
    if not isinstance(page, Page):
        return
    asked = User.objects.filter(Q(pk=state.requested_by_id) | Q(pk=page.owner_id)).exclude(pk=user.pk if user else 0)
    last = state.current_task_state
    context = facts(page) | {"judge": user, "comment": last.specific.get_comment() if last else ""}
    write(name, still_editing(page, asked), kind, context, f"task:{last.pk if last else 0}")


def page_commented(page: Page, editor: User, people: Iterable[User], told: list[tuple[str, str]]) -> None:
    """`told`: what happened and the words, for each comment."""
    context = facts(page) | {"editor": editor, "told": told}
    write("page_commented", still_editing(page, people), "updated_comments", context, "")


def still_editing(page: Page, people: Iterable[User]) -> list[User]:
    """Whoever has left the programme reads no words about its drafts any more."""
    return [person for person in people if page.permissions_for_user(person).can_edit()]


def facts(page: Page) -> dict[str, Any]:
    """The page as its last draft says: a submitted page may have a new name already."""
    page = Page.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    later = draft.go_live_at if draft.go_live_at and draft.go_live_at > timezone.now() else None
    return {
        "page": page,
        "title": draft.title,
        "go_live_at": later,
        "edit_url": link_to("wagtailadmin_pages:edit", page.pk),
        "compare_url": link_to("wagtailadmin_pages:revisions_compare", page.pk, "live", "latest") if page.live else "",
        "public_url": page.full_url if page.live else "",
    }


def write(name: str, people: Iterable[User], kind: str, context: dict[str, Any], reason: str) -> None:
    for person in people:
        if getattr(UserProfile.get_for_user(person), f"{kind}_notifications"):
            send(name, to=person, context=context | {"person": person}, reason=reason)
