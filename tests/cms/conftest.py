"""A small page tree. Imports stand inside: pytest reads this file before Django is set up."""

import pytest


@pytest.fixture
def publish():
    def published(parent, page):
        from wagtail.models import Page

        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision().publish()
        return type(page).objects.get(pk=page.pk)

    return published


@pytest.fixture
def home(db):
    from cms.models import HomePage

    return HomePage.objects.get()


@pytest.fixture
def program_page(home, publish):
    from cms.models import ProgramPage

    return publish(home, ProgramPage(title="Я – исполнитель", slug="programma", lead="Путь из пяти частей"))


@pytest.fixture
def seminar(program_page, publish):
    from cms.models import SeminarPage

    return publish(program_page, SeminarPage(title="Семинары о статусе", slug="seminary", hours=16))


@pytest.fixture
def lesson_page(seminar, publish):
    from cms.models import LessonPage

    page = LessonPage(title="Что такое статус", slug="status", summary="О чём урок", minutes=25)
    page.body = [
        ("heading", "Что даёт статус"),
        ("text", "<p>Текст урока</p>"),
        ("callout", {"tone": "important", "title": "Важно", "text": "<p>Срок</p>"}),
        (
            "legal",
            {"act": "Закон № 7-ФЗ", "date": "2026-01-01", "text": "<p>Норма</p>", "source": "https://pravo.example/7", "verified": ""},
        ),
    ]
    return publish(seminar, page)


@pytest.fixture
def author(program_page):
    """Writes the pages of this very programme."""
    from courses.enrollment.actions import assign
    from tests.factories import UserFactory

    person = UserFactory(family_name="Осинин", given_name="Глеб", patronymic="Боревич", email="author@shkola.example")
    assign(person, role="author", program=program_page.program, by=None)
    return person


@pytest.fixture
def form_of():
    """`form_of(page, title="Новое имя", …)` is what the editor's browser sends for a lesson with one heading."""

    def form(page, **fields):
        found = {"title": page.title, "slug": page.slug, "summary": "О чём", "minutes": "15", "done_by": "word", "task": "", "body-count": "1"}
        found |= {"body-0-deleted": "", "body-0-order": "0", "body-0-type": "heading", "body-0-id": "", "body-0-value": "Начало"}
        found |= {"english_body-count": "0", "english_title": "", "english_lead": "", "seo_title": "", "search_description": ""}
        found |= {f"comments-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL", "MIN_NUM")} | {"comments-MAX_NUM_FORMS": ""}
        return found | fields

    return form


@pytest.fixture
def whole_program(program_page, lesson_page, publish):
    from cms.models import DocumentSupportPage, ExchangeVisitPage, ProjectWorkPage, TrainingPage

    for number, model in enumerate([TrainingPage, ExchangeVisitPage, ProjectWorkPage, DocumentSupportPage]):
        publish(program_page, model(title=f"Модуль {number}", slug=f"modul-{number}", hours=10))
    return program_page


@pytest.fixture
def close():
    """The page and all below it are for signed-in people only."""

    def closed(page):
        from wagtail.models import PageViewRestriction

        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    return closed


@pytest.fixture
def queries_of():
    """How many queries the second look at a page costs (the first one makes its pictures)."""

    def counted(client, address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    return counted


@pytest.fixture
def painted(db):
    """`painted("схема")` is a picture in the public shelf."""

    def paint(title, size=(1000, 600)):
        import io

        from django.core.files.images import ImageFile
        from PIL import Image as Pillow
        from wagtail.images.models import Image

        stream = io.BytesIO()
        Pillow.new("RGB", size, "teal").save(stream, "PNG")
        return Image.objects.create(title=title, file=ImageFile(stream, name="picture.png"))

    return paint


@pytest.fixture
def said(home, publish):
    """A page that says this."""

    from cms.models import TextPage

    def make(text, title="Страница", **fields):
        body = [("text", f"<p>{text}</p>")]
        return publish(home, TextPage(title=title, slug=f"s{TextPage.objects.count()}", body=body, **fields))

    return make


@pytest.fixture
def closed_lesson(seminar, publish):
    """Its closed words are «тайник»."""
    from cms.models import LessonPage

    page = LessonPage(
        title="Открытое название", slug="zakryto", summary="Открытое содержание", english_title="Open title", english_body=[("text", "<p>тайник</p>")]
    )
    page.body = [
        ("heading", "Видимый подзаголовок"),
        ("text", "<p>тайник</p>"),
        ("callout", {"tone": "important", "title": "тайник", "text": "<p>тайник</p>"}),
        ("legal", {"act": "тайник", "date": None, "text": "<p>тайник</p>", "source": "тайник", "link": "", "verified": ""}),
        ("checklist", {"title": "тайник", "items": ["тайник"]}),
        ("quote", {"text": "тайник", "author": "тайник", "about": ""}),
    ]
    return publish(seminar, page)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
