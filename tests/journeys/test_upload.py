"""An editor uploads a film in a real browser: the limit is said first, the way is told in words, the title comes from the file's name."""

import re

import pytest
from playwright.sync_api import expect

from school.vault.actions import keep
from school.vault.models import File
from tests import factories
from tests.school.media import mp4
from tests.stage import set_pages

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def window(browser_page, administrator, settings, tmp_path):
    """The chooser's window of a lesson's film, at its second tab."""
    settings.VAULT_ROOT = tmp_path
    film = keep(mp4(), name="old.mp4", title="Старый", by=administrator, shelf="lessons")
    value = {"file": film.pk, "title": "Путь", "poster": None, "captions": None, "transcript": "<p>Слова</p>"}
    lesson = set_pages(factories.ProgramFactory(), administrator, [{"type": "video", "value": value}])[2]
    page = browser_page(administrator)
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    page.locator("[data-contentpath=file]").get_by_role("button", name="Действия").click()
    page.get_by_role("button", name="Выбрать другой файл").click()
    page.get_by_role("tab", name="Загрузить новый").click()
    return page


def test_film_goes_up_in_words(window, tmp_path):
    film = tmp_path / "Поездка_к коллегам.mp4"
    film.write_bytes(mp4(media=bytes(3_000_000)))
    form = window.locator("form[data-chooser-modal-creation-form]")
    expect(form).to_contain_text("MP4 или WebM, до 300 МБ.")
    window.evaluate(
        "() => { window.said = []; new MutationObserver(() => window.said.push(document.querySelector('[data-upload]')?.textContent.trim()))"
        ".observe(document.body, {subtree: true, childList: true, characterData: true}); }"
    )

    form.locator("input[type=file]").set_input_files(film)
    expect(form.locator("input[name$=title]")).to_have_value("Поездка к коллегам")
    form.get_by_role("button", name="Загрузить").click()
    expect(window.locator("form[data-chooser-modal-creation-form]")).to_have_count(0)

    said = [words for words in window.evaluate("window.said") if words]
    assert "Файл загружен, проверяем его…" in said
    assert all(re.fullmatch(r"Загружено \d+ %|Файл загружен, проверяем его…", words) for words in said)
    assert File.objects.get(title="Поездка к коллегам").size == film.stat().st_size


def test_too_large_and_lying_files_are_told_about(window, tmp_path):
    form = window.locator("form[data-chooser-modal-creation-form]")
    lying = tmp_path / "ложь.mp4"
    lying.write_bytes(b"hello")
    form.locator("input[type=file]").evaluate("field => { field.dataset.limit = 3; }")
    form.locator("input[type=file]").set_input_files(lying)
    form.get_by_role("button", name="Загрузить").click()
    expect(form.locator("[data-upload]")).to_have_text("Файл слишком большой: можно до 300 МБ.")

    form.locator("input[type=file]").evaluate("field => { field.dataset.limit = 99; }")
    form.get_by_role("button", name="Загрузить").click()
    expect(window.locator("form[data-chooser-modal-creation-form]")).to_contain_text("Это не MP4")
    assert File.objects.count() == 1
