"""A module from its test to the trainer's answer: the trainer writes and publishes a test, a participant on a phone loses the browser in the middle of it.

Phases: questions in a bank, the test of a lesson, its publication · the lesson on a phone, the test begun, the browser killed · another browser, everything is
there, handed in, the lesson is done · a question under the lesson · the trainer answers it and lifts it for everybody.
"""

import re

import pytest
from playwright.sync_api import expect

from courses.enrollment.actions import assign
from courses.progress.models import Attempt, LiftedAnswer, Progress
from school.post.models import Letter
from tests.factories import CohortFactory, EnrollmentFactory, LessonFactory, ModuleFactory, UserFactory
from tests.lessons import give_page

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PHONE = {"width": 390, "height": 844, "touch": True}


@pytest.fixture
def school(transactional_db):
    cohort = CohortFactory(under_way=True, title="Осенний поток")
    lesson = LessonFactory(module=ModuleFactory(program=cohort.program), title="Срок статуса", done_by="quiz")
    give_page(lesson)
    trainer = UserFactory(family_name="Кедров", given_name="Илья", patronymic="Полевич")
    assign(trainer, "trainer", cohort=cohort, by=None)
    person = UserFactory(family_name="Берёзкина", given_name="Анна", patronymic="Лесовна")
    return {"cohort": cohort, "lesson": lesson, "trainer": trainer, "enrollment": EnrollmentFactory(cohort=cohort, person=person), "person": person}


def test_a_module_from_its_test_to_the_answer(school, browser_page, looked_at, in_the_dark):
    trainer = browser_page(user=school["trainer"])
    writes_questions(trainer, looked_at)
    publishes_a_test(trainer, looked_at)
    begins_and_loses_the_browser(browser_page(user=school["person"], **PHONE), school, in_the_dark)
    finds_all_and_hands_in(browser_page(user=school["person"], **PHONE), school, in_the_dark)
    asks(browser_page(user=school["person"], **PHONE), school)
    answers(trainer, school, looked_at)


def press(page, name, role="button", **options):
    with page.expect_navigation():
        page.get_by_role(role, name=name, **options).click()


def writes_questions(page, looked_at):
    page.goto("/trainer/")
    press(page, "Задания", "link")
    press(page, "Банки вопросов", "link")
    page.get_by_label("Название банка").fill("О статусе")
    press(page, "Завести банк")
    for text, right, wrong in (("На сколько лет дают статус?", "На два года", "Навсегда"), ("Кто его получает?", "Организация", "Человек")):
        press(page, "Один ответ из списка", "link")
        page.get_by_label("Вопрос", exact=True).fill(text)
        page.get_by_label("Вариант 1").fill(right)
        page.get_by_label("Вариант 2").fill(wrong)
        page.get_by_label("Верный").first.check()
        looked_at(page)
        press(page, "Сохранить вопрос")
        press(page, "О статусе", "link")
    expect(page.get_by_role("main")).to_contain_text("Кто его получает?")


def publishes_a_test(page, looked_at):
    page.goto("/trainer/tests/")
    press(page, "Срок статуса", "link")
    press(page, "Составить тест")
    press(page, "Выбрать вопросы")
    for box in page.get_by_role("group", name="Вопросы").get_by_role("checkbox").all():
        box.check()
    press(page, "Добавить в тест")
    looked_at(page)
    press(page, "Сохранить и опубликовать")
    looked_at(page)
    press(page, "Опубликовать тест")
    expect(page.get_by_role("main")).to_contain_text("Сейчас проходят")


def begins_and_loses_the_browser(page, school, in_the_dark):
    """The second answer has not got to the school when the network goes; then the browser is gone too."""
    page.goto(f"/study/{school['cohort'].pk}/{school['lesson'].pk}/")
    expect(page.get_by_role("main")).to_contain_text("Урок будет пройден, когда вы сдадите тест.")
    in_the_dark(page)
    press(page, "Пройти тест", "link")
    press(page, "Начать тест")
    expect(page.locator("#tally")).to_contain_text("Отвечено 0 из 2")
    page.get_by_role("radio", name=re.compile("На два года|Организация")).first.check()
    expect(page.locator("#tally")).to_contain_text("Отвечено 1 из 2")
    in_the_dark(page)
    page.context.close()


def finds_all_and_hands_in(page, school, in_the_dark):
    page.goto(f"/study/{school['cohort'].pk}/{school['lesson'].pk}/")
    press(page, "Продолжить тест", "link")
    expect(page.locator("#tally")).to_contain_text("Отвечено 1 из 2")
    expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    page.locator("#q2").get_by_role("radio", name=re.compile("На два года|Организация")).check()
    expect(page.locator("#tally")).to_contain_text("Отвечено 2 из 2")
    press(page, "Сдать тест")
    expect(page.get_by_role("main")).to_contain_text("Отвечены все вопросы.")
    press(page, "Сдать тест")
    expect(page.get_by_role("heading", level=1)).to_have_text("Тест сдан")
    in_the_dark(page)
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.passed, attempt.points, attempt.of_points) == (1, True, 200, 200)
    assert Progress.objects.get(enrollment=school["enrollment"]).done_at


def asks(page, school):
    page.goto(f"/study/{school['cohort'].pk}/{school['lesson'].pk}/")
    expect(page.get_by_role("main")).to_contain_text("Урок пройден")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.get_by_label("Ваш вопрос").fill("Продлевают ли статус сами?")
    press(page, "Задать вопрос")
    expect(page.locator("#talk")).to_contain_text("Продлевают ли статус сами?")


def answers(page, school, looked_at):
    page.goto("/trainer/questions/")
    looked_at(page)
    press(page, re.compile("Продлевают ли статус"), "link")
    page.get_by_label("Ответ").fill("Нет, за месяц до конца подают заявление.")
    looked_at(page)
    press(page, "Отправить ответ")
    page.goto("/trainer/questions/?state=answered")
    press(page, re.compile("Продлевают ли статус"), "link")
    press(page, "Поднять в урок", "link")
    press(page, "Посмотреть, как получится")
    looked_at(page)
    press(page, "Поставить в урок")
    assert Letter.objects.filter(recipient=school["person"], name__contains="answer").count() == 1
    assert LiftedAnswer.objects.get().lesson == school["lesson"]
