"""What machines are told: the map, the rules, heads of pages, facts as JSON-LD."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.models import (
    GlossaryPage,
    LibraryPage,
    NewsIndexPage,
    NewsPage,
    QuestionsPage,
    SchoolSettings,
    TeacherPage,
    TeachersPage,
    Term,
    TextPage,
    TownPage,
    TownsPage,
)
from school.people.models import Town
from tests.factories import CohortFactory, EnrollmentFactory, QuotaFactory

BASE = "https://shkola.example"


@pytest.fixture(autouse=True)
def base(settings):
    settings.BASE_URL = BASE


def heads(answer):
    """property or name → content; the canonical address; facts by type."""
    text = answer.content.decode()
    found = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', text))
    found["canonical"] = re.findall(r'<link rel="canonical" href="([^"]+)">', text)
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    found["facts"] = {each["@type"]: each for script in scripts for each in json.loads(script)["@graph"]}
    return found


def close(page):
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(Group.objects.create(name="Свои"))


# The map and the rules


def places(client, **extra):
    answer = client.get("/sitemap.xml", **extra)
    assert answer["Content-Type"] == "application/xml"
    return {node.findtext("{*}loc"): node.findtext("{*}lastmod") for node in ElementTree.fromstring(answer.content)}


def test_sitemap_names_public_pages_only(client, home, whole_program, publish):
    open_page = publish(home, TextPage(title="О школе", slug="o"))
    publish(home, TextPage(title="Снята", slug="snyata")).unpublish()
    home.add_child(instance=TextPage(title="Черновик", slug="chernovik", live=False))
    closed = publish(home, TextPage(title="Закрыта", slug="zakryta"))
    publish(closed, TextPage(title="Ниже", slug="nizhe"))
    close(closed)

    found = places(client)

    assert {f"{BASE}/", f"{BASE}/o/", f"{BASE}/programma/seminary/status/", f"{BASE}/cohorts/", f"{BASE}/check/"} <= set(found)
    assert not [place for place in found if re.search("snyata|chernovik|zakryta|nizhe", place)]
    assert found[f"{BASE}/o/"][:10] == timezone.localdate(open_page.last_published_at).isoformat()


def test_sitemap_does_not_trust_the_host(client, home):
    assert all(place.startswith(BASE) for place in places(client, headers={"host": "localhost"}))


@pytest.mark.parametrize("count", [1, 30])
def test_sitemap_costs_the_same(client, home, publish, count, django_assert_max_num_queries):
    for number in range(count):
        publish(home, TextPage(title=f"Лист {number}", slug=f"l{number}"))

    with django_assert_max_num_queries(5):
        assert len(places(client)) == count + 3


def test_robots_points_at_the_map(client, db):
    answer = client.get("/robots.txt")
    text = answer.content.decode()

    assert answer["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {BASE}/sitemap.xml" in text
    assert "Disallow: /cabinet/" in text
    assert not re.search(r"^Disallow: /$", text, re.MULTILINE)


# Heads


def test_every_public_page_has_a_head(client, home, whole_program, publish, media):
    pages = [
        publish(home, TextPage(title="О школе", slug="o", lead="Кто мы")),
        publish(home, LibraryPage(title="Библиотека", slug="b", lead="Бланки")),
        publish(home, GlossaryPage(title="Словарь", slug="s", lead="Слова")),
        publish(home, TownsPage(title="Города", slug="g", lead="Где")),
    ]
    for address in ["/", "/programma/", "/programma/seminary/", "/programma/seminary/status/", *(page.address for page in pages)]:
        found = heads(client.get(address))

        assert found["canonical"] == [f"{BASE}{address}"], address
        assert found["og:url"] == f"{BASE}{address}"
        assert found["og:title"]
        assert found["twitter:card"] == "summary_large_image"
        assert client.get(found["og:image"].removeprefix(BASE)).status_code == 200, address


@pytest.mark.parametrize("address", ["/cohorts/", "/check/"])
def test_doors_outside_the_tree_have_a_canonical_address(client, home, address):
    found = heads(client.get(f"{address}?utm=1"))

    assert found["canonical"] == [f"{BASE}{address}"]
    assert "og:image" not in found


@pytest.mark.parametrize("address", ["/search/?q=x", "/accounts/login/", "/nothing/"])
def test_other_pages_say_nothing(client, home, address):
    found = heads(client.get(address))

    assert found["canonical"] == []
    assert found["facts"] == {}


def test_lesson_in_the_cabinet_says_nothing(client, lesson_page):
    enrollment = EnrollmentFactory(cohort=CohortFactory(program=lesson_page.lesson.module.program, under_way=True))
    client.force_login(enrollment.person)

    found = heads(client.get(f"/study/{enrollment.cohort_id}/{lesson_page.lesson_id}/"))

    assert found["canonical"] == []


def test_typed_markup_stays_text_in_the_head(client, home, publish):
    words = '"><script>alert(1)</script></script><!-- \u2028 {{ 7|add:7 }} &'
    page = publish(home, TextPage(title=words[:255], slug="x", lead=words))

    answer = client.get(page.address)
    found = heads(answer)

    assert "<script>alert" not in answer.content.decode()
    assert found["facts"]["BreadcrumbList"]["itemListElement"][-1]["name"] == words


def test_filters_keep_one_canonical_address(client, home, publish):
    page = publish(home, LibraryPage(title="Библиотека", slug="b"))

    assert heads(client.get(f"{page.address}?kind=form&q=x&page=1"))["canonical"] == [f"{BASE}/b/"]
    assert heads(client.get(f"{page.address}?page=2"))["canonical"] == [f"{BASE}/b/?page=2"]
    assert heads(client.get(f"{page.address}?page=%22%3E"))["canonical"] == [f"{BASE}/b/"]


# Facts


def test_programme_is_a_course_with_its_open_cohorts(client, whole_program):
    cohort = CohortFactory(program=whole_program.program)
    for name in ("Тюмень", "Ишим"):
        QuotaFactory(cohort=cohort, town=Town.objects.get_or_create(name=name)[0])

    course = heads(client.get("/programma/"))["facts"]["Course"]

    assert course["name"] == "Я – исполнитель"
    assert course["offers"]["price"] == 0
    assert [each["location"]["name"] for each in course["hasCourseInstance"]] == ["Тюмень", "Ишим"]
    assert course["hasCourseInstance"][0]["startDate"] == cohort.starts_on.isoformat()
    assert course["hasCourseInstance"][0]["url"].startswith(f"{BASE}/apply/{cohort.pk}/")


def test_lesson_facts_hold_nothing_closed(client, lesson_page):
    found = heads(client.get(lesson_page.address))["facts"]

    assert found["LearningResource"]["timeRequired"] == "PT25M"
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == [
        "Школа",
        "Я – исполнитель",
        "Семинары о статусе",
        "Что такое статус",
    ]
    assert "Текст урока" not in json.dumps(found, ensure_ascii=False)


def test_home_is_a_site_of_the_school(client, home):
    SchoolSettings.objects.update_or_create(defaults={"name": "Школа Севера", "phone": "+7 3452 00-00-00", "email": "s@shkola.example"})

    found = heads(client.get("/"))["facts"]

    assert found["EducationalOrganization"]["telephone"] == "+7 3452 00-00-00"
    assert found["WebSite"]["potentialAction"]["target"] == f"{BASE}/search/?q={{words}}"


def test_news_teacher_town_questions_and_glossary_have_facts(client, home, publish):
    town = Town.objects.get_or_create(name="Ишим")[0]
    QuotaFactory(cohort=CohortFactory(title="Весенний поток"), town=town)
    news = publish(publish(home, NewsIndexPage(title="Новости", slug="n")), NewsPage(title="Открыт набор", slug="o", lead="Коротко"))
    teacher = publish(
        publish(home, TeachersPage(title="Учат", slug="t")), TeacherPage(title="А. Б.", slug="a", position="Юрист", topics="Устав\nОтчёт")
    )
    place = publish(publish(home, TownsPage(title="Города", slug="g")), TownPage(title="Ишим", slug="i", town=town))
    groups = [("group", {"name": "Тема", "questions": [{"name": "Сколько стоит?", "answer": "<p>Ничего <b>не</b> стоит</p>"}]})]
    asked = publish(home, QuestionsPage(title="Вопросы", slug="q", groups=groups))
    Term.objects.create(word="Устав", slug="ustav", explanation="Главный документ")
    glossary = publish(home, GlossaryPage(title="Словарь", slug="s"))

    assert heads(client.get(news.address))["facts"]["NewsArticle"]["datePublished"] == news.date.isoformat()
    assert heads(client.get(news.address))["og:type"] == "article"
    assert heads(client.get(teacher.address))["facts"]["Person"]["knowsAbout"] == ["Устав", "Отчёт"]
    assert heads(client.get(place.address))["facts"]["EducationEvent"]["name"] == "Весенний поток"
    assert heads(client.get(asked.address))["facts"]["FAQPage"]["mainEntity"][0]["acceptedAnswer"]["text"] == "Ничего не стоит"
    assert heads(client.get(glossary.address))["facts"]["DefinedTermSet"]["hasDefinedTerm"][0]["url"] == f"{BASE}/s/#ustav"
