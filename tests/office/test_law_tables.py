"""Lists of the law in tables: what goes out comes in again, every line is foreseen, what is wrong stays out whole."""

import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from courses.dossiers.models import Body, Checklist, ProductionDay, ProductionYear, Requirement, Service, Term
from courses.office.law.columns import TABLES
from school.journal.models import Entry
from tests.factories.dossiers import BodyFactory, ChecklistFactory, QualityCriterionFactory, RequirementFactory, ServiceFactory, TermFactory
from tests.law_office import LAW_LISTS, days
from tests.office.test_import_limits import bomb
from tests.spreadsheets import csv, upload, xlsx

pytestmark = pytest.mark.django_db
HEADS = ["Код", "Раздел перечня", "Услуга"]


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


def choose(client, name, data, file="т.xlsx"):
    return client.post(reverse("office:law_import", args=[name]), {"file": upload(data, file)})


def look(client, name, data, file="т.xlsx"):
    answer = choose(client, name, data, file)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


def states(client, address):
    return [(row.state, row.line.number) for row in client.get(address).context["plan"].rows]


def taken_out(client, name, kind="xlsx", query=""):
    return b"".join(client.post(reverse("office:export", args=[name, kind]) + query).streaming_content)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("name", TABLES)
def test_what_goes_out_comes_in_unchanged(client, name, kind):
    """Long texts, formulas typed as text, days, numbers, choices, codes of other lists."""
    text = "=1+1 первая строка\n- вторая строка " + "я" * 1500
    law = {"source": text, "since": date(2017, 1, 1), "checked_by": "+Юрист", "checked_on": date(2026, 11, 1)}
    for make in LAW_LISTS.values():
        make(2, None)
    Checklist.objects.update(published_at="2026-11-01T00:00Z")
    draft = ChecklistFactory(published_at=None, version=9999)
    RequirementFactory.create_batch(
        2, checklist=draft, title="-Устав", description=text, criterion=QualityCriterionFactory(), paths=["usual", "renewal"], **law
    )
    for model in (Service, Term, Body):
        model.objects.update(**law)
    data = taken_out(client, name, kind, f"?checklist={draft.pk}" if name == "requirements" else "")

    found = states(client, look(client, name, data, f"т.{kind}"))

    assert len(found) >= 2
    assert {state for state, _number in found} == {"same"}


def test_lines_are_foreseen_saved_and_known_again(client, coordinator):
    known = ServiceFactory(code="old", group="Раздел", title="Старая", checked_by="Юрист", checked_on="2026-11-01")
    table = xlsx(HEADS, ["old", "Раздел", "Новое имя"], ["fresh", "Раздел", "Ещё одна"], ["", "Раздел", "Без кода"], ["fresh", "Раздел", "Дважды"])
    address = look(client, "services", table)
    shown = client.get(address)

    assert [(row.state, row.line.number) for row in shown.context["plan"].rows] == [("bad", 4), ("bad", 5), ("new", 3), ("changed", 2)]
    words = shown.content.decode()
    assert all(
        part in words
        for part in ("было «Старая», станет «Новое имя»", "Отметка юриста снимется", "Такая строка в таблице уже есть: строка 3", "«Код», A4")
    )
    assert Service.objects.count() == 1

    page = client.post(address, follow=True).content.decode()
    known.refresh_from_db()
    assert (known.title, known.folded_title, known.checked) == ("Новое имя", "новое имя", False)
    assert set(Service.objects.values_list("code", flat=True)) == {"old", "fresh"}
    assert ("Строка 4" in page, "не сохранено: 2" in page) == (True, True)
    assert Entry.objects.get(verb="office.law_imported").facts["count"] == 2
    assert Entry.objects.filter(verb="courses.service_created", by=coordinator).count() == 1

    assert {state for state, _number in states(client, look(client, "services", table))} == {"same", "bad"}


def test_two_presses_are_one_import(client):
    address = look(client, "services", xlsx(HEADS, ["fresh", "Раздел", "Одна"]))
    client.post(address)
    page = client.post(address, follow=True).content.decode()

    assert ("уже нет" in page, Service.objects.count(), Entry.objects.filter(verb="office.law_imported").count()) == (True, 1, 1)


def test_a_look_writes_nothing_and_the_file_may_be_put_away(client):
    address = look(client, "services", xlsx(HEADS, ["fresh", "Раздел", "Одна"]))
    client.get(address)
    client.post(address, {"cancel": "1"})

    assert (Service.objects.count(), client.get(address).status_code) == (0, 302)


def test_another_coordinator_does_not_see_the_table(client, client_of, administrator):
    address = look(client, "services", xlsx(HEADS, ["fresh", "Раздел", "Одна"]))

    assert client_of(administrator).post(address).status_code == 302
    assert not Service.objects.exists()


def test_a_table_of_the_law_is_no_table_of_people(client):
    """The addresses of the two imports differ; a key of the one is nothing to the other."""
    key = look(client, "services", xlsx(HEADS, ["fresh", "Раздел", "Одна"])).rstrip("/").rpartition("/")[2]

    assert client.post(reverse("office:import_look", args=[key])).status_code == 302
    assert not Service.objects.exists()


WRONG = {
    "a code": ("services", HEADS, ["Кирилл ица", "Раздел", "Одна"], "«Код», A2"),
    "no title": ("services", HEADS, ["fresh", "Раздел", ""], "«Услуга», C2"),
    "a choice": ("bodies", ["Код", "Что делает", "Орган"], ["fresh", "мешает", "Орган"], "Здесь можно написать только"),
    "a service": (
        "bodies",
        ["Код", "Что делает", "Орган", "Какие услуги оценивает"],
        ["fresh", "assessor", "Орган", "nothing"],
        "Такого кода в списке нет: nothing",
    ),
    "a number": ("terms", ["Код", "От чего считать", "До чего", "Сколько", "Единица"], ["fresh", "а", "б", "много", "месяц"], "целое число"),
    "a day": ("services", [*HEADS, "Действует с"], ["fresh", "Раздел", "Одна", "позавчера"], "Напишите дату так"),
    "days in a wrong order": (
        "services",
        [*HEADS, "Действует с", "Действует по"],
        ["fresh", "Раздел", "Одна", "01.02.2026", "01.01.2026"],
        "раньше, чем начинает",
    ),
    "half a mark": ("services", [*HEADS, "Проверил юрист"], ["fresh", "Раздел", "Одна", "Юрист"], "кто проверил, и когда"),
    "yes or no": ("return_reasons", ["Код", "Причина", "Больше не предлагать"], ["fresh", "Нет подписи", "может быть"], "«да» или «нет»"),
    "a year that is not there": ("days", ["Дата", "Какой день"], ["31.12.2031", "нерабочий"], "Сначала заведите в календаре 2031 год"),
    "no date": ("days", ["Дата", "Какой день"], ["", "нерабочий"], "«Дата», A2"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_line_is_told_at_the_line_and_saves_nothing(client, what):
    name, heads, line, words = WRONG[what]
    address = look(client, name, xlsx(heads, line))
    shown = client.get(address)

    assert [row.state for row in shown.context["plan"].rows] == ["bad"]
    assert words in " ".join(shown.context["plan"].rows[0].notes)
    page = client.post(address, follow=True).content.decode()
    assert "Сохранять нечего" in page
    assert not TABLES[name].model.objects.exists()


def test_days_come_into_their_years(client):
    ProductionYear.objects.create(year=2027)
    days(1)
    address = look(
        client, "days", xlsx(["Дата", "Какой день", "Почему"], [date(2027, 12, 31), "нерабочий", "перенос"], ["20.02.2027", "рабочий", ""])
    )
    client.post(address)

    assert list(ProductionDay.objects.filter(year__year=2027).values_list("kind", "note")) == [("working", ""), ("off", "перенос")]


def test_services_of_a_body_are_named_by_codes(client):
    services = [ServiceFactory(code=code) for code in ("one", "two", "three")]
    body = BodyFactory(code="department", title="Департамент")
    body.services.add(services[2])
    client.post(look(client, "bodies", xlsx(["Код", "Какие услуги оценивает"], ["department", "one; two"])))

    assert (set(body.services.values_list("code", flat=True)), Body.objects.get().title) == ({"one", "two"}, "Департамент")


def test_an_unknown_term_comes_in_as_unknown(client):
    TermFactory(code="assessment")
    client.post(look(client, "terms", xlsx(["Код", "Сколько"], ["assessment", ""])))

    assert Term.objects.get().amount is None


LINES = ["Код", "Этап", "Документ", "Кто даёт", "Критерий", "На каких путях"]


def test_lines_of_a_checklist_come_into_the_draft_only(client):
    old = RequirementFactory(code="a", title="Старая")
    assert choose(client, "requirements", xlsx(LINES, ["a", "", "x"])).url == reverse("office_checklists:index")

    draft = ChecklistFactory(version=old.checklist.version + 1, published_at=None)
    address = look(client, "requirements", xlsx(LINES, ["a", "заключение о качестве", "Новая", "пишет организация", "", "обычный путь; renewal"]))
    client.post(address)
    made = draft.requirements.get()
    assert (made.code, made.title, made.paths, Requirement.objects.get(pk=old.pk).title) == ("a", "Новая", ["usual", "renewal"], "Старая")

    address = look(client, "requirements", xlsx(LINES, ["b", "заключение о качестве", "Поздно", "пишет организация", "", ""]))
    Checklist.objects.filter(pk=draft.pk).update(published_at="2026-11-01T00:00Z")
    page = client.post(address, follow=True).content.decode()
    assert ("не меняют" in page, draft.requirements.count()) == (True, 1)


def test_a_bomb_and_a_stranger_are_refused(client):
    for data, file, words in (
        (bomb(), "т.xlsx", "после распаковки"),
        (b"%PDF-1.4", "т.pdf", "XLSX или CSV"),
        ("Услуга\r\nа".encode(), "т.csv", "нет столбцов: Код"),
    ):
        answer = choose(client, "services", data, file)
        assert words in " ".join(answer.context["form"].errors["file"])
    assert client.get(reverse("office:law_import", args=["users"])).status_code == 404


def test_formulas_go_out_as_text(client):
    ServiceFactory(title="=HYPERLINK(1)")
    sheet = load_workbook(io.BytesIO(taken_out(client, "services"))).active

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}


def test_the_look_asks_the_same_number_of_questions(client):
    counts = []
    for number in (1, 60):
        address = look(
            client, "bodies", csv(["Код", "Что делает", "Орган"], *([f"b-{each}", "assessor", "Орган"] for each in range(number))), "т.csv"
        )
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1]
