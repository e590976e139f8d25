"""Terms: marked once in a body wherever the cases lead, never inside links, headings and buttons; all of them on one page."""

import re

import pytest
from django.core.cache import caches
from django.test import RequestFactory

from cms.explaining import Explainer, Glossary
from cms.models import GlossaryPage, LessonPage, Term, TextPage
from tests.factories import CohortFactory, EnrollmentFactory

BUTTON = re.compile(
    r'(?:<label class="term"[^>]*>(.*?)</label>)?<span class="keep"><button type="button" class="term"[^>]* popovertarget="([^"]+)">(.*?)</button>'
)


@pytest.fixture
def terms(db):
    Term.objects.create(
        word="Исполнитель общественно полезных услуг",
        slug="iopu",
        forms="ИОПУ\nНКО-ИОПУ\nстатус ИОПУ",
        explanation="СО НКО в реестре",
        english="provider",
    )
    Term.objects.create(word="Некоммерческая организация", slug="nko", forms="НКО", explanation="Прибыль не главная цель")
    Term.objects.create(word="Устав", slug="ustav", explanation="Главный <документ>")
    Term.objects.create(word="Отчёт о деятельности", slug="otchet", forms="", explanation="Раз в год")


def explained(html):
    explainer = Explainer(None)
    explainer.glossary = Glossary(list(Term.objects.all()))
    return explainer.explained(html)


CASES = [
    ("<p>в уставе</p>", ["уставе"]),
    ("<p>Уставы и уставами</p>", ["Уставы"]),
    ("<p>по отчету о деятельности</p>", ["отчету о деятельности"]),
    ("<p>исполнителями общественно полезных услуг</p>", ["исполнителями общественно полезных услуг"]),
    ("<p>исполнители общественно&nbsp;полезных услуг</p>", ["исполнители общественно&nbsp;полезных услуг"]),
    ("<p>наша НКО и НКО</p>", ["НКО"]),
    ("<p>НКО-ИОПУ</p>", ["НКО-ИОПУ"]),
    ("<p>статуса ИОПУ</p>", ["статуса ИОПУ"]),
    ("<p>ИОПУ, потом НКО</p>", ["ИОПУ", "НКО"]),
    ("<p>нко и Нко</p>", []),
    ("<p>отчёт, о деятельности</p>", []),
    ("<p>установка</p>", []),
    ("<p>устав<a href='/x'>устав</a></p>", ["устав"]),
    ('<p><a href="/устав">устав</a></p>', []),
    ("<h3>Устав</h3><p>и устав</p>", ["устав"]),
    ("<p><a href='/'><b>НКО</b></a> &amp; <i>НКО</i></p>", ["НКО"]),
    ("<p>&quot;устав&quot; &lt;устав&gt;</p>", ["устав"]),
    ('<p title="устав > устав">да</p>', []),
    ("", []),
]


@pytest.mark.parametrize(("html", "found"), CASES)
def test_first_use_in_any_case_is_marked(terms, html, found):
    assert [before + last for before, _id, last in BUTTON.findall(explained(html))] == found


@pytest.mark.parametrize(("html", "found"), CASES)
def test_marking_changes_nothing_else(terms, html, found):
    button = r'(?:<label class="term"[^>]*>(.*?)</label>)?<span class="keep"><button[^>]*>(.*?)</button><span class="gloss".*?</span>(.*?)</span>'
    without = re.sub(button, r"\1\2\3", explained(html))

    assert without == html


def test_whole_phrase_opens_its_explanation(terms):
    """The words before the last are the button's label: they break into lines like any text and open it when touched."""
    html = explained("<p>исполнители общественно полезных услуг</p>")

    assert '<label class="term" for="t-iopu-b">исполнители общественно полезных </label>' in html
    assert 'id="t-iopu-b" aria-label="исполнители общественно полезных услуг" popovertarget="t-iopu">услуг</button>' in html


def test_punctuation_stays_with_the_word(terms):
    assert "</span>», </span>" not in explained("<p>«устав», да</p>")
    assert explained("<p>«устав», да</p>").endswith("</span>»,</span> да</p>")


def test_explanation_is_escaped_and_opens_by_its_button(terms):
    html = explained("<p>устав</p>")

    assert 'popovertarget="t-ustav"' in html
    assert '<span class="gloss" popover id="t-ustav" role="note"><b>Устав</b> – Главный &lt;документ&gt;</span>' in html


def body(*texts):
    return [("text", f"<p>{text}</p>") for text in texts]


def test_each_term_once_in_a_body(client, terms, home, publish):
    page = TextPage(
        title="О школе",
        slug="o",
        body=[
            ("heading", "Устав"),
            *body("наш устав", "ещё устав и НКО"),
            ("callout", {"tone": "important", "title": "Устав", "text": "<p>НКО</p>"}),
        ],
    )
    page = publish(home, page)

    text = client.get(page.url).content.decode()

    assert BUTTON.findall(text) == [("", "t-ustav", "устав"), ("", "t-nko", "НКО")]
    assert len(re.findall(r'popover id="t-', text)) == 2


def test_two_bodies_of_a_page_have_different_ids(terms, rf):
    request = rf.get("/")
    first, second = Explainer(request), Explainer(request)

    assert first.explained("<p>устав</p>") != second.explained("<p>устав</p>")


def test_terms_cost_one_query(client, terms, home, publish, django_assert_num_queries):
    with_terms = publish(home, TextPage(title="С", slug="s", body=body("устав", "НКО", "ИОПУ")))
    client.get(with_terms.url)
    with django_assert_num_queries(1):
        request = RequestFactory().get("/")
        request._school = type("School", (), {"kept_version": 1})()
        explainer = Explainer(request)
        for text in ("устав", "НКО", "ИОПУ"):
            explainer.explained(f"<p>{text}</p>")


def test_glossary_is_kept_until_a_term_changes(terms, settings, django_assert_num_queries):
    settings.CACHES = settings.CACHES | {"local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "terms"}}
    caches["local"].clear()
    request = RequestFactory().get("/")
    request._school = type("School", (), {"kept_version": 7})()
    Explainer(request).explained("<p>устав</p>")

    with django_assert_num_queries(0):
        assert "term" in Explainer(request).explained("<p>устав</p>")
    request._school.kept_version = 8
    with django_assert_num_queries(1):
        Explainer(request).explained("<p>устав</p>")
    caches["local"].clear()


def test_participant_sees_terms_in_a_lesson(client, terms, seminar, publish):
    page = publish(seminar, LessonPage(title="Урок", slug="u", summary="О чём", body=body("об уставе")))
    enrollment = EnrollmentFactory(cohort=CohortFactory(program=page.lesson.module.program, under_way=True))
    client.force_login(enrollment.person)

    text = client.get(f"/study/{enrollment.cohort_id}/{page.lesson_id}/").content.decode()

    assert BUTTON.findall(text) == [("", "t-ustav", "уставе")]


def test_english_reader_gets_the_english_word(client, terms, home, publish):
    page = publish(home, TextPage(title="О", slug="o", body=body("ИОПУ")))
    client.cookies["django_language"] = "en"

    assert '<span lang="en">provider</span>' in client.get(page.url).content.decode()


def test_hostile_markup_stays_clean(client, terms, home, publish):
    page = publish(
        home, TextPage(title="О", slug="o", body=body('устав <img src=x onerror="устав">', "<script>НКО</script>", "<a title='>' href='/x'>НКО</a>"))
    )

    text = client.get(page.url).content.decode()

    assert "onerror" not in text
    assert "<script>НКО" not in text
    assert BUTTON.findall(text) == [("", "t-ustav", "устав")]


def test_glossary_page_lists_terms_by_letters(client, terms, home, publish, django_assert_max_num_queries):
    Term.objects.create(word="Ёмкость", slug="emkost", explanation="Сколько входит", verified="юрист А. Лесова, 1 ноября 2026 года")
    page = publish(home, GlossaryPage(title="Словарь", slug="slovar"))
    client.get(page.url)

    with django_assert_max_num_queries(12):
        answer = client.get(page.url)
    text = answer.content.decode()

    assert [letter for letter, _terms in answer.context["letters"]] == ["Е", "И", "Н", "О", "У"]
    assert 'id="ustav"' in text
    assert "не проверено юристом" in text
    assert "Проверено юристом: юрист А. Лесова" in text
    assert "provider" not in text


def test_glossary_page_in_english(client, terms, home, publish):
    page = publish(home, GlossaryPage(title="Словарь", slug="slovar"))
    client.cookies["django_language"] = "en"

    assert "provider" in client.get(page.url).content.decode()
