"""An editor's first page: own pages and where they stand, what waits, where to begin, what has grown old. Each panel asks a constant number of questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.fields import StreamField
from wagtail.models import Page, Revision, TaskState, WorkflowState, get_page_models
from wagtail.permissions import policy_registry

from cms.models import LibraryEntryPage, ModulePage, ProgramPage, ReviewTask
from cms.models.records import SchoolPage
from school.people.models import User
from school.people.rules import Text

SHOWN, MODULES = 20, 60
OLD = timedelta(days=365)
STATES: dict[str, Text] = {
    "returned": _("вернули на доработку"),
    "review": _("на проверке"),
    "scheduled": _("запланирована"),
    "draft": _("черновик"),
    "changed": _("опубликована, есть новые правки"),
    "live": _("опубликована"),
}


@dataclass(frozen=True)
class Row:
    """A page on the desk. `when` is the moment that its state speaks of, `who` and `note` come from the review."""

    page: Page
    state: str
    when: datetime | None = None
    who: User | None = None
    note: str = ""
    compared: str = ""

    @property
    def title(self) -> str:
        return self.page.get_admin_display_title()

    @property
    def url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    @property
    def words(self) -> Text:
        return STATES[self.state]


def edits_pages(user: User) -> bool:
    return bool(policy_registry.get_by_type(Page).user_has_any_permission(user, {"add", "change", "publish"}))


def reviews(user: User) -> QuerySet[ReviewTask]:
    """The steps of review that are this person's."""
    steps = ReviewTask.objects.filter(active=True)
    return steps if user.is_superuser else steps.filter(groups__in=user.groups.all())


def states_of_pages() -> QuerySet[WorkflowState]:
    return WorkflowState.objects.active().filter(base_content_type=ContentType.objects.get_for_model(Page))


def own_pages(user: User) -> list[Row]:
    """Begun by the person, or last changed by them; the freshest first."""
    planned = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), output_field=Revision._meta.get_field("object_id").__class__(max_length=255)),
        approved_go_live_at__gt=timezone.now(),
    )
    mine = Page.objects.filter(own(user), depth__gt=1, alias_of=None)
    moment = Subquery(planned.order_by("approved_go_live_at").values("approved_go_live_at")[:1])
    pages = list(mine.annotate(goes_live=moment).order_by("-latest_revision_created_at", "-pk")[:SHOWN])
    known = {state.object_id: state.status for state in states_of_pages().filter(object_id__in=[str(page.pk) for page in pages])}
    return [own_row(page, known.get(str(page.pk), "")) for page in pages]


def own_row(page: Any, status: str) -> Row:
    if status == WorkflowState.STATUS_NEEDS_CHANGES:
        return Row(page, "returned", page.latest_revision_created_at)
    if status:
        return Row(page, "review", page.latest_revision_created_at)
    if page.goes_live:
        return Row(page, "scheduled", page.goes_live)
    if not page.live:
        return Row(page, "draft", page.latest_revision_created_at)
    return Row(page, "changed" if page.has_unpublished_changes else "live", page.last_published_at)


def to_review(user: User) -> tuple[list[Row], int]:
    """What this person is to judge, the oldest first, and how many there are in all."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task__in=reviews(user), workflow_state__in=states_of_pages())
    total = waiting.count()
    tasks = list(waiting.select_related("workflow_state__requested_by").order_by("started_at", "pk")[:SHOWN])
    pages = Page.objects.in_bulk([int(task.workflow_state.object_id) for task in tasks])
    before = sent_back(tasks)
    rows = []
    for task in tasks:
        page = pages.get(int(task.workflow_state.object_id))
        if page:
            seen = "live" if page.live else before.get(task.workflow_state_id)
            compared = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, seen, "latest"]) if seen else ""
            rows.append(Row(page, "review", task.started_at, task.workflow_state.requested_by, compared=compared))
    return rows, total


def sent_back(tasks: Iterable[TaskState]) -> dict[int, int]:
    """The draft that was last returned, by the review that it came back to: a page that has never been live is compared with it."""
    rejected = TaskState.objects.filter(workflow_state__in=[task.workflow_state_id for task in tasks], status=TaskState.STATUS_REJECTED)
    return dict(rejected.exclude(revision=None).order_by("pk").values_list("workflow_state_id", "revision_id"))


def returned(user: User) -> list[Row]:
    """What this person sent and got back, with the reason."""
    own = Page.objects.filter(owner=user).annotate(key=Cast("pk", TextField())).values("key")
    found = states_of_pages().filter(Q(requested_by=user) | Q(object_id__in=own), status=WorkflowState.STATUS_NEEDS_CHANGES)
    states = list(found.select_related("current_task_state__finished_by").order_by("current_task_state__finished_at", "pk")[:SHOWN])
    pages = Page.objects.in_bulk([int(state.object_id) for state in states])
    rows = []
    for state in states:
        page, last = pages.get(int(state.object_id)), state.current_task_state
        if page and last:
            rows.append(Row(page, "returned", last.finished_at, last.finished_by, last.comment))
    return rows


def own(user: User) -> Q:
    return Q(owner=user) | Q(latest_revision__user=user)


def kept_by(user: User) -> QuerySet[Page]:
    """Live pages that the person may change."""
    pages: QuerySet[Page] = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return pages.filter(live=True, depth__gt=1, alias_of=None)


def grown_old(user: User) -> list[Row]:
    """What nobody has published for more than a year: the person's own first, then the oldest."""
    pages = kept_by(user).filter(last_published_at__lt=timezone.now() - OLD)
    rows = pages.order_by(Case(When(own(user), then=0), default=1), "last_published_at", "pk")[:SHOWN]
    return [Row(page, "live", page.last_published_at) for page in rows]


def waiting_for_lawyer(user: User) -> tuple[list[Row], int]:
    """Pages with norms of law that no lawyer has checked, the oldest first, and how many there are in all."""
    pages = kept_by(user).filter(unchecked_law())
    return [Row(page, "live") for page in pages.order_by("last_published_at", "pk")[:SHOWN]], pages.count()


@dataclass(frozen=True)
class Start:
    """A module that takes a new lesson, and the title of its programme."""

    module: ModulePage
    program: str

    @property
    def url(self) -> str:
        return reverse("wagtailadmin_pages:add", args=["cms", "lessonpage", self.module.pk])


def starts(user: User) -> list[Start]:
    """Modules where the person may begin a lesson. Two questions for any number of programmes."""
    open_to = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")
    modules = list(ModulePage.objects.filter(pk__in=open_to.values("pk"), alias_of=None).order_by("path")[:MODULES])
    programs = {page.path: page.title for page in ProgramPage.objects.filter(path__in={module.path[: -Page.steplen] for module in modules})}
    return [Start(module, programs.get(module.path[: -Page.steplen], "")) for module in modules]


def unchecked_law() -> Q:
    """Acts of the library and legal notes in bodies with an empty «проверено юристом». Bodies are asked as text: no page is opened for it."""
    found = Q(pk__in=LibraryEntryPage.objects.filter(kind=LibraryEntryPage.Kind.ACT, verified="").values("pk"))
    for model, field in bodies_with_law():
        bodies = model.objects.annotate(words=Cast(field, TextField()))
        found |= Q(pk__in=bodies.filter(words__contains='"type": "legal"').filter(words__contains='"verified": ""').values("pk"))
    return found


def bodies_with_law() -> Iterable[tuple[type[Page], str]]:
    for model in get_page_models():
        if issubclass(model, SchoolPage):
            for field in model._meta.local_fields:
                if isinstance(field, StreamField) and "legal" in field.stream_block.child_blocks:
                    yield model, field.name


class DeskPanel(Component):
    def __init__(self, user: User) -> None:
        self.user = user


class OwnPagesPanel(DeskPanel):
    name = "school_own_pages"
    template_name = "cms/admin/own_pages.html"
    order = 120

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"rows": own_pages(self.user), "explore_url": reverse("wagtailadmin_explore_root")}


class WaitingPanel(DeskPanel):
    name = "school_waiting"
    template_name = "cms/admin/waiting.html"
    order = 110

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        rows, total = to_review(self.user)
        context = {"rows": rows, "more": total - len(rows), "returned": returned(self.user)}
        return context | {"explore_url": reverse("wagtailadmin_explore_root"), "report_url": reverse("wagtailadmin_reports:workflow")}


class OldPagesPanel(DeskPanel):
    name = "school_old_pages"
    template_name = "cms/admin/old_pages.html"
    order = 130

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        norms, total = waiting_for_lawyer(self.user)
        context = {"rows": grown_old(self.user), "norms": norms, "total": total, "more": total - len(norms)}
        return context | {"explore_url": reverse("wagtailadmin_explore_root")}


class StartPanel(DeskPanel):
    name = "school_start"
    template_name = "cms/admin/start.html"
    order = 125

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {"starts": starts(self.user)}
