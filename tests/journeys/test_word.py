"""A document of Word on its way into a page, as an editor walks it: the menu, the file, the look, the draft, and back."""

from pathlib import Path

import pytest
from wagtail.models import Page

from cms.models import HomePage, TextPage
from tests.factories import UserFactory
from tests.journeys.conftest import WIDER
from tests.word import docx, drawing, li, note, p, paint, table

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
SCREENS = Path(__file__).resolve().parents[2] / "var" / "screens"
DOCUMENT = docx(
    p("Из документа", style="1"),
    p("Первые слова", note("footnote")),
    li("раз"),
    li("два"),
    table(["Что", "Когда", "Кому"], ["Отчёт", "май", "ведомству"]),
    p(drawing("r1", "Схема пути"), "Под схемой"),
    p("Сказано хорошо", style="a5"),
    pictures={"r1": paint(size=(800, 500))},
)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_document_becomes_a_draft_and_goes_back(live_server, transactional_db, browser_page, axe, tmp_path, width, dark):
    page = HomePage.objects.get().add_child(instance=TextPage(title="О школе", slug="word", body=[("text", "<p>Было.</p>")]))
    file = tmp_path / "Урок.docx"
    file.write_bytes(DOCUMENT)
    window = browser_page(UserFactory(email="root@shkola.example", is_superuser=True), width=width, dark=dark)

    window.goto(f"/cms/pages/{page.pk}/edit/")
    window.locator("header").get_by_role("button", name="Действия").first.click()
    window.get_by_role("link", name="Загрузить из Word").first.click()
    window.get_by_role("button", name="Посмотреть, что получится").wait_for()
    axe(window, context="#main")
    window.get_by_role("button", name="Посмотреть, что получится").click()
    window.get_by_text("Заполните это поле").wait_for()
    window.locator("input[type=file]").set_input_files(file)
    window.get_by_role("button", name="Посмотреть, что получится").click()

    window.get_by_role("button", name="Добавить в черновик").wait_for()
    assert window.get_by_text("Сносок не перенесено: 1").is_visible()
    assert window.get_by_role("img", name="Схема пути").evaluate("image => image.naturalWidth") == 320
    assert not window.evaluate(WIDER)
    axe(window, context="#main")
    window.screenshot(path=f"{SCREENS}/word-{width}.png", full_page=True)
    window.get_by_role("button", name="Добавить в черновик").click()

    window.get_by_text("В черновик добавлено 6 блоков").wait_for()
    assert len(Page.objects.get(pk=page.pk).get_latest_revision_as_object().body) == 7
    window.get_by_role("link", name="Вернуть как было").click()
    window.wait_for_url("**/revert/")
    assert window.locator(".public-DraftEditor-content").count() == 1
