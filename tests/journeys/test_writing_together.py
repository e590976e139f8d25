"""Two people write one project on a phone: it saves and adds up by itself, nobody's word is written over, a lost net or session loses nothing.

Phases: saved while typing · sums · a colleague in the same field · the choice · no net · the session ends · without scripts.
"""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from courses.projects.models import Project
from school.people.actions import give_consent
from tests import factories
from tests.factories import PASSWORD
from tests.portals.test_project_form import fields

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
PHONE = {"width": 390, "height": 844, "touch": True}


@pytest.fixture
def project(cohort, participant):
    give_consent(participant, "processing")
    people = [participant.enrollments.get(), factories.EnrollmentFactory(cohort=cohort)]
    return factories.TeamFactory(call=factories.CallFactory(cohort=cohort), title="Кедр", people=people).project


def test_two_people_write_one_project(project, participant, browser_page, client_of, looked_at, in_the_dark, watch):
    page = browser_page(participant, **PHONE)
    page.goto(address(project))
    in_the_dark(page)
    saves_itself(page)
    adds_up(page)
    meets_a_colleague(page, project, client_of, looked_at)
    assert watch.errors == []
    outlives_the_net(page)
    watch.errors.clear()  # the net was down on purpose
    outlives_the_session(page, participant)


def address(project):
    return reverse("portals:project_edit", args=[project.pk])


def saves_itself(page):
    page.get_by_label("Для кого").fill("Пожилые люди двора")

    expect(page.locator("#kept")).to_contain_text("Сохранено,")
    assert Project.objects.get().audience == "Пожилые люди двора"


def adds_up(page):
    first = page.locator(".cost").first
    first.get_by_label("На что").fill("Скамьи")
    first.get_by_label("Количество").fill("6")
    with page.expect_response(lambda response: response.request.method == "POST"):
        first.get_by_label("Цена, ₽").fill("12 500,50")

    expect(first.locator(".sum b")).to_have_text("75\u00a0003\u00a0₽")
    expect(page.locator("#total")).to_have_text("75\u00a0003\u00a0₽")
    expect(page.locator("#kept")).to_contain_text("Сохранено,")
    assert Project.objects.get().budget.get().price == 1_250_050


def meets_a_colleague(page, project, client_of, looked_at):
    colleague = client_of(project.team.members.get(leads=False).person)
    line = {"what_0": "Скамьи", "count_0": "6", "price_0": "12500,50"}
    colleague.post(address(project), fields(Project.objects.get(), problem="Слово коллеги", plan="План коллеги", **line))
    page.get_by_label("Проблема").fill("Моё слово")
    expect(page.locator("#kept")).to_contain_text("Не сохранено: Проблема.")

    save(page)

    looked_at(page)
    expect(page.get_by_role("main")).to_contain_text("Слово коллеги")
    expect(page.get_by_label("Проблема", exact=True)).to_have_value("Моё слово")
    page.get_by_label("Оставить мой вариант").check()
    save(page)
    kept = Project.objects.get()
    assert (kept.problem, kept.plan, kept.budget.count()) == ("Моё слово", "План коллеги", 1)


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Сохранить", exact=True).click()


def outlives_the_net(page):
    page.context.set_offline(True)
    page.get_by_label("Партнёры").fill("Дом культуры")
    expect(page.locator("#kept")).to_contain_text("Не сохранилось")

    page.context.set_offline(False)

    expect(page.locator("#kept")).to_contain_text("Сохранено,")
    assert Project.objects.get().partners == "Дом культуры"


def outlives_the_session(page, participant):
    Session.objects.all().delete()
    page.get_by_label("План").fill("Долгий план")
    page.wait_for_url("**/accounts/login/**")

    page.locator("input[name=login]").fill(participant.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()

    page.wait_for_url("**/edit/")
    expect(page.get_by_label("План")).to_have_value("Долгий план")
    expect(page.get_by_role("main")).to_contain_text("Вход закончился")
    save(page)
    assert Project.objects.get().plan == "Долгий план"


def test_without_scripts_rows_are_added_and_everything_is_saved(project, participant, browser_page):
    page = browser_page(participant, scripts=False, **PHONE)
    page.goto(address(project))
    page.get_by_label("Название проекта").fill("Без скриптов")
    before = page.locator(".cost").count()

    page.locator("[name=more][value=budget]").click()

    expect(page.get_by_label("Название проекта")).to_have_value("Без скриптов")
    assert page.locator(".cost").count() == before + 3
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Сохранено.")
    assert Project.objects.get().title == "Без скриптов"
