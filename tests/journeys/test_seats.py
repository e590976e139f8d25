"""Seats, in real browsers: a draft becomes an application, a question is asked and answered, the waiting list promotes, two browsers race for the last seat."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.enrollment.actions import assign
from courses.enrollment.models import Application, Criterion, Enrollment, Question
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, MembershipFactory, QuotaFactory, UserFactory
from tests.stage import PDF

pytestmark = pytest.mark.journey


@pytest.fixture
def quota(transactional_db):
    return QuotaFactory(seats=1, cohort=CohortFactory(title="Осенний поток", per_organization=2, letters_after=0))


@pytest.fixture
def coordinators(transactional_db):
    people = [UserFactory(family_name=name) for name in ("Соколова", "Воробьёва")]
    for person in people:
        assign(person, "coordinator", by=None)
    return people


def test_a_draft_is_sent_asked_about_weighed_and_offered_a_seat(quota, coordinators, browser_page, looked_at, in_the_dark):
    cohort = quota.cohort
    Question.objects.create(cohort=cohort, text="Кто придёт учиться?", kind="choice", options="Руководитель\nСотрудник")
    Question.objects.create(cohort=cohort, text="Устав организации", kind="file", position=1)
    Criterion.objects.create(cohort=cohort, title="Опыт работы", points=5)
    person = MembershipFactory().person
    phone = browser_page(user=person, width=390, height=844, touch=True, scripts=False)
    sends(phone, cohort)
    office = browser_page(user=coordinators[0])
    weighs(office, Application.objects.get())
    answers(browser_page(user=person, width=390, height=844, touch=True), in_the_dark)
    office.reload()
    expect(office.get_by_role("main")).to_contain_text("ответили")
    office.get_by_role("button", name="В лист ожидания").click()
    office.get_by_role("button", name="Предложить место").click()
    expect(office.get_by_role("main")).to_contain_text("держится до")
    takes(browser_page(user=person, width=390, height=844, touch=True), in_the_dark)


def sends(page, cohort):
    page.goto(f"/apply/{cohort.pk}/")
    page.get_by_label("Зачем вашей организации статус").fill("Помогаем пожилым")
    page.get_by_label("Устав организации").set_input_files({"name": "устав.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.get_by_role("main")).to_contain_text("Черновик, не отправлен")
    page.get_by_role("link", name=re.compile("Продолжить")).click()
    expect(page.get_by_label("Зачем вашей организации статус")).to_have_value("Помогаем пожилым")
    page.get_by_label("Зачем вашей организации статус").fill("Помогаем пожилым людям на дому уже пять лет.")
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("main")).to_contain_text("Выберите ответ.")
    expect(page.get_by_role("main")).to_contain_text("Уже приложен: устав.pdf")
    page.get_by_label("Руководитель").check()
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("main")).to_contain_text("Заявка на рассмотрении")


def weighs(page, application):
    page.goto(f"/cms/school/applications/{application.pk}/")
    expect(page.get_by_role("main")).to_contain_text("устав.pdf")
    page.get_by_label("Опыт работы").fill("4")
    page.get_by_role("button", name="Сохранить баллы").click()
    page.get_by_role("link", name="Сравнить заявки потока").click()
    expect(page.get_by_role("table")).to_contain_text("4")
    page.goto(f"/cms/school/applications/{application.pk}/")
    page.locator("#id_ask-text").fill("Сколько у вас подопечных?")
    page.get_by_role("button", name="Спросить заявителя").click()
    expect(page.get_by_role("main")).to_contain_text("Сколько у вас подопечных?")
    assert Letter.objects.filter(name="application_asked").exists()


def answers(page, in_the_dark):
    page.goto("/cabinet/applications/")
    in_the_dark(page)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=re.compile("Ответить")).click()
    in_the_dark(page)
    page.get_by_label("Ваш ответ").fill("Сорок семь.")
    page.get_by_role("button", name="Ответить").click()
    expect(page.get_by_role("main")).to_contain_text("Переписка по заявке")


def takes(page, in_the_dark):
    page.goto("/cabinet/applications/")
    in_the_dark(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Занять место").click()
    in_the_dark(page)
    page.get_by_role("button", name="Занять место").click()
    expect(page).to_have_url(re.compile(r"/cabinet/\d+/"))
    assert Enrollment.objects.get().state == "active"


def test_two_browsers_race_for_the_last_seat(quota, coordinators, browser_page):
    rows = [ApplicationFactory(cohort=quota.cohort, town=quota.town) for _ in range(2)]
    pages = [browser_page(user=person) for person in coordinators]
    for page, row in zip(pages, rows, strict=True):
        page.goto(f"/cms/school/applications/{row.pk}/")

    for page in pages:  # neither waits for the other's answer
        page.evaluate("setTimeout(() => document.querySelector('form[action$=\"/admit/\"]').submit(), 300)")
    for page in pages:
        expect(page.locator(".messages li").first).to_be_visible()

    said = " ".join(page.locator(".messages").inner_text() for page in pages)
    assert "Место дано" in said
    assert "Свободных мест" in said
    assert sorted(Application.objects.values_list("state", flat=True)) == ["admitted", "submitted"]
    assert Enrollment.objects.count() == 1


def test_two_people_take_the_last_seat_at_once(quota, browser_page, looked_at):
    """Both were offered a seat, then there was one less. One has it; the other reads what happened and keeps the place in the line."""
    until = timezone.now() + timedelta(hours=20)
    rows = [ApplicationFactory(cohort=quota.cohort, town=quota.town, state="offered", offer_until=until) for _ in range(2)]
    pages = [browser_page(user=row.person, width=390, height=844, touch=True) for row in rows]
    for page, row in zip(pages, rows, strict=True):
        page.goto(f"/cabinet/applications/{row.pk}/accept/")
        expect(page.get_by_role("button", name="Занять место")).to_be_visible()

    for page in pages:  # neither waits for the other's answer
        page.evaluate("setTimeout(() => document.querySelector('main form').requestSubmit(), 300)")
    said = [outcome(page) for page in pages]

    assert sorted(said) == ["lost", "won"]
    loser = said.index("lost")
    assert Enrollment.objects.get().person == rows[1 - loser].person
    assert [Application.objects.get(pk=rows[place].pk).state for place in (1 - loser, loser)] == ["admitted", "waiting"]
    looked_at(pages[loser])
    pages[loser].get_by_role("link", name="К заявкам").click()
    expect(pages[loser].get_by_role("main")).to_contain_text("Место в листе ожидания: 1")


def outcome(page):
    won, lost = page.get_by_role("status").filter(has_text="Место ваше"), page.get_by_text("Это место уже заняли. Вы снова в листе ожидания")
    expect(won.or_(lost).first).to_be_visible()
    return "won" if won.count() else "lost"


def test_the_screens_of_seats_are_looked_at(quota, coordinators, browser_page, looked_at):
    Question.objects.create(cohort=quota.cohort, text="Кто придёт учиться?", kind="choice", options="Руководитель\nСотрудник", in_use=False)
    Criterion.objects.create(cohort=quota.cohort, title="Опыт работы", points=5)
    until = timezone.now() + timedelta(hours=20)
    rows = [ApplicationFactory(cohort=quota.cohort, town=quota.town, state=state, offer_until=until) for state in ("submitted", "waiting", "offered")]
    page = browser_page(user=coordinators[0])
    chosen = "&".join(f"id={row.pk}" for row in rows)
    for address in (
        "applications/",
        f"applications/{rows[0].pk}/",
        f"applications/{rows[2].pk}/",
        f"applications/{rows[0].pk}/move/",
        f"applications/many/admit/?{chosen}",
        f"applications/many/decline/?{chosen}",
        f"cohort/{quota.cohort_id}/",
        f"cohort/{quota.cohort_id}/compare/",
        f"cohort/{quota.cohort_id}/questions/",
        f"cohort/{quota.cohort_id}/questions/add/",
    ):
        assert page.goto(f"/cms/school/{address}").status == 200
        expect(page.get_by_role("heading", level=1)).to_be_visible()
