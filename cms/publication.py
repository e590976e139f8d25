"""What a publication does to records: the only business signal of the product.

A record is made at the page's first publication; its title, hours and order follow each later one. Drafts, autosaves, previews and scheduled pages
touch nothing. An alias earns a record of its own where it stands: Wagtail makes it without a publication (`follow_alias`) and publishes it with its
source from then on. Wagtail orders pages without a hook, so the order alone also follows `post_page_move`.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.models import LessonPage, ModulePage, ProgramPage
from cms.models.records import RecordPage
from courses.enrollment.actions.roles import authors_group
from courses.program.actions import publish_lesson, publish_module, publish_program, put_in_order
from school.people.models import User


def follow(sender: type[Page], instance: Page, **signal: Any) -> None:
    """The receiver of `page_published`."""
    if not isinstance(instance, RecordPage) or not instance.live:
        return
    revision = signal.get("revision")
    with transaction.atomic():
        publish_record(instance, by=revision.user if revision else None)


def follow_alias(sender: type[Page], instance: Page, created: bool, raw: bool = False, **signal: Any) -> None:
    """The receiver of `post_save`: an alias of a live page is live from its birth, and nobody publishes it."""
    if created and not raw and isinstance(instance, RecordPage) and instance.alias_of_id and instance.live:
        with transaction.atomic():
            publish_record(instance, by=instance.owner)


def publish_record(page: RecordPage, by: User | None) -> None:
    """Makes or updates the record, then does the same for live pages below that waited for it."""
    parent = page.get_parent(update=True).specific
    if isinstance(page, ProgramPage):
        link(page, publish_program(linked(page), title=page.title, summary=page.lead, by=by))
        allow_authors(page)
    elif isinstance(page, ModulePage) and parent.record:
        known = linked(page)
        fields = {"program": parent.record, "kind": page.kind, "title": page.title, "hours": page.hours}
        link(page, publish_module(known, **fields, position=known.position if known else 0, by=by))
    elif isinstance(page, LessonPage) and parent.record:
        known = linked(page)
        fields = {"module": parent.record, "title": page.title, "minutes": page.minutes, "done_by": page.done_by, "task": page.task}
        link(page, publish_lesson(known, **fields, position=known.position if known else 0, by=by))
    else:
        return
    put_pages_in_order(parent)
    for waiting in Page.objects.child_of(page).live().specific():
        if isinstance(waiting, RecordPage) and (waiting.record is None or isinstance(waiting, LessonPage)):
            publish_record(waiting, by)


def linked(page: RecordPage) -> Any:
    """The record as the database knows it now; the row is locked, so that two publications at once make one record."""
    return page.link_table().objects.select_for_update(of=("self",)).get(pk=page.pk).record


def link(page: RecordPage, record: Any) -> None:
    setattr(page, page.record_name, record)
    page.link_table().objects.filter(pk=page.pk).update(**{page.record_name: record})


def put_pages_in_order(parent: Page) -> None:
    for model in (ModulePage, LessonPage):
        pages = model.objects.child_of(parent).exclude(**{model.record_name: None}).select_related(model.record_name)
        put_in_order(page.record for page in pages.order_by("path"))


def follow_move(sender: type[Page], instance: Page, parent_page_after: Page, **signal: Any) -> None:
    """The receiver of `post_page_move`: the order, and the module of a lesson that moved inside its programme."""
    page, parent = instance.specific, parent_page_after.specific
    with transaction.atomic():
        if isinstance(page, LessonPage) and page.lesson and isinstance(parent, ModulePage) and parent.module:
            lesson = page.lesson
            if lesson.module.program_id == parent.module.program_id:
                fields = {"title": lesson.title, "minutes": lesson.minutes, "position": lesson.position}
                publish_lesson(lesson, module=parent.module, **fields)
        put_pages_in_order(parent)


def allow_authors(page: ProgramPage) -> None:
    """Authors write, change and submit inside their own programme, add pictures and files of lessons, and nothing else: a methodologist publishes."""
    group, _new = Group.objects.get_or_create(name=authors_group(page.program_id))
    shelves = ("lessonfile", "lessonvideo", "lessonsound", "lessoncaptions")
    wanted = [("wagtailadmin", "access_admin"), *(("cms", f"{verb}_{shelf}") for shelf in shelves for verb in ("add", "view"))]
    for app, codename in wanted:
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    for codename in ("add_page", "change_page"):
        allowed = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=allowed)
    root = Collection.get_first_root_node()
    for codename in ("add_image", "choose_image"):
        allowed = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=allowed)
