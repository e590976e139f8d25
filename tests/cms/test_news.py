"""News: order, years, pages, neighbours, the feed; drafts and closed stories are nowhere."""

from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import timezone

from cms.models import NewsIndexPage, NewsPage

ADDRESS = "/novosti/"


@pytest.fixture
def stand(home, publish):
    return publish(home, NewsIndexPage(title="Новости", slug="novosti", lead="Что происходит"))


def print_stories(stand, count, year=2026):
    """Rows without revisions: a list reads only the table."""
    for number in range(count):
        day = date(year, 6, 1) - timedelta(days=number % 100)
        stand.add_child(instance=NewsPage(title=f"Новость {year}-{number}", slug=f"n-{year}-{number}", date=day, lead=f"Коротко {number}"))


def titles(client, query=""):
    return [story.title for story in client.get(f"{ADDRESS}{query}").context["leaf"]]


def feed_of(client):
    return ElementTree.fromstring(client.get("/feed/").content)


def test_freshest_stand_first(client, stand):
    print_stories(stand, 3)

    assert titles(client) == ["Новость 2026-0", "Новость 2026-1", "Новость 2026-2"]


def test_ten_on_a_page_and_the_rest_behind(client, stand):
    print_stories(stand, 23)

    assert len(titles(client)) == 10
    assert titles(client, "?page=3") == ["Новость 2026-20", "Новость 2026-21", "Новость 2026-22"]
    text = client.get(f"{ADDRESS}?page=2").content.decode()
    assert 'rel="prev"' in text
    assert 'href="?page=3" rel="next"' in text


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("?page=99", "Новость 2026-10"),
        ("?page=-1", "Новость 2026-10"),
        ("?page=x", "Новость 2026-0"),
        ("?page=%00", "Новость 2026-0"),
        ("?year=1", "Новость 2026-0"),
        ("?year=%F0%9F%90%88", "Новость 2026-0"),
        ("?year=99999999999999999999", "Новость 2026-0"),
    ],
)
def test_bad_queries_show_the_nearest_page(client, stand, query, first):
    print_stories(stand, 12)

    assert titles(client, query)[0] == first


def test_a_year_keeps_to_itself(client, stand):
    print_stories(stand, 2, 2026)
    print_stories(stand, 12, 2025)

    assert titles(client, "?year=2026") == ["Новость 2026-0", "Новость 2026-1"]
    assert len(titles(client, "?year=2025&page=2")) == 2
    assert 'href="?year=2025&amp;page=2"' in client.get(f"{ADDRESS}?year=2025").content.decode()
    assert '<a href="?year=2025" aria-current="page">2025</a>' in client.get(f"{ADDRESS}?year=2025").content.decode()


def test_empty_stand_says_what_it_is(client, stand):
    assert "Новостей пока нет" in client.get(ADDRESS).content.decode()


def test_date_is_in_words(client, stand):
    stand.add_child(instance=NewsPage(title="Давно", slug="d", date=date(2024, 12, 5), lead="Было"))

    assert "5 декабря 2024 года" in client.get(ADDRESS).content.decode()
    assert "5 декабря 2024 года, четверг" in client.get(f"{ADDRESS}d/").content.decode()


def test_a_story_leads_to_its_neighbours(client, stand):
    print_stories(stand, 3)

    context = client.get(f"{ADDRESS}n-2026-1/").context
    assert (context["newer"].title, context["older"].title) == ("Новость 2026-0", "Новость 2026-2")
    assert client.get(f"{ADDRESS}n-2026-0/").context["newer"] is None
    assert client.get(f"{ADDRESS}n-2026-2/").context["older"] is None


def test_stories_of_one_day_are_all_reachable(client, stand):
    for number in range(3):
        stand.add_child(instance=NewsPage(title=f"В один день {number}", slug=f"s{number}", date=date(2026, 5, 5), lead="."))

    assert titles(client) == ["В один день 2", "В один день 1", "В один день 0"]
    context = client.get(f"{ADDRESS}s1/").context
    assert (context["newer"].title, context["older"].title) == ("В один день 2", "В один день 0")


def test_drafts_and_closed_stories_are_nowhere(client, stand, close):
    print_stories(stand, 3)
    NewsPage.objects.filter(slug="n-2026-0").update(live=False)
    close(NewsPage.objects.get(slug="n-2026-2"))

    assert titles(client) == ["Новость 2026-1"]
    assert "Новость 2026-0" not in client.get("/").content.decode()
    assert [item.findtext("title") for item in feed_of(client).iter("item")] == ["Новость 2026-1"]
    context = client.get(f"{ADDRESS}n-2026-1/").context
    assert (context["newer"], context["older"]) == (None, None)


def test_a_closed_stand_closes_its_stories(client, stand, close):
    print_stories(stand, 2)
    close(stand)

    assert "Новость 2026-0" not in client.get("/").content.decode()
    assert not list(feed_of(client).iter("item"))
    assert ADDRESS not in client.get("/").content.decode()


def test_home_shows_the_three_latest(client, stand):
    print_stories(stand, 5)

    text = client.get("/").content.decode()

    assert "Новость 2026-2" in text
    assert "Новость 2026-3" not in text
    assert f'<a href="{ADDRESS}">Все новости</a>' in text


def test_feed_is_whole_and_stands_on_our_address(client, stand):
    print_stories(stand, 25)

    answer = client.get("/feed/", HTTP_HOST="localhost")
    channel = ElementTree.fromstring(answer.content).find("channel")
    items = channel.findall("item")

    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert channel.findtext("link") == f"{settings.BASE_URL}{ADDRESS}"
    assert channel.findtext("language") == "ru"
    assert channel.find("{http://www.w3.org/2005/Atom}link").get("href") == f"{settings.BASE_URL}/feed/"
    assert len(items) == 20
    assert items[0].findtext("link") == items[0].findtext("guid") == f"{settings.BASE_URL}{ADDRESS}n-2026-0/"
    assert items[0].findtext("description") == "Коротко 0"


def test_a_story_of_the_feed_begins_at_midnight_in_tyumen(client, stand):
    stand.add_child(instance=NewsPage(title="Сегодня", slug="t", date=date(2026, 11, 20), lead="."))

    moment = parsedate_to_datetime(next(feed_of(client).iter("item")).findtext("pubDate"))

    assert moment.utcoffset() == timedelta(hours=5)
    assert (moment.date(), moment.hour) == (date(2026, 11, 20), 0)


@pytest.mark.parametrize("words", ["<b>&amp;</b> ]]>", "звонок \x07 знак", "\x0bтаб \x1b", "«ёлочки» – 🐈"])
def test_typed_words_never_break_the_feed(client, stand, words):
    NewsPage.objects.filter(pk=stand.add_child(instance=NewsPage(title="Имя", slug="w", lead=".")).pk).update(lead=words)

    item = next(feed_of(client).iter("item"))

    assert item.findtext("description").split() == "".join(letter for letter in words if letter.isprintable()).split()


def test_empty_feed_is_valid(client, home):
    assert feed_of(client).find("channel").findtext("link") == f"{settings.BASE_URL}/"


def test_pages_tell_readers_about_the_feed(client, stand):
    print_stories(stand, 1)

    for address in ("/", ADDRESS, f"{ADDRESS}n-2026-0/"):
        assert '<link rel="alternate" type="application/rss+xml"' in client.get(address).content.decode()


def test_queries_do_not_grow(client, stand, queries_of):
    counts = {}
    for year, more in ((2026, 1), (2025, 2), (2024, 297)):
        print_stories(stand, more, year)
        for address in ("/", ADDRESS, f"{ADDRESS}n-2026-0/", "/feed/"):
            counts.setdefault(address, []).append(queries_of(client, address))
    assert all(len(set(found)) == 1 for found in counts.values()), counts
    assert max(max(found) for found in counts.values()) <= 12, counts


def test_new_story_is_dated_today(stand):
    assert NewsPage(title="x").date == timezone.localdate()


def test_cover_goes_to_the_public_with_its_words(stand):
    """A draft may wait for them; a publication may not."""
    from wagtail.images.models import Image
    from wagtail.images.tests.utils import get_test_image_file

    cover = Image.objects.create(title="Рисунок", file=get_test_image_file())
    form_class = NewsPage.get_edit_handler().get_form_class()
    data = {"title": "Новость", "slug": "n", "date": "2026-11-01", "lead": "Коротко", "cover": cover.pk, "cover_alt": " "}
    data |= {"body-count": 0, "english_body-count": 0, "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    form, draft = (form_class(data, instance=NewsPage(), parent_page=stand) for _each in range(2))
    draft.defer_required_fields()

    assert form.errors.get("cover_alt") == ["Напишите одним предложением, что на картинке."]
    assert "cover_alt" not in draft.errors
