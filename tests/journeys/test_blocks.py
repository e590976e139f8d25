"""Blocks in a real browser: ticks that stay until the person leaves, a player that waits for the click, text without scripts."""

import pytest

from cms.blocks.samples import SAMPLES
from cms.models import HomePage, TextPage
from tests.factories import UserFactory

pytestmark = [pytest.mark.journey]
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('kept:')).length"


@pytest.fixture
def address(transactional_db):
    words = [
        ("text", SAMPLES["text"]),
        ("heading", "Слова"),
        ("callout", SAMPLES["callout"]),
        ("legal", SAMPLES["legal"]),
        ("steps", SAMPLES["steps"]),
    ]
    more = [
        ("checklist", SAMPLES["checklist"]),
        ("accordion", SAMPLES["accordion"]),
        ("table", SAMPLES["table"]),
        ("table", SAMPLES["table"]),
        ("quote", SAMPLES["quote"]),
    ]
    cards = [("outside_video", SAMPLES["outside_video"]), ("person", SAMPLES["person"]), ("place", SAMPLES["place"])]
    page = TextPage(title="Все блоки", slug="bloki")
    page.body = [{"type": kind, "value": value} for kind, value in [*words, *more, *cards]]
    HomePage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page.address


@pytest.mark.parametrize("width", [320, 1280])
def test_blocks_suit_any_eyes(browser_page, address, in_the_dark, width):
    page = browser_page(width=width)
    page.goto(address)

    in_the_dark(page)


def test_targets_are_large_enough(browser_page, address):
    page = browser_page(width=390, touch=True)
    page.goto(address)
    small = "(all) => all.filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.textContent)"

    assert page.locator("main :is(.btn, summary, label)").evaluate_all(small) == []


def test_ticks_stay_until_the_person_signs_out(browser_page, address):
    page = browser_page(user=UserFactory())
    page.goto(address)
    page.get_by_label("Устав не старше последних изменений").check()
    page.reload()

    assert page.get_by_label("Устав не старше последних изменений").is_checked()
    assert not page.get_by_label("Услуга названа словами перечня").is_checked()
    assert page.evaluate(KEPT) == 1
    assert "Устав" not in page.evaluate("JSON.stringify(localStorage)")

    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/")
    assert page.evaluate(KEPT) == 0


def test_all_ticks_can_be_taken_off(browser_page, address):
    page = browser_page()
    page.goto(address)
    page.get_by_label("Услуга названа словами перечня").check()
    page.get_by_role("button", name="Снять отметки").click()

    assert not page.get_by_label("Услуга названа словами перечня").is_checked()
    assert page.evaluate(KEPT) == 0


def test_player_of_another_site_waits_for_the_click(browser_page, address, watch):
    page = browser_page()
    page.goto(address)
    assert watch.foreign == []
    assert page.locator("iframe").count() == 0
    page.get_by_role("button", name="Смотреть здесь").click()

    frame = page.locator("iframe")
    assert frame.get_attribute("src") == "https://rutube.ru/play/embed/0123456789abcdef0123456789abcdef/"
    assert frame.get_attribute("title") == SAMPLES["outside_video"]["title"]
    page.wait_for_timeout(300)
    assert [url for url in watch.foreign if not url.startswith("https://rutube.ru/play/embed/")] == []
    assert not [error for error in watch.errors if "Content Security Policy" in error]
    watch.foreign.clear()
    watch.errors.clear()


def test_folded_text_is_open_on_paper(browser_page, address):
    page = browser_page()
    page.goto(address)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0

    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def test_without_scripts_everything_is_text_and_links(browser_page, address):
    page = browser_page(scripts=False)
    page.goto(address)

    assert page.get_by_role("link", name="Открыть на сайте Rutube").is_visible()
    assert not page.get_by_role("button", name="Смотреть здесь").is_visible()
    assert not page.get_by_role("button", name="Снять отметки").is_visible()
    page.get_by_label("Услуга названа словами перечня").check()
