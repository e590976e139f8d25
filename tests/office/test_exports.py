"""Lists leave the office: whole, filtered as on screen, harmless in a spreadsheet, known to the journal, and large ones to their asker only (T3, T17)."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from courses.enrollment.actions import assign, dismiss
from courses.enrollment.models import Invitation
from courses.office.spreadsheets.writing import sheets
from school.journal.models import Entry
from school.spreadsheets import Head, csv_pieces, write_xlsx
from school.vault import exports
from school.vault.models import File
from tests.factories import (
    ApplicationFactory,
    AssignmentFactory,
    CohortFactory,
    DossierFactory,
    EnrollmentFactory,
    MeetingFactory,
    MentorshipFactory,
    OrganizationFactory,
    QuotaFactory,
    TownFactory,
    UserFactory,
)
from tests.law_office import LAW_EXPORTS, poison_law

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "=1+1", "=HYPERLINK(\"http://evil.example\";\"x\")", "+7+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1", "\r=1", " =1", "＝1+1",
    "#REF!", "=cmd|'/C calc'!A0\x0b", "имя\x00\x1f\ud800",
]  # fmt: skip
LISTS = [
    "applications",
    "people",
    "cohorts",
    "meetings",
    "organizations",
    "towns",
    "roles",
    "mentorships",
    "invitations",
    "register",
    "dossier_list",
    *LAW_EXPORTS,
]


def take(client, name, kind="xlsx", query=""):
    return client.post(reverse("office:export", args=[name, kind]) + (f"?{query}" if query else ""))


def body(response):
    return b"".join(response.streaming_content)


def rows_of(response):
    sheet = load_workbook(io.BytesIO(body(response))).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def column(response, head):
    rows = rows_of(response)
    return [row[rows[0].index(head)] for row in rows[1:]]


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def poisoned(cohort):
    """Every payload stands wherever people may write a text."""
    for number, text in enumerate(PAYLOADS):
        text = text.encode("utf-8", "ignore").decode().replace("\0", "")
        person = UserFactory(family_name=text, given_name=text, patronymic=text, phone=text[:20])
        organization = OrganizationFactory(short_name=text, name=text, head=text)
        town = TownFactory(name=f"{text}{number}", locative=text)
        QuotaFactory(cohort=CohortFactory(title=text), town=town)
        ApplicationFactory(cohort=cohort, person=person, organization=organization, town=town, motivation=text, reason=text)
        EnrollmentFactory(cohort=cohort, person=person, organization=organization, town=town)
        MeetingFactory(cohort=cohort, title=text, place=text, trainer=person)
        AssignmentFactory(person=person, role="trainer", cohort=cohort)
        MentorshipFactory(mentor=person, organization=organization)
        DossierFactory(organization=organization, cohort=cohort, state="left", ended_why=text)
        poison_law(text, number)
        Invitation.objects.create(email=f"={number}@shkola.example", role="coordinator", token_hash=str(number), invited_by=person)


@pytest.mark.parametrize("name", LISTS)
def test_no_cell_is_a_formula(client, poisoned, name):
    found = load_workbook(io.BytesIO(body(take(client, name)))).active

    types = {cell.data_type for row in found.iter_rows() for cell in row}
    assert types <= {"s", "inlineStr", "n", "d"}
    assert found.max_row >= (1 if name == "register" else len(PAYLOADS))


@pytest.mark.parametrize("name", LISTS)
def test_no_field_of_a_csv_begins_like_a_formula(client, poisoned, name):
    import csv

    text = body(take(client, name, "csv")).decode("utf-8-sig")

    fields = [field for line in csv.reader(io.StringIO(text, newline=""), delimiter=";") for field in line]
    assert [field for field in fields if field.lstrip(" \u00a0")[:1] in tuple("=+-@\t\r＝")] == []
    assert not set("\x00\x0b\x1f") & set(text)


@pytest.mark.parametrize("text", PAYLOADS)
def test_the_writer_alone_is_harmless(text):
    target = io.BytesIO()
    write_xlsx(target, text, [Head(text)], [[text]])
    said = b"".join(csv_pieces([Head(text)], [[text]])).decode("utf-8-sig")

    cells = [cell for row in load_workbook(target).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert all(line.lstrip('" ')[:1] not in tuple("=+-@") for line in said.split("\r\n"))


def test_every_list_has_its_sheet():
    assert sorted(sheets()) == sorted(LISTS)


@pytest.mark.parametrize("query", ["", "state=submitted", "q=елкина", "state=nonsense", "p=7"])
def test_the_filters_of_the_list_hold(client, cohort, query):
    ApplicationFactory(cohort=cohort, person=UserFactory(family_name="Ёлкина"), state="submitted")
    ApplicationFactory(cohort=cohort, person=UserFactory(family_name="Сосновский"), state="declined")
    shown = [row.person.family_name for row in client.get(f"{reverse('office:applications')}?{query}").context["object_list"]]

    assert column(take(client, "applications", query=query), "Фамилия") == shown


def test_dates_are_dates_of_tyumen(client, cohort):
    at = timezone.datetime(2026, 12, 31, 20, 30, tzinfo=timezone.get_fixed_timezone(0))
    MeetingFactory(cohort=cohort, starts_at=at, ends_at=at + timedelta(hours=2))

    sheet = load_workbook(io.BytesIO(body(take(client, "meetings")))).active
    cell = sheet["D2"]

    assert (cell.is_date, cell.value.isoformat()) == (True, "2027-01-01T01:30:00")
    assert "01.01.2027 01:30" in body(take(client, "meetings", "csv")).decode("utf-8-sig")


def test_the_file_has_a_russian_name(client, cohort):
    from urllib.parse import unquote

    given = unquote(take(client, "applications").headers["Content-Disposition"])

    assert (given.startswith("attachment"), "Заявки, " in given, given.endswith(".xlsx")) == (True, True, True)


def test_the_journal_tells_who_took_what_and_how_many(client, coordinator, cohort):
    EnrollmentFactory.create_batch(3, cohort=cohort)

    take(client, "people", query=f"cohort={cohort.pk}")

    entry = Entry.objects.get(verb="office.exported")
    assert (entry.by, entry.facts["name"], entry.facts["count"], entry.facts["filter"]) == (coordinator, "Слушатели", 3, f"cohort={cohort.pk}")
    assert entry.address


def test_a_get_takes_nothing(client):
    assert client.get(reverse("office:export", args=["people", "xlsx"])).status_code == 405
    assert not Entry.objects.filter(verb="office.exported").exists()


@pytest.mark.parametrize(("name", "kind"), [("users", "xlsx"), ("people", "exe")])
def test_unknown_tables_are_not_found(client, name, kind):
    assert take(client, name, kind).status_code == 404


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_nobody_else_takes_a_list(cast, client_of, role):
    client = client_of(cast[role])

    answers = [take(client, name).status_code for name in LISTS] + [client.get(reverse("office:exports")).status_code]

    assert set(answers) == {302}
    assert not Entry.objects.filter(verb="office.exported").exists()


def counted(client, name):
    with CaptureQueriesContext(connection) as queries:
        body(take(client, name))
    return len(queries)


@pytest.mark.parametrize("name", ["applications", "people", "meetings"])
def test_the_number_of_queries_does_not_grow(client, cohort, name):
    make = {"applications": ApplicationFactory, "people": EnrollmentFactory, "meetings": MeetingFactory}[name]
    make.create_batch(1, cohort=cohort)
    one = counted(client, name)
    make.create_batch(40, cohort=cohort)

    assert counted(client, name) == one


# A large list: a job and a private file


@pytest.fixture
def large(monkeypatch, cohort):
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    EnrollmentFactory.create_batch(5, cohort=cohort)


def asked_apart(client, run_jobs, kind="xlsx"):
    answer = take(client, "people", kind)
    assert (answer.status_code, answer.url) == (302, reverse("office:exports"))
    run_jobs()
    return File.objects.get(shelf="exports")


def test_a_large_list_is_a_job_with_a_bar(client, large, run_jobs):
    take(client, "people")

    page = client.get(reverse("office:exports")).content.decode()
    assert ("<progress" in page, client.get(reverse("office:exports_status")).json()["waiting"][0]["title"]) == (True, "Слушатели")

    run_jobs()
    file = File.objects.get(shelf="exports")
    answer = client.get(reverse("office:exports_file", args=[file.key]))
    assert len(rows_of(answer)) == 6
    assert client.get(reverse("office:exports_status")).json() == {"waiting": []}
    assert file.name in client.get(reverse("office:exports")).content.decode()


def test_the_job_runs_twice_and_writes_once(client, large, run_jobs):
    from django_tasks_db.models import DBTaskResult

    asked_apart(client, run_jobs, "csv")
    DBTaskResult.objects.filter(task_path__endswith="write_apart").update(status="READY")
    run_jobs()

    assert File.objects.filter(shelf="exports").count() == 1
    assert Entry.objects.filter(verb="office.exported").count() == 1


def test_the_link_is_for_its_asker_only(client, client_of, administrator, large, run_jobs):
    file = asked_apart(client, run_jobs)
    other = UserFactory()
    assign(other, role="coordinator", by=None)
    address = reverse("office:exports_file", args=[file.key])

    assert [client_of(each).get(address).status_code for each in (other, administrator)] == [404, 404]
    assert file.name not in client_of(other).get(reverse("office:exports")).content.decode()


def test_the_link_dies_in_a_day(client, large, run_jobs):
    from school.vault.actions import path_of, sweep

    file = asked_apart(client, run_jobs)
    File.objects.filter(pk=file.pk).update(created_at=timezone.now() - timedelta(hours=24, seconds=1))

    assert client.get(reverse("office:exports_file", args=[file.key])).status_code == 404
    assert file.name not in client.get(reverse("office:exports")).content.decode()
    sweep(older_than=-1)
    assert not path_of(file.key).exists()


def test_the_link_dies_with_the_role(client, coordinator, large, run_jobs):
    file = asked_apart(client, run_jobs)
    dismiss(coordinator.assignments.get(), by=None)

    answer = client.get(reverse("office:exports_file", args=[file.key]))

    assert answer.status_code in (302, 404)
    assert not answer.streaming


def test_who_loses_the_role_before_the_job_gets_nothing(client, coordinator, large, run_jobs):
    take(client, "people")
    dismiss(coordinator.assignments.get(), by=None)
    run_jobs()

    assert not File.objects.filter(shelf="exports").exists()


@pytest.mark.parametrize(
    "name", ["office:applications", "office:people", "office_meetings:index", "office_organizations:index", "office_certificates_register"]
)
def test_the_list_offers_its_export(client, cohort, name):
    ApplicationFactory(cohort=cohort)
    EnrollmentFactory(cohort=cohort)
    MeetingFactory(cohort=cohort)

    page = client.get(reverse(name) + "?q=").content.decode()

    assert name == "office_certificates_register" or "Скачать XLSX" in page
