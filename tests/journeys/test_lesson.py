"""A lesson on a phone: the note saves itself and takes nobody away from it, the place is remembered on another device, a question is asked under the text."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from courses.progress.models import LessonNote, LessonQuestion, Progress
from school.people.actions import give_consent
from tests import factories
from tests.browser import settled
from tests.factories import PASSWORD
from tests.lessons import give_page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
BODY = [part for number in range(8) for part in (("heading", f"Часть {number}"), ("text", "<p>Отказ не закрывает дорогу.</p>" * 12))]


@pytest.fixture
def lesson(transactional_db, cohort):
    lesson = factories.LessonFactory(module=factories.ModuleFactory(program=cohort.program), title="Разбор отказа")
    give_page(lesson, BODY)
    return lesson


@pytest.fixture
def address(cohort, lesson):
    return f"/study/{cohort.pk}/{lesson.pk}/"


@pytest.mark.parametrize("unwired", [20, 1500])  # milliseconds between the coming of the part and its wiring: by nature, on a very busy phone
def test_the_note_saves_itself_and_keeps_the_writer(browser_page, participant, address, unwired):
    page = browser_page(user=participant, width=390, height=844, touch=True)
    settled(page) if not page.goto(address) else None
    page.evaluate("delay => { htmx.config.defaultSettleDelay = delay }", unwired)
    page.locator("#note").scroll_into_view_if_needed()
    field = page.get_by_role("textbox", name="Заметка")
    field.fill("Спросить про устав")
    expect(page.locator("#note-state")).to_contain_text("Сохранено, ")
    field.press_sequentially(" и штат")

    expect(page.locator("#note-edition")).to_have_value("2")
    assert page.evaluate("document.activeElement.id") == "note_text"
    assert LessonNote.objects.get().text == "Спросить про устав и штат"


def test_the_place_is_offered_on_another_device(browser_page, participant, address):
    phone = browser_page(user=participant, width=390, height=844, touch=True)
    settled(phone) if not phone.goto(address) else None
    with phone.expect_response(lambda answer: answer.url.endswith("/place/")):
        phone.get_by_role("heading", name="Часть 5").scroll_into_view_if_needed()
        phone.mouse.wheel(0, 300)
    place = Progress.objects.get().place
    assert place

    laptop = browser_page(user=participant)
    laptop.goto(address)
    laptop.get_by_role("link", name="Продолжить с места, где остановились").click()

    expect(laptop.locator(f"#b-{place}")).to_be_in_viewport()
    assert Progress.objects.get().place == place


def test_a_question_is_asked_under_the_text_without_scripts_too(browser_page, participant, cohort, address, axe):
    for scripts, text in ((True, "Нужна ли лицензия?"), (False, "Сколько нужно людей?")):
        page = browser_page(user=participant, width=390, height=844, scripts=scripts)
        page.goto(address)
        page.locator("#talk").scroll_into_view_if_needed()
        if not scripts:
            page.locator("#talk a").click()
        page.get_by_label("Ваш вопрос").fill(text)
        page.get_by_role("button", name="Задать вопрос").click()
        expect(page.locator("#talk")).to_contain_text(text)
        if scripts:
            axe(page)

    assert LessonQuestion.objects.count() == 2


def note_on(page, address):
    page.goto(address)
    page.locator("#note").scroll_into_view_if_needed()
    field = page.get_by_role("textbox", name="Заметка")
    expect(field).to_be_visible()
    return field


def test_two_devices_show_both_texts(browser_page, watch, participant, address):
    phone, laptop = browser_page(user=participant, width=390), browser_page(user=participant)
    first, second = note_on(phone, address), note_on(laptop, address)
    first.fill("С телефона")
    expect(phone.locator("#note-state")).to_contain_text("Сохранено, ")

    second.fill("С ноутбука")

    expect(laptop.get_by_role("heading", name="Сохранено раньше")).to_be_visible()
    expect(laptop.locator("main")).to_contain_text("С телефона")
    assert LessonNote.objects.get().text == "С телефона"
    laptop.get_by_role("button", name="Сохранить этот текст").click()
    expect(laptop.locator("#note-state")).to_contain_text("Сохранено, ")
    assert LessonNote.objects.get().text == "С ноутбука"
    assert [error for error in watch.errors if " 409 " not in error] == []
    watch.errors.clear()  # the refusal of the quiet saving


def test_a_session_that_ends_while_a_note_is_typed_loses_nothing(browser_page, participant, address):
    give_consent(participant, "processing")
    page = browser_page(user=participant, width=390)
    field = note_on(page, address)
    Session.objects.all().delete()

    field.fill("Долгая мысль")

    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.locator("[name=login]").fill(participant.email)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.locator("#note").scroll_into_view_if_needed()
    expect(page.get_by_role("textbox", name="Заметка")).to_have_value("Долгая мысль")
    page.get_by_role("button", name="Сохранить заметку").click()
    expect(page.locator("#note-state")).to_contain_text("Сохранено, ")
    assert LessonNote.objects.get().text == "Долгая мысль"


def test_a_note_typed_without_a_connection_stays_on_its_page_and_goes_later(browser_page, watch, participant, address):
    page = browser_page(user=participant, width=390)
    field = note_on(page, address)
    page.context.set_offline(True)

    field.fill("Мысль в поезде")
    expect(page.locator("#note-state")).to_contain_text("Не сохранилось: нет связи")
    page.get_by_role("button", name="Сохранить заметку").click()

    expect(field).to_have_value("Мысль в поезде")
    assert page.url.endswith(address)
    page.context.set_offline(False)
    expect(page.locator("#note-state")).to_contain_text("Сохранено, ")
    assert LessonNote.objects.get().text == "Мысль в поезде"
    watch.errors.clear()  # the net that was not there


def test_a_question_that_is_being_typed_outlives_the_mark(browser_page, participant, address):
    page = browser_page(user=participant, width=390)
    page.goto(address)
    page.locator("#talk").scroll_into_view_if_needed()
    page.get_by_label("Ваш вопрос").fill("Нужна ли лицензия?")

    page.get_by_role("button", name="Отметить пройденным").click()

    expect(page.locator("main")).to_contain_text("Урок пройден")
    expect(page.get_by_label("Ваш вопрос")).to_have_value("Нужна ли лицензия?")
