"""The cabinet on a phone: the code that was read before the sign-in, what waits for the person, a file that cannot be taken, pages that are still empty."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.attendance import code_rules
from courses.attendance.models import CheckIn, Mark, Survey
from courses.enrollment import actions
from courses.enrollment.models import Application, Question
from school.people.actions import give_consent
from tests.factories import PASSWORD, ApplicationFactory, MeetingFactory, MembershipFactory, ModuleFactory, QuotaFactory, UserFactory
from tests.stage import PDF

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844, "touch": True}


@pytest.fixture
def meeting(cohort, trainer):
    start, module = timezone.now() - timedelta(minutes=5), ModuleFactory(program=cohort.program)
    rows = {"cohort": cohort, "module": module, "secret": code_rules.new_secret(), "trainer": trainer, "place": "улица Примерная, дом 1, зал 3"}
    return MeetingFactory(starts_at=start, ends_at=start + timedelta(hours=3), **rows)


def test_code_read_before_the_sign_in_is_good_after_it(browser_page, in_the_dark, meeting, participant, monkeypatch):
    give_consent(participant, "processing")
    phone = browser_page(**PHONE)
    code = code_rules.code_for(meeting.secret, code_rules.step_at(timezone.now()))
    phone.goto(reverse("portals:check_in_code", args=[meeting.pk, code]))
    monkeypatch.setattr(code_rules, "code_for", lambda secret, step: "0" * 8)  # while the password is typed the screen changes
    in_the_dark(phone)
    phone.get_by_label(re.compile("почт")).fill(participant.email)
    phone.get_by_label("Пароль", exact=True).fill(PASSWORD)
    with phone.expect_navigation():
        phone.get_by_role("main").get_by_role("button", name="Войти", exact=True).click()
    expect(phone.get_by_role("main")).to_contain_text("Отметим: Берёзкина Анна Лесовна")
    assert (Mark.objects.count(), CheckIn.objects.count()) == (0, 0)
    in_the_dark(phone)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Я в зале, отметить меня").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(re.compile(r"Вы отмечены в \d\d?:\d\d"))

    phone.goto(reverse("portals:own_meetings"))
    row = phone.get_by_role("listitem").filter(has_text=meeting.title).last
    expect(row.get_by_role("link", name=re.compile(r"Вы отмечены в \d\d?:\d\d"))).to_be_visible()
    expect(row.get_by_role("link", name=re.compile("Не смогу прийти|Объяснить пропуск"))).to_have_count(0)
    in_the_dark(phone)


def test_route_offers_what_can_be_done_this_minute(browser_page, in_the_dark, meeting, participant):
    questions = [{"text": "Полезно?", "scale": "points"}, {"text": "Что изменить?", "scale": "text"}]
    Survey.objects.create(cohort=meeting.cohort, meeting=meeting, title="Как прошло", questions=questions, opened_at=timezone.now())
    phone = browser_page(participant, **PHONE)
    phone.goto(reverse("portals:home"))
    in_the_dark(phone)
    with phone.expect_navigation():
        phone.get_by_role("link", name=re.compile("Ответить на опрос")).click()
    expect(phone.get_by_role("main")).to_contain_text("Любой вопрос можно пропустить")
    in_the_dark(phone)
    phone.goto(reverse("portals:home"))
    with phone.expect_navigation():
        phone.get_by_role("link", name=re.compile("^Отметиться")).click()
    expect(phone.get_by_label("Код с экрана")).to_be_visible()


def test_seat_that_is_held_stands_first(browser_page, in_the_dark, coordinator):
    member = MembershipFactory(person=UserFactory(family_name="Лучинина"))
    first, second, third = (QuotaFactory(seats=2, cohort__title=title) for title in ("Поток с местом", "Поток с вопросом", "Поток с черновиком"))
    common = {"person": member.person, "organization": member.organization}
    until = timezone.now() + timedelta(days=3)
    offered = ApplicationFactory(cohort=first.cohort, town=first.town, state="offered", offer_until=until, **common)
    asked = ApplicationFactory(cohort=second.cohort, town=second.town, state="submitted", **common)
    actions.ask(asked, text="Сколько у вас сотрудников?", by=coordinator)
    ApplicationFactory(cohort=third.cohort, town=third.town, state="draft", **common)
    phone = browser_page(member.person, **PHONE)
    phone.goto(reverse("portals:cabinet"))
    heads = phone.get_by_role("heading", level=2)
    expect(heads).to_have_text(["Вам держат место", "Координатор спрашивает", "Заявка не отправлена", re.compile("Здесь будет"), "Заявки"])
    expect(phone.get_by_role("main")).to_contain_text("по тюменскому времени")
    in_the_dark(phone)
    with phone.expect_navigation():
        phone.get_by_role("link", name=re.compile("^Занять место")).click()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Занять место").click()
    offered.refresh_from_db()
    assert offered.state == "admitted"
    expect(phone.get_by_role("heading", level=2).first).to_have_text("Координатор спрашивает")  # the way is there now, the rest still waits above it
    in_the_dark(phone)


def test_file_that_cannot_be_taken_is_told_and_the_rest_is_kept(browser_page, looked_at):
    member, quota = MembershipFactory(), QuotaFactory(seats=2)
    for text in ("Устав", "Отчёт"):
        Question.objects.create(cohort=quota.cohort, text=text, kind="file", required=True)
    phone = browser_page(member.person, **PHONE)
    phone.goto(reverse("portals:apply", args=[quota.cohort_id]))
    phone.get_by_label("Зачем вашей организации статус").fill("Помогаем пожилым.")
    phone.get_by_label("Устав").set_input_files({"name": "устав.pdf", "mimeType": "application/pdf", "buffer": PDF})
    phone.get_by_label("Отчёт").set_input_files({"name": "отчёт.pdf", "mimeType": "application/pdf", "buffer": b"no paper at all"})
    with phone.expect_navigation():
        phone.get_by_role("button", name="Сохранить черновик").click()
    expect(phone.locator("#summary li")).to_have_count(1)
    expect(phone.get_by_role("main")).to_contain_text("Уже приложен: устав.pdf")
    expect(phone.get_by_role("main")).not_to_contain_text("можно пропустить")
    expect(phone.get_by_label("Зачем вашей организации статус")).to_have_value("Помогаем пожилым.")
    looked_at(phone)
    assert Application.objects.get().state == "draft"
    assert Application.objects.get().answers.get().file.name == "устав.pdf"


def test_pages_of_who_has_no_seat_say_what_to_do(browser_page, in_the_dark, stranger):
    phone = browser_page(stranger, **PHONE)
    for name in ("cabinet", "own_meetings", "applications", "certificates", "calendar"):
        phone.goto(reverse(f"portals:{name}"))
        in_the_dark(phone)
    phone.get_by_role("button", name="Получить адрес календаря").click()
    phone.get_by_role("button", name="Скопировать").click()
    expect(phone.get_by_text("Адрес скопирован.")).to_be_visible()
    in_the_dark(phone)
