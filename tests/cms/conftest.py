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
def whole_program(program_page, lesson_page, publish):
    from cms.models import DocumentSupportPage, ExchangeVisitPage, ProjectWorkPage, TrainingPage

    for number, model in enumerate([TrainingPage, ExchangeVisitPage, ProjectWorkPage, DocumentSupportPage]):
        publish(program_page, model(title=f"Модуль {number}", slug=f"modul-{number}", hours=10))
    return program_page
