"""A trainer makes a test on a phone: a bank, a question, a file of questions, the draft, the publishing; a participant passes it, the trainer sees how."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from courses.progress.models import Attempt, Progress
from tests.factories import ModuleFactory
from tests.lessons import readable_lesson
from tests.quizzing import GIFT

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "touch": True}


@pytest.fixture
def lesson(cohort):
    return readable_lesson(ModuleFactory(program=cohort.program), title="Разбор отказа", done_by="quiz")


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name).first.click()


def fill_bank(phone, look):
    phone.goto(reverse("portals:quiz_list"))
    follow(look(phone), "Банки вопросов")
    phone.get_by_label("Название банка").fill("О статусе")
    press(phone, "Завести банк")
    follow(look(phone), "Один ответ из списка")
    press(phone, "Добавить ещё варианты")
    phone.get_by_label("Вопрос", exact=True).fill("Кто получает статус?")
    for number, option in ((1, "Организация"), (2, "Руководитель"), (7, "Город")):
        phone.get_by_label(f"Вариант {number}", exact=True).fill(option)
    phone.get_by_label("Верный").first.check()
    look(phone)
    press(phone, "Сохранить вопрос")
    expect(look(phone).get_by_role("main")).to_contain_text("Версия 1, нынешняя")
    follow(phone, "О статусе")
    follow(phone, "Загрузить из GIFT")
    phone.get_by_label("Файл GIFT").set_input_files({"name": "вопросы.txt", "mimeType": "text/plain", "buffer": GIFT.encode()})
    press(phone, "Разобрать текст")
    expect(look(phone).get_by_role("main")).to_contain_text("На сколько лет дают статус?")
    press(phone, "Добавить в банк")
    expect(look(phone).locator(".toast")).to_contain_text("2 вопроса")


def make_test(phone, look, lesson):
    phone.goto(reverse("portals:quiz_desk", args=[lesson.pk]))
    press(look(phone), "Составить тест")
    press(look(phone), "Выбрать вопросы")
    phone.get_by_label(re.compile("Кто получает статус")).check()
    press(look(phone), "Добавить в тест")
    phone.get_by_text("Добавить случайные из банка").click()
    phone.get_by_label("Откуда взять случайные вопросы").select_option(label="О статусе, все темы: 3")
    phone.get_by_label("Сколько", exact=True).fill("1")
    press(phone, "Добавить случайные")
    press(phone, "Строку 2 выше")
    expect(look(phone).get_by_role("region", name="Вопросы теста").get_by_role("listitem").first).to_contain_text("Случайные вопросы: О статусе")
    phone.get_by_label("Нужно набрать, %").fill("50")
    press(phone, "Сохранить и опубликовать")
    expect(look(phone).get_by_role("main")).to_contain_text("Слушатели увидят тест под уроком")
    press(phone, "Опубликовать тест")
    expect(look(phone).get_by_role("main")).to_contain_text("Сейчас проходят")


def test_from_a_bank_to_the_results(browser_page, in_the_dark, lesson, cohort, trainer, participant):
    desk = browser_page(user=trainer, **PHONE)
    fill_bank(desk, in_the_dark)
    make_test(desk, in_the_dark, lesson)

    phone = browser_page(user=participant, **PHONE)
    phone.goto(reverse("portals:study", args=[cohort.pk, lesson.pk]))
    follow(phone, "Пройти тест")
    press(in_the_dark(phone), "Начать тест")
    phone.get_by_label("Организация").check()
    press(phone, "Сдать тест")
    press(phone, "Сдать тест")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Тест сдан")
    assert (Attempt.objects.get().passed, Progress.objects.filter(lesson=lesson, done_at__isnull=False).count()) == (True, 1)
    desk.goto(reverse("portals:quiz_results", args=[lesson.pk]))
    expect(in_the_dark(desk).get_by_role("row").nth(1)).to_contain_text("50 %")
    follow(desk, "Ответы по вопросам")
    expect(in_the_dark(desk).get_by_role("main")).to_contain_text("Полностью верно 100 %: 1 из 1.")
