"""The editor's small ways by hand: a failed submission, a date typed wrong, an address of a new page, the bar at the bottom of a phone."""

import re

import pytest
from playwright.sync_api import expect

from cms.models import LessonPage
from courses.enrollment.actions import assign
from tests.factories import CohortFactory, UserFactory
from tests.journeys.editor import add_block, open_menu, panel
from tests.stage import set_pages

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]


@pytest.fixture
def lesson(transactional_db):
    cohort = CohortFactory(under_way=True)
    author = UserFactory(family_name="Кедров")
    assign(author, "author", program=cohort.program, by=None)
    set_pages(cohort.program)
    page = LessonPage.objects.get()
    page.author = author
    return page


def test_failed_submission_leaves_the_tab_alone(lesson, browser_page):
    page = browser_page(user=lesson.author)
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    block = add_block(page, "Подзаголовок")
    saved = page.get_by_text("Изменения сохранены автоматически")
    page.wait_for_timeout(3000)
    print("IND", page.locator(".w-autosave-indicator, [data-controller*=autosave]").all_inner_texts()[-1][-300:])
    open_menu(page)
    page.get_by_role("button", name="Отправить на проверку", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("ошиб")
    page.wait_for_timeout(4000)
    print("FOOT", page.locator("footer").all_inner_texts())
    page.screenshot(path="/tmp/w/room-b.png")
    page.locator("[data-contentpath=body] input[type=text]").last.type("Начало")
    page.wait_for_timeout(4000)
    print("FOOT2", page.locator("footer").all_inner_texts())
    page.screenshot(path="/tmp/w/room-b2.png")
    assert False
