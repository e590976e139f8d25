"""A trainer's morning: writes and illustrates a lesson, brings a film and a document of Word, submits, is corrected, is published at the hour.

Phases: the trainer writes · checks, schedules, comments, submits · the methodologist returns it with words · the trainer mends · the methodologist
compares and approves · the hour comes · the participant watches on a phone · a stranger and a visitor reach nothing by any address.
"""

import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import quote

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from cms.demo import film
from cms.demo.papers import docx as paper
from cms.models import LessonPage
from courses.enrollment.actions import assign
from courses.program.models import Lesson
from school.post.models import Letter
from school.vault.models import File
from tests.factories import PASSWORD, CohortFactory, CohortModuleFactory, EnrollmentFactory, MembershipFactory, UserFactory
from tests.journeys.editor import (
    DOCX,
    a_file,
    add_block,
    close_panel,
    comment,
    import_word,
    open_menu,
    own_place,
    panel,
    press,
    save,
    schedule,
    signs_in,
    upload,
    write,
)
from tests.journeys.outsider import closed, guesses
from tests.stage import set_pages
from tests.word import docx, drawing, li, note, p, paint, table

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
TITLE, SUMMARY = "Бюджет услуги", "Считаем услугу так, чтобы ведомство согласилось."
SECRET = "Начинаем с труда"
SPEC = {
    "title": "Смета",
    "scenes": [
        {"seconds": 8, "title": "Смета", "text": f"{SECRET}.", "part": None},
        {"seconds": 8, "title": "Дорога", "text": "Потом считаем дорогу.", "part": 1},
        {"seconds": 8, "title": "Итог", "text": "Сумма понятна ведомству.", "part": None},
    ],
}
WORD = docx(
    p("Что положить в папку", style="1"),
    p("Положите смету и расчёт.", note("footnote")),
    li("смета"),
    li("расчёт"),
    table(["Что", "Доля"], ["Труд", "40 %"]),
    p(drawing("r1", "Папка со сметой"), ""),
    pictures={"r1": paint(size=(800, 500), color="navy")},
)
RETURNED = "Добавьте, кто подписывает смету."
PLAYS = "v => new Promise((done, fail) => { v.onerror = () => fail(v.error.message); v.onplaying = () => done(true); v.muted = true; v.play(); })"
JUMPS = "(v, to) => new Promise((done, fail) => { v.onerror = fail; v.onseeked = () => done(v.currentTime); v.currentTime = to; })"
CAPTIONS = "v => [v.textTracks.length, v.textTracks[0].mode, v.textTracks[0].cues?.length ?? 0]"


@pytest.fixture
def school(transactional_db, settings, tmp_path):
    """A programme under way; its trainer is also its author and has written one lesson."""
    settings.VAULT_ROOT, settings.MEDIA_ROOT = tmp_path / "vault", tmp_path / "media"
    cohort = CohortFactory(under_way=True)
    trainer = UserFactory(family_name="Кедров", given_name="Илья", patronymic="Полевич")
    assign(trainer, "trainer", cohort=cohort, by=None)
    assign(trainer, "author", program=cohort.program, by=None)
    methodologist = UserFactory(family_name="Лиственницкая", given_name="Нина", patronymic="Ключевна")
    assign(methodologist, "methodologist", by=None)
    participant = UserFactory(family_name="Берёзкина", given_name="Анна", patronymic="Лесовна")
    EnrollmentFactory(person=participant, cohort=cohort, organization=MembershipFactory(person=participant).organization)
    _program, module, _lesson = set_pages(cohort.program)
    LessonPage.objects.update(owner=trainer)
    CohortModuleFactory(cohort=cohort, module=module.module)
    return SimpleNamespace(
        cohort=cohort,
        trainer=trainer,
        methodologist=methodologist,
        participant=participant,
        module=module,
        hour=timezone.localtime() + timedelta(days=2),
    )


def test_trainer_writes_and_a_participant_watches(school, browser_page, watch, looked_at):
    trainer, methodologist = browser_page(), browser_page(user=school.methodologist)
    begins(trainer, school)
    illustrates(trainer)
    brings_a_document(trainer)
    looks_and_checks(trainer, watch)
    submits(trainer, school)
    page = LessonPage.objects.get(title=TITLE)
    outsiders = [browser_page(), browser_page(user=UserFactory(family_name="Мимоходов"))]
    for outsider in outsiders:
        finds_nothing_yet(outsider, page)
    returns(methodologist, page)
    mends(trainer, page)
    approves(methodologist, page)
    waits_for_its_hour(trainer, page, school)
    page.refresh_from_db()
    phone = browser_page(user=school.participant, width=390, height=844, touch=True)
    watches(phone, page, school, looked_at)
    for outsider in outsiders:
        reaches_nothing(outsider, page, school)


def begins(page, school):
    signs_in(page, school.trainer, PASSWORD)
    expect(own_place(page, "Мои страницы")).to_contain_text(re.compile("Что такое статус.*опубликована", re.S))
    expect(own_place(page, "Ждёт вас")).to_contain_text("Сейчас вас ничего не ждёт")
    page.goto(f"/cms/pages/{school.module.pk}/")
    page.get_by_role("link", name="Добавить дочернюю страницу").first.click()
    expect(page.get_by_role("button", name="Опубликовать")).to_have_count(0)
    page.get_by_label(re.compile("^Заголовок")).first.fill(TITLE)
    page.get_by_label("О чём урок").first.fill(SUMMARY)
    add_block(page, "Подзаголовок").get_by_role("textbox").fill("Из чего складывается цена")
    write(page, add_block(page, "Текст"), "Труд, помещение и дорога: ", "ничего не забываем.")


def illustrates(page):
    """The picture's description is careless on purpose: the checker has something to say."""
    picture = add_block(page, "Картинка")
    upload(page, picture, a_file("smeta.png", paint(size=(900, 600)), "image/png"))
    picture.get_by_label("Что на картинке").fill("smeta.png")
    picture.get_by_label("Чья картинка").fill("Рисунок школы")
    video = add_block(page, "Видео")
    said = upload(page, video.locator("[data-contentpath=file]"), a_file("Смета_услуги.webm", film.video(SPEC), "video/webm"))
    assert "Файл загружен, проверяем его…" in said
    assert all(re.fullmatch(r"Загружено \d+ %|Файл загружен, проверяем его…", words) for words in said)
    upload(page, video.locator("[data-contentpath=captions]"), a_file("smeta.vtt", film.captions(SPEC).encode(), "text/vtt"))
    video.get_by_label("Название").fill("Смета за минуту")
    write(page, video, f"{SECRET}. Потом считаем дорогу.")
    paper_block = add_block(page, "Файл")
    upload(page, paper_block, a_file("Бланк_сметы.docx", paper("Бланк сметы", ["Труд ____"]), DOCX))
    paper_block.get_by_label("Название").fill("Бланк сметы")
    save(page)


def brings_a_document(page):
    import_word(page, "Папка.docx", WORD)
    main = page.get_by_role("main")
    expect(main).to_contain_text("Получится 4 блока. Картинок: 1.")
    expect(main).to_contain_text("Сносок не перенесено: 1")
    expect(main.get_by_role("heading", name="Что положить в папку")).to_be_visible()
    expect(main.get_by_role("img", name="Папка со сметой")).to_be_visible()
    page.get_by_role("button", name="Добавить в черновик").click()
    expect(page.get_by_text("картинок: 1.")).to_contain_text(re.compile("В черновик добавлен[оы] (4 блока|блоков: 4)"))


def looks_and_checks(page, watch):
    frame = panel(page, "preview").locator("iframe#w-preview-iframe").content_frame
    expect(frame.get_by_role("heading", level=1)).to_have_text(TITLE)
    for words in ("ничего не забываем", "Рисунок школы", "Смета за минуту", "Положите смету и расчёт"):
        expect(frame.locator("main")).to_contain_text(words)
    checks = panel(page, "checks")
    expect(checks).to_contain_text("Описание картинки похоже на имя файла", timeout=15_000)
    expect(checks).to_contain_text("Опишите, что на картинке")
    page.get_by_label("Что на картинке").first.fill("Смета услуги на трёх строках")
    save(page)
    frame = panel(page, "preview").locator("iframe#w-preview-iframe").content_frame
    expect(frame.get_by_role("img", name="Смета услуги на трёх строках")).to_be_visible()
    expect(panel(page, "checks")).to_contain_text(re.compile(r"Что поправить\s*0"), timeout=15_000)
    close_panel(page, "checks")
    # Wagtail writes what its checker has found to the console as an error.
    watch.errors[:] = [words for words in watch.errors if not words.startswith("axe.run results")]


def submits(page, school):
    schedule(page, school.hour)
    expect(panel(page, "status")).to_contain_text("После одобрения")
    close_panel(page, "status")
    comment(page, "summary", "Проверьте, пожалуйста, цифры.")
    save(page)
    press(page, "Отправить на проверку")
    assert Letter.objects.get(name="page_submitted").email == school.methodologist.email
    page.goto("/cms/")
    expect(own_place(page, "Мои страницы")).to_contain_text(re.compile(f"{TITLE}.*на проверке", re.S))


def finds_nothing_yet(page, lesson):
    """The draft is nobody's but the editors'."""
    assert page.request.get(lesson.url, max_redirects=0).status == 404
    for address in ("/", lesson.get_parent().url, f"/search/?q={quote(TITLE)}", "/sitemap.xml", "/feed/"):
        assert SUMMARY not in page.request.get(address).text(), address
    closed(page, [f"/cms/pages/{lesson.pk}/{way}/" for way in ("edit", "view_draft", "edit/preview", "history")])


def returns(page, lesson):
    page.goto("/cms/")
    waiting = own_place(page, "Ждёт вас")
    expect(waiting).to_contain_text("Кедров Илья Полевич")
    waiting.get_by_role("link", name=TITLE).click()
    expect(panel(page, "comments")).to_contain_text("Проверьте, пожалуйста, цифры.")
    open_menu(page)
    page.get_by_role("button", name="Вернуть на доработку", exact=True).click()
    window = page.locator(".modal-dialog")
    window.get_by_label("Что исправить").fill(RETURNED)
    window.get_by_role("button", name="Вернуть на доработку").click()
    page.wait_for_url("**/cms/pages/*/")
    page.goto("/cms/")
    expect(own_place(page, "Ждёт вас")).to_contain_text("Сейчас вас ничего не ждёт")


def mends(page, lesson):
    letter = Letter.objects.get(name="page_returned")
    assert letter.email == lesson.owner.email
    assert RETURNED in letter.text
    page.goto("/cms/")
    waiting = own_place(page, "Ждёт вас")
    expect(waiting).to_contain_text(RETURNED)
    expect(own_place(page, "Мои страницы")).to_contain_text("вернули на доработку")
    waiting.get_by_role("link", name=TITLE).click()
    write(page, page.locator("[data-contentpath=body] [data-streamfield-child]").nth(1), " Смету подписывает руководитель.")
    save(page)
    press(page, "Отправить ещё раз")


def approves(page, lesson):
    page.goto("/cms/")
    own_place(page, "Ждёт вас").get_by_role("link", name="Что изменилось").click()
    expect(page.get_by_role("main").locator(".addition").filter(has_text="руководитель").first).to_be_visible()
    page.goto(f"/cms/pages/{lesson.pk}/edit/")
    press(page, "Одобрить и опубликовать")


def waits_for_its_hour(page, lesson, school):
    assert "выйдет" in Letter.objects.get(name="page_approved").text
    page.goto("/cms/")
    expect(own_place(page, "Мои страницы")).to_contain_text(re.compile(f"{TITLE}.*запланирована", re.S))
    call_command("publish_scheduled")
    assert not Lesson.objects.filter(title=TITLE).exists()
    with time_machine.travel(school.hour + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert Lesson.objects.get(title=TITLE).module == school.module.module


def watches(page, lesson, school, looked_at):
    portions = []
    page.on("response", lambda answer: portions.append(answer.status) if "/files/lessons/" in answer.url else None)
    page.goto(f"/study/{school.cohort.pk}/{lesson.lesson_id}/")
    expect(page.get_by_role("article")).to_contain_text("Смету подписывает руководитель.")
    looked_at(page)
    video = page.locator("video")
    assert video.evaluate(PLAYS)
    until(page, "document.querySelector('video').currentTime > 0.5")
    for to in (20, 2, 13):
        assert abs(video.evaluate(JUMPS, to) - to) < 0.5
    assert set(portions) <= {200, 206}
    assert 206 in portions
    assert video.evaluate(CAPTIONS) == [1, "showing", 3]
    video.evaluate("v => v.pause()")
    until(page, "Object.keys(localStorage).some(key => key.startsWith('kept:'))")
    page.reload()
    page.get_by_role("button", name=re.compile(r"Продолжить с 00:1\d")).tap()
    until(page, "document.querySelector('video').currentTime >= 13")
    video.evaluate("v => v.pause()")
    with page.expect_download() as taken:
        page.get_by_role("article").get_by_role("link", name=re.compile("Бланк|Скачать")).first.tap()
    assert taken.value.suggested_filename == "Бланк_сметы.docx"


def until(page, truth):
    """Playwright's own waiting needs eval, which the content policy forbids."""
    for _ in range(100):
        if page.evaluate(truth):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {truth}")


def reaches_nothing(page, lesson, school):
    """The lesson's public page tells what it is about; nothing inside it opens."""
    shown = page.request.get(lesson.url)
    assert shown.status == 200
    assert SUMMARY in shown.text()
    assert SECRET not in shown.text()
    study = f"/study/{school.cohort.pk}/{lesson.lesson_id}/"
    closed(page, [study])
    closed(page, [f"/cms/pages/{lesson.pk}/{way}/" for way in ("edit", "view_draft", "edit/preview", "history", "copy")])
    closed(page, [f"/cms/pages/{lesson.pk}/revisions/{lesson.latest_revision_id}/view/", f"/cms/word/{lesson.pk}/", "/cms/lesson-videos/"])
    for file in File.objects.filter(shelf="lessons"):
        assert file.key not in shown.text()
        closed(page, [f"/files/lessons/{school.cohort.pk}/{lesson.lesson_id}/{file.key}/", f"/files/library/{lesson.pk}/{file.key}/"])
        closed(page, guesses(file), parts=False)
