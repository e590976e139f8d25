"""What an author does with hands in the editor: adds blocks, brings files, opens panels, presses the buttons at the bottom.

The editor saves by itself while a person types, so everything waits for what is seen, never for a moment of the clock.
"""

import re

from playwright.sync_api import expect

HANDED = "last => [...document.querySelectorAll('form input')].some(input => input.value.includes(last))"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LISTEN = """() => {
  window.said = [];
  const hear = () => window.said.push(document.querySelector('[data-upload]')?.textContent.trim());
  new MutationObserver(hear).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def a_file(name, data, kind):
    return {"name": name, "mimeType": kind, "buffer": data}


def signs_in(page, person, password):
    """From the editor's own door to the form and back."""
    page.goto("/cms/")
    page.get_by_label(re.compile("почт")).fill(person.email)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Войти", exact=True).click()
    page.get_by_label(re.compile("Даю согласие")).check()
    page.get_by_role("button", name="Дать согласие и продолжить").click()
    expect(page.get_by_role("heading", name="Мои страницы")).to_be_visible()


def own_place(page, name):
    """A panel of the start page by its heading."""
    return page.get_by_role("region", name=name)


def last_block(page):
    return page.locator("[data-contentpath=body] [data-streamfield-child]").last


def add_block(page, name):
    """By the plus under the last block; the block that has come."""
    count = page.locator("[data-contentpath=body] [data-streamfield-child]").count()
    page.locator("[data-contentpath=body] [data-streamfield-stream-container] > div > button.c-sf-add-button").last.click()
    page.get_by_role("option", name=name, exact=True).locator("visible=true").click()
    expect(page.locator("[data-contentpath=body] [data-streamfield-child]")).to_have_count(count + 1)
    return last_block(page)


def write(page, place, *words):
    """Into Draftail; every second piece is bold. It hands its text to the form a moment later."""
    place.locator(".public-DraftEditor-content").click()
    page.keyboard.press("Control+End")
    for number, piece in enumerate(words):
        if number:
            page.keyboard.press("Control+b")
        page.keyboard.type(piece)
    page.wait_for_function(HANDED, arg=words[-1])


def save(page):
    with page.expect_event("load"):
        page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.locator(".messages")).to_contain_text("обновлена")


def upload(page, place, file):
    """Through the chooser's second tab. Returns what the window said on the way."""
    place.get_by_role("button", name=re.compile("^(Выбрать|Выберите)")).click()
    page.get_by_role("tab", name=re.compile("^Загруз")).click()
    form = page.locator("form[data-chooser-modal-creation-form]")
    form.locator("input[type=file]").set_input_files(file)
    expect(form.locator("input[name$=title]")).not_to_have_value("")  # comes from the file's name
    page.evaluate(LISTEN)
    form.get_by_role("button", name=re.compile("^Загруз")).click()
    expect(page.locator(".modal-dialog")).to_have_count(0, timeout=15_000)
    return [words for words in page.evaluate("window.said") if words]


def panel(page, name):
    """A side panel, opened if it was closed."""
    found = page.locator(f"[data-side-panel={name}]")
    if not found.is_visible():
        page.locator(f"[data-side-panel-toggle={name}]").first.click()
    expect(found).to_be_visible()
    return found


def close_panel(page, name):
    page.locator(f"[data-side-panel-toggle={name}]").first.click()
    expect(page.locator(f"[data-side-panel={name}]")).to_be_hidden()


def schedule(page, moment):
    """Typed by hand in the way people write dates here; the calendar goes away at a click beside it."""
    panel(page, "status").get_by_role("button", name="Назначить время").click()
    window = page.get_by_role("dialog").locator("visible=true")
    field = window.locator("input[name=go_live_at]")
    field.press_sequentially(moment.strftime("%d.%m.%Y %H:%M"))
    expect(page.locator(".xdsoft_datetimepicker").locator("visible=true")).to_have_count(1)
    window.get_by_text("Когда показать страницу на сайте").click()
    expect(field).to_have_value(moment.strftime("%d.%m.%Y %H:%M"))
    with page.expect_navigation():
        window.get_by_role("button", name="Сохранить время").click()


def comment(page, field, words):
    place = page.locator(f"[data-contentpath={field}]")
    place.hover()
    place.locator("[data-comment-add]").click()
    page.locator("#comments textarea").fill(words)
    page.get_by_role("button", name="Оставить комментарий").click()
    expect(page.locator("#comments")).to_contain_text(words)


def press(page, name):
    """A button of the menu at the bottom that leads back to the module."""
    open_menu(page)
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_url("**/cms/pages/*/")


def open_menu(page):
    page.get_by_role("navigation", name="Кнопки страницы").get_by_role("button", name="Другие кнопки").click()


def import_word(page, name, data):
    """To the look at what will come of it."""
    page.locator("header").get_by_role("button", name="Действия").first.click()
    page.get_by_role("link", name="Загрузить из Word").first.click()
    page.locator("input[type=file]").set_input_files(a_file(name, data, DOCX))
    page.get_by_role("button", name="Посмотреть, что получится").click()
    expect(page.get_by_role("button", name="Добавить в черновик")).to_be_visible()
