"""The one verb: what was read goes into a new draft of the page, whole or not at all. Nothing is published."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.blocks import PageBody
from cms.word.pictures import files_of_failure, keep
from cms.word.reading import Reading
from school.people.models import User
from school.people.rules import Refused


@dataclass(frozen=True)
class Added:
    """`before` is the draft to go back to."""

    blocks: int
    pictures: int
    before: Revision


def takes_words(page: Page) -> bool:
    """A page with a body of blocks; an alias has no words of its own."""
    field = next((field for field in page._meta.get_fields() if field.name == "body"), None)
    return isinstance(getattr(field, "stream_block", None), PageBody) and not page.alias_of_id


def may_add(page: Page, person: User) -> bool:
    return takes_words(page) and page.permissions_for_user(person).can_edit()


def locked_against(page: Page, person: User) -> bool:
    lock = page.get_lock()
    return bool(lock and lock.for_user(person))


def add_to_draft(page_id: int, reading: Reading, revision: int, replace: bool, by: User) -> Added:
    """`revision` is the draft the person has seen (0 – none): a newer one by anybody is never written over. Raises Refused."""
    with files_of_failure() as stored, transaction.atomic():
        page = Page.objects.select_for_update().get(pk=page_id).specific
        if not may_add(page, by):
            raise PermissionDenied
        if locked_against(page, by):
            raise Refused(_("Страница закрыта для правки. Дождитесь, пока её откроют, и загрузите документ ещё раз."))
        if (page.latest_revision_id or 0) != revision:
            raise Refused(_("Пока вы смотрели, страницу изменили. Ничего не добавлено: откройте свежий черновик и загрузите документ ещё раз."))
        before = page.latest_revision or page.save_revision(user=by)
        numbers = [keep(picture, page.title, number, by, stored) for number, picture in enumerate(reading.pictures, 1)]
        draft = page.get_latest_revision_as_object()
        body = page._meta.get_field("body").stream_block
        present = [] if replace else list(draft.body.get_prep_value())
        draft.body = body.to_python(present + [placed(block, numbers) for block in reading.blocks])
        draft.save_revision(user=by, log_action=True)
    return Added(len(reading.blocks), len(numbers), before)


def placed(block: dict[str, Any], numbers: list[int]) -> dict[str, Any]:
    """The block with the number of its picture in the library."""
    if block["type"] != "picture":
        return block
    return block | {"value": block["value"] | {"image": numbers[block["value"]["image"]]}}
