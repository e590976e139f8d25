"""«Словарь» in the editor's room: terms are found, added, changed and deleted; doubles are refused by their names; bodies are made anew."""

import pytest
from django.urls import reverse

from cms.models import SchoolSettings, Term
from school.journal.labels import described, label_of
from school.journal.models import Entry

pytestmark = pytest.mark.django_db
FIELDS = {
    "word": "Паспорт услуги",
    "slug": "",
    "forms": "",
    "explanation": "Лист о том, кому и как помогают.",
    "source": "",
    "verified": "",
    "english": "",
}


def address(name, *args):
    return reverse(f"wagtailsnippets_cms_term:{name}", args=args)


@pytest.fixture
def term(db):
    Term.objects.all().delete()
    return Term.objects.create(
        word="Реестр", slug="reestr", forms="перечень исполнителей", explanation="Список организаций.", verified="Юрист, 1 мая"
    )


@pytest.fixture
def editor(client_of, methodologist):
    return client_of(methodologist)


def version():
    return SchoolSettings.objects.get().kept_version


def test_term_is_added_with_a_slug_of_its_word(editor, term):
    before = version()

    editor.post(address("add"), FIELDS)

    made = Term.objects.get(word="Паспорт услуги")
    assert made.slug == "pasport-uslugi"
    assert version() > before


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"word": "реестр"}, "Такое слово уже объяснено: термин «Реестр»"),
        ({"word": "  РЕЕСТР "}, "Такое слово уже объяснено: термин «Реестр»"),
        ({"word": "Перечень исполнителей"}, "термин «Реестр»"),
        ({"forms": "ПУ\nперечень  Исполнителей"}, "Это написание уже есть у термина «Реестр»"),
        ({"slug": "reestr"}, "Такой якорь уже есть у термина «Реестр»"),
        ({"word": "!!!"}, "якорь не составить"),
        ({"explanation": ""}, "error-message"),
        ({"word": ""}, "error-message"),
        ({"slug": "два слова"}, "error-message"),
    ],
)
def test_a_double_is_refused_by_its_name(editor, term, fields, told):
    answer = editor.post(address("add"), FIELDS | fields)

    assert (answer.status_code, Term.objects.count()) == (200, 1)
    assert told in answer.content.decode()


def test_own_forms_are_no_doubles(editor, term):
    fields = {"word": "Реестр", "slug": "reestr", "forms": "перечень исполнителей\nсписок", "explanation": "Новые слова."}

    before = version()
    editor.post(address("edit", term.pk), FIELDS | fields)

    term.refresh_from_db()
    assert (term.explanation, term.forms, version() > before) == ("Новые слова.", "перечень исполнителей\nсписок", True)


@pytest.mark.parametrize("how", ["one", "bulk"])
def test_deleted_term_leaves_the_kept_bodies(editor, term, how):
    before = version()

    if how == "one":
        editor.post(address("delete", term.pk))
    else:
        editor.post(f"{reverse('wagtail_bulk_action', args=['cms', 'term', 'delete'])}?id={term.pk}")

    assert (Term.objects.count(), version() > before) == (0, True)
    entry = Entry.objects.get(verb="cms.term_deleted")
    assert (label_of(entry.verb), described(entry)) == ("удалён термин", "название: Реестр")


def test_changes_are_journaled(editor, term, methodologist):
    editor.post(address("add"), FIELDS)
    editor.post(address("edit", term.pk), FIELDS | {"word": "Реестр исполнителей", "slug": "reestr"})

    found = Entry.objects.filter(verb__startswith="cms.term").order_by("pk").values_list("verb", "by", "target_label")
    assert list(found) == [
        ("cms.term_created", methodologist.pk, "Паспорт услуги"),
        ("cms.term_changed", methodologist.pk, "Реестр исполнителей"),
    ]


@pytest.mark.parametrize(
    ("asked", "found"), [("q=РЕЕСТР", True), ("q=исполнителей", True), ("q=zzz", False), ("checked=yes", True), ("checked=no", False)]
)
def test_terms_are_searched_and_filtered(editor, term, asked, found):
    text = editor.get(f"{address('list')}?{asked}").content.decode()

    assert ("Список организаций." in text) == found


@pytest.mark.parametrize("asked", ["q=%00", "q=" + "я" * 3000, "checked=zzz", "p=99999", "p=x", "ordering=zzz"])
def test_strange_questions_get_an_answer(editor, term, asked):
    assert editor.get(f"{address('list')}?{asked}").status_code in {200, 404}


def test_queries_of_the_list_do_not_grow(editor, term, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in range(2):
        Term.objects.bulk_create(Term(word=f"Слово {more}-{n}", slug=f"s-{more}-{n}", explanation="Так") for n in range(1 + 9 * more))
        editor.get(address("list"))
        with CaptureQueriesContext(connection) as found:
            editor.get(address("list"))
        counts.append(len(found))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", ["author", "coordinator", "trainer", "stranger"])
def test_others_keep_out(request, client_of, term, role):
    client = client_of(request.getfixturevalue(role))

    client.post(address("edit", term.pk), FIELDS)
    client.post(address("delete", term.pk))

    assert Term.objects.get().word == "Реестр"
    assert client.get(address("list")).status_code == 302


def test_menu_has_the_glossary_for_editors_only(client_of, methodologist, author):
    shown = [address("list") in client_of(person).get("/cms/").content.decode() for person in (methodologist, author)]

    assert shown == [True, False]
