"""The public search: forms of words, beginnings, ё; what is closed is neither found nor counted; hostile questions are only words."""

import pytest
from django.core.management import call_command

from cms.indexing import rebuild
from cms.models import GlossaryPage, LibraryEntryPage, LibraryPage, SearchEntry, Term
from cms.searching import matching
from cms.stems import stem, words


@pytest.fixture
def library(home, publish):
    return publish(home, LibraryPage(title="Библиотека", slug="biblioteka"))


def titles(client, question, **query):
    answer = client.get("/search/", {"q": question, **query})
    assert answer.status_code == 200
    return [str(row["title"]).replace("<mark>", "").replace("</mark>", "") for row in answer.context.get("rows", [])]


FORMS = [
    ("перечень", "Перечни услуг утверждает правительство"),
    ("перечни", "сверьтесь с перечнем"),
    ("услугами", "оказывает услугу на дому"),
    ("УСЛУГА", "объём услуг"),
    ("отчет", "годовой отчёт"),
    ("отчёты", "подали отчета"),
    ("ёлка", "у елки"),
    ("список", "в списке дел"),
    ("исполнители", "стала исполнителем"),
    ("тюмени", "Тюмень"),
    ("писем", "письмо в Минюст"),
    ("день", "через три дня"),
    ("устав", "изменили уставы"),
    ("некоммерческая", "для некоммерческих"),
    ("НКО", "наша нко"),
    ("льготы", "без льгот"),
    ("критериев", "критерий качества"),
    ("provider", "many providers"),
    ("7-ФЗ", "закон № 7-ФЗ"),
]


@pytest.mark.parametrize(("question", "text"), FORMS)
def test_any_form_of_a_word_finds_it(client, said, question, text):
    page = said(text)

    assert titles(client, question) == [page.title]


@pytest.mark.parametrize("question", ["ус", "услу", "УСЛУ", "госусл", "добро", "чай доб"])
def test_beginning_of_a_word_finds_it(client, said, question):
    said("Услуга, госуслуги, чай и Добровольцы")

    assert titles(client, question) == ["Страница"]


@pytest.mark.parametrize("question", ["слуга", "вольцы", "услуга пирог", "и", "", "   ", "%", "_", "у"])
def test_other_words_find_nothing(client, said, question):
    said("Услуга, госуслуги, чай, Добровольцы")

    assert titles(client, question) == []


def test_common_words_do_not_hide_what_is_sought(client, said):
    said("Устав организации")

    assert titles(client, "и про устав для организаций") == ["Страница"]


def test_nfd_question_finds_nfc_text(client, said):
    said("Йогурт и ёж")

    assert titles(client, "и\u0306огурт е\u0308ж") == ["Страница"]


def test_title_goes_before_lead_and_lead_before_text(client, said):
    said("про реестр", title="Третья")
    said("иное", title="Вторая", lead="О реестре коротко")
    said("иное", title="Реестр")

    assert titles(client, "реестры") == ["Реестр", "Вторая", "Третья"]


def test_found_places_are_marked_and_typed_markup_is_text(client, said):
    said("Слова <b>до</b>. Отчёты &lt;script&gt;alert(1)&lt;/script&gt; сдают весной", title="Про <i>отчёт</i>")

    answer = client.get("/search/", {"q": "отчет"}).content.decode()

    assert "Про &lt;i&gt;<mark>отчёт</mark>&lt;/i&gt;" in answer
    assert "<mark>Отчёты</mark> &lt;script&gt;" in answer
    assert "<script>alert" not in answer


def test_snippet_shows_the_place_in_a_long_text(client, said):
    said("начало " * 200 + "тайник " + "конец " * 200)

    snippet = client.get("/search/", {"q": "тайники"}).context["rows"][0]["snippet"]

    assert "<mark>тайник</mark>" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


def test_kinds_are_counted_and_filter(client, said, home, library, publish, lesson_page):
    said("бланк в тексте")
    publish(library, LibraryEntryPage(title="Бланк заявления", slug="blank", summary="Бланк", kind="form"))
    Term.objects.create(word="Бланк", slug="blank", explanation="Лист с местами для слов")
    publish(home, GlossaryPage(title="Словарь", slug="slovar"))

    answer = client.get("/search/", {"q": "бланки"})

    assert {row["value"]: row["count"] for row in answer.context["filters"]} == {"library": 1, "term": 1, "page": 1}
    assert 'href="/slovar/#blank"' in answer.content.decode()
    assert titles(client, "бланки", kind="term") == ["Бланк"]
    assert titles(client, "бланки", kind="library") == ["Бланк заявления"]
    assert titles(client, "бланки", kind="lesson") == []
    assert len(titles(client, "бланки", kind="drop table")) == 3


def test_terms_are_not_found_without_their_page(client, home):
    Term.objects.create(word="Бланк", slug="blank", explanation="Лист")

    assert titles(client, "бланк") == []


def test_term_is_found_by_other_spellings(client, home, publish):
    publish(home, GlossaryPage(title="Словарь", slug="slovar"))
    Term.objects.create(word="Исполнитель услуг", slug="iopu", forms="ИОПУ\nстатус ИОПУ", explanation="Кто это", english="provider")

    assert titles(client, "иопу") == titles(client, "provider") == titles(client, "исполнителей") == ["Исполнитель услуг"]


# Keeping in step


def test_rebuild_makes_the_same_rows(said, home, publish, closed_lesson):
    said("Услуга")
    Term.objects.create(word="Бланк", slug="blank", explanation="Лист")
    home.save_revision().publish()
    columns = ("page_id", "term_id", "kind", "title", "lead", "text", "words")
    before = set(SearchEntry.objects.values_list(*columns))
    SearchEntry.objects.all().delete()

    call_command("rebuild_search", verbosity=0)

    assert set(SearchEntry.objects.values_list(*columns)) == before
    assert rebuild() == len(before)


def test_change_of_a_term_makes_kept_bodies_anew(home):
    from cms.models import SchoolSettings

    school = SchoolSettings.load()
    term = Term.objects.create(word="Бланк", slug="blank", explanation="Лист")
    term.delete()
    version = school.kept_version
    school.refresh_from_db()

    assert school.kept_version == version + 2


def test_lists_with_their_own_search_match(library, publish):
    publish(library, LibraryEntryPage(title="Бланк заявления", slug="blank", summary="Бланк", kind="form"))
    publish(library, LibraryEntryPage(title="Закон", slug="zakon", summary="Акт", kind="act"))

    assert [page.title for page in matching(LibraryEntryPage.objects.all(), "бланки заявлений")] == ["Бланк заявления"]


@pytest.mark.parametrize("group", ["перечень перечня перечни", "статус статуса статусом", "оценка оценок", "реестр реестре реестров"])
def test_forms_share_a_stem(group):
    assert len({stem(word) for word in words(group)}) == 1
