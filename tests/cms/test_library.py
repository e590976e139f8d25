"""The library: search, filters, order, pages; an entry with its facts; its file goes to anybody while the page is public."""

from datetime import date

import pytest

from cms.indexing import enter_page
from cms.models import LibraryEntryPage, LibraryFile, LibraryPage, TextPage
from school.vault.actions import keep
from school.vault.models import Look
from tests.school.test_vault import PDF

ADDRESS = "/biblioteka/"


@pytest.fixture
def library(home, publish):
    return publish(home, LibraryPage(title="Библиотека", slug="biblioteka", lead="Бланки и законы"))


@pytest.fixture
def file(db):
    return LibraryFile.objects.get(pk=keep(PDF, name="Заявление о заключении.pdf", shelf="library").pk)


def put(library, title, slug, **facts):
    entry = library.add_child(instance=LibraryEntryPage(title=title, slug=slug, summary=facts.pop("summary", "О чём-то"), **facts))
    enter_page(entry)
    return entry


@pytest.fixture
def shelf(library, file):
    put(library, "Ёмкость услуги", "yomkost", kind="sample", edition=date(2025, 3, 1), verified="юрист Кедрова, 1 марта 2026 года")
    put(library, "Заявление о заключении", "zayavlenie", kind="form", file=file, doubt="Форма могла измениться")
    put(
        library,
        "О некоммерческих организациях",
        "nko",
        kind="act",
        number="№ 7-ФЗ от 12 января 1996 года",
        edition=date(2026, 1, 9),
        link="https://pravo.example/7",
        source="Собрание законодательства",
    )
    return library


def titles(client, query=""):
    return [entry.title for entry in client.get(f"{ADDRESS}{query}").context["entries"]]


def address_of(entry):
    return f"/files/library/{entry.pk}/{entry.file.key}/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ёмкость услуги", "Заявление о заключении", "О некоммерческих организациях"]),
        ("?q=емкость", ["Ёмкость услуги"]),
        ("?q=ЗАЯВЛЕНИЕ  заключения", ["Заявление о заключении"]),
        ("?q=7-фз", ["О некоммерческих организациях"]),
        ("?kind=act", ["О некоммерческих организациях"]),
        ("?law=verified", ["Ёмкость услуги"]),
        ("?law=doubt", ["Заявление о заключении"]),
        ("?sort=date", ["О некоммерческих организациях", "Ёмкость услуги", "Заявление о заключении"]),
        ("?kind=form&law=verified", []),
        ("?q=нет-такого", []),
    ],
)
def test_what_was_asked_for_is_found(client, shelf, query, found):
    assert titles(client, query) == found


@pytest.mark.parametrize(
    "query", ["?kind=zzz", "?law=%00", "?sort=drop", "?page=x", "?page=-3", "?q=%00%01", "?kind=act'--&kind=", f"?q={'я' * 9000}"]
)
def test_bad_queries_are_answered(client, shelf, query):
    assert client.get(f"{ADDRESS}{query}").status_code == 200


def test_row_says_date_doubt_and_file(client, shelf):
    text = client.get(ADDRESS).content.decode()

    assert "дата редакции не установлена" in text
    assert "редакция от 9\xa0января 2026\xa0года" in text
    assert "Форма могла измениться" in text
    assert "Юрист ещё не проверял" in text
    assert "Проверено юристом: юрист Кедрова" in text
    assert "PDF, " in text
    assert "3 запис" in text


def test_nothing_found_leads_back(client, shelf):
    text = client.get(f"{ADDRESS}?q=нет-такого").content.decode()

    assert "Ничего не нашлось" in text
    assert 'value="нет-такого"' in text
    assert f'href="{ADDRESS}">Показать все записи' in text


def test_empty_library_says_what_it_is(client, library):
    text = client.get(ADDRESS).content.decode()

    assert "Библиотека пока пуста" in text
    assert "<select" not in text


def test_twenty_on_a_page_with_the_filter_kept(client, library):
    for number in range(23):
        put(library, f"Бланк {number:02}", f"b{number}", kind="form")

    assert len(titles(client, "?kind=form")) == 20
    assert titles(client, "?kind=form&page=2") == ["Бланк 20", "Бланк 21", "Бланк 22"]
    assert titles(client, "?kind=form&page=77") == ["Бланк 20", "Бланк 21", "Бланк 22"]
    assert 'href="?kind=form&amp;page=2"' in client.get(f"{ADDRESS}?kind=form").content.decode()


def test_drafts_and_closed_entries_are_nowhere(client, shelf, close):
    LibraryEntryPage.objects.filter(slug="nko").update(live=False)
    close(LibraryEntryPage.objects.get(slug="yomkost"))

    assert titles(client) == ["Заявление о заключении"]


def test_entry_says_all_it_knows(client, shelf):
    text = client.get(f"{ADDRESS}nko/").content.decode()

    assert "№\xa07-ФЗ от\xa012\xa0января 1996 года" in text
    assert "9\xa0января 2026\xa0года" in text
    assert '<a href="https://pravo.example/7" rel="noopener noreferrer">' in text
    assert "ещё не\xa0проверял" in text or "ещё не проверял" in text
    assert "Скачать" not in text


def test_entry_names_open_pages_that_use_it(client, shelf, home, publish, close, run_jobs):
    entry = LibraryEntryPage.objects.get(slug="zayavlenie")
    for slug in ("open", "draft", "closed"):
        publish(home, TextPage(title=f"Страница {slug}", slug=slug, body=[("download", {"entry": entry})]))
    TextPage.objects.filter(slug="draft").update(live=False)
    close(TextPage.objects.get(slug="closed"))
    run_jobs()

    used = client.get(f"{ADDRESS}zayavlenie/").context["used_in"]

    assert used == [{"title": "Страница open", "url": "/open/"}]


def test_anybody_may_take_the_file(client, shelf):
    entry = LibraryEntryPage.objects.get(slug="zayavlenie")

    answer = client.get(address_of(entry))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert address_of(entry) in client.get(f"{ADDRESS}zayavlenie/").content.decode()
    assert not Look.objects.exists()


def test_signed_in_people_are_not_watched_either(client, shelf, stranger):
    client.force_login(stranger)

    assert client.get(address_of(LibraryEntryPage.objects.get(slug="zayavlenie"))).status_code == 200
    assert not Look.objects.exists()


def test_a_draft_gives_no_file(client, shelf):
    entry = LibraryEntryPage.objects.get(slug="zayavlenie")
    LibraryEntryPage.objects.filter(pk=entry.pk).update(live=False)

    assert client.get(address_of(entry)).status_code == 404


@pytest.mark.parametrize("closed", ["entry", "library", "home"])
def test_a_closed_section_gives_no_file(client, shelf, home, close, closed):
    entry = LibraryEntryPage.objects.get(slug="zayavlenie")
    close({"entry": entry, "library": shelf, "home": home}[closed])

    assert client.get(address_of(entry)).status_code == 404


def test_a_foreign_key_or_number_gives_no_file(client, shelf):
    entry = LibraryEntryPage.objects.get(slug="zayavlenie")
    lesson = keep(PDF, name="Урок.pdf", shelf="lessons")
    bare = LibraryEntryPage.objects.get(slug="nko")

    for address in (
        f"/files/library/{entry.pk}/{lesson.key}/",
        f"/files/library/{bare.pk}/{entry.file.key}/",
        f"/files/library/{entry.pk}999999999999999999999/{entry.file.key}/",
        f"/files/library/{entry.pk}/x/",
    ):
        assert client.get(address).status_code == 404


def test_a_lesson_file_is_not_given_even_when_an_entry_points_at_it(client, shelf):
    lesson = keep(PDF, name="Урок.pdf", shelf="lessons")
    LibraryEntryPage.objects.filter(slug="nko").update(file=lesson.pk)

    assert client.get(f"/files/library/{LibraryEntryPage.objects.get(slug='nko').pk}/{lesson.key}/").status_code == 404


def test_the_file_is_only_read(client, shelf):
    entry = LibraryEntryPage.objects.get(slug="zayavlenie")

    assert client.post(address_of(entry)).status_code == 405
    assert client.head(address_of(entry)).status_code == 200
    part = client.get(address_of(entry), HTTP_RANGE="bytes=0-3")
    assert (part.status_code, b"".join(part.streaming_content)) == (206, PDF[:4])


def test_queries_do_not_grow(client, shelf, home, publish, queries_of, file, run_jobs):
    entry = LibraryEntryPage.objects.get(slug="zayavlenie")
    addresses = (ADDRESS, f"{ADDRESS}?q=бланк&sort=date", f"{ADDRESS}zayavlenie/")
    publish(home, TextPage(title="Страница", slug="p", body=[("download", {"entry": entry})]))
    run_jobs()
    counts, done = {}, 0
    for count in (1, 3, 300):
        for number in range(done, count):
            put(shelf, f"Бланк {number}", f"b{number}", file=file)
        done = count
        for address in addresses:
            counts.setdefault(address, []).append(queries_of(client, address))
    assert all(len(set(found)) == 1 for found in counts.values()), counts
    assert max(max(found) for found in counts.values()) <= 12, counts
