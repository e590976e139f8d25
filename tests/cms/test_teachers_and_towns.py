"""Teachers with their portraits, towns with their cohorts, speakers of seminars that lead to their pages."""

import io

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Pillow
from wagtail.images.models import Image

from cms.models import SchoolSettings, SeminarPage, TeacherPage, TeachersPage, TownPage, TownsPage
from school.people.models import Town
from tests.factories import CohortFactory, EnrollmentFactory, QuotaFactory


@pytest.fixture
def room(home, publish):
    return publish(home, TeachersPage(title="Преподаватели", slug="prepodavateli", lead="Кто учит"))


@pytest.fixture
def towns(home, publish):
    return publish(home, TownsPage(title="Города", slug="goroda"))


@pytest.fixture
def portrait(db):
    stream = io.BytesIO()
    Pillow.new("RGB", (600, 800), "teal").save(stream, "PNG")
    return Image.objects.create(title="Портрет", file=ImageFile(stream, name="портрет.png"))


def hire(room, count, first=0, portrait=None):
    for number in range(first, first + count):
        room.add_child(
            instance=TeacherPage(title=f"Кедров Илья {number}", slug=f"t{number}", position="Тренер", portrait=portrait, topics="Закон\n\n Устав ")
        )


def town_page(towns, name, slug):
    town, _new = Town.objects.get_or_create(name=name)
    return towns.add_child(instance=TownPage(title=f"Школа: {name}", slug=slug, town=town, lead="Где учимся"))


def announce(name, seats=10, **cohort):
    town, _new = Town.objects.get_or_create(name=name)
    return QuotaFactory(cohort=CohortFactory(**cohort), town=town, seats=seats).cohort


def test_teachers_stand_in_the_order_of_the_tree(client, room, portrait):
    hire(room, 2, portrait=portrait)
    hire(room, 1, first=2)

    text = client.get("/prepodavateli/").content.decode()

    assert text.index("Кедров Илья 0") < text.index("Кедров Илья 1") < text.index("Кедров Илья 2")
    assert text.count('alt="Портрет: Кедров Илья') == 2
    assert "Закон, Устав" in text


def test_portraits_are_square_light_and_keep_their_place(client, room, portrait):
    hire(room, 1, portrait=portrait)

    text = client.get("/prepodavateli/").content.decode()

    assert 'type="image/avif"' in text
    assert 'width="96" height="96"' in text or ('width="96"' in text and 'height="96"' in text)
    assert 'loading="lazy"' in text
    rendition = portrait.get_rendition("fill-192x192|format-avif")
    assert (rendition.width, rendition.height) == (192, 192)
    assert client.get(rendition.url)["Content-Type"] == "image/avif"


def test_a_teacher_has_a_page(client, room, portrait):
    hire(room, 1, portrait=portrait)

    text = client.get("/prepodavateli/t0/").content.decode()

    assert "Портрет: Кедров Илья 0" in text
    assert "<li>Закон</li><li>Устав</li>" in text
    assert '<a href="/prepodavateli/">Преподаватели</a>' in text


def test_drafts_and_closed_teachers_are_not_shown(client, room, close):
    hire(room, 3)
    TeacherPage.objects.filter(slug="t0").update(live=False)
    close(TeacherPage.objects.get(slug="t1"))

    assert [page.slug for page in client.get("/prepodavateli/").context["leaf"]] == ["t2"]


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?page=-5", "?page=%00"])
def test_bad_page_is_the_nearest_one(client, room, query):
    hire(room, 3)

    assert len(client.get(f"/prepodavateli/{query}").context["leaf"]) == 3


def test_empty_rooms_say_what_they_are(client, room, towns):
    assert "Преподавателей пока нет" in client.get("/prepodavateli/").content.decode()
    assert "Городов пока нет" in client.get("/goroda/").content.decode()


def seminar_of(program_page, publish, *names):
    speakers = [("speaker", {"name": name, "about": "Юрист"}) for name in names]
    return publish(program_page, SeminarPage(title="Семинар", slug="sem", speakers=speakers))


def test_a_speaker_with_a_page_is_a_link(client, room, program_page, publish):
    hire(room, 1)
    page = seminar_of(program_page, publish, "Кедров  Илья 0", "Незнакомец")

    text = client.get(page.url).content.decode()

    assert '<a href="/prepodavateli/t0/">Кедров  Илья 0</a>' in text
    assert "<h3>Незнакомец</h3>" in text
    assert text.count("Юрист") == 2


def test_a_speaker_is_not_led_to_a_draft_or_a_closed_page(client, room, program_page, publish, close):
    hire(room, 2)
    TeacherPage.objects.filter(slug="t0").update(live=False)
    close(TeacherPage.objects.get(slug="t1"))
    page = seminar_of(program_page, publish, "Кедров Илья 0", "Кедров Илья 1")

    assert "/prepodavateli/t" not in client.get(page.url).content.decode()


def test_a_town_shows_its_own_cohorts(client, towns):
    page = town_page(towns, "Ишим", "ishim")
    cohort = announce("Ишим", seats=2, title="Поток в Ишиме")
    EnrollmentFactory(cohort=cohort, town=page.town)
    announce("Тюмень", title="Поток в Тюмени")

    text = client.get("/goroda/ishim/").content.decode()

    assert "Осталось 1 место" in text
    assert f"/apply/{cohort.pk}/?town={page.town_id}" in text
    assert "Поток в Тюмени" not in text


def test_a_town_is_lit_on_the_sketch(client, towns):
    town_page(towns, "Ишим", "ishim")
    SchoolSettings.objects.update(map_shown=True)

    answer = client.get("/goroda/ishim/")

    assert [place["name"] for place in answer.context["map"] if place["tone"] == "lit"] == ["Ишим"]
    assert 'class="lit"' in answer.content.decode()


def test_a_town_beyond_the_sketch_has_none(client, towns):
    town_page(towns, "Сургут", "surgut")

    answer = client.get("/goroda/surgut/")

    assert answer.context["map"] == []
    assert "В этом городе сейчас нет открытых наборов" in answer.content.decode()


def test_a_page_without_a_town_opens(client, towns):
    towns.add_child(instance=TownPage(title="Скоро", slug="soon"))
    announce("Тюмень", title="Поток в Тюмени")

    assert "Поток в Тюмени" not in client.get("/goroda/soon/").content.decode()
    assert "Открытых наборов сейчас нет" in client.get("/goroda/").content.decode()


def test_towns_show_the_nearest_open_cohort(client, towns):
    from datetime import timedelta

    from django.utils import timezone

    town_page(towns, "Ишим", "ishim")
    today = timezone.localdate()
    announce("Ишим", title="Поздний", starts_on=today + timedelta(days=60))
    announce("Ишим", title="Ранний", starts_on=today + timedelta(days=15))
    announce("Ишим", title="Ещё закрытый", starts_on=today + timedelta(days=12), apply_from=today + timedelta(days=2))

    row = client.get("/goroda/").context["towns"][0]

    assert row["nearest"].cohort.title == "Ранний"


def test_drafts_and_closed_towns_are_not_shown(client, towns, close):
    for name, slug in (("Ишим", "ishim"), ("Тюмень", "tyumen"), ("Тобольск", "tobolsk")):
        town_page(towns, name, slug)
    TownPage.objects.filter(slug="ishim").update(live=False)
    close(TownPage.objects.get(slug="tyumen"))

    assert [row["page"].slug for row in client.get("/goroda/").context["towns"]] == ["tobolsk"]


def test_queries_do_not_grow(client, room, towns, portrait, queries_of, program_page, publish):
    seminar_of(program_page, publish, *[f"Кедров Илья {number}" for number in range(300)])
    addresses = ("/prepodavateli/", "/prepodavateli/t0/", "/goroda/", "/goroda/g0/", "/programma/sem/")
    counts, done = {}, 0
    for count in (1, 3, 300):
        hire(room, count - done, done, portrait)
        for number in range(done, count):
            town_page(towns, f"Город {number}", f"g{number}")
            announce(f"Город {number}")
        done = count
        for address in addresses:
            counts.setdefault(address, []).append(queries_of(client, address))
    assert all(len(set(found)) == 1 for found in counts.values()), counts
    assert max(max(found) for found in counts.values()) <= 12, counts
