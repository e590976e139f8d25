"""Public pages: they open, say what is open, cost few queries, and typed markup stays text."""

import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Pillow
from wagtail.images.models import Image
from wagtail.models import Page

from cms.models import LessonFile, LessonPage, ProgramPage, SchoolSettings, SeminarPage, TextPage
from school.people.models import Town
from school.vault.actions import keep
from tests.factories import ApplicationFactory, CohortFactory, EnrollmentFactory, QuotaFactory, UserFactory
from tests.school.test_vault import PDF

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% debug %}",
    "<b hx-get='/evil'>x</b>",
    "\u202eобратно",
]


def announced(program, towns=("Тюмень",), seats=10):
    cohort = CohortFactory(program=program)
    for name in towns:
        town, _new = Town.objects.get_or_create(name=name)
        QuotaFactory(cohort=cohort, town=town, seats=seats)
    return cohort


def test_fresh_school_has_a_home_page(client, home):
    answer = client.get("/")

    assert answer.status_code == 200
    assert "Сейчас открытых наборов нет" in answer.content.decode()
    assert Page.objects.count() == 2


@pytest.mark.parametrize("number", range(5))
def test_every_module_page_opens(client, whole_program, number):
    page = list(Page.objects.child_of(whole_program).specific())[number]

    answer = client.get(page.url)

    assert answer.status_code == 200
    assert f"Часть {number + 1}." in answer.content.decode()


def test_home_shows_seats_by_town(client, whole_program):
    cohort = announced(whole_program.program, ["Тюмень", "Ишим", "Тобольск"], seats=2)
    EnrollmentFactory(cohort=cohort, town=Town.objects.get(name="Ишим"))
    for _number in range(2):
        EnrollmentFactory(cohort=cohort, town=Town.objects.get(name="Тобольск"))
    ApplicationFactory(cohort=cohort, town=Town.objects.get(name="Тобольск"), state="waiting")

    text = client.get("/").content.decode()

    assert "Осталось 2 места" in text
    assert "Осталось 1 место" in text
    assert "Мест нет, в листе ожидания: 1" in text
    assert f"/apply/{cohort.pk}/?town=" in text


def test_draft_cohort_is_not_announced(client, whole_program):
    cohort = announced(whole_program.program)
    cohort.state = "draft"
    cohort.save()

    assert cohort.title not in client.get("/").content.decode()


@pytest.mark.parametrize("cohorts", [1, 3])
@pytest.mark.parametrize("address", ["/", "/programma/", "/programma/seminary/", "/programma/seminary/status/"])
def test_public_pages_cost_few_queries(client, whole_program, django_assert_max_num_queries, address, cohorts):
    for _number in range(cohorts):
        announced(whole_program.program, ["Тюмень", "Ишим", "Тобольск"])
    client.get(address)

    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_program_page_lists_modules_and_lessons(client, whole_program):
    text = client.get(whole_program.url).content.decode()

    assert "56 академических часов" in text
    assert "Что такое статус" in text


def test_stranger_sees_the_outline_only(client, lesson_page):
    text = client.get(lesson_page.url).content.decode()

    assert "О чём урок" in text
    assert "Что даёт статус" in text
    assert "Текст урока" not in text


def test_participant_is_led_to_the_cabinet(client, lesson_page):
    enrollment = EnrollmentFactory(cohort=CohortFactory(program=lesson_page.lesson.module.program, under_way=True))
    client.force_login(enrollment.person)

    answer = client.get(lesson_page.url)

    assert answer["Location"] == f"/study/{enrollment.cohort_id}/{lesson_page.lesson_id}/"


@pytest.mark.parametrize("state", ["withdrawn", "expelled"])
def test_former_participant_sees_the_outline(client, lesson_page, state):
    cohort = CohortFactory(program=lesson_page.lesson.module.program, under_way=True)
    client.force_login(EnrollmentFactory(cohort=cohort, state=state).person)

    assert client.get(lesson_page.url).status_code == 200


@pytest.fixture
def picture(db):
    stream = io.BytesIO()
    Pillow.new("RGB", (1000, 600), "teal").save(stream, "PNG")
    return Image.objects.create(title="Схема", file=ImageFile(stream, name="схема.png"))


def body_of(text, picture, file):
    return [
        ("heading", text),
        ("text", f"<p>{text}</p><p onclick='alert(1)'><a href='javascript:alert(1)'>x</a></p>"),
        ("callout", {"tone": "mistake", "title": text, "text": f"<p>{text}</p>"}),
        ("legal", {"act": text, "date": "2026-01-01", "text": f"<p>{text}</p>", "source": "https://pravo.example/", "verified": text}),
        ("picture", {"image": picture, "alt": text, "caption": text}),
        ("file", {"file": file, "title": text}),
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_typed_markup_stays_text(client, seminar, publish, picture, payload):
    file = LessonFile.objects.get(pk=keep(PDF, name="Лист.pdf", shelf="lessons").pk)
    page = LessonPage(title=payload, slug="bad", summary=payload)
    page.body = [block for block in body_of(payload, picture, file) if block[0] != "text"]
    page = publish(seminar, page)
    client.force_login(UserFactory(email="root@shkola.example", is_superuser=True))

    public = client.get(page.url).content.decode()
    preview = client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()

    for answer in (public, preview):
        assert "<script>alert" not in answer
        assert "<img src=x" not in answer
        assert "<b hx-get" not in answer
        assert "1414" not in answer


def test_blocks_render(client, seminar, publish, picture):
    file = LessonFile.objects.get(pk=keep(PDF, name="Лист самопроверки.pdf", shelf="lessons").pk)
    page = LessonPage(title="Урок", slug="u", summary="О чём")
    page.body = body_of("Слова", picture, file)
    page = publish(seminar, page)
    client.force_login(UserFactory(email="root@shkola.example", is_superuser=True))

    text = client.get(f"/cms/pages/{page.pk}/view_draft/").content.decode()

    assert 'alt="Слова"' in text
    assert "редакция от 1\xa0января 2026\xa0года" in text
    assert "Частая ошибка" in text
    assert "PDF" in text


def test_text_page_and_menu(client, home, publish):
    page = publish(home, TextPage(title="О школе", slug="about", show_in_menus=True, body=[("text", "<p>Мы учим</p>")]))

    text = client.get(page.url).content.decode()

    assert "Мы учим" in text
    assert '<a href="/about/" aria-current="page">О школе</a>' in text


def test_school_settings_stand_on_every_page(client, home):
    SchoolSettings.objects.update(name="Школа Севера", phone="+7 (3452) 00-00-00")

    text = client.get("/").content.decode()

    assert "Школа Севера" in text


def test_missing_page_is_404(client, home):
    assert client.get("/nothing/").status_code == 404


def test_tree_is_strict():
    assert SeminarPage in ProgramPage.allowed_subpage_models()
    assert TextPage not in ProgramPage.allowed_subpage_models()
    assert LessonPage.allowed_subpage_models() == []
    assert SeminarPage.allowed_parent_page_models() == [ProgramPage]
