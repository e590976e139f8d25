"""English is chosen by the person; a page speaks it where an editor has written it, and says honestly where nobody has."""

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home, publish):
    from cms.models import TextPage

    words = {"english_title": "About the school", "english_lead": "Who we are", "english_body": [("text", "<p>Words in English</p>")]}
    return publish(home, TextPage(title="О школе", slug="o-shkole", lead="Кто мы", body=[("text", "<p>Слова по-русски</p>")], **words))


@pytest.fixture
def english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_page_speaks_the_language_of_the_reader(page, client):
    russian = client.get(page.address).content.decode().replace("\xa0", " ")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(page.address).content.decode().replace("\xa0", " ")

    assert '<html lang="ru">' in russian
    assert "Слова по-русски" in russian
    assert "Words in English" not in russian
    assert '<html lang="en">' in english
    assert "Words in English" in english
    assert "<h1>About the school</h1>" in english
    assert "Слова по-русски" not in english
    assert '<main id="main" class="">' in english


def test_page_without_english_is_marked_as_russian(page, english):
    type(page).objects.update(english_title="")

    html = english.get(page.address).content.decode().replace("\xa0", " ")

    assert "Слова по-русски" in html
    assert '<main id="main" class="" lang="ru">' in html


def test_reading_in_english_changes_nothing(page, english):
    english.get(page.address)

    page.refresh_from_db()
    assert (page.title, page.lead) == ("О школе", "Кто мы")


def test_home_speaks_english_too(home, english):
    type(home).objects.update(english_title="One way to the status", english_lead="A free school")

    html = english.get("/").content.decode().replace("\xa0", " ")

    assert "One way to the status" in html
    assert "A free school" in html
    assert home.headline not in html


def test_lesson_speaks_english_in_the_cabinet(participant, cohort, client_of):
    from tests.factories import CohortModuleFactory, ModuleFactory
    from tests.lessons import readable_lesson

    module = ModuleFactory(program=cohort.program)
    CohortModuleFactory(cohort=cohort, module=module)
    lesson = readable_lesson(module)
    page = lesson.page
    page.english_title, page.english_body = "What the status is", [("text", "<p>Lesson in English</p>")]
    page.save()
    client = client_of(participant)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    html = client.get(f"/study/{cohort.pk}/{lesson.pk}/").content.decode().replace("\xa0", " ")

    assert "What the status is" in html
