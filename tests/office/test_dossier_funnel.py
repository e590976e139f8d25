"""«Папки документов» of the office: who comes in, the numbers lead to their dossiers, nothing grows with the rows."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.dossiers import funnel_rules
from tests.courses.dossiers.filing import mentor_of
from tests.courses.dossiers.test_funnel import answer, filed, line, recognized, stay
from tests.factories import CohortFactory, DossierFactory, OrganizationFactory, TownFactory

pytestmark = pytest.mark.django_db
SCREENS = ("office:dossiers", "office:dossier_list", "office:dossier_list_results")


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def school():
    """A dossier at every step."""
    rows = DossierFactory.create_batch(7)
    line(rows[1])
    filed(rows[2])
    answer(rows[3], "conclusion")
    answer(rows[4], "refusal")
    answer(rows[5], "conclusion")
    recognized(rows[5])
    rows[6].state = "left"
    rows[6].save()
    return rows


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize(
    ("role", "status"),
    [("participant", 302), ("trainer", 302), ("mentor", 302), ("stranger", 302), ("author", 302), ("coordinator", 200), ("administrator", 200)],
)
def test_only_the_office_comes_in(cast, client_of, name, role, status):
    DossierFactory(organization=OrganizationFactory(short_name="Тайный фонд"))

    response = client_of(cast[role]).get(reverse(name))

    assert response.status_code == status
    assert status == 200 or b"\xd0\xa2\xd0\xb0\xd0\xb9\xd0\xbd\xd1\x8b\xd0\xb9" not in response.content


def test_a_visitor_is_led_to_the_door(db, client_of):
    from django.test import Client

    for name in SCREENS:
        response = Client().get(reverse(name))
        assert (response.status_code, "login" in response.url) == (302, True)


def test_every_number_leads_to_exactly_its_dossiers(client, school):
    page = unescape(client.get(reverse("office:dossiers")).content.decode())

    for code in (*funnel_rules.STEPS, *funnel_rules.ASIDE):
        number, url = re.search(rf'<b>(\d+)</b><div><a href="([^"]+step={code})"', page).groups()
        assert len(client.get(url).context["object_list"]) == int(number) > 0, code


def test_the_way_to_the_list_keeps_the_narrowing(client, school):
    town = TownFactory(name="Тобольск")
    DossierFactory(organization=OrganizationFactory(town=town), path="grant")

    page = client.get(reverse("office:dossiers"), {"town": town.pk, "path": "grant"})
    url = page.context["steps"][0][1]

    assert page.context["started"] == 1
    assert len(client.get(url).context["object_list"]) == 1


@pytest.mark.parametrize("query", ["town=x", "town=%00", "cohort=99999999999999999999", "path=zzz", "town=1&town=2"])
def test_what_cannot_be_understood_narrows_nothing(client, school, query):
    page = client.get(f"{reverse('office:dossiers')}?{query}")

    assert (page.status_code, page.context["started"]) == (200, 7)


def test_medians_read_in_words(client):
    rows = DossierFactory.create_batch(3)
    for row in rows:
        stay(row, ("gathering", 12), ("filed", 5))

    page = client.get(reverse("office:dossiers"))

    assert [each.days for each in page.context["stretches"]] == [12, None, None, None]
    assert page.content.decode().count("мало данных") == 3


def test_an_empty_school_says_so(client):
    assert "Папок пока нет" in client.get(reverse("office:dossiers")).content.decode()


@pytest.mark.parametrize("query", ["q=ЁЛКА", "q=елка", "state=left", "town={town}", "cohort={cohort}", "path=grant", "step=left"])
def test_the_list_is_narrowed(client, query):
    town, cohort = TownFactory(name="Тобольск"), CohortFactory()
    fund = OrganizationFactory(short_name="Фонд «Ёлка»", town=town)
    own = DossierFactory(organization=fund, cohort=cohort, path="grant", state="left")
    DossierFactory()

    page = client.get(f"{reverse('office:dossier_list')}?{query.format(town=town.pk, cohort=cohort.pk)}")

    assert [row.pk for row in page.context["object_list"]] == [own.pk]


def test_a_row_says_who_mentors_and_leads_to_the_dossier(client):
    row = DossierFactory()
    mentor = mentor_of(row)

    page = client.get(reverse("office:dossier_list")).content.decode()
    address = reverse("portals:dossier", args=[row.pk])

    assert mentor.full_name in page
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200


def test_queries_are_the_same_for_one_three_and_three_hundred(client):
    counts = {}
    for total, more in ((1, 1), (3, 2), (300, 297)):
        for row in DossierFactory.create_batch(more):
            answer(row, "refusal", code=f"ground-{row.pk % 20}")
            stay(row, ("gathering", 3), ("filed", 2))
        client.get(reverse("office:dossiers"))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("office:dossiers")).status_code == 200
        counts[total] = len(found)

    assert len(set(counts.values())) == 1, counts
    assert counts[300] <= 15
