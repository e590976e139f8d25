"""An NGO's whole way in real browsers: two leaders go from the questionnaire through a returned document, a refusal, rework, a conclusion and the status
to the reminder of a renewal; the mentor judges by keyboard.

Phases: the dossier is opened and shared · the questionnaire · papers are photographed and sent · judged by keys · the returned one is sent anew · filed, refused,
filed again · the Ministry and the status · the clock moves and the renewal is offered.
"""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from courses.dossiers.actions.reference import load_reference
from courses.dossiers.models import Body, Checklist, Dossier, Item, Requirement, Service, Status
from school.post.models import Letter
from tests.factories import CohortFactory, EnrollmentFactory, MembershipFactory, MentorshipFactory, OrganizationFactory, UserFactory
from tests.visits import shot

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PHONE = {"width": 390, "height": 844, "touch": True}
ASKED = ("charter_copy", "service_content", "recognition")  # a short list: the way matters here, not its length


@pytest.fixture
def school(transactional_db):
    load_reference()
    checklist = Checklist.objects.get()
    Requirement.objects.filter(checklist=checklist).exclude(code__in=ASKED).update(mandatory=False)
    organization = OrganizationFactory(short_name="АНО «Берег»")
    leaders = [UserFactory(family_name=family, given_name=given) for family, given in (("Берёзкина", "Анна"), ("Лучинина", "Вера"))]
    for person in leaders:
        MembershipFactory(organization=organization, person=person)
    EnrollmentFactory(person=leaders[0], organization=organization, cohort=CohortFactory(under_way=True))
    mentor = MentorshipFactory(organization=organization, mentor=UserFactory(family_name="Рябинина", given_name="Вера")).mentor
    return {"leaders": leaders, "mentor": mentor, "organization": organization, "service": Service.objects.get(code="home_care")}


def press(page, name, role="button", **options):
    with page.expect_navigation():
        page.get_by_role(role, name=name, **options).first.click()


def by_key(page, digit):
    """Alt and the digit, as a keyboard sends them: the browser looks for the access key by the letter without Alt."""
    told = {"modifiers": 1, "key": digit, "code": f"Digit{digit}", "windowsVirtualKeyCode": 48 + int(digit), "unmodifiedText": digit, "text": digit}
    session = page.context.new_cdp_session(page)
    for kind in ("keyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, **told})
    session.detach()


def test_from_the_questionnaire_to_the_reminder_of_a_renewal(school, browser_page, looked_at, in_the_dark, run_jobs):
    leader, other = browser_page(user=school["leaders"][0], **PHONE), browser_page(user=school["leaders"][1])
    mentor = browser_page(user=school["mentor"])
    dossier = opens(leader, other, school, in_the_dark)
    answers(leader, dossier, in_the_dark)
    sends(leader, dossier, "charter_copy", in_the_dark)
    sends(other, dossier, "service_content", looked_at)
    run_jobs()
    judges(mentor, looked_at)
    reworks(leader, dossier, in_the_dark)
    accepts(mentor)
    files(leader, dossier, "assessor", in_the_dark)
    is_answered(leader, dossier, in_the_dark, "Отказ", ground=1, words="Мало сведений о сроках.")
    assert Dossier.objects.get(pk=dossier).state == "gathering"
    files(leader, dossier, "assessor", looked_at)
    is_answered(leader, dossier, looked_at, "Заключение", number="12-З")
    files(leader, dossier, "justice", looked_at)
    recognised(leader, dossier, in_the_dark)
    renews(leader, school, looked_at)


def opens(leader, other, school, in_the_dark):
    """A leader opens it by hand and calls the other one in."""
    leader.goto("/dossiers/")
    in_the_dark(leader)
    press(leader, "Завести папку", "link")
    in_the_dark(leader)
    leader.locator(f'input[name="services"][value="{school["service"].pk}"]').check()
    press(leader, "Завести папку")
    dossier = Dossier.objects.get()
    in_the_dark(leader)
    leader.goto(f"/dossiers/{dossier.pk}/access/")
    leader.get_by_label("Кому").select_option(str(school["leaders"][1].pk))
    leader.get_by_label("Менять документы").check()
    press(leader, "Открыть доступ")
    other.goto(f"/dossiers/{dossier.pk}/")
    expect(other.get_by_role("main")).to_contain_text("Берег")
    return dossier.pk


def answers(page, dossier, in_the_dark):
    page.goto(f"/dossiers/{dossier}/eligibility/")
    good = {"foreign_agent": "no", "debts": "no", "complaints": "no", "unfair_suppliers": "no"}
    names = page.eval_on_selector_all('input[type="radio"][name^="value-"]', "all => [...new Set(all.map(one => one.name))]")
    for name in names:
        page.locator(f'input[name="{name}"][value="{good.get(name.removeprefix("value-"), "yes")}"]').check()
    press(page, "Сохранить ответы")
    in_the_dark(page)
    press(page, "Начать собирать документы")
    assert Dossier.objects.get(pk=dossier).state == "gathering"


def item_of(dossier, code):
    return Item.objects.asked().get(dossier=dossier, requirement__code=code)


def sends(page, dossier, code, look):
    """Two pages of a photographed paper, one after the other."""
    item = item_of(dossier, code)
    for number in (1, 2):
        page.goto(f"/documents/{item.pk}/")
        photo = shot(color=f"#{number}{number}8844", size=(900, 1200))
        page.locator("#draft input[type=file]:visible").first.set_input_files(
            {"name": "страница.jpg", "mimeType": "image/jpeg", "buffer": photo.read()}
        )
        with page.expect_navigation():
            page.locator("#draft form:has(input[type=file]:visible) button:visible").first.click()
    look(page)
    press(page, "Отправить наставнику")
    expect(page.get_by_role("main")).to_contain_text("ждёт наставника")
    item.refresh_from_db()
    assert item.state == "sent"


def judges(page, looked_at):
    """By keys alone: the first is accepted, the second goes back with a reason and own words."""
    page.goto("/mentor/documents/")
    looked_at(page)
    page.get_by_role("main").locator("a[href*='/mentor/documents/']").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    looked_at(page)
    by_key(page, "1")
    expect(page.locator("input[value=accept]")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    by_key(page, "2")
    expect(page.locator("input[value=return]")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Назовите услугу строкой перечня.")
    page.locator("input[value=return]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    looked_at(page)
    assert sorted(Item.objects.exclude(state="empty").values_list("state", flat=True)) == ["accepted", "returned"]


def reworks(page, dossier, in_the_dark):
    """What was returned stands first, with the mentor's words."""
    returned = Item.objects.get(dossier=dossier, state="returned")
    page.goto(f"/dossiers/{dossier}/")
    in_the_dark(page)
    page.goto(f"/documents/{returned.pk}/")
    expect(page.get_by_role("main")).to_contain_text("Назовите услугу строкой перечня.")
    sends(page, dossier, returned.requirement.code, in_the_dark)


def accepts(page):
    page.goto("/mentor/documents/")
    with page.expect_navigation():
        page.get_by_role("main").locator("a[href*='/mentor/documents/']").first.click()
    by_key(page, "1")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert set(Item.objects.exclude(state="empty").values_list("state", flat=True)) == {"accepted"}


def files(page, dossier, kind, look):
    page.goto(f"/dossiers/{dossier}/filings/")
    look(page)
    page.goto(f"/dossiers/{dossier}/filings/new/{kind}/")
    look(page)
    code = {"assessor": "tyumen_social", "justice": "tyumen_justice"}[kind]
    page.get_by_label("Куда подали").select_option(str(Body.objects.get(code=code).pk))
    page.get_by_label("через портал услуг").check()
    despite = page.get_by_label("Подали без части документов")
    if despite.count():
        despite.check()
    press(page, "Записать подачу")
    expect(page.get_by_role("main")).to_contain_text("Подача записана.")


def is_answered(page, dossier, look, kind, ground=None, words="", number=""):
    page.goto(f"/dossiers/{dossier}/filings/")
    press(page, "Записать ответ", "link")
    page.get_by_label(kind, exact=False).first.check()
    page.get_by_label("Дата ответа").fill(timezone.localdate().isoformat())
    if number:
        page.get_by_label("Номер ответа").fill(number)
    if ground:
        page.get_by_label("Основание отказа").select_option(index=ground)
        page.get_by_label("Что написано").fill(words)
    look(page)
    press(page, "Записать ответ")
    look(page)


def recognised(page, dossier, in_the_dark):
    page.goto(f"/dossiers/{dossier}/filings/")
    press(page, "Записать статус", "link")
    page.get_by_label("Номер распоряжения").fill("361-р")
    page.get_by_label("С какого дня действует").fill(timezone.localdate().isoformat())
    in_the_dark(page)
    press(page, "Записать статус")
    in_the_dark(page)
    assert Dossier.objects.get(pk=dossier).state == "recognized"


def renews(page, school, looked_at):
    """Half a year before the end, by the moved clock: a letter, and a dossier filled in beforehand."""
    status = Status.objects.get()
    with time_machine.travel(timezone.now() + timedelta(days=(status.until - timezone.localdate()).days - 179), tick=True):
        call_command("remind_renewal")
    told = Letter.objects.filter(name__startswith="status_").values_list("email", flat=True)
    assert {school["leaders"][0].email, school["mentor"].email} <= set(told)
    Status.objects.update(since=status.since - timedelta(days=600), until=timezone.localdate() + timedelta(days=100))
    page.goto(f"/dossiers/{status.dossier_id}/filings/")
    press(page, "Завести папку продления")
    looked_at(page)
    renewal = Dossier.objects.get(previous=status.dossier)
    assert (renewal.path, [claim.service for claim in renewal.claims.all()]) == ("renewal", [school["service"]])
    assert renewal.items.filter(state="accepted").exists()
