"""A coordinator brings people and a timetable in a table, takes lists out, reads the report; a trainer reads it on a phone."""

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Meeting
from tests.factories import CohortModuleFactory, ModuleFactory, OrganizationFactory, QuotaFactory
from tests.journeys.conftest import WIDER

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def table(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return {"name": "таблица.xlsx", "mimeType": "application/octet-stream", "buffer": target.getvalue()}


def bring(page, way, cohort, file):
    page.goto(reverse("office:cohort", args=[cohort.pk]))
    page.get_by_role("link", name=way).click()
    page.locator("input[type=file]").set_input_files(file)


def test_tables_come_in_and_go_out(browser_page, coordinator, trainer, cohort, looked_at):
    organization = OrganizationFactory()
    Cohort.objects.update(letters_after=0)  # whoever is entered is known of at once
    cohort.refresh_from_db()
    QuotaFactory(cohort=cohort, town=organization.town, seats=5)
    module = ModuleFactory(program=cohort.program, title="Семинары")
    CohortModuleFactory(cohort=cohort, module=module)
    page = browser_page(user=coordinator)
    heads = ["Фамилия", "Имя", "Почта", "ОГРН", "Заметки"]
    wrong = table(heads, ["Ёлкина", "Анна", "a@shkola.example", organization.ogrn, ""], ["Соснин", "Пётр", "нет", "123", "=1+1"])

    bring(page, "Загрузить людей", cohort, wrong)
    page.get_by_label("Зачислить: места даём сразу").check()
    page.get_by_role("button", name="Посмотреть, что получится").click()
    assert "Пока есть ошибки" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Добавить:").count() == 0
    page.get_by_role("button", name="Выбрать другой файл").click()
    page.get_by_role("link", name="Скачать образец").wait_for()
    page.locator("input[type=file]").set_input_files(table(heads[:4], ["Ёлкина", "Анна", "a@shkola.example", organization.ogrn]))
    page.get_by_label("Зачислить: места даём сразу").check()
    page.get_by_role("button", name="Посмотреть, что получится").click()
    page.get_by_role("button", name="Добавить: 1").click()
    assert Enrollment.objects.get(cohort=cohort).person.family_name == "Ёлкина"

    times = table(["Модуль", "Тема", "Начало", "Конец", "Часов"], ["Семинары", "Что даёт статус", "01.10.2026 10:00", "14:00", 5])
    bring(page, "Загрузить расписание", cohort, times)
    page.get_by_role("button", name="Посмотреть, что получится").click()
    page.get_by_role("button", name="Добавить: 1").click()
    assert Meeting.objects.get(cohort=cohort).hours == 5

    page.goto(reverse("office:people"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Скачать XLSX").click()
    assert waiting.value.suggested_filename.startswith("Слушатели")
    assert load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active["A2"].value == "Ёлкина"

    page.goto(reverse("office:report", args=[cohort.pk]))
    assert "Ёлкина" in page.get_by_role("region", name="Люди и занятия").inner_text()

    phone = browser_page(user=trainer, width=390, height=844, touch=True)
    phone.goto(reverse("portals:trainer"))
    with phone.expect_navigation():
        phone.locator(f'a[href="{reverse("portals:cohort_report", args=[cohort.pk])}"]').click()
    looked_at(phone)
    phone.get_by_role("region", name="Люди и занятия").focus()
    with phone.expect_download() as paper:
        phone.get_by_role("button", name="Скачать PDF").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")


def test_a_large_table_shows_how_far_it_is(browser_page, coordinator, cohort, run_jobs, monkeypatch):
    """The look, the bar, and the organisation that the school does not have yet; on a phone too."""
    monkeypatch.setattr("courses.office.spreadsheets.apart.AT_ONCE", 1)
    QuotaFactory(cohort=cohort, seats=5)
    heads = ["Фамилия", "Имя", "Почта", "ОГРН", "ИНН", "Организация", "Город"]
    card = ["1027700132195", "7707083893", "Фонд «Роща»", "Тюмень"]
    page = browser_page(user=coordinator, width=390, height=844)

    bring(page, "Загрузить людей", cohort, table(heads, ["Ёлкина", "Анна", "a@shkola.example", *card], ["Соснин", "Пётр", "b@shkola.example", *card]))
    with page.expect_navigation():
        page.get_by_role("button", name="Посмотреть, что получится").click()
    expect(page.get_by_role("heading", name="Проверяем строки")).to_be_visible()
    assert not page.evaluate(WIDER)
    run_jobs()
    expect(page.get_by_text("Фонд «Роща», ОГРН 1027700132195")).to_be_visible(timeout=15_000)  # the page asks by itself
    assert not page.evaluate(WIDER)
    with page.expect_navigation():
        page.get_by_role("button", name="Добавить: 2").click()
    expect(page.get_by_role("heading", name="Добавляем")).to_be_visible()
    run_jobs()
    expect(page.get_by_text("Добавлено людей: 2")).to_be_visible(timeout=15_000)
    assert Application.objects.filter(cohort=cohort).count() == 2
