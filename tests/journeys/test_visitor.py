"""A visitor's evening on a phone: finds the school by a word, reads to the end, asks whether the status fits, applies; nothing else loads.

Phases: search with a word form · a library form is downloaded · a news page and the feed · a term explained by touch · six questions and the answer ·
the cohort of the own town and the application · the same pages without scripts.
"""

import re

import pytest
from playwright.sync_api import expect

from courses.enrollment.models import Application

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PHONE = {"width": 390, "height": 844, "touch": True}


def test_visitor_searches_reads_asks_and_applies(demo, browser_page, looked_at, in_the_dark):
    page = browser_page(**PHONE)
    searches(page, looked_at)
    takes_a_form(page, in_the_dark)
    reads(page, in_the_dark)
    asks(page, in_the_dark)
    applies(browser_page(user=demo["graduate"], **PHONE), demo["graduate"], looked_at)
    reads_without_scripts(browser_page(**PHONE, scripts=False))


def searches(page, looked_at):
    page.goto("/")
    looked_at(page)
    page.get_by_role("button", name="Меню").tap()
    page.get_by_role("link", name="Поиск").tap()
    page.get_by_role("main").get_by_role("searchbox").fill("заявлению о признании")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").locator("mark").first).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name=re.compile("Заявление о признании")).first.tap()


def takes_a_form(page, in_the_dark):
    expect(page.get_by_role("heading", level=1)).to_contain_text("Заявление о признании")
    expect(page.get_by_role("main")).to_contain_text("Юрист ещё не проверял")
    in_the_dark(page)
    with page.expect_download() as taken:
        page.get_by_role("main").get_by_role("link", name=re.compile("Скачать")).first.tap()
    assert taken.value.suggested_filename.endswith(".docx")


def reads(page, in_the_dark):
    page.goto("/novosti/")
    in_the_dark(page)
    page.get_by_role("main").get_by_role("article").or_(page.get_by_role("main").get_by_role("listitem")).get_by_role("link").first.tap()
    in_the_dark(page)
    page.goto("/o-shkole/")
    page.goto("/voprosy/")
    in_the_dark(page)
    term = page.locator("button.term").first
    if term.count() == 0:
        page.goto("/programma/" if page.goto("/ya-ispolnitel/").status == 404 else "/ya-ispolnitel/")
        term = page.locator("button.term").first
    term.tap()
    expect(page.locator("[popover]:popover-open")).to_be_visible()


def asks(page, in_the_dark):
    page.goto("/")
    page.get_by_role("link", name="Проверить по вопросам").tap()
    in_the_dark(page)
    page.get_by_role("button", name="Узнать, чего не хватает").tap()
    expect(page.get_by_role("alert")).to_be_focused()
    groups = page.get_by_role("group")
    for place, answer in enumerate(["Да", "Да", "Нет", "Не знаю", "Нет", "Да"]):
        groups.nth(place).get_by_label(answer, exact=True).check()
    page.get_by_role("button", name="Узнать, чего не хватает").tap()
    expect(page.get_by_role("heading", name="Чего не хватает").or_(page.get_by_role("heading", name="Что надо выяснить")).first).to_be_visible()
    expect(page.get_by_role("button", name="Распечатать")).to_be_visible()
    in_the_dark(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Распечатать")).to_be_hidden()
    page.emulate_media(media="screen")


def applies(page, person, looked_at):
    """Somebody who has a cabinet and an organisation already; the way of a newcomer is the thread's (test_thread)."""
    page.goto("/goroda/")
    looked_at(page)
    page.get_by_role("main").get_by_role("link", name=re.compile("Подать заявку")).first.tap()
    expect(page).to_have_url(re.compile(r"/apply/\d+/"))
    looked_at(page)
    page.get_by_label("Зачем вашей организации статус").fill("Хотим подтвердить качество ухода на дому.")
    page.get_by_label("Сколько человек получает вашу услугу за месяц?").fill("сорок")
    page.get_by_role("button", name="Отправить заявку").tap()
    expect(page.get_by_role("main")).to_contain_text("Заявка на рассмотрении")
    assert Application.objects.filter(person=person, state="submitted").count() == 1


def reads_without_scripts(page):
    """The same words without a line of script: the menu, the answers, the search."""
    page.goto("/search/?q=реестр")
    expect(page.get_by_role("main").locator("mark").first).to_be_visible()
    page.goto("/voprosy/")
    page.locator("details summary").first.click()
    expect(page.locator("details[open]").first).to_be_visible()
