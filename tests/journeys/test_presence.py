"""One meeting in real browsers: the trainer's phone and the phones of the people in the hall.

Phases: the code is on the trainer's screen · a participant reads the QR, confirms, sees when · the trainer sees it live, writes a note and a guest,
marks the others, takes that back and puts it again · the signed sheet leads back and is settled · somebody asks to be excused and is · the survey.
"""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.attendance.models import CheckIn, Mark, Reply
from school.journal.models import Entry
from school.post.models import Letter
from tests.factories import AssignmentFactory, CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory, UserFactory
from tests.stage import PDF

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
PHONE = {"width": 390, "height": 844, "touch": True}


@pytest.fixture
def hall(transactional_db, settings, tmp_path):
    settings.VAULT_ROOT = tmp_path
    cohort = CohortFactory(under_way=True, title="Осенний поток")
    module = ModuleFactory(program=cohort.program)
    trainer = UserFactory(family_name="Кедров", given_name="Илья", patronymic="Полевич")
    AssignmentFactory(person=trainer, role="trainer", cohort=cohort)
    now = timezone.now()
    same = {"cohort": cohort, "module": module, "trainer": trainer}
    today = MeetingFactory(title="Команда: роли и поручения", starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(hours=3), **same)
    later = MeetingFactory(title="Поездка к коллегам", starts_at=now + timedelta(days=5), ends_at=now + timedelta(days=5, hours=6), **same)
    names = (("Берёзкина", "Анна", "Лесовна"), ("Лучинина", "Вера", "Яровна"), ("Осокин", "Лукьян", "Прохорович"))
    people = [
        EnrollmentFactory(cohort=cohort, person=UserFactory(family_name=family, given_name=given, patronymic=patronymic))
        for family, given, patronymic in names
    ]
    return {"trainer": trainer, "today": today, "later": later, "people": people}


@pytest.fixture
def read_from():
    """`read_from(page, qr_of)`: the address that a phone's camera finds on the screen."""

    def read(page, qr_of):
        return urlsplit(qr_of(page.locator("svg.code").screenshot())).path

    return read


def test_a_meeting_from_the_code_to_the_survey(hall, browser_page, looked_at, in_the_dark, read_from, qr_of, picture_of, run_jobs, watch, tmp_path):
    trainers = browser_page(user=hall["trainer"], **PHONE)
    shows_the_code(trainers, hall, in_the_dark)
    sheet = browser_page(user=hall["trainer"], **PHONE)
    sheet.goto(f"/trainer/meetings/{hall['today'].pk}/")
    expect(sheet.locator("#live")).to_contain_text("пока никто не отметился")
    checks_in(browser_page(user=hall["people"][0].person, **PHONE), trainers, hall, read_from, qr_of, in_the_dark)
    sees_it_live(sheet)
    taps(sheet, hall, watch)
    keeps_what_waits(sheet, hall, watch)
    marks_the_others(sheet, hall, in_the_dark)
    settles_by_paper(sheet, hall, qr_of, picture_of, looked_at, tmp_path)
    asks_to_be_excused(browser_page(user=hall["people"][1].person, **PHONE), hall, in_the_dark)
    is_excused(sheet, hall, looked_at)
    asks_all(sheet, hall, looked_at)
    replies(browser_page(user=hall["people"][2].person, **PHONE), in_the_dark)


def shows_the_code(page, hall, in_the_dark):
    page.goto("/trainer/")
    page.get_by_role("link", name="Команда: роли и поручения").click()
    page.get_by_role("link", name="Код для отметки на экране зала").click()
    page.get_by_role("button", name="Показать код").click()
    expect(page.locator(".digits")).to_have_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$"))
    expect(page.get_by_role("main")).to_contain_text("Отмечено 0 из 3")
    in_the_dark(page)


def checks_in(page, trainers, hall, read_from, qr_of, in_the_dark):
    address = read_from(trainers, qr_of)
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text("Отметим: Берёзкина Анна Лесовна")
    assert not CheckIn.objects.exists()
    in_the_dark(page)
    page.get_by_role("button", name="Я в зале, отметить меня").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Вы отмечены в \d\d?:\d\d"))
    in_the_dark(page)
    page.goto("/in/")
    page.get_by_label("Код с экрана").fill(trainers.locator(".digits").inner_text().lower())
    page.get_by_role("button", name="Отметиться").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Вы уже отмечены в \d\d?:\d\d"))
    assert (Mark.objects.get().status, Mark.objects.get().source) == ("present", "check_in")


def sees_it_live(page):
    """Without a reload: the list asks for itself."""
    expect(page.locator("#live")).to_contain_text("Отметились сами: 1", timeout=20_000)
    expect(page.locator("#live")).to_contain_text("Берёзкина Анна Лесовна")
    expect(page.get_by_role("radio", name=re.compile("П – .*Берёзкина"))).to_be_checked()
    expect(page.locator("#h-list")).to_contain_text("Отмечено 1 из 3")
    page.reload()
    expect(page.get_by_role("radio", name=re.compile("П – .*Берёзкина"))).to_be_checked()


def key(page, letter, name):
    return page.locator("label", has=page.get_by_role("radio", name=re.compile(f"{letter} – .*{name}")))


def taps(page, hall, watch):
    """A tap is saved at once and moves the counter; one that the network swallowed waits on the screen, also over a reload, and goes by itself."""
    row = page.locator(".person", has_text="Осокин")
    key(page, "О", "Осокин").click()
    expect(row).to_contain_text("Сохранено, ")
    expect(page.get_by_role("main")).to_contain_text("Отмечено 2 из 3")
    page.reload()
    expect(page.get_by_role("radio", name=re.compile("О – .*Осокин"))).to_be_checked()
    page.context.set_offline(True)
    key(page, "Н", "Осокин").click()
    expect(row).to_contain_text("Не сохранилось, повторить")
    expect(page.locator(".saver")).to_contain_text("Не сохранено: 1")
    assert Mark.objects.get(enrollment=hall["people"][2]).status == "late"
    page.context.set_offline(False)
    expect(row).to_contain_text("Сохранено, ")
    watch.errors.clear()
    mark = Mark.objects.get(enrollment=hall["people"][2])
    assert (mark.status, mark.source) == ("absent", "manual")
    page.locator(".saver").get_by_role("button", name="Отменить").click()
    expect(page.get_by_role("radio", name=re.compile("О – .*Осокин"))).to_be_checked()
    key(page, "–", "Осокин").click()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 1 из 3")


def keeps_what_waits(page, hall, watch):
    """The guest's form reloads the page: the tap that could not be sent is still there, the button sends it, leaving without it asks first."""
    sheet = f"**/trainer/meetings/{hall['today'].pk}/"
    page.route(sheet, lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    key(page, "У", "Лучинина").click()
    expect(page.locator(".saver")).to_contain_text("Не сохранено: 1")
    page.get_by_label("Имя гостя").fill(" ")
    page.get_by_role("button", name="Записать гостя").click()
    expect(page.locator("#guests")).to_contain_text("Проверьте, что заполнено")
    expect(page.locator(".saver")).to_contain_text("Не сохранено: 1")
    page.get_by_label("Имя гостя").fill("Ильменская Ксения")
    page.get_by_label("Откуда").fill("Дом НКО")
    page.get_by_role("button", name="Записать гостя").click()
    expect(page.locator("#guests")).to_contain_text("Гости: 1")
    expect(page.get_by_role("radio", name=re.compile("У – .*Лучинина"))).to_be_checked()
    expect(page.locator(".saver")).to_contain_text("Не сохранено: 1")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Сверить с бумажным листом").click()
    expect(page.get_by_role("radio", name=re.compile("У – .*Лучинина"))).to_be_checked()
    page.unroute(sheet)
    page.get_by_role("button", name="Сохранить отметки").click()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 2 из 3")
    expect(page.locator("#unsaved")).to_be_hidden()
    assert asked == ["beforeunload"]
    watch.errors.clear()
    key(page, "–", "Лучинина").click()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 1 из 3")


def marks_the_others(page, hall, in_the_dark):
    row = page.locator(".person", has_text="Берёзкина")
    row.locator("summary").click()
    page.get_by_label("Заметка: Берёзкина Анна Лесовна").fill("Уйдёт в полдень")
    page.get_by_role("button", name="Сохранить отметки").click()
    expect(row).to_contain_text("Сохранено, ")
    page.reload()
    expect(page.get_by_label("Заметка: Берёзкина Анна Лесовна")).to_have_value("Уйдёт в полдень")
    page.get_by_role("button", name="Вычеркнуть").click()
    page.locator(".toast").get_by_role("button", name="Вернуть").click()
    expect(page.locator("#guests")).to_contain_text("Гости: 1")
    page.get_by_role("button", name="Остальные пришли").click()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 3 из 3")
    in_the_dark(page)
    page.locator(".saver").get_by_role("button", name="Отменить").click()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 1 из 3")
    assert Mark.objects.get().note == "Уйдёт в полдень"
    page.get_by_role("button", name="Остальные пришли").click()
    expect(page.get_by_role("main")).to_contain_text("Отмечено 3 из 3")


def settles_by_paper(page, hall, qr_of, picture_of, looked_at, tmp_path):
    """The QR of the printed sheet leads to where the scan belongs; the paper knows better about one of them."""
    pdf = page.request.get(f"/trainer/meetings/{hall['today'].pk}/sheet.pdf").body()
    page.goto(re.sub(r"^https?://[^/]+", "", qr_of(picture_of(pdf, dpi=200))))
    expect(page.get_by_role("heading", level=1)).to_have_text("Сверка с бумажным листом")
    looked_at(page)
    expect(page.get_by_label("Лист", exact=True)).to_have_value("1")
    page.get_by_label("Скан или снимок").set_input_files({"name": "лист.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Приложить скан").click()
    expect(page.get_by_role("main")).to_contain_text("Лист 1: лист.pdf")
    page.get_by_role("checkbox", name=re.compile("Осокин")).uncheck()
    page.get_by_role("button", name="Сверить с отметками").click()
    expect(page.get_by_role("heading", name="Расходятся: 1")).to_be_visible()
    looked_at(page)
    page.get_by_label("Почему").fill("подписи нет")
    page.get_by_role("button", name="Записать по бумажному листу").click()
    expect(page.get_by_role("main")).to_contain_text("исправлена 1 отметка")
    mark = Mark.objects.get(enrollment=hall["people"][2])
    assert (mark.status, mark.source) == ("absent", "paper")
    assert Entry.objects.filter(verb="attendance.reconciled").get().facts["reason"] == "подписи нет"


def asks_to_be_excused(page, hall, in_the_dark):
    page.goto("/cabinet/meetings/")
    row = page.get_by_role("listitem").filter(has_text="Поездка к коллегам").last
    row.get_by_role("link", name=re.compile("Не смогу прийти")).click()
    page.get_by_label("Почему не сможете прийти").fill("Везу дочь в больницу.")
    page.get_by_label("Документ").set_input_files({"name": "справка.pdf", "mimeType": "application/pdf", "buffer": PDF})
    in_the_dark(page)
    page.get_by_role("button", name="Отправить просьбу").click()
    expect(page.get_by_role("main")).to_contain_text("Ждёт решения")
    in_the_dark(page)


def is_excused(page, hall, looked_at):
    assert Letter.objects.filter(name="excuse_asked", recipient=hall["trainer"]).exists()
    page.goto("/trainer/")
    with page.expect_navigation():
        page.get_by_role("navigation", name="Разделы тренера").get_by_role("link", name="Ждут ответа").click()
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Просьбы о пропуске")).click()
    looked_at(page)
    page.get_by_role("link", name="Лучинина Вера Яровна").click()
    with page.expect_download() as paper:
        page.get_by_role("link", name="справка.pdf").click()
    assert paper.value.path().read_bytes() == PDF
    page.get_by_label("Принять причину").check()
    looked_at(page)
    page.get_by_role("button", name="Отправить решение").click()
    expect(page.get_by_role("main")).to_contain_text("Причина принята")
    mark = Mark.objects.get(meeting=hall["later"])
    assert (mark.enrollment, mark.status, mark.source) == (hall["people"][1], "excused", "excuse")
    assert Mark.LETTERS[mark.status] == "У"
    assert Letter.objects.filter(name="excuse_decided", recipient=hall["people"][1].person).count() == 1


def asks_all(page, hall, looked_at):
    page.goto("/trainer/surveys/")
    page.get_by_role("link", name="Составить опрос").click()
    about = page.get_by_label("О чём спрашиваем")
    about.select_option(value=about.locator("option", has_text="Команда: роли и поручения").first.get_attribute("value"))
    looked_at(page)
    page.get_by_role("button", name="Сохранить вопросы").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Открыть опрос").click()
    page.get_by_role("button", name="Открыть опрос").click()
    expect(page.get_by_role("main")).to_contain_text("ответивших будет не меньше 3")
    looked_at(page)


def replies(page, in_the_dark):
    page.goto("/cabinet/meetings/")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Как прошло занятие|Ответить")).first.click()
    page.locator("label", has=page.get_by_role("radio", name="5")).click()
    expect(page.get_by_role("radio", name="5")).to_be_checked()
    page.get_by_label("Что изменить в следующий раз?").fill("Больше времени на вопросы.")
    in_the_dark(page)
    page.get_by_role("button", name="Отправить ответ").click()
    expect(page.get_by_role("main")).to_contain_text("Ответ принят. Спасибо.")
    assert Reply.objects.get().person is None
