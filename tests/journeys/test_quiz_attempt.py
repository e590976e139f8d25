"""An attempt at a test on a phone: the network goes, the browser is killed, the time runs out – and nothing that was answered is lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.progress.models import Attempt
from tests.browser import settled
from tests.factories import ModuleFactory
from tests.lessons import readable_lesson
from tests.quizzing import attempt_of, quiz_on

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "touch": True}


@pytest.fixture
def lesson(cohort):
    return readable_lesson(ModuleFactory(program=cohort.program), title="Разбор отказа")


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


def paper(phone, attempt):
    phone.goto(reverse("portals:attempt", args=[attempt.pk]))
    return settled(phone)


def kept(attempt):
    return dict(attempt.answers.values_list("position", "given"))


def test_network_goes_and_the_browser_is_killed(browser_page, in_the_dark, watch, lesson, enrollment):
    attempt = attempt_of(enrollment, quiz_on(lesson))
    phone = browser_page(user=enrollment.person, **PHONE)
    in_the_dark(paper(phone, attempt))
    expect(phone.get_by_role("button", name="Сохранить и продолжить").first).to_be_hidden()

    phone.get_by_label("На два года").check()
    expect(phone.locator("#state-1")).to_have_text(re.compile("Сохранено в"))
    phone.get_by_role("button", name="Выше: Собрать бумаги").click()
    expect(phone.locator("#state-4")).to_have_text(re.compile("Сохранено в"))
    expect(phone.get_by_role("button", name="Выше: Собрать бумаги")).to_be_focused()
    assert kept(attempt) == {0: "a", 3: ["c", "a", "b"]}

    phone.context.set_offline(True)
    phone.get_by_label("Навсегда").check()
    phone.get_by_label("Ваш ответ").fill("устав НКО")
    expect(phone.locator("#state-1")).to_have_text(re.compile("нет связи"))
    expect(phone.locator("#state-5")).to_have_text(re.compile("нет связи"))
    expect(phone.locator("#unsent")).to_be_visible()
    again = phone.context.new_page()
    phone.close()
    again.context.set_offline(False)
    watch.errors.clear()  # the browser complains of what the network did

    again.goto(reverse("portals:attempt", args=[attempt.pk]))
    expect(again.locator("#state-1")).to_have_text(re.compile("Сохранено в"))
    expect(again.locator("#state-5")).to_have_text(re.compile("Сохранено в"))
    expect(again.get_by_label("Навсегда")).to_be_checked()
    expect(again.locator("#tally")).to_contain_text("Отвечено 3 из 6")
    assert kept(attempt) == {0: "b", 3: ["c", "a", "b"], 4: "устав НКО"}
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('kept:')).length") == 0


def test_network_comes_back_by_itself(browser_page, watch, lesson, enrollment):
    attempt = attempt_of(enrollment, quiz_on(lesson, ["single"]))
    phone = paper(browser_page(user=enrollment.person, **PHONE), attempt)
    phone.context.set_offline(True)
    phone.get_by_label("На два года").check()
    expect(phone.locator("#state-1")).to_have_text(re.compile("нет связи"))

    phone.context.set_offline(False)

    expect(phone.locator("#state-1")).to_have_text(re.compile("Сохранено в"))
    expect(phone.locator("#unsent")).to_be_hidden()
    assert kept(attempt) == {0: "a"}
    watch.errors.clear()


def test_time_runs_out_on_the_screen(browser_page, in_the_dark, lesson, enrollment):
    attempt = attempt_of(enrollment, quiz_on(lesson, ["single", "text"], minutes=1), given={0: "a"})
    Attempt.objects.filter(pk=attempt.pk).update(until=timezone.now() + timedelta(seconds=8))
    phone = paper(browser_page(user=enrollment.person, **PHONE), attempt)

    phone.wait_for_url(f"**{reverse('portals:attempt_result', args=[attempt.pk])}")

    in_the_dark(phone)
    expect(phone.get_by_role("main")).to_contain_text("Проверены ответы, которые успели сохраниться")
    attempt.refresh_from_db()
    assert (attempt.ended, attempt.points) == ("time", 100)


def test_whole_way_without_scripts(browser_page, lesson, enrollment, cohort):
    quiz_on(lesson, ["single", "ordering", "text"])
    phone = browser_page(user=enrollment.person, scripts=False, **PHONE)
    phone.goto(reverse("portals:quiz", args=[cohort.pk, lesson.pk]))
    phone.get_by_role("button", name="Начать тест").click()
    phone.get_by_label("На два года").check()
    phone.get_by_role("button", name="Сохранить и продолжить").first.click()
    assert phone.url.endswith("#q2")
    for words in ("Собрать бумаги", "Получить заключение"):
        place = {"Собрать бумаги": "1", "Получить заключение": "2"}[words]
        phone.get_by_label(f"Место: {words}").select_option(place)
        phone.get_by_role("button", name="Сохранить и продолжить").nth(1).click()
    phone.get_by_label("Ваш ответ").fill("Устав")
    phone.get_by_role("button", name="Сдать тест").click()
    expect(phone.get_by_role("main")).to_contain_text("Отвечены все вопросы.")
    phone.get_by_role("button", name="Сдать тест").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Тест сдан")
    assert kept(Attempt.objects.get()) == {0: "a", 1: ["a", "b", "c"], 2: "Устав"}
