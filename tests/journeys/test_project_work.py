"""A project from the team to the defence, in real browsers: it is founded, written on a phone, judged by two, returned, reworked, accepted and defended.

Phases: the team is founded and somebody invited · the project is written and handed in · works are shared out among the jury · two reviews by criteria ·
the decision: to be reworked · the rework with its difference · accepted · a time of the defence is booked, handed in, accepted.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.enrollment.actions import assign
from courses.projects.models import DefenceSlot, Juror, Review, Stage, Submission
from school.post.models import Letter
from tests.factories import CallFactory, CohortFactory, EnrollmentFactory, StageFactory, UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PHONE = {"width": 390, "height": 844, "touch": True}


@pytest.fixture
def school(transactional_db):
    cohort = CohortFactory(under_way=True, title="Осенний поток")
    trainer = UserFactory(family_name="Кедров", given_name="Илья", patronymic="Полевич")
    assign(trainer, "trainer", cohort=cohort, by=None)
    names = (("Берёзкина", "Анна"), ("Лучинина", "Вера"))
    people = [EnrollmentFactory(cohort=cohort, person=UserFactory(family_name=family, given_name=given)) for family, given in names]
    call = CallFactory(cohort=cohort, team_least=2)
    defence = StageFactory(call=call, kind=Stage.Kind.DEFENCE, title="Защита", position=1, reviewed=False, needs=["title"])
    begins = timezone.now() + timedelta(days=3)
    DefenceSlot.objects.create(stage=defence, starts_at=begins, ends_at=begins + timedelta(minutes=20), place="Дом НКО")
    jury = [UserFactory(family_name=family, given_name="Ольга") for family in ("Строгова", "Добрынина")]
    for person in jury:
        Juror.objects.create(call=call, person=person)
    return {"cohort": cohort, "trainer": trainer, "people": people, "call": call, "jury": jury, "defence": defence}


def test_a_project_from_the_team_to_the_defence(school, browser_page, looked_at, in_the_dark):
    leader, other = (browser_page(user=enrollment.person, **PHONE) for enrollment in school["people"])
    gathers(leader, other, school, in_the_dark)
    writes_and_hands_in(leader, in_the_dark)
    trainer = browser_page(user=school["trainer"])
    shares_out(trainer, school, looked_at)
    for person, level in zip(school["jury"], (0, -1), strict=True):
        judges(browser_page(user=person), level, looked_at)
    returns(trainer, school, looked_at)
    reworks(leader, in_the_dark)
    accepts(trainer, school, 2, "Замысел")
    books_and_defends(leader, in_the_dark)
    accepts(trainer, school, 1, "Защита")
    leader.goto(f"/cabinet/calls/{school['call'].pk}/")
    press(leader, "Открыть проект", "link")
    expect(leader.get_by_role("main")).to_contain_text("Все этапы пройдены.")


def press(page, name, role="button", **options):
    with page.expect_navigation():
        page.get_by_role(role, name=name, **options).first.click()


def gathers(leader, other, school, in_the_dark):
    leader.goto(f"/cabinet/{school['people'][0].pk}/")
    leader.goto(f"/cabinet/calls/{school['call'].pk}/")
    in_the_dark(leader)
    leader.get_by_label("Название команды").fill("Двор для всех")
    press(leader, "Собрать команду")
    press(leader, "Пригласить в команду", "link")
    in_the_dark(leader)
    press(leader, re.compile("Пригласить.*Лучинина"))
    other.goto(f"/cabinet/calls/{school['call'].pk}/")
    expect(other.get_by_role("main")).to_contain_text("Вас зовут в команду «Двор для всех»")
    press(other, "Войти в команду")
    assert school["call"].teams.get().members.count() == 2


def writes_and_hands_in(page, in_the_dark):
    """Typed text saves itself; the way goes on from what was saved."""
    page.goto(page.url.split("/invite")[0])
    press(page, "Открыть проект", "link")
    press(page, "Писать проект", "link")
    page.get_by_label("Название проекта").fill("Скамьи у каждого подъезда")
    page.get_by_label("Проблема").fill("Пожилым людям негде присесть по дороге домой.")
    expect(page.locator("#kept")).to_contain_text("Сохранено, ")
    page.reload()
    expect(page.get_by_label("Проблема")).to_have_value("Пожилым людям негде присесть по дороге домой.")
    in_the_dark(page)
    press(page, "К проекту", "link")
    press(page, "Сдать этап", "link")
    in_the_dark(page)
    press(page, "Сдать работу")
    assert Submission.objects.get().facts["title"] == "Скамьи у каждого подъезда"


def shares_out(page, school, looked_at):
    page.goto("/trainer/")
    press(page, "Задания", "link")
    press(page, "Проекты", "link")
    press(page, school["call"].title, "link")
    looked_at(page)
    press(page, re.compile("^Работы"), "link")
    looked_at(page)
    press(page, "Распределить: Замысел", "link")
    looked_at(page)
    press(page, "Назначить и отправить письма")
    assert Review.objects.count() == 2


def judges(page, level, looked_at):
    page.goto("/reviews/")
    looked_at(page)
    press(page, "Скамьи у каждого подъезда", "link")
    for group in page.get_by_role("group", name="Уровень").all():
        group.get_by_role("radio").nth(level).check()
    for field in page.get_by_label("Почему").all():
        field.fill("Видно, кому это нужно.")
    page.get_by_label("Команде: что получилось и что исправить").fill("Сосчитайте, сколько людей.")
    looked_at(page)
    press(page, "Рецензия готова")


def returns(page, school, looked_at):
    page.goto(f"/trainer/calls/{school['call'].pk}/works/")
    expect(page.get_by_role("main")).to_contain_text("разошлись на 100 %")
    press(page, "Скамьи у каждого подъезда", "link")
    looked_at(page)
    page.get_by_label("Вернуть на доработку").check()
    page.get_by_label("Команде", exact=True).fill("Сосчитайте, сколько людей вы посадите.")
    until = timezone.localtime() + timedelta(days=5)
    for field, value in zip(page.locator("#decide [name^=redo_until]").all(), until.strftime("%Y-%m-%dT%H:%M").split("T"), strict=False):
        field.fill(value if field.get_attribute("type") in ("date", "time") else f"{value}T18:00")
    page.locator("#decide summary").click()
    page.get_by_label("Польза людям").fill("Назовите число.")
    press(page, "Отправить решение")
    assert Submission.objects.get().state == "rework"
    assert Letter.objects.filter(recipient=school["people"][1].person, subject__contains="доработ").exists()


def reworks(page, in_the_dark):
    page.goto(re.sub(r"stages/.*$", "", page.url.replace("/submissions/", "/submissions/")))
    work = Submission.objects.get()
    page.goto(f"/cabinet/submissions/{work.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Назовите число.")
    in_the_dark(page)
    press(page, "Дорабатывать", "link")
    page.get_by_label("Проблема").fill("Сорока пожилым людям негде присесть по дороге домой.")
    press(page, "Сохранить")
    page.goto(f"/cabinet/projects/{work.project_id}/stages/{work.stage_id}/")
    press(page, "Сдать работу")
    second = Submission.objects.get(number=2)
    page.goto(f"/cabinet/submissions/{second.pk}/")
    expect(page.locator("ins").first).to_contain_text("Сорока")
    in_the_dark(page)


def accepts(page, school, number, title):
    work = Submission.objects.get(stage__title=title, number=number)
    page.goto(f"/trainer/calls/{school['call'].pk}/works/{work.pk}/")
    page.get_by_label("Принять", exact=True).check()
    press(page, "Отправить решение")
    work.refresh_from_db()
    assert work.state == "accepted"


def books_and_defends(page, in_the_dark):
    project = Submission.objects.first().project
    page.goto(f"/cabinet/projects/{project.pk}/")
    in_the_dark(page)
    press(page, "Выбрать время", "link")
    press(page, re.compile("Выбрать это время"))
    in_the_dark(page)
    assert DefenceSlot.objects.get().team == project.team
    page.goto(f"/cabinet/projects/{project.pk}/")
    press(page, "Сдать этап", "link")
    press(page, "Сдать работу")
