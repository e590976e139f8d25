"""The hall on two phones: the trainer shows the code, a participant checks in, the sheet fills, what differs on paper is settled; every screen is looked at."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance import code_rules, printing
from courses.attendance.models import Mark, Survey
from tests.factories import EnrollmentFactory, MeetingFactory, ModuleFactory
from tests.journeys.conftest import WIDER

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = 390


@pytest.fixture
def meeting(cohort, trainer):
    start = timezone.now() - timedelta(minutes=5)
    module = ModuleFactory(program=cohort.program)
    return MeetingFactory(cohort=cohort, module=module, starts_at=start, ends_at=start + timedelta(hours=3), trainer=trainer)


def test_check_in_fills_the_sheet_and_paper_settles_the_rest(browser_page, looked_at, live_server, meeting, cohort, participant, trainer):
    EnrollmentFactory(cohort=cohort, person__family_name="Воронова")
    home = live_server.url
    screen = browser_page(trainer, width=PHONE, height=1800)
    screen.goto(home + reverse("portals:sheet", args=[meeting.pk]))
    looked_at(screen).get_by_role("link", name="Код для отметки на экране зала").click()
    screen.get_by_role("button", name="Показать код").click()
    screen.locator(".digits").wait_for()
    looked_at(screen)
    for width, height in [(1280, 720), (1280, 900), (1920, 1080), (390, 844), (320, 844)]:
        assert whole(browser_page(trainer, width=width, height=height), home + reverse("portals:hall_code", args=[meeting.pk])), (width, height)

    phone = browser_page(participant, width=PHONE)
    meeting.refresh_from_db()
    phone.goto(home + reverse("portals:check_in_code", args=[meeting.pk, code_rules.code_for(meeting.secret, code_rules.step_at(timezone.now()))]))
    looked_at(phone).get_by_role("button", name="Я в зале, отметить меня").click()
    phone.get_by_role("heading", name="Вы отмечены в").wait_for()
    looked_at(phone)

    screen.goto(home + reverse("portals:sheet", args=[meeting.pk]))
    screen.get_by_text("Отметились сами: 1").wait_for()
    screen.locator("label", has=screen.get_by_role("radio", name=re.compile("О – .*Берёзкина"))).click()
    screen.get_by_text("Сохранено, ").wait_for()
    screen.reload()
    assert screen.get_by_role("radio", name=re.compile("О – .*Берёзкина")).is_checked()
    looked_at(screen).locator(".saver").get_by_role("button", name="Сохранить отметки").click()
    screen.locator("#saver").get_by_text("Изменений нет").wait_for()
    with screen.expect_navigation():
        screen.get_by_role("link", name="Сверить с бумажным листом").click()
    looked_at(screen).get_by_label("Воронова").check()
    with screen.expect_navigation():
        screen.get_by_role("button", name="Сверить с отметками").click()
    looked_at(screen).get_by_role("button", name="Записать по бумажному листу").click()
    screen.get_by_text("По бумажному листу исправлена 1 отметка.").wait_for()
    assert sorted(Mark.objects.values_list("source", flat=True)) == ["manual", "paper"]


def whole(page, address):
    """The hall sees the picture, the widest of codes, the countdown and the count without scrolling, nothing lies over them."""
    page.goto(address)
    page.locator(".digits").evaluate("digits => { digits.textContent = 'WWWW-MMMM' }")
    parts = [page.locator(place) for place in ("svg.code", ".digits", ".left", ".huge")]
    boxes = [part.bounding_box() for part in parts]
    size = page.viewport_size
    seen = all(
        box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] + box["height"] <= size["height"] for box in boxes
    )
    return seen and not page.evaluate(WIDER) and page.locator(".top, .tabs, .foot").count() == 0


def test_sheet_without_scripts_is_saved_by_its_button(browser_page, live_server, meeting, participant, trainer):
    page = browser_page(trainer, width=PHONE, scripts=False)
    page.goto(live_server.url + reverse("portals:sheet", args=[meeting.pk]))
    page.locator("label", has=page.get_by_role("radio", name=re.compile("О – .*Берёзкина"))).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Сохранить отметки").click()
    page.get_by_text("Отмечено 1 из 1").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Отменить").click()
    page.get_by_text("Отмечено 0 из 1").wait_for()


def test_small_screens_around_the_hall(browser_page, looked_at, live_server, meeting, participant, trainer):
    survey = Survey.objects.create(
        cohort=meeting.cohort, meeting=meeting, title="Как прошло", questions=[{"text": "Полезно?", "scale": "points"}], opened_at=timezone.now()
    )
    enrollment = participant.enrollments.get().pk
    phone = browser_page(participant, width=PHONE)
    for name, args in [("check_in", []), ("excuse", [enrollment, meeting.pk]), ("survey_reply", [survey.pk]), ("meetings", [enrollment])]:
        phone.goto(live_server.url + reverse(f"portals:{name}", args=args))
        looked_at(phone)
    screen = browser_page(trainer, width=PHONE, height=1800)
    for name, args in [("excuse_list", []), ("survey_list", []), ("survey_new", []), ("survey", [survey.pk])]:
        screen.goto(live_server.url + reverse(f"portals:{name}", args=args))
        looked_at(screen)


def test_who_came_too_late_is_shown_to_the_trainer_and_a_long_sheet_is_printed_apart(
    browser_page, looked_at, live_server, meeting, participant, trainer, run_jobs, monkeypatch
):
    monkeypatch.setattr(printing, "AT_ONCE", 0)
    meeting.starts_at, meeting.secret = timezone.now() - timedelta(hours=2), code_rules.new_secret()
    meeting.save()
    phone = browser_page(participant, width=PHONE)
    phone.goto(
        live_server.url + reverse("portals:check_in_code", args=[meeting.pk, code_rules.code_for(meeting.secret, code_rules.step_at(timezone.now()))])
    )
    looked_at(phone)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Показать тренеру, что я здесь").click()
    phone.get_by_text("Тренер видит вашу попытку в своём листе.").wait_for()
    looked_at(phone)

    screen = browser_page(trainer, width=PHONE, height=1800)
    screen.goto(live_server.url + reverse("portals:sheet", args=[meeting.pk]))
    screen.get_by_role("heading", name="Не смогли отметиться: 1").wait_for()
    with screen.expect_navigation():
        looked_at(screen).get_by_role("link", name="Лист для подписей, PDF").click()
    with screen.expect_navigation():
        looked_at(screen).get_by_role("button", name="Лист для подписей, PDF").click()
    screen.get_by_text("PDF печатается").wait_for()
    looked_at(screen)
    run_jobs()
    with screen.expect_navigation():
        screen.get_by_role("link", name="Обновить").click()
    looked_at(screen)
    with screen.expect_download() as paper:
        screen.get_by_role("link", name=f"{meeting.title}.pdf").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
