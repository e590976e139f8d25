"""The hall on two phones: the trainer shows the code, a participant checks in, the sheet fills, what differs on paper is settled; every screen is looked at."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.models import Mark, Survey
from tests.factories import EnrollmentFactory, MeetingFactory, ModuleFactory

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
    screen = browser_page(trainer, width=PHONE)
    screen.goto(home + reverse("portals:sheet", args=[meeting.pk]))
    looked_at(screen).get_by_role("link", name="Код для отметки на экране зала").click()
    screen.get_by_role("button", name="Показать код").click()
    screen.locator(".digits").wait_for()
    looked_at(screen)

    phone = browser_page(participant, width=PHONE)
    meeting.refresh_from_db()
    phone.goto(home + reverse("portals:check_in_code", args=[meeting.pk, code_rules.code_for(meeting.secret, code_rules.step_at(timezone.now()))]))
    looked_at(phone).get_by_role("button", name="Я в зале, отметить меня").click()
    phone.get_by_role("heading", name="Вы отмечены в").wait_for()
    looked_at(phone)

    screen.goto(home + reverse("portals:sheet", args=[meeting.pk]))
    screen.get_by_text("Отметились сами: 1").wait_for()
    with screen.expect_navigation():
        screen.get_by_role("link", name="Сверить с бумажным листом").click()
    looked_at(screen).get_by_label("Воронова").check()
    with screen.expect_navigation():
        screen.get_by_role("button", name="Сверить с отметками").click()
    looked_at(screen).get_by_role("button", name="Записать по бумажному листу").click()
    screen.get_by_text("По бумажному листу исправлена 1 отметка.").wait_for()
    assert sorted(Mark.objects.values_list("source", flat=True)) == ["check_in", "paper"]


def test_small_screens_around_the_hall(browser_page, looked_at, live_server, meeting, participant, trainer):
    survey = Survey.objects.create(
        cohort=meeting.cohort, meeting=meeting, title="Как прошло", questions=[{"text": "Полезно?", "scale": "points"}], opened_at=timezone.now()
    )
    enrollment = participant.enrollments.get().pk
    phone = browser_page(participant, width=PHONE)
    for name, args in [("check_in", []), ("excuse", [enrollment, meeting.pk]), ("survey_reply", [survey.pk]), ("meetings", [enrollment])]:
        phone.goto(live_server.url + reverse(f"portals:{name}", args=args))
        looked_at(phone)
    screen = browser_page(trainer, width=PHONE)
    for name, args in [("excuse_list", []), ("survey_list", []), ("survey_new", []), ("survey", [survey.pk])]:
        screen.goto(live_server.url + reverse(f"portals:{name}", args=args))
        looked_at(screen)
