"""A season of a cohort in real browsers: from the copy of last year's to a seat that changes hands and a meeting that moves.

Phases: the coordinator copies the cohort, asks a question of the own, announces · two people apply · two windows race for the last seat · the loser
waits and sees the place · the winner leaves and the letter with the offer comes · the loser takes the seat · the meeting moves and is cancelled, a
calendar program follows. And apart: many decided at once after a rehearsal, one of them taken back before anybody heard.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from courses.enrollment.actions import assign
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Meeting
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, MeetingFactory, MembershipFactory, ModuleFactory, QuotaFactory, UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PHONE = {"width": 390, "height": 844, "touch": True}
WEEKS = 63  # days


@pytest.fixture
def office(transactional_db):
    people = [UserFactory(family_name=name) for name in ("Соколова", "Воробьёва")]
    for person in people:
        assign(person, "coordinator", by=None)
    return people


@pytest.fixture
def source(office):
    cohort = CohortFactory(under_way=True, title="Весенний поток", letters_after=0)
    QuotaFactory(cohort=cohort, seats=1)
    day = (timezone.localtime() + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    module = ModuleFactory(program=cohort.program, title="Практика", kind="training")
    MeetingFactory(cohort=cohort, module=module, title="Договоры и оплата", starts_at=day, ends_at=day + timedelta(hours=4))
    return cohort


@pytest.fixture
def applicants(transactional_db):
    names = (("Берёзкина", "Анна", "Лесовна"), ("Лучинина", "Вера", "Яровна"))
    return [MembershipFactory(person=UserFactory(family_name=f, given_name=g, patronymic=p)).person for f, g, p in names]


def test_a_season_from_the_copy_to_the_calendar(source, office, applicants, browser_page, looked_at, in_the_dark, run_jobs):
    desk = browser_page(user=office[0])
    cohort = copies(desk, source)
    asks_and_announces(desk, cohort)
    phones = [browser_page(user=person, **PHONE) for person in applicants]
    for phone in phones:
        applies(phone, cohort, looked_at)
    winner, loser = race([desk, browser_page(user=office[1])], cohort)
    phone = phones[applicants.index(loser)]
    waits(desk, phone, cohort, loser, in_the_dark)
    leaves(desk, cohort, winner)
    takes_the_seat(phone, cohort, loser, in_the_dark)
    follows_the_calendar(desk, phone, cohort, loser, run_jobs)


def copies(page, source):
    page.goto(f"/cms/school/cohort/{source.pk}/")
    page.get_by_role("link", name="Создать похожий поток").click()
    page.get_by_label("Название нового потока").fill("Осенний поток")
    page.get_by_label("Новое начало").fill((source.starts_on + timedelta(days=WEEKS)).isoformat())
    page.get_by_role("button", name="Показать, что получится").click()
    expect(page.get_by_role("heading", name="Занятия нового потока")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Дни недели изменятся")
    page.get_by_role("button", name="Создать поток").click()
    expect(page).to_have_url(re.compile(r"/school/cohort/\d+/$"))
    made = Cohort.objects.get(title="Осенний поток")
    assert made.meetings.get().starts_at == source.meetings.get().starts_at + timedelta(days=WEEKS)
    return made


def asks_and_announces(page, cohort):
    page.get_by_role("link", name="Вопросы и критерии").click()
    page.get_by_role("link", name="Добавить вопрос").click()
    page.get_by_label("Вопрос", exact=False).first.fill("Сколько у вас подопечных?")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_role("main")).to_contain_text("Сколько у вас подопечных?")
    page.goto(f"/cms/school/cohort/{cohort.pk}/")
    page.get_by_role("button", name="Открыть набор").click()
    expect(page.locator("main .pill").first).to_have_text("набор открыт")


def applies(page, cohort, looked_at):
    page.goto(f"/apply/{cohort.pk}/")
    page.get_by_label("Зачем вашей организации статус").fill("Помогаем пожилым людям на дому уже пять лет.")
    page.get_by_label("Сколько у вас подопечных?").fill("Сорок семь.")
    looked_at(page)
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("main")).to_contain_text("Заявка на рассмотрении")
    looked_at(page)


def race(pages, cohort):
    """Two windows of the office, one seat. Who wins is nobody's business; that one does is the school's."""
    rows = list(Application.objects.filter(cohort=cohort))
    for page, row in zip(pages, rows, strict=True):
        page.goto(f"/cms/school/applications/{row.pk}/")
    for page in pages:  # neither waits for the other's answer
        page.evaluate("setTimeout(() => document.querySelector('form[action$=\"/admit/\"]').submit(), 300)")
    for page in pages:
        expect(page.locator(".messages li").first).to_be_visible()
    said = " ".join(page.locator(".messages").inner_text() for page in pages)
    assert "Место дано" in said
    assert "Свободных мест для города Тюмень больше нет. Поставьте заявку в лист ожидания." in said
    return Application.objects.get(state="admitted").person, Application.objects.get(state="submitted").person


def waits(desk, phone, cohort, loser, in_the_dark):
    desk.goto(f"/cms/school/applications/{Application.objects.get(person=loser).pk}/")
    desk.get_by_role("button", name="В лист ожидания").click()
    expect(desk.get_by_role("main")).to_contain_text("Место в листе ожидания: 1")
    phone.goto("/cabinet/applications/")
    expect(phone.get_by_role("main")).to_contain_text("Место в листе ожидания: 1")
    in_the_dark(phone)


def leaves(page, cohort, winner):
    enrollment = Enrollment.objects.get(person=winner)
    page.goto(f"/cms/school/people/{enrollment.pk}/")
    page.get_by_role("link", name="Отметить выбытие").click()
    page.get_by_label("Причина").fill("Уезжает.")
    page.get_by_role("button", name="Отметить выбытие").click()
    expect(page.locator("main .pill").first).to_have_text("учёба прекращена")


def takes_the_seat(page, cohort, loser, in_the_dark):
    letter = Letter.objects.get(name="application_offered", recipient=loser)
    address = re.search(r"https?://\S+/accept/\S*", letter.text)[0]
    page.goto(urlsplit(address).path)
    in_the_dark(page)
    page.get_by_role("button", name="Занять место").click()
    expect(page).to_have_url(re.compile(r"/cabinet/\d+/"))
    assert Enrollment.objects.get(cohort=cohort, state="active").person == loser


def follows_the_calendar(desk, phone, cohort, person, run_jobs):
    phone.goto("/cabinet/calendar/")
    phone.get_by_role("button", name="Получить адрес календаря").click()
    address = "/calendar/" + phone.get_by_label("Адрес календаря").input_value().rpartition("/")[2]
    meeting = Meeting.objects.get(cohort=cohort)
    before = event_at(address)
    desk.goto(meeting_address(meeting))
    day = timezone.localtime(meeting.starts_at)
    desk.get_by_label("Начало").fill(day.strftime("%Y-%m-%dT15:00"))
    desk.get_by_label("Конец").fill(day.strftime("%Y-%m-%dT19:00"))
    desk.get_by_role("button", name="Сохранить").first.click()
    expect(desk).not_to_have_url(re.compile(r"/edit/"))
    run_jobs()
    moved = event_at(address)
    assert (moved["uid"], moved["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert moved["dtstart"].dt.strftime("%H:%M %Z") == f"15:00 {moved['dtstart'].dt.tzname()}"
    assert invitation_to(person, "meeting_moved", "REQUEST")["sequence"] == moved["sequence"]
    desk.goto(meeting_address(meeting))
    desk.get_by_role("link", name="Отменить занятие").click()
    desk.get_by_label("Причина").fill("Тренер заболел")
    desk.get_by_role("button", name="Отменить занятие").click()
    expect(desk.get_by_role("main")).to_contain_text("Занятие отменено")
    run_jobs()
    gone = event_at(address)
    assert (gone["uid"], gone["status"], gone["sequence"]) == (before["uid"], "CANCELLED", before["sequence"] + 2)
    assert invitation_to(person, "meeting_cancelled", "CANCEL")["sequence"] == gone["sequence"]


def meeting_address(meeting):
    return reverse("office_meetings:edit", args=[meeting.pk])


def event_at(address):
    return Calendar.from_ical(Client().get(address).content).walk("VEVENT")[0]


def invitation_to(person, name, method):
    """The one letter of this kind, and the event in it."""
    letter = Letter.objects.get(recipient=person, name=name)
    calendar = Calendar.from_ical(bytes(letter.attachment))
    assert calendar["method"] == method
    return calendar.walk("VEVENT")[0]


def test_many_are_decided_after_a_rehearsal_and_one_is_taken_back_in_time(office, browser_page, in_the_dark, run_jobs):
    quota = QuotaFactory(seats=2, cohort=CohortFactory(title="Осенний поток", letters_after=10))
    rows = [
        ApplicationFactory(
            cohort=quota.cohort, town=quota.town, person=UserFactory(family_name=name), submitted_at=timezone.now() - timedelta(hours=age)
        )
        for name, age in (("Берёзкина", 3), ("Лучинина", 2), ("Осокина", 1))
    ]
    page = browser_page(user=office[0])
    rehearses(page)
    admitted = Application.objects.get(pk=rows[0].pk)
    assert admitted.untold
    phone = browser_page(user=admitted.person, **PHONE)
    phone.goto("/cabinet/applications/")
    expect(phone.get_by_role("main")).to_contain_text("Заявка на рассмотрении")
    in_the_dark(phone)
    page.goto(f"/cms/school/applications/{admitted.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Решение ещё никому не известно")
    page.get_by_role("button", name="Вернуть на рассмотрение").click()
    expect(page.locator("main .pill").first).to_have_text("на рассмотрении")
    Letter.objects.waiting().update(next_try_at=timezone.now(), created_at=timezone.now() - timedelta(minutes=11))  # the pause is over
    call_command("deliver_letters")
    run_jobs()
    sent = Letter.objects.filter(name="application_admitted", state="sent")
    assert [letter.recipient for letter in sent] == [rows[1].person]


def rehearses(page):
    page.goto("/cms/school/applications/")
    for box in page.get_by_role("checkbox", name=re.compile("^Выбрать: ")).all():
        box.check()
    page.get_by_role("button", name="Зачислить выбранных").click()
    expect(page.get_by_role("main")).to_contain_text("Решение коснётся 2 из 3.")
    expect(page.get_by_role("row", name=re.compile("Осокина"))).to_contain_text("Свободных мест для города Тюмень больше нет")
    assert not Enrollment.objects.exists()
    page.get_by_role("button", name="Зачислить").click()
    expect(page.locator(".messages")).to_contain_text("Решения записаны: 2")
    assert sorted(Application.objects.values_list("state", flat=True)) == ["admitted", "admitted", "submitted"]
    assert not Letter.objects.filter(name="application_admitted", state="sent").exists()
