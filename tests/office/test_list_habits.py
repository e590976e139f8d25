"""Every list of the office keeps the same habits: filters and order by an allow-list (T33), pages, an empty state in words, an export of exactly what is shown,
as many queries for three hundred rows as for one."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.certificates.models import Certificate
from courses.office import roles, viewsets
from courses.office.applications import Applications
from courses.office.dossiers import Dossiers
from courses.office.law.home import ProductionDays
from courses.office.people import People
from courses.office.spreadsheets.writing import sheets
from school.people.models import Town
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CohortFactory,
    DossierFactory,
    EnrollmentFactory,
    MeetingFactory,
    MentorshipFactory,
    ModuleFactory,
    OrganizationFactory,
    TownFactory,
    UserFactory,
)
from tests.law_office import LAW_EXPORTS, fill_law
from tests.office.test_doors import LISTS, invitations

pytestmark = pytest.mark.django_db

# name of the sheet: (name of the list, a word that finds some rows, a filter)
EXPORTS = {
    "applications": ("office:applications", "q=елкин", "state=declined"),
    "people": ("office:people", "q=ЁЛКИН", "state=finished"),
    "cohorts": ("office_cohorts:index", "q=зимний", "state=draft"),
    "meetings": ("office_meetings:index", "q=ЗИМНИЙ", "town={town}"),
    "organizations": ("office_organizations:index", "q=ёлка", "form=fund"),
    "towns": ("office_towns:index", "q=тобольск", ""),
    "roles": ("office:roles", "q=ёлкин", "role=author"),
    "mentorships": ("office:mentorships", "q=ёлкин", ""),
    "invitations": ("office:invitations", "q=елкин", "role=trainer"),
    "register": ("office_certificates_register", "q=елкин", ""),
    "dossier_list": ("office:dossier_list", "q=елка", "town={town}&state=left"),
    **LAW_EXPORTS,
}
VIEWS = {
    "office:applications": Applications,
    "office:people": People,
    "office:roles": roles.Roles,
    "office:mentorships": roles.Mentorships,
    "office:invitations": roles.Invitations,
    "office:dossier_list": Dossiers,
    "office:days": ProductionDays,
}


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def mixed(cohort):
    """Two of everything: what the word and the filter find, and what they do not."""
    tobolsk = TownFactory(name="Тобольск", locative="в Тобольске")
    winter = CohortFactory(title="Зимний поток", state="draft", program=cohort.program)
    module = ModuleFactory(program=cohort.program)
    for family, where, town in (("Ёлкин", winter, tobolsk), ("Сосновский", cohort, Town.objects.first())):
        person, found = UserFactory(family_name=family, given_name="Пётр"), family == "Ёлкин"
        fund = OrganizationFactory(short_name="Фонд «Ёлка»" if found else "АНО «Дом»", name="Полное", form="fund" if found else "ano", town=town)
        ApplicationFactory(person=person, organization=fund, cohort=where, town=town, state="declined" if found else "submitted")
        seat = EnrollmentFactory(person=person, organization=fund, cohort=where, town=town, state="finished" if found else "active")
        MeetingFactory(cohort=where, module=module, title=f"{where.title}: сбор", town=town)
        AssignmentFactory(
            person=person, role="author" if found else "trainer", cohort=None if found else where, program=where.program if found else None
        )
        MentorshipFactory(mentor=person, organization=fund)
        DossierFactory(organization=fund, cohort=where, state="left" if found else "gathering")
        Certificate.objects.create(holder=person, enrollment=seat, number=f"ШЛ-2026-{seat.pk:04}", token=f"T{seat.pk}", facts={}, digest="0" * 64)
    invitations(2)
    fill_law()
    return tobolsk


def shown(client, name, query):
    page = client.get(f"{reverse(name)}?{query}")
    assert page.status_code == 200
    rows = page.context.get("object_list")
    return [row.pk for row in (rows if rows is not None else page.context["page"].object_list)]


@pytest.mark.parametrize("name", EXPORTS)
@pytest.mark.parametrize("which", ["all", "word", "filter", "both", "nothing"])
def test_exactly_what_is_shown_goes_out(client, mixed, name, which):
    listing, word, chosen = EXPORTS[name]
    chosen = chosen.format(town=mixed.pk)
    query = {"all": "", "word": word, "filter": chosen, "both": f"{word}&{chosen}", "nothing": "q=такого+нет"}[which]
    seen = shown(client, listing, query)

    sheet = sheets()[name]
    kept = [row.pk for row in sheet.found(client.get(reverse(listing)).wsgi_request.user, query)]
    answer = client.post(reverse("office:export", args=[name, "csv"]) + f"?{query}")
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline=""), delimiter=";"))

    assert kept == seen
    assert len(lines) == len(seen) + 1
    assert which != "nothing" or seen == []


def test_every_sheet_has_its_list():
    assert set(EXPORTS) == set(sheets())


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_so_in_words_and_offers_no_empty_table(client, name):
    page = client.get(f"{reverse(name)}?q=такого+нет").content.decode()

    assert re.search("Никого не нашли|ничего не найдено|Ничего не найдено|не нашл|нет", page)
    assert "<tbody>\n        <tr>" not in page


@pytest.mark.parametrize("name", LISTS)
def test_queries_are_the_same_for_one_three_and_three_hundred_rows(client, cohort, name):
    counts = {}
    for total, more in ((1, 1), (3, 2), (300, 297)):
        LISTS[name](more, cohort)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as found:
            page = client.get(reverse(name))
        counts[total] = len(found)
    assert page.status_code == 200
    assert len(set(counts.values())) == 1, counts
    # Eight are of Wagtail's frame; beside them people show lessons and presence, counted by rules of two rooms.
    assert counts[300] <= (19 if name == "office:people" else 15)


@pytest.mark.parametrize("name", LISTS)
def test_pages_show_every_row_once(client, cohort, name):
    LISTS[name](65, cohort)
    first = client.get(reverse(name))
    total = first.context["paginator"].count
    pages = [shown(client, name, f"p={number}") for number in range(1, first.context["paginator"].num_pages + 1)]

    rows = [row for page in pages for row in page]
    assert (len(rows), len(set(rows)), max(map(len, pages))) == (total, total, 30)
    assert shown(client, name, "p=999") == pages[-1]


@pytest.mark.parametrize("name", LISTS)
def test_every_offered_order_sorts_and_no_other_is_taken(client, cohort, name):
    LISTS[name](4, cohort)
    view = VIEWS.get(name) or next(viewset for viewset in viewsets.VIEWSETS if name.startswith(viewset.name))().index_view.view_class
    page = client.get(reverse(name))
    offered = {found.replace("-", "") for found in re.findall(r"[?&]ordering=([-\w]+)", page.content.decode())}
    usual = shown(client, name, "")

    for key in offered:
        up, down = shown(client, name, f"ordering={key}"), shown(client, name, f"ordering=-{key}")
        assert sorted(up) == sorted(down) == sorted(usual), key
    for key in (
        "person__password",
        "-person__password",
        "pk",
        "password",
        "cohort__responsible__password",
        "mentor__password",
        "token_hash",
        "%00",
        "?",
    ):
        assert shown(client, name, f"ordering={key}") == usual, (view, key)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "person__password__startswith=p", "owner__password__startswith=p", "_connector=OR", "_negated=1", "pk__in=1", "token_hash__startswith=0",
        "person__email__contains=@", "cohort__responsible__password__gt=a",
    ],
)  # fmt: skip
def test_no_parameter_asks_more_than_the_list_offers(client, cohort, name, query):
    LISTS[name](2, cohort)

    assert shown(client, name, query) == shown(client, name, "")


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "query", ["cohort=-1", "cohort=%00", "town=999999999999999999999", "town=%C2%B2", "state=%00", "role=x", "score=NaN", "score=1e999", "module=x"]
)
def test_a_strange_filter_is_answered(client, cohort, name, query):
    LISTS[name](1, cohort)

    assert client.get(f"{reverse(name)}?{query}").status_code == 200
    sheet = next((key for key, row in EXPORTS.items() if row[0] == name), None)
    assert sheet is None or client.post(reverse("office:export", args=[sheet, "csv"]) + f"?{query}").status_code == 200


@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith("office:")])
def test_a_fragment_shows_the_rows_of_the_page_and_no_more(client, cohort, name):
    LISTS[name](3, cohort)
    page = client.get(reverse(f"{name}_results") + "?q=такого+нет").content.decode()

    assert "<html" not in page
    assert "@shkola.example" not in page
