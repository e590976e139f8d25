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

MARKS = """
  document.addEventListener('w-unsaved:watch-edits', () => { document.body.dataset.watched = '' });
  document.addEventListener('w-autosave:save', () => { document.body.dataset.saving = '' });
"""


@pytest.fixture
def lesson(transactional_db):
    cohort = CohortFactory(under_way=True)
    author = UserFactory(family_name="Кедров")
    assign(author, "author", program=cohort.program, by=None)
    set_pages(cohort.program)
    page = LessonPage.objects.get()
    page.author = author
    return page


def sent(page):
    """Ways to the server by the form: «form» or «autosave»."""
    ways = []

    def hear(request):
        if request.method == "POST" and re.search(r"/cms/pages/\d+/edit/$", request.url):
            ways.append("form" if request.is_navigation_request() else "autosave")

    page.on("request", hear)
    return ways


def test_submission_waits_for_the_autosave_and_then_nothing_is_saved_behind_it(lesson, browser_page):
    page = browser_page(user=lesson.author)
    page.add_init_script(MARKS)
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    ways = sent(page)
    expect(page.locator("body[data-watched]")).to_be_attached()
    add_block(page, "Подзаголовок")
    open_menu(page)
    expect(page.locator("body[data-saving]")).to_be_attached()
    with page.expect_navigation(wait_until="commit"):
        page.get_by_role("button", name="Отправить на проверку", exact=True).click()
    until_the_answer = list(ways)  # the page that has come saves by itself again, a second later

    expect(page.locator(".messages")).to_contain_text("Перейти к первой ошибке")
    assert until_the_answer == ["autosave", "form"]
    with page.expect_response(re.compile("/edit/$")) as answer:
        page.locator("[data-contentpath=body] input[type=text]").last.press_sequentially("Начало")
    assert answer.value.json()["success"]
    expect(page.get_by_text("Сохранение перезапишет")).to_have_count(0)


def test_wrong_date_is_kept_and_explained(lesson, browser_page):
    page = browser_page(user=lesson.author)
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    panel(page, "status").get_by_role("button", name="Назначить время").click()
    window = page.get_by_role("dialog").locator("visible=true")
    field = window.locator("input[name=go_live_at]")
    field.press_sequentially("28 ноября")
    expect(page.locator(".xdsoft_datetimepicker").locator("visible=true")).to_have_count(1)
    window.locator("h2").first.click()

    expect(field).to_have_value("28 ноября")
    with page.expect_navigation():
        window.get_by_role("button", name="Сохранить время").click()
    expect(page.get_by_text("Напишите дату так: 28.11.2026 10:00").first).to_be_attached()
    expect(page.locator("input[name=go_live_at]")).to_have_value("28 ноября")


def test_address_of_a_new_page_grows_from_its_title_in_latin(lesson, browser_page):
    page = browser_page(user=lesson.author)
    page.goto(f"/cms/pages/add/cms/lessonpage/{lesson.get_parent().pk}/")
    page.locator("input[name=title], textarea[name=title]").press_sequentially("Щит и ёлка")
    page.keyboard.press("Tab")

    expect(page.locator("input[name=slug]")).to_have_value(re.compile("^[a-z]+-i-[a-z]+$"))


def test_phone_reaches_the_save_button(lesson, browser_page):
    page = browser_page(user=lesson.author, width=390, height=844, touch=True)
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    bar = page.get_by_role("navigation", name="Кнопки страницы")

    for depth in (0, 300):
        page.evaluate(f"window.scrollTo(0, {depth})")
        place = bar.bounding_box()
        assert place["y"] + place["height"] <= 844
    expect(bar.get_by_role("button", name="Сохранить черновик")).to_be_in_viewport()
    nameless = "b => b.offsetWidth && !b.innerText.trim() && !b.ariaLabel && !b.title && !b.getAttribute('aria-labelledby')"
    assert page.evaluate(f"[...document.querySelectorAll('button, a')].filter({nameless}).map(b => b.outerHTML)") == []
