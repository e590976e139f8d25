"""A visitor searches on a phone, follows a mark, touches a term; with a keyboard alone too, and without scripts."""

import pytest

from cms.models import GlossaryPage, HomePage, Term, TextPage

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def pages(live_server):
    home = HomePage.objects.get()
    Term.objects.create(
        word="Исполнитель общественно полезных услуг", slug="iopu", forms="ИОПУ", explanation="СО НКО в реестре Минюста.", source="7-ФЗ"
    )
    Term.objects.create(word="Устав", slug="ustav", explanation="Главный документ организации.", english="charter")
    Term.objects.create(word="Реестр", slug="reestr", explanation="Список, который ведёт государство.", verified="юрист, 1 ноября 2026 года")
    body = [
        ("heading", "Зачем статус"),
        ("text", "<p>Исполнителям общественно полезных услуг нужен устав. <a href='/slovar/'>Реестр</a> открыт всем.</p>"),
    ]
    for page in (
        TextPage(title="О статусе", slug="status", lead="Коротко", body=body),
        GlossaryPage(title="Словарь", slug="slovar", lead="Слова школы"),
    ):
        home.add_child(instance=page)
        page.save_revision().publish()


def test_visitor_searches_and_opens_a_term_on_a_phone(pages, browser_page, in_the_dark):
    page = browser_page(width=390, height=844, touch=True)
    page.goto("/search/")
    page.get_by_label("Что найти").fill("уставы")
    page.get_by_role("button", name="Найти").tap()
    page.wait_for_url("**/search/?q=*")
    in_the_dark(page)
    assert page.locator("main mark").first.inner_text().lower() == "устав"

    page.get_by_role("main").get_by_role("link", name="О статусе").tap()
    page.wait_for_url("**/status/")
    term = page.get_by_role("button", name="устав", exact=True)
    said = page.locator("#t-ustav")
    assert not said.is_visible()
    term.tap()
    assert said.is_visible()
    assert "Главный документ" in said.inner_text()
    in_the_dark(page)


def test_term_opens_from_the_keyboard(pages, browser_page, in_the_dark):
    page = browser_page(scripts=False)
    page.goto("/status/")
    page.get_by_role("button", name="Исполнителям общественно полезных услуг").focus()
    page.keyboard.press("Enter")
    assert page.locator("#t-iopu").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#t-iopu").is_visible()


def test_glossary_and_an_empty_search_look_right(pages, browser_page, in_the_dark):
    page = browser_page(width=390, height=844)
    for address in ("/slovar/", "/search/?q=абракадабра", "/search/?q=cnfnec", "/search/"):
        in_the_dark(page.goto(address) and page)
    page.goto("/slovar/#ustav")
    assert page.locator("#ustav").is_visible()
