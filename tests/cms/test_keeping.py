"""The programme's page for visitors: made once in half a minute, with a form token of each visitor's own; whoever is known sees the truth."""

import re

import pytest
from django.core.cache import caches
from django.test import Client
from wagtail.models import PageViewRestriction

from school.people.models import Town
from tests.factories import CohortFactory, CohortModuleFactory, LessonFactory, ModuleFactory, QuotaFactory
from tests.lessons import give_page

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(autouse=True)
def keeps(settings):
    settings.CACHES = settings.CACHES | {"local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "keeping"}}
    caches["local"].clear()
    yield
    caches["local"].clear()


def announce(page):
    cohort = CohortFactory(program=page.program)
    QuotaFactory(cohort=cohort, town=Town.objects.get_or_create(name="Ишим")[0])
    return f"/apply/{cohort.pk}/"


def test_second_visitor_costs_almost_nothing(client, whole_program, django_assert_max_num_queries):
    first = client.get("/programma/")
    with django_assert_max_num_queries(6):
        second = Client().get("/programma/")

    assert TOKEN.sub("", first.content.decode()) == TOKEN.sub("", second.content.decode())


def test_each_visitor_has_a_token_that_works(whole_program):
    Client().get("/programma/")
    visitor = Client(enforce_csrf_checks=True)
    token = TOKEN.search(visitor.get("/programma/").content.decode())[1]

    answer = visitor.post("/language/", {"language": "en", "next": "/programma/", "csrfmiddlewaretoken": token})

    assert answer.status_code == 302
    assert "Школа" in Client().get("/programma/").content.decode()
    assert 'lang="en"' in visitor.get("/programma/").content.decode()


def test_known_people_see_what_is_true_now(client_of, administrator, whole_program):
    Client().get("/programma/")
    address = announce(whole_program)

    assert address in client_of(administrator).get("/programma/").content.decode()
    assert address in Client().get("/programma/?utm=1").content.decode()
    assert address not in Client().get("/programma/").content.decode()


def test_a_publication_is_seen_at_once(whole_program):
    Client().get("/programma/")
    whole_program.lead = "Новые слова"
    whole_program.save_revision().publish()

    assert "Новые слова" in Client().get("/programma/").content.decode()


def test_what_is_taken_down_is_gone(whole_program):
    Client().get("/programma/")
    whole_program.unpublish()

    assert Client().get("/programma/").status_code == 404


def test_page_for_known_people_is_never_kept(client_of, administrator, whole_program):
    client_of(administrator).get("/programma/")

    assert "Выйти" not in Client().get("/programma/").content.decode()


def test_menu_is_kept_until_a_page_changes(home, publish, client):
    """In every process: the version stands in a row that each page reads."""
    from cms.models import TextPage

    page = publish(home, TextPage(title="Контакты", slug="kontakty", show_in_menus=True))
    assert "Контакты" in client.get("/cohorts/").content.decode()
    page.title = "Как нас найти"
    page.save_revision().publish()
    assert "Как нас найти" in client.get("/cohorts/").content.decode()

    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert "Как нас найти" not in client.get("/cohorts/").content.decode()
    restriction.delete()
    assert "Как нас найти" in client.get("/cohorts/").content.decode()
    page.unpublish()
    assert "Как нас найти" not in client.get("/cohorts/").content.decode()


def test_body_of_a_lesson_forgets_a_form_that_was_taken_down(home, publish, participant, cohort, client_of):
    """A card in a kept body speaks of another page: it changes with that page."""
    from cms.models import LibraryEntryPage, LibraryPage

    library = publish(home, LibraryPage(title="Библиотека", slug="biblioteka"))
    entry = publish(library, LibraryEntryPage(title="Бланк заявления", slug="blank", summary="Для Минюста"))
    module = ModuleFactory(program=cohort.program)
    CohortModuleFactory(cohort=cohort, module=module)
    lesson = LessonFactory(module=module)
    give_page(lesson, [("download", {"entry": entry})])
    client, address = client_of(participant), f"/study/{cohort.pk}/{lesson.pk}/"
    assert "Бланк заявления" in client.get(address).content.decode().replace("\xa0", " ")

    entry.unpublish()

    assert "Бланк заявления" not in client.get(address).content.decode().replace("\xa0", " ")
