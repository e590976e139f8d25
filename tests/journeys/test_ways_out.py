"""Out of a cohort and back, in real browsers: what follows is read before the press; whoever was expelled applies again. And the first sign-in of somebody whom the school has entered."""

import re

import pytest
from playwright.sync_api import expect

from courses.enrollment import actions
from courses.enrollment.models import Application, Enrollment
from school.people.actions import make_account
from school.people.models import Consent
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, MembershipFactory, QuotaFactory, UserFactory

pytestmark = pytest.mark.journey


@pytest.fixture
def coordinator(transactional_db):
    person = UserFactory(family_name="Соколова")
    actions.assign(person, "coordinator", by=None)
    return person


@pytest.fixture
def enrollment(coordinator):
    quota = QuotaFactory(seats=1, cohort=CohortFactory(title="Осенний поток", letters_after=0))
    member = MembershipFactory()
    row = ApplicationFactory(cohort=quota.cohort, town=quota.town, person=member.person, organization=member.organization)
    return actions.admit(row, by=coordinator)


def test_expelled_and_back_again(enrollment, coordinator, browser_page, looked_at, in_the_dark):
    office = browser_page(user=coordinator)
    office.goto(f"/cms/school/people/{enrollment.pk}/")
    with office.expect_navigation():
        office.get_by_role("link", name="Отчислить").click()
    expect(office.get_by_role("main")).to_contain_text("человек может снова подать заявку")
    looked_at(office)
    office.get_by_label("Причина").fill("Три пропуска без причины.")
    office.get_by_role("button", name="Отчислить").click()
    expect(office.get_by_role("main")).to_contain_text("отчислен")

    phone = browser_page(user=enrollment.person, width=390, height=844, touch=True, scripts=False)
    phone.goto("/cabinet/applications/")
    expect(phone.get_by_role("main")).to_contain_text("Вы больше не учитесь")
    expect(phone.get_by_role("main")).to_contain_text("Три пропуска без причины.")
    phone.get_by_role("link", name="Посмотреть наборы").click()
    phone.get_by_role("main").get_by_role("link", name=re.compile("заявку", re.IGNORECASE)).first.click()
    phone.get_by_label("Зачем вашей организации статус").fill("Помогаем пожилым людям на дому уже пять лет.")
    phone.get_by_role("button", name="Отправить заявку").click()
    expect(phone.get_by_role("main")).to_contain_text("Заявка на рассмотрении")
    page = browser_page(user=enrollment.person, width=390, height=844, touch=True)
    page.goto("/cabinet/applications/")
    in_the_dark(page)

    again = Application.objects.get(state="submitted")
    office.goto(f"/cms/school/applications/{again.pk}/")
    expect(office.get_by_role("main")).to_contain_text("учёба прекращена")
    office.get_by_role("button", name="Зачислить").click()
    expect(office.get_by_role("main")).to_contain_text("зачислена")
    assert (Enrollment.objects.get().pk, Enrollment.objects.get().state) == (enrollment.pk, "active")


@pytest.mark.parametrize("verb", ["leave", "finish", "transfer"])
def test_what_follows_is_read_before_the_press(enrollment, coordinator, browser_page, looked_at, verb):
    QuotaFactory(cohort=CohortFactory(title="Весенний поток"), town=enrollment.town)
    page = browser_page(user=coordinator)
    page.goto(f"/cms/school/people/{enrollment.pk}/{verb}/")

    expect(page.get_by_role("main").get_by_role("listitem").filter(has_text="сертификат").first).to_be_visible()
    looked_at(page)


def test_the_first_sign_in_asks_for_the_consent(coordinator, browser_page, in_the_dark):
    person = make_account(by=coordinator, email="olga@shkola.example", family_name="Тополева", given_name="Ольга")
    page = browser_page(width=390, height=844, touch=True)
    page.goto("/accounts/login/code/")
    page.get_by_role("main").get_by_role("textbox").fill(person.email)
    page.get_by_role("button", name="Прислать код").click()
    expect(page).to_have_url(re.compile("confirm"))
    code = re.search(r"^([A-Z0-9]+-?[A-Z0-9]+)$", Letter.objects.latest("pk").text, re.M).group(1)
    page.get_by_role("main").get_by_role("textbox").fill(code)
    page.get_by_role("button", name="Войти", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Прежде чем начать")
    in_the_dark(page)
    page.get_by_role("button", name="Дать согласие и продолжить").click()
    expect(page.get_by_role("main")).to_contain_text("Без согласия кабинет не откроется")
    in_the_dark(page)
    page.get_by_label("Даю согласие").check()
    page.get_by_role("button", name="Дать согласие и продолжить").click()
    expect(page).to_have_url(re.compile("/cabinet/"))
    assert Consent.objects.get().person == person
