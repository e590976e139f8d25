"""A report of a visit on a phone: half-written, the session lost, a photograph, sent; the trainer accepts it, a colleague reads it."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from courses.progress.models import VisitPhoto, VisitReport
from school.people.actions import give_consent
from tests.factories import PASSWORD, AssignmentFactory, CohortFactory, EnrollmentFactory, UserFactory
from tests.visits import TEXTS, report_of, shot, visit_of

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage():
    cohort = CohortFactory(under_way=True)
    writer, fellow = (EnrollmentFactory(cohort=cohort, person__family_name=name) for name in ("Берёзкина", "Тихонова"))
    give_consent(writer.person, "processing")
    trainer = UserFactory(family_name="Озёров")
    AssignmentFactory(person=trainer, role="trainer", cohort=cohort)
    return writer, fellow, trainer, visit_of(cohort)


def picture():
    taken = shot(size=(1200, 900), name="мастерская.jpg")
    return {"name": taken.name, "mimeType": "image/jpeg", "buffer": taken.read()}


def test_a_visit_is_told_of_on_a_phone(browser_page, in_the_dark, stage):
    writer, fellow, trainer, meeting = stage
    page = browser_page(user=writer.person, width=390, height=844, touch=True)
    page.goto(reverse("portals:meetings", args=[writer.pk]))
    page.get_by_role("link", name="Рассказать о поездке").click()
    page.get_by_label("Что увидели").fill(TEXTS["saw"])
    expect(page.locator("#kept")).to_contain_text("Сохранено в")
    assert VisitReport.objects.get().saw == TEXTS["saw"]

    Session.objects.all().delete()  # the session ends while the person goes on typing
    page.get_by_label("Что возьмёте").fill(TEXTS["takes"])
    page.get_by_role("button", name="Сохранить черновик").click()
    page.get_by_label("Адрес электронной почты").fill(writer.person.email)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Войти", exact=True).click()
    expect(page.get_by_label("Что возьмёте")).to_have_value(TEXTS["takes"])
    page.get_by_role("button", name="Сохранить черновик").click()

    page.get_by_label("Фотография", exact=True).set_input_files(picture())
    page.get_by_role("button", name="Добавить фотографию").click()
    expect(page.locator(".shots-list img")).to_have_js_property("naturalWidth", 1200)
    page.get_by_role("button", name="Отправить тренеру").click()
    expect(page.locator("#summary")).to_contain_text("Подпишите фотографию")
    in_the_dark(page)
    page.locator(".shots-list input").fill("Полки мастерской")
    page.get_by_role("button", name="Отправить тренеру").click()
    expect(page.locator("header .pill")).to_contain_text("На проверке")
    in_the_dark(page)
    assert (VisitReport.objects.get().state, VisitPhoto.objects.get().caption) == ("sent", "Полки мастерской")

    desk = browser_page(user=trainer)
    desk.goto(reverse("portals:trainer"))
    desk.get_by_role("link", name="Отчёты о поездках").first.click()
    in_the_dark(desk)
    desk.get_by_role("link", name=writer.person.full_name).click()
    in_the_dark(desk)
    desk.get_by_text("Принять отчёт").click()
    desk.get_by_role("button", name="Отправить решение").click()
    expect(desk.get_by_text("Решение сохранено")).to_be_visible()
    desk.goto(reverse("portals:visit_paper", args=[meeting.pk]))
    expect(desk.locator("article")).to_contain_text(TEXTS["takes"])
    in_the_dark(desk)

    other = browser_page(user=fellow.person, width=390, height=844)
    other.goto(reverse("portals:visit", args=[fellow.pk, meeting.pk]))
    other.get_by_role("link", name="Прочитать").click()
    expect(other.locator("article")).to_contain_text(TEXTS["saw"])
    in_the_dark(other)


def test_two_devices_are_compared(browser_page, in_the_dark, stage):
    writer, _fellow, _trainer, meeting = stage
    report_of(writer, meeting, "draft")
    address = reverse("portals:visit", args=[writer.pk, meeting.pk])
    phone, desk = (browser_page(user=writer.person, width=width) for width in (390, 1280))
    for page in (phone, desk):
        page.goto(address)
    phone.get_by_label("Что увидели").fill("С телефона")
    phone.get_by_role("button", name="Сохранить черновик").click()
    expect(phone.get_by_text("Черновик сохранён")).to_be_visible()

    desk.get_by_label("Что увидели").fill("С ноутбука")
    desk.get_by_role("button", name="Сохранить черновик").click()

    expect(desk.get_by_role("heading", name="Сохранено на другом устройстве")).to_be_visible()
    expect(desk.get_by_label("Что увидели")).to_have_value("С ноутбука")
    in_the_dark(desk)
    assert VisitReport.objects.get().saw == "С телефона"
