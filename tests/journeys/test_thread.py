"""The thread of the school, in a real browser: from the public page to the verified certificate.

Phases: a visitor finds the programme, makes a cabinet, founds an organisation and applies · the coordinator admits and starts the cohort · the
participant studies and confirms the name · the trainer marks attendance on a phone · the mentor sees the NGO · the coordinator sees who has earned
and why others have not, and issues · the job prints and writes · an outside person checks the paper.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cms.models import SchoolSettings
from courses.certificates.models import Certificate
from courses.enrollment.actions import assign, start_mentorship
from courses.enrollment.models import Enrollment
from courses.program.models import Program
from school.journal.models import Entry
from school.people.models import Organization, User
from school.post.models import Letter
from tests.factories import CohortFactory, DesignFactory, EnrollmentFactory, MeetingFactory, QuotaFactory, TownFactory, UserFactory
from tests.journeys.checking import drops, drops_the_old_one, replaces
from tests.stage import set_pages

pytestmark = pytest.mark.journey
EMAIL, PASSWORD = "vera.luchinina@shkola.example", "семь ветров над Турой"
OGRN, INN = "1027700132195", "7707083893"
PROGRAM = "Я – исполнитель общественно полезных услуг"


@pytest.fixture
def school(transactional_db):
    """A programme with one lesson, an open cohort with a meeting behind, a colleague who has done nothing, and the staff."""
    town = TownFactory()
    coordinator = UserFactory(family_name="Соколова", given_name="Елена", patronymic="Рощевна")
    assign(coordinator, "coordinator", by=None)
    program_page, module_page, lesson_page = set_pages(
        Program.objects.create(title=PROGRAM), body=[{"type": "text", "value": "<p>Статус получает организация.</p>"}]
    )
    site = SchoolSettings.load()
    site.main_program = program_page
    site.save()
    today = timezone.localdate()
    cohort = CohortFactory(program=program_page.program, title="Осенний поток", starts_on=today, apply_until=today, needed_share=75, letters_after=0)
    QuotaFactory(cohort=cohort, town=town, seats=5)
    trainer = UserFactory(family_name="Кедров", given_name="Илья", patronymic="Полевич")
    assign(trainer, "trainer", cohort=cohort, by=coordinator)
    ended = timezone.now() - timedelta(minutes=10)
    meeting = MeetingFactory(cohort=cohort, module=module_page.module, trainer=trainer, starts_at=ended - timedelta(hours=3), ends_at=ended)
    EnrollmentFactory(cohort=cohort, town=town, person=UserFactory(family_name="Ленивцев", given_name="Фома", patronymic="Пнёвич"))
    DesignFactory()
    return {
        "coordinator": coordinator,
        "trainer": trainer,
        "mentor": UserFactory(family_name="Рябинина", given_name="Вера", patronymic="Садовна"),
        "cohort": cohort,
        "meeting": meeting,
        "lesson": lesson_page,
        "program": program_page,
    }


def letter_to(email, name=None):
    found = Letter.objects.filter(email=email)
    return (found.filter(name=name) if name else found).latest("pk")


def test_thread_from_the_public_page_to_the_verified_certificate(
    school, browser_page, looked_at, in_the_dark, run_jobs, pdf_text, picture_of, qr_of, live_server
):
    visitor = browser_page()
    applies(visitor, school, looked_at, in_the_dark)
    coordinator = browser_page(user=school["coordinator"])
    admits(coordinator, school)
    studies(visitor, school, looked_at, in_the_dark)
    marks(browser_page(user=school["trainer"], width=390, height=844, touch=True), looked_at)
    leads(browser_page(user=school["mentor"]), school, looked_at)
    issues(coordinator, school, run_jobs, looked_at)
    pdf = receives(visitor, looked_at)
    reads_the_paper(pdf, pdf_text)
    address = qr_of(picture_of(pdf, dpi=200))
    stranger = browser_page(width=390)
    verifies(stranger, address, live_server.url, in_the_dark)
    drops(stranger, pdf, in_the_dark)
    replaces(coordinator, run_jobs)
    drops_the_old_one(stranger, pdf)


def applies(page, school, looked_at, in_the_dark):
    page.goto("/")
    in_the_dark(page)
    page.get_by_role("link", name="Посмотреть программу").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("исполнитель")
    in_the_dark(page)
    page.goto("/cohorts/")
    looked_at(page)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(r"Подать заявку\s*: Тюмень")).click()
    looked_at(page)
    page.get_by_role("main").get_by_role("link", name="Зарегистрироваться").click()
    signs_up(page, looked_at)
    founds(page, looked_at)
    page.get_by_label("Зачем вашей организации статус").fill("Ухаживаем за пожилыми на дому и хотим подтвердить качество.")
    looked_at(page)
    page.get_by_role("button", name="Отправить заявку").click()
    expect(page.get_by_role("main")).to_contain_text("Заявка на рассмотрении")
    looked_at(page)
    assert letter_to(EMAIL, "application_received")


def signs_up(page, looked_at):
    looked_at(page)
    page.get_by_label("Электронная почта").fill(EMAIL)
    page.get_by_label("Фамилия").fill("Лучинина")
    page.get_by_label("Имя", exact=True).fill("Вера")
    page.get_by_label("Отчество").fill("Берестовна")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Пароль ещё раз").fill(PASSWORD)
    page.get_by_label("Даю согласие на обработку").check()
    page.get_by_role("main").get_by_role("button", name="Завести кабинет").click()
    expect(page.get_by_role("main")).to_contain_text("письмо")
    looked_at(page)
    link = re.search(r"https?://\S+/confirm-email/\S+", letter_to(EMAIL).text)[0]
    page.goto(urlsplit(link).path)
    looked_at(page)
    page.get_by_role("main").get_by_role("button", name="Подтвердить адрес").click()
    if "/login/" in page.url:
        looked_at(page)
        page.get_by_label(re.compile("почт")).fill(EMAIL)
        page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Войти", exact=True).click()
    person = User.objects.get(email=EMAIL)
    assert person.consents.filter(text__purpose="processing", withdrawn_at=None).exists()
    assert not person.consents.filter(text__purpose="mailing").exists()


def founds(page, looked_at):
    if "/apply/" not in page.url:
        page.goto("/cohorts/")
        page.get_by_role("link", name=re.compile(r"Подать заявку\s*: Тюмень")).click()
    with page.expect_navigation():
        page.get_by_role("link", name="Завести карточку").click()
    looked_at(page)
    page.get_by_label("Организационно-правовая форма").select_option("ano")
    page.get_by_label("Короткое название").fill("АНО «Кедровый дом»")
    page.get_by_label("Полное название").fill("Автономная некоммерческая организация «Кедровый дом»")
    page.get_by_label("ОГРН").fill(OGRN)
    page.get_by_label("ИНН организации").fill(INN)
    page.get_by_label("город", exact=False).select_option(label="Тюмень")
    page.get_by_role("button", name="Завести карточку").click()
    expect(page).to_have_url(re.compile("/apply/"))


def admits(page, school):
    page.goto("/cms/")
    page.goto("/cms/school/applications/")
    page.get_by_role("link", name=re.compile("Лучинина")).first.click()
    page.get_by_role("button", name="Зачислить").click()
    assert letter_to(EMAIL, "application_admitted")
    page.goto(f"/cms/school/cohort/{school['cohort'].pk}/")
    page.get_by_role("button", name="Начать поток").click()
    expect(page.get_by_role("main")).to_contain_text("Часы модулей закрепятся")
    page.get_by_role("button", name="Начать поток").click()
    school["cohort"].refresh_from_db()
    assert school["cohort"].state == "under_way"


def studies(page, school, looked_at, in_the_dark):
    page.goto("/start/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    in_the_dark(page)
    page.goto(f"/study/{school['cohort'].pk}/{school['lesson'].lesson_id}/")
    expect(page.get_by_role("article")).to_contain_text("Статус получает организация.")
    in_the_dark(page)
    page.get_by_role("button", name="Отметить пройденным").click()
    expect(page.get_by_role("main")).to_contain_text("Урок пройден")
    looked_at(page)
    page.goto("/people/profile/")
    page.get_by_role("button", name="Подтвердить написание").click()
    expect(page.get_by_role("main")).to_contain_text("Написание подтверждено")
    looked_at(page)


def marks(page, looked_at):
    page.goto("/trainer/")
    looked_at(page)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Что даёт статус")).first.click()
    looked_at(page)
    for letter, name in (("П", "Лучинина"), ("Н", "Ленивцев")):
        page.locator("label", has=page.get_by_role("radio", name=re.compile(f"{letter} – .*{name}"))).click()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 2 из 2")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 2 из 2")
    looked_at(page)


def leads(page, school, looked_at):
    organization = Organization.objects.get(ogrn=OGRN)
    start_mentorship(school["mentor"], organization, by=school["coordinator"])
    page.goto("/start/")
    looked_at(page)
    page.get_by_role("link", name=re.compile("Кедровый дом")).first.click()
    expect(page.get_by_role("main")).to_contain_text("Лучинина")
    looked_at(page)


def issues(page, school, run_jobs, looked_at):
    page.goto(f"/cms/school/certificates/cohorts/{school['cohort'].pk}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Лучинина")
    expect(main).to_contain_text("Ленивцев")
    expect(main).to_contain_text("0 из 1")
    page.goto(f"/cms/school/certificates/cohorts/{school['cohort'].pk}/issue/")
    expect(main).to_contain_text("Лучинина")
    expect(main).not_to_contain_text("Ленивцев")
    main.get_by_role("button", name="Выдать", exact=True).click()
    expect(main).to_contain_text("выдаём")
    looked_at(page)
    run_jobs()
    expect(main).to_contain_text("-0001")  # the page has asked by itself
    looked_at(page)
    assert Certificate.objects.get().holder.email == EMAIL


def receives(page, looked_at):
    """The same PDF comes by letter and in the cabinet."""
    letter = letter_to(EMAIL, "certificate_issued")
    page.goto("/cabinet/certificates/")
    looked_at(page)
    address = page.get_by_role("main").locator('a[href^="/files/certificates/"]').first.get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body() == bytes(letter.attachment)
    assert letter.attachment_name.endswith(".pdf")
    return answer.body()


def reads_the_paper(pdf, pdf_text):
    certificate, text = Certificate.objects.get(), " ".join(pdf_text(pdf).replace("\u00a0", " ").split())
    today = timezone.localdate()
    assert "Лучинина" in text
    assert "Вера Берестовна" in text
    assert PROGRAM in text
    assert re.search(r"\b16\b.{0,40}академических часов", text)
    assert certificate.number in text
    assert f"{today.day} " in text
    assert f"{today.year} года" in text
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"enrollment.applied", "enrollment.admitted", "progress.done", "attendance.saved", "certificate.issued"} <= verbs
    assert Enrollment.objects.filter(person__email=EMAIL).count() == 1


def verifies(page, address, home, in_the_dark):
    """By the code on the paper, and by the number with the family name. The holder has not consented to the name being shown."""
    number = Certificate.objects.get().number
    assert address.lower().startswith(home.lower() + "/c/")
    page.goto(urlsplit(address).path)
    expect(page.get_by_role("main")).to_contain_text(number)
    expect(page.get_by_role("main")).to_contain_text("действует", ignore_case=True)
    in_the_dark(page)
    page.goto("/check/")
    page.get_by_label("Номер").fill(number.lower())
    page.get_by_label("Фамилия").fill("лучинина")
    in_the_dark(page)
    page.get_by_role("main").get_by_role("button", name="Проверить", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(PROGRAM)
