"""A coordinator says a letter in the school's words and sees it while typing; a participant reads it in the cabinet and chooses how to be written to."""

import pytest
from playwright.sync_api import expect

from courses.enrollment.actions import assign
from school.post.actions import send
from school.post.models import Choice, Letter, Wording
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def coordinator(transactional_db):
    person = factories.UserFactory()
    assign(person, "coordinator", by=None)
    return person


def test_a_letter_is_worded_looked_at_and_tried(browser_page, coordinator, axe):
    page = browser_page(user=coordinator)
    page.goto("/cms/school/letters/")
    axe(page)
    page.get_by_label("Найти письмо по словам").fill("вернул документ")
    page.get_by_role("button", name="Найти").click()
    page.get_by_role("link", name="Документ принят: {документ}").click()
    letter = page.frame_locator("iframe[name=letter-preview]")
    expect(letter.get_by_text("версия 2: принято")).to_be_visible()

    greeting = page.get_by_label("Здравствуйте, {имя}!")
    greeting.fill("Добрый день, {имя}!")
    expect(letter.get_by_text("Добрый день, Мария Петровна!")).to_be_visible()
    expect(greeting).to_be_focused()  # the frame takes nothing away from who types
    page.get_by_role("button", name="Другой случай").click()
    expect(letter.get_by_text("Причина: Нет подписи.")).to_be_visible()
    page.get_by_label("Добавить в конец письма").fill("Звоните: 3452 00-00-00")
    expect(letter.get_by_text("Звоните: 3452 00-00-00")).to_be_visible()
    expect(letter.get_by_text("Причина: Нет подписи.")).to_be_visible()  # the case that was chosen stays
    axe(page)

    greeting.fill("Добрый день, {фамилия}!")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Нет такой вставки: {фамилия}.")).to_be_visible()
    expect(greeting).to_have_value("Добрый день, {фамилия}!")
    greeting.fill("Добрый день, {имя}!")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("Сохранено: следующее такое письмо уйдёт с этими словами.")).to_be_visible()
    assert Wording.objects.get().words == {"Здравствуйте, %(name)s!": "Добрый день, %(name)s!"}


def test_without_scripts_the_button_shows_the_letter(browser_page, coordinator):
    page = browser_page(user=coordinator, scripts=False)
    page.goto("/cms/school/letters/nudge/ru/")
    page.get_by_role("button", name="Показать письмо").click()

    expect(page.frame_locator("iframe[name=letter-preview]").get_by_text("Здесь будет то, что написал человек.")).to_be_visible()


def test_notices_are_read_and_the_way_of_writing_is_chosen(browser_page, transactional_db, axe):
    person = factories.UserFactory()
    for name in ("Дом", "Лес"):
        send("membership_confirmed", to=person, context={"person": person, "organization": {"short_name": name}})
    page = browser_page(user=person, width=390, height=844, touch=True)
    page.goto("/people/profile/")
    page.get_by_role("link", name="Уведомления 2 не прочитано").tap()
    expect(page.get_by_role("heading", name="Уведомления")).to_be_visible()
    axe(page)

    notice = page.locator("details", has_text="Вас приняли в Лес")
    notice.locator("summary").tap()
    expect(notice.get_by_text("Теперь от неё можно подать заявку")).to_be_visible()
    expect(notice.get_by_text("Прочитано")).to_be_visible()
    expect(page.get_by_role("link", name="Уведомления 1 не прочитано")).to_be_visible()
    assert Letter.objects.filter(seen_at=None).count() == 1
    axe(page)

    page.get_by_role("button", name="Прочитано всё").tap()
    expect(page.get_by_text("Все уведомления прочитаны.")).to_be_visible()
    page.get_by_role("link", name="Как вам писать").tap()
    expect(page.get_by_role("heading", name="Как вам писать")).to_be_visible()
    page.get_by_text("раз в день, одной сводкой").tap()
    page.get_by_label("Тихие часы: не писать с").select_option("22:00")
    axe(page)
    page.get_by_role("button", name="Сохранить").tap()
    expect(page.get_by_text("Выберите оба часа или ни одного.").first).to_be_visible()
    page.get_by_label("Тихие часы: и до").select_option("7:00")
    page.get_by_role("button", name="Сохранить").tap()
    expect(page.get_by_text("Сохранено: так школа и будет вам писать.")).to_be_visible()
    assert Choice.objects.get().pace == "daily"


def test_notices_without_scripts(browser_page, transactional_db):
    person = factories.UserFactory()
    send("membership_confirmed", to=person, context={"person": person, "organization": {"short_name": "Дом"}})
    page = browser_page(user=person, scripts=False)
    page.goto("/notices/")
    page.locator("summary").click()
    page.locator("details").get_by_role("button", name="Прочитано").click()

    expect(page.get_by_role("button", name="Прочитано")).to_have_count(0)
    assert Letter.objects.get().seen_at
