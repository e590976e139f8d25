"""What the search must not do: find or count what is closed, break or slow down on a hostile question, cost more when more is found."""

import time

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction

from cms.indexing import enter
from cms.models import LibraryPage, SearchEntry, Term, TextPage
from tests.cms.test_search import titles


@pytest.fixture
def library(home, publish):
    return publish(home, LibraryPage(title="Библиотека", slug="biblioteka"))


# Leaks


def test_text_of_a_lesson_is_never_found(client, closed_lesson):
    assert titles(client, "тайник") == []
    assert client.get("/search/", {"q": "тайник"}).context["filters"] == []
    assert "тайник" not in "".join(SearchEntry.objects.values_list("text", flat=True))


def test_text_of_a_lesson_is_not_found_by_those_who_read_it(client_of, cast, closed_lesson):
    for person in cast.values():
        assert titles(client_of(person), "тайник") == []


def test_lesson_is_found_by_what_everybody_sees(client, closed_lesson):
    for question in ("названия", "содержанию", "подзаголовки"):
        assert titles(client, question) == ["Открытое название"]


def test_unpublished_page_is_not_found(client, said):
    said("тайник").unpublish()

    assert titles(client, "тайник") == []


def test_draft_words_are_not_found(client, said):
    page = said("известное")
    page.body = [("text", "<p>тайник</p>")]
    page.title = "Тайник"
    page.save_revision()

    assert titles(client, "тайник") == []
    assert titles(client, "известное") == ["Страница"]


def test_page_never_published_is_not_found(client, home):
    home.add_child(instance=TextPage(title="Тайник", slug="t", live=False))

    assert titles(client, "тайник") == []


@pytest.mark.parametrize("above", [False, True])
def test_private_page_is_not_found(client, client_of, administrator, said, publish, above):
    page = said("тайник")
    if above:
        page = publish(page, TextPage(title="Ниже", slug="nizhe", body=[("text", "<p>тайник</p>")])).get_parent()
    closed = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    closed.groups.add(Group.objects.create(name="Свои"))

    assert titles(client, "тайник") == []
    assert client.get("/search/", {"q": "тайник"}).context["filters"] == []
    assert titles(client_of(administrator), "тайник") == []


def test_deleted_page_is_not_found(client, said):
    said("тайник").delete()

    assert titles(client, "тайник") == []


def test_page_taken_down_past_the_signal_is_not_found(client, said):
    said("тайник")
    Page.objects.filter(title="Страница").update(live=False)

    assert titles(client, "тайник") == []


def test_new_publication_replaces_the_words(client, said):
    page = said("прежнее")
    page.body = [("text", "<p>новое</p>")]
    page.save_revision().publish()

    assert titles(client, "прежнее") == []
    assert titles(client, "новое") == ["Страница"]


def test_moved_page_is_found_at_its_new_address(client, said, home):
    parent = said("одно", title="Раздел")
    page = said("переезд")
    page.move(parent, pos="last-child")

    assert f'href="/{parent.slug}/{page.slug}/"' in client.get("/search/", {"q": "переезд"}).content.decode()


# Questions of strangers

HOSTILE = [
    "' OR 1=1 --",
    '"><script>alert(1)</script>',
    "%_\\",
    "{{ 7|add:7 }}",
    "\x00\x01",
    "а" * 100_000,
    "слово " * 20_000,
    "=услуг",
    "((((((((((",
    "🎓🎓",
    "\u202eгсуслу",
    "* AND (NOT",
]


@pytest.mark.parametrize("question", HOSTILE)
def test_hostile_question_is_answered_quickly(client, said, question):
    said("Услуга")
    started = time.monotonic()

    answer = client.get("/search/", {"q": question})

    assert answer.status_code == 200
    assert time.monotonic() - started < 1
    assert len(answer.context["q"]) <= 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999999999999999999", "kind=%00", "_connector=OR", "order_by=page__owner"])
def test_odd_parameters_are_ignored(client, said, query):
    said("Услуга")

    assert len(client.get(f"/search/?q=услуга&{query}").context["rows"]) == 1


def test_search_asks_only(client, home):
    assert client.post("/search/", {"q": "x"}).status_code == 405


def test_nothing_found_helps(client, home, library, said):
    said("устав школы")

    answer = client.get("/search/", {"q": "устав пирог"})
    text = answer.content.decode()

    assert "Ничего не нашлось" in text
    assert [each["q"] for each in answer.context["instead"]] == ["устав"]
    assert 'href="/biblioteka/"' in text


def test_wrong_keyboard_is_understood(client, said):
    said("устав школы")

    assert [each["q"] for each in client.get("/search/", {"q": "ecnfd"}).context["instead"]] == ["устав"]


def test_empty_question_shows_where_to_look(client, home, library):
    text = client.get("/search/").content.decode()

    assert "Ничего не нашлось" not in text
    assert 'href="/biblioteka/"' in text


@pytest.mark.parametrize("count", [1, 3, 300])
def test_search_costs_the_same(client, home, count, django_assert_max_num_queries, django_assert_num_queries):
    home.headline = "Дом"
    pages = [
        TextPage(title=f"Услуга {number}", slug=f"u{number}", path=f"{home.path}{number + 1:04d}", depth=3, url_path=f"/home/u{number}/")
        for number in range(count)
    ]
    for page in pages:
        page.save() if page.pk else home.__class__.objects.get().add_child(instance=page)
        enter({"page_id": page.pk}, "page", page.title, "об услуге", ["услуги"])
    Term.objects.create(word="Услуга", slug="usluga", explanation="дело")

    with django_assert_max_num_queries(12):
        answer = client.get("/search/", {"q": "услугами"})

    assert answer.context["total"] == count
    assert len(answer.context["rows"]) == min(count, 10)


def test_pages_of_results(client, said):
    for number in range(12):
        said("Услуга", title=f"Лист {number:02d}")

    assert titles(client, "услуги", page=2) == ["Лист 10", "Лист 11"]
    assert "page=2" in client.get("/search/", {"q": "услуги"}).content.decode()
