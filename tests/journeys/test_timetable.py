"""The timetable in a real browser: the coordinator's week, then the phones of a participant and a trainer.

Phases: the coordinator meets a clash and keeps the meeting in spite of it · moves it · adds one that people hear of · makes subgroups and fills one · writes an announcement · keeps
the timetable as a template · copies the cohort, first onto busy days · puts an old cohort away · the participant reads the announcement and gets a calendar · a calendar program
reads it · the trainer sees who has read.
"""

import os
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from courses.enrollment.actions import assign
from courses.program.models import Cohort, Meeting
from school.post.models import Letter
from tests.browser import settled
from tests.factories import CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory, QuotaFactory, UserFactory
from tests.journeys.conftest import WIDER

pytestmark = pytest.mark.journey
FOLDER = os.environ.get("PICTURES", "")


def pictured(page, name):
    """No screen sticks out sideways, on a phone either; a picture for people, when a folder is given."""
    settled(page)
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate(WIDER), f"{name} is wider than the window"
    page.set_viewport_size(size)
    if FOLDER:
        page.screenshot(path=f"{FOLDER}/{name}.png", full_page=True)
    return page


@pytest.fixture
def school(transactional_db):
    coordinator = UserFactory(family_name="Соколова", given_name="Елена", patronymic="Рощевна")
    assign(coordinator, "coordinator", by=None)
    trainer = UserFactory(family_name="Кедров", given_name="Илья", patronymic="Полевич")
    cohort = CohortFactory(under_way=True, title="Осенний поток", responsible=coordinator)
    QuotaFactory(cohort=cohort)
    module = ModuleFactory(program=cohort.program, title="Практика", kind="training")
    assign(trainer, "trainer", cohort=cohort, by=coordinator)
    day = (timezone.localtime() + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    fields = {"cohort": cohort, "module": module, "trainer": trainer}
    MeetingFactory(title="Договоры и оплата", starts_at=day, ends_at=day + timedelta(hours=4), **fields)
    EnrollmentFactory(cohort=cohort, person=UserFactory(family_name="Лучинина", given_name="Вера", patronymic="Яровна"))
    EnrollmentFactory(cohort=cohort, person=UserFactory(family_name="Берёзкина", given_name="Анна", patronymic="Лесовна"))
    return {"coordinator": coordinator, "trainer": trainer, "cohort": cohort, "module": module, "day": day}


@pytest.mark.timeout(300)
def test_a_week_of_the_timetable(school, browser_page, looked_at, run_jobs):
    office = browser_page(school["coordinator"])
    clash_and_move(office, school)
    run_jobs()
    assert Letter.objects.filter(name="meeting_moved").count() == 3
    adds_one_that_people_hear_of(office, school)
    run_jobs()
    assert Letter.objects.filter(name="meetings_new", subject="Новое занятие: Круглый стол").count() == 3
    subgroups_and_words(office, school)
    template_and_copy(office, school)
    puts_away(office)
    person = school["cohort"].enrollments.get(person__family_name="Лучинина").person
    phone = browser_page(person, width=390, height=844, touch=True)
    participants_phone(phone, looked_at)
    trainers_phone(browser_page(school["trainer"], width=390, height=844, touch=True), looked_at)


def clash_and_move(page, school):
    page.goto(reverse("office_meetings:add"))
    page.get_by_label("Поток").select_option(label="Осенний поток")
    page.get_by_label("Модуль").select_option(label="Практика")
    page.get_by_label("Тема").fill("Разбор смет")
    page.get_by_label("Начало").fill(school["day"].strftime("%Y-%m-%dT11:00"))
    page.get_by_label("Конец").fill(school["day"].strftime("%Y-%m-%dT13:00"))
    page.get_by_label("Ведёт").select_option(label="Кедров Илья Полевич")
    page.get_by_role("button", name=re.compile("Создать|Сохранить")).first.click()
    expect(page.get_by_text("в это время ведёт «Договоры и оплата»").first).to_be_visible()
    pictured(page, "tt-clash")
    page.get_by_role("button", name="Всё равно создать").first.click()
    expect(page).to_have_url(re.compile(reverse("office_meetings:index")))
    found = Meeting.objects.get(title="Разбор смет")
    page.goto(reverse("office_meetings:edit", args=[found.pk]))
    page.get_by_label("Начало").fill(school["day"].strftime("%Y-%m-%dT15:00"))
    page.get_by_label("Конец").fill(school["day"].strftime("%Y-%m-%dT17:00"))
    page.get_by_role("button", name="Сохранить").first.click()
    expect(page).to_have_url(re.compile(reverse("office_meetings:index")))
    found.refresh_from_db()
    assert found.sequence == 1


def adds_one_that_people_hear_of(page, school):
    page.goto(reverse("office_meetings:add"))
    page.get_by_label("Поток").select_option(label="Осенний поток")
    page.get_by_label("Модуль").select_option(label="Практика")
    page.get_by_label("Тема").fill("Круглый стол")
    day = school["day"] + timedelta(days=7)
    page.get_by_label("Начало").fill(day.strftime("%Y-%m-%dT11:00"))
    page.get_by_label("Конец").fill(day.strftime("%Y-%m-%dT13:00"))
    page.get_by_role("button", name=re.compile("Создать|Сохранить")).first.click()
    expect(page).to_have_url(re.compile(reverse("office_meetings:index")))


def subgroups_and_words(page, school):
    page.goto(reverse("office:cohort", args=[school["cohort"].pk]))
    pictured(page, "tt-cohort")
    page.get_by_role("link", name="Подгруппы").click()
    page.get_by_label("Название подгруппы").fill("Группа А")
    page.get_by_role("button", name="Добавить подгруппу").click()
    page.get_by_label("Лучинина Вера Яровна").check()
    page.get_by_label("Отмеченных – в подгруппу").select_option(label="Группа А")
    page.get_by_role("button", name="Перевести").click()
    expect(page.get_by_role("cell", name="Группа А", exact=True)).to_have_count(2)
    pictured(page, "tt-subgroups")
    page.goto(reverse("office:cohort", args=[school["cohort"].pk]))
    page.get_by_role("link", name="Объявления").click()
    page.get_by_label("Тема").fill("Сменная обувь")
    page.get_by_label("Текст").fill("В субботу возьмите сменную обувь.\nВход со двора.")
    page.get_by_role("button", name="Показать перед отправкой").click()
    expect(page.get_by_text("Людей, которые получат письмо: 2")).to_be_visible()
    page.get_by_role("button", name="Отправить объявление").click()
    expect(page.get_by_role("cell", name="0 из 2")).to_be_visible()
    pictured(page, "tt-announcements")
    page.get_by_role("link", name="Сменная обувь").click()
    pictured(page, "tt-readers")


def template_and_copy(page, school):
    page.goto(reverse("office:cohort_templates", args=[school["cohort"].pk]))
    page.get_by_label("Название шаблона").fill("Один день")
    page.get_by_role("button", name="Сохранить шаблон").click()
    page.locator("#id_template").select_option(label="Один день")
    page.get_by_role("button", name="Показать, что получится").click()
    expect(page.get_by_text("уже есть").first).to_be_visible()
    pictured(page, "tt-templates")
    page.goto(reverse("office:cohort_copy", args=[school["cohort"].pk]))
    page.get_by_label("Название нового потока").fill("Весенний поток")
    page.get_by_label("Новое начало").fill(school["cohort"].starts_on.isoformat())
    page.get_by_role("button", name="Показать, что получится").click()
    expect(page.get_by_text("Пересечения есть у 2 занятий")).to_be_visible()
    expect(page.get_by_text("Кедров Илья Полевич в это время ведёт «Договоры и оплата»")).to_be_visible()
    pictured(page, "tt-copy-clashes")
    page.get_by_label("Новое начало").fill((school["cohort"].starts_on + timedelta(days=140)).isoformat())
    page.get_by_role("button", name="Показать, что получится").click()
    expect(page.get_by_role("heading", name="Занятия нового потока")).to_be_visible()
    pictured(page, "tt-copy")
    page.get_by_role("button", name="Создать поток").click()
    expect(page).to_have_url(re.compile(r"/school/cohort/\d+/$"))
    made = Cohort.objects.get(title="Весенний поток")
    assert (made.state, made.meetings.count(), made.assignments.count()) == ("draft", 3, 1)


def puts_away(page):
    """Last year's cohort leaves the daily lists, is found by the filter, and is read."""
    old = CohortFactory(state="finished", title="Прошлогодний поток")
    MeetingFactory(cohort=old, title="Давнее занятие")
    page.goto(reverse("office:cohort", args=[old.pk]))
    page.get_by_role("button", name="Убрать в архив").click()
    expect(page.get_by_text("в архиве: его смотрят, но не меняют")).to_be_visible()
    expect(page.get_by_role("link", name="Добавить занятие")).to_have_count(0)
    pictured(page, "tt-archived")
    page.goto(reverse("office_meetings:index"))
    expect(page.get_by_role("link", name="Давнее занятие")).to_have_count(0)
    page.goto(reverse("office_meetings:index") + "?archive=1")
    pictured(page, "tt-archive-filter")
    page.get_by_role("link", name="Давнее занятие").first.click()
    expect(page).to_have_url(re.compile(reverse("office:cohort", args=[old.pk])))


def participants_phone(page, looked_at):
    page.goto("/cabinet/")
    expect(page.get_by_role("heading", name="Новое объявление")).to_be_visible()
    pictured(page, "tt-route")
    with page.expect_navigation():
        page.get_by_role("link", name="Прочитать объявления").click()
    looked_at(pictured(page, "tt-unread"))
    page.get_by_role("button", name="Прочитано").click()
    expect(page.get_by_role("button", name="Прочитано")).to_have_count(0)
    looked_at(page)
    page.goto("/cabinet/meetings/")
    pictured(page, "tt-meetings")
    with page.expect_navigation():
        page.get_by_role("link", name="Занятия в вашем календаре").click()
    looked_at(pictured(page, "tt-calendar"))
    page.get_by_role("button", name="Получить адрес календаря").click()
    address = page.get_by_label("Адрес календаря").input_value()
    looked_at(pictured(page, "tt-address"))
    events = Calendar.from_ical(Client().get("/calendar/" + address.rpartition("/")[2]).content).walk("VEVENT")
    assert sorted(str(event["summary"]) for event in events) == ["Договоры и оплата", "Круглый стол", "Разбор смет"]


def trainers_phone(page, looked_at):
    page.goto("/trainer/")
    looked_at(pictured(page, "tt-trainer"))
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Объявления.*Осенний поток")).click()
    looked_at(pictured(page, "tt-trainer-words"))
    page.get_by_role("link", name="Сменная обувь").click()
    expect(page.get_by_role("heading", name="Прочитали 1 из 2")).to_be_visible()
    looked_at(pictured(page, "tt-trainer-readers"))
