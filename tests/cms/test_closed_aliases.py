"""An alias shows its source's words, so what closes the source, or a section above it, closes the alias: on the page, in lists, search, feeds."""

import datetime

import pytest
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from cms.context import open_pages
from cms.models import LibraryEntryPage, LibraryPage, NewsIndexPage, NewsPage, SearchEntry, TextPage
from cms.sharing import share_url
from school.vault.actions import keep
from tests.cms.test_search import titles
from tests.school.test_vault import PDF

pytestmark = pytest.mark.django_db
SECRET = "тайник"


@pytest.fixture
def section(home, publish):
    return publish(home, TextPage(title="Раздел", slug="razdel"))


@pytest.fixture
def source(section, publish):
    return publish(section, TextPage(title=f"Лист {SECRET}", slug="list", lead=SECRET, body=[("text", f"<p>{SECRET}</p>")]))


@pytest.fixture
def alias(home, source):
    found = source.create_alias(parent=Page.objects.get(pk=home.pk), update_slug="psevdonim")
    return TextPage.objects.get(pk=found.pk)


@pytest.fixture(params=["source", "section", "alias of an alias"])
def closed(request, alias, home, source, section, close):
    """The address that must open nothing."""
    if request.param == "alias of an alias":
        alias = alias.create_alias(parent=Page.objects.get(pk=home.pk), update_slug="vtoroj")
    close(section if request.param == "section" else source)
    return TextPage.objects.get(pk=alias.pk)


def test_an_alias_of_an_open_page_is_open(client, alias):
    assert SECRET in client.get(alias.address).content.decode()
    assert open_pages(TextPage).filter(pk=alias.pk).exists()


def test_the_page_itself_is_closed(client, closed):
    answer = client.get(closed.address)

    assert (answer.status_code, answer["Location"]) == (302, f"/_util/login/?next={closed.address}")


def test_restrictions_are_asked_for_in_two_questions(closed, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(closed.get_view_restrictions()) == 1


def test_where_nothing_is_closed_one_cheap_question_is_enough(home, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(home.get_view_restrictions()) == 0


def test_lists_of_open_pages_do_not_name_it(closed):
    assert not open_pages(TextPage).filter(pk=closed.pk).exists()
    assert not open_pages(Page).filter(pk=closed.pk).exists()


def test_menu_and_foot_do_not_name_it(client, closed):
    Page.objects.filter(pk=closed.pk).update(show_in_menus=True)

    assert SECRET not in client.get("/").content.decode()


def test_search_neither_finds_nor_counts_it(client, closed):
    SearchEntry.objects.update_or_create(
        page_id=closed.pk, defaults={"kind": "page", "title": f"Лист {SECRET}", "words": f" {SECRET} ", "in_title": f" {SECRET} "}
    )

    assert titles(client, SECRET) == []
    assert client.get("/search/", {"q": SECRET}).context["filters"] == []


def test_shared_picture_is_not_drawn(client, closed):
    assert client.get(share_url(closed, "Школа").removeprefix("http://testserver")).status_code == 404
    address = share_url(closed, "Школа")
    assert client.get(address[address.index("/share/") :]).status_code == 404


def test_map_of_the_site_does_not_name_it(client, closed):
    assert closed.slug not in client.get("/sitemap.xml").content.decode()


def test_page_put_under_an_alias_is_closed_with_it(client, closed, publish):
    below = publish(closed, TextPage(title=f"Ниже {SECRET}", slug="nizhe"))

    assert client.get(below.address).status_code == 302
    assert not open_pages(TextPage).filter(pk=below.pk).exists()


def test_neighbours_and_feed_of_news_do_not_name_it(client, home, publish, close):
    index = publish(home, NewsIndexPage(title="Новости", slug="novosti"))
    inner = publish(home, NewsIndexPage(title="Внутренние", slug="vnutrennie"))
    source = publish(inner, NewsPage(title=f"Новость {SECRET}", slug="s", lead="О чём", date=datetime.date(2026, 5, 2)))
    publish(index, NewsPage(title="Открытая", slug="o", lead="О чём", date=datetime.date(2026, 5, 1)))
    source.create_alias(parent=Page.objects.get(pk=index.pk))
    assert SECRET in client.get("/novosti/o/").content.decode()
    close(inner)

    for address in ("/novosti/o/", "/novosti/", "/feed/", "/"):
        assert SECRET not in client.get(address).content.decode(), address


def test_file_of_the_library_does_not_come_through_an_alias(client, home, publish, close):
    from cms.models import LibraryFile

    shelf, inner = (publish(home, LibraryPage(title=title, slug=slug)) for title, slug in (("Библиотека", "bib"), ("Внутренняя", "vn")))
    file = LibraryFile.objects.get(pk=keep(PDF, name="a.pdf", shelf="library").pk)
    entry = publish(inner, LibraryEntryPage(title=f"Образец {SECRET}", slug="o", kind="sample", summary="О чём", file=file))
    alias = entry.create_alias(parent=Page.objects.get(pk=shelf.pk))
    address = reverse("site:library_file", args=[alias.pk, file.key])
    assert client.get(address).status_code == 200
    close(inner)

    assert client.get(address).status_code == 404
    assert SECRET not in client.get("/bib/").content.decode()


def test_opened_again_it_is_open_again(client, closed):
    PageViewRestriction.objects.all().delete()

    assert client.get(closed.address).status_code == 200
    assert open_pages(TextPage).filter(pk=closed.pk).exists()
