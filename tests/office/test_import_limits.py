"""A stranger's table: read in every encoding, weighed before it is opened, shown to nobody else (T18)."""

import io
import resource
import time
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from courses.enrollment.models import Application
from courses.office.spreadsheets import imports, parser, reading
from courses.office.spreadsheets.people import COLUMNS
from tests.factories import CohortFactory, QuotaFactory
from tests.spreadsheets import HEADS, choose, csv, look, row, upload, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def opened(db):
    cohort = CohortFactory()
    QuotaFactory(cohort=cohort, seats=2)
    return cohort


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_of_every_kind_is_read(client, opened, organization, encoding, separator):
    page = client.get(look(client, opened, csv(HEADS, row(organization), separator=separator, encoding=encoding), name="люди.csv"))

    assert [(each.state, each.title) for each in page.context["plan"].rows] == [("new", "Ёлкина Анна Лесовна")]


def test_titles_are_known_in_any_order_and_case(client, opened, organization):
    table = xlsx(["e-mail", "ИМЯ ", "фамилия", "огрн", "Любимый цвет"], ["n@shkola.example", "Анна", "Ёлкина", int(organization.ogrn), "синий"])

    page = client.get(look(client, opened, table))

    assert (page.context["plan"].new, page.context["unknown"]) == (1, ["Любимый цвет"])


def test_the_sample_is_accepted_by_its_own_reader(client, opened):
    answer = client.get(reverse("office:import_sample", args=["people"]))
    table = reading.read(upload(answer.content), COLUMNS)

    assert (load_workbook(io.BytesIO(answer.content)).active["A1"].value, table.unknown) == ("Фамилия", [])


def test_another_coordinator_does_not_see_the_table(client, client_of, administrator, opened, organization):
    address = look(client, opened, xlsx(HEADS, row(organization)))

    assert client_of(administrator).post(address).status_code == 302
    assert not Application.objects.exists()


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_nobody_else_brings_a_table(cast, client_of, role, organization):
    cohort = CohortFactory()

    answer = choose(client_of(cast[role]), cohort, xlsx(HEADS, row(organization)))

    assert (answer.status_code, "imports/look" in answer.url) == (302, False)


def counted(client, address):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_the_preview_asks_the_same_number_of_questions(client, opened, organization):
    one = counted(client, look(client, opened, xlsx(HEADS, row(organization))))
    many = counted(client, look(client, opened, xlsx(HEADS, *(row(organization, number) for number in range(60)))))

    assert many == one


def refusal(client, cohort, data, name="люди.xlsx"):
    answer = choose(client, cohort, data, name=name)
    assert answer.status_code == 200
    return " ".join(answer.context["form"].errors["file"])


def bomb(rows=200_000):
    """The L7 file: a small packet of very many equal rows."""
    target = io.BytesIO()
    sheet = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * rows * 12
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packet:
        packet.writestr("xl/workbook.xml", "<workbook/>")
        packet.writestr("xl/worksheets/sheet1.xml", sheet + b"</sheetData></worksheet>")
    return target.getvalue()


def test_a_bomb_is_refused_before_it_is_opened(client, opened):
    data = bomb()
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    words = refusal(client, opened, data)

    assert "после распаковки" in words
    assert time.monotonic() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"PK\x03\x04 nonsense", "a.xlsx", "повреждён"),
        (b"", "a.xlsx", "пустой"),
        (b"%PDF-1.4", "a.pdf", "Сохраните таблицу как XLSX или CSV"),
        (b"\x00\x01\x02" * 100, "a.csv", "не текст"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.csv", "до 5 МБ"),
        ("Фамилия;Имя\r\n".encode(), "a.csv", "нет столбцов: Почта"),
        (b";;;\r\n\r\n", "a.csv", "пустая"),
        ("Фамилия;Имя;Почта\r\n".encode(), "a.csv", "только заголовки"),
        ("Фамилия;Имя;Почта\r\n".encode() + "Ё;А;a@b.ru\r\n".encode() * 10_001, "a.csv", "больше 10 000 строк"),
    ],
)
def test_unfit_files_are_refused_in_words(client, opened, data, name, words):
    assert words in refusal(client, opened, data, name)


def test_more_people_than_the_database_bears_are_refused_with_both_numbers(client, opened, organization, monkeypatch):
    monkeypatch.setattr(imports, "most", lambda what: 2)

    words = refusal(client, opened, csv(HEADS, *(row(organization, number) for number in range(3))), "люди.csv")

    assert "Строк в таблице 3, за один раз можно 2" in words


def test_one_long_text_in_every_cell_does_not_grow_on_the_way():
    """In the packet of an xlsx the text lies once, however many cells name it."""
    line = ["я" * parser.LETTERS] * parser.COLUMNS

    assert parser.kept([line] * 50) == {"error": "heavy"}
    assert len(parser.kept([["я" * 100] * 10] * 1000)["rows"]) == 1000


def test_a_heavy_file_takes_the_time_of_its_own_process(monkeypatch, client, opened):
    def hang(*_command, **_options):
        raise reading.subprocess.TimeoutExpired("parser", 30)

    monkeypatch.setattr(reading.subprocess, "run", hang)

    assert "полминуты" in refusal(client, opened, xlsx(HEADS))
