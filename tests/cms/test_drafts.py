"""A draft is saved at any moment: what is missing is said when the page is submitted or published, at the block where it is missing."""

import json

import pytest
from wagtail.models import Page

from cms.blocks import LessonBody
from cms.models import LessonPage

pytestmark = pytest.mark.django_db

BODY = LessonBody()
NAMES = sorted(BODY.child_blocks)


def empty(block, prefix):
    """What the browser sends for a block that has just been added."""
    if type(block).__name__ == "TableBlock":
        return {f"{prefix}-column-count": "0", f"{prefix}-row-count": "0", f"{prefix}-caption": ""}
    if hasattr(block, "child_block"):
        return {f"{prefix}-count": "0"}
    if hasattr(block, "child_blocks"):
        return {key: value for name, child in block.child_blocks.items() for key, value in empty(child, f"{prefix}-{name}").items()}
    return {prefix: "null" if type(block).__name__ == "CleanTextBlock" else ""}


def with_block(form_of, page, name, **fields):
    form = form_of(page, **fields)
    del form["body-0-value"]
    return form | {"body-0-type": name} | empty(BODY.child_blocks[name], "body-0-value")


@pytest.mark.parametrize("name", NAMES)
def test_unfinished_block_is_saved_as_a_draft(client_of, author, lesson_page, form_of, name):
    form = with_block(form_of, lesson_page, name)

    answer = client_of(author).post(f"/cms/pages/{lesson_page.pk}/edit/", form, headers={"Accept": "application/json"})

    assert json.loads(answer.content)["success"]
    draft = Page.objects.get(pk=lesson_page.pk).get_latest_revision_as_object()
    assert [block.block_type for block in draft.body] == [name]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("action", ["submit", "publish"])
def test_unfinished_block_goes_no_further(client_of, author, methodologist, lesson_page, form_of, name, action):
    person = methodologist if action == "publish" else author
    form = with_block(form_of, lesson_page, name, **{f"action-{action}": "1"})

    answer = client_of(person).post(f"/cms/pages/{lesson_page.pk}/edit/", form)

    assert answer.status_code == 200
    errors = answer.context["form"].errors.as_data()["body"][0].as_json_data()
    assert "blockErrors" in errors
    page = LessonPage.objects.get(pk=lesson_page.pk)
    assert not page.workflow_in_progress
    assert len(page.body) == 4


@pytest.mark.parametrize("address", ["https://rutube", "https://vimeo.com/1"])
def test_draft_keeps_a_half_typed_address(client_of, author, lesson_page, form_of, address):
    form = with_block(form_of, lesson_page, "outside_video") | {"body-0-value-address": address}

    client_of(author).post(f"/cms/pages/{lesson_page.pk}/edit/", form)
    refused = client_of(author).post(f"/cms/pages/{lesson_page.pk}/edit/", form | {"action-submit": "1"})

    assert Page.objects.get(pk=lesson_page.pk).get_latest_revision_as_object().body[0].value["address"] == address
    assert "Такого адреса не знаем" in str(refused.context["form"].errors.as_data()["body"][0].as_json_data())
