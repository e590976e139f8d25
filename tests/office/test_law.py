"""«Справочники»: one door, the lawyer's mark, terms that nobody knows, the calendar, files of forms, versions of the checklist."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import escape

from courses.dossiers.models import Checklist, PaperForm, ProductionDay, ProductionYear, Service, Term
from courses.dossiers.term_rules import is_working
from school.journal.models import Entry
from tests.factories.dossiers import ServiceFactory, TermFactory
from tests.law_office import GIVEN, LAW_LISTS
from tests.stage import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


def page(client, name, *args, query=""):
    return client.get(reverse(name, args=args) + query).content.decode()


def test_one_page_leads_to_every_list_and_counts_the_unchecked(client, django_assert_max_num_queries):
    for make in LAW_LISTS.values():
        make(2, None)
    with django_assert_max_num_queries(15):
        answer = client.get(reverse("office:law"))

    rows = {row["url"]: (row["number"], row["unchecked"]) for row in answer.context["rows"]}
    assert rows[reverse("office_services:index")] == (Service.objects.count(), Service.objects.count())
    assert rows[reverse("office_return_reasons:index")] == (2, None)
    assert {reverse(name) for name in LAW_LISTS if name != "office:days"} == set(rows)


def test_the_door_of_the_menu_is_one(client):
    from courses.office.menu import ITEMS

    assert [item.url_name for item in ITEMS if "law" in item.url_name or "services" in item.url_name] == ["office:law"]


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_nobody_else_comes_in(cast, client_of, role, draft):
    client = client_of(cast[role])
    line = draft.requirements.first()
    addresses = [
        reverse("office:law"),
        reverse("office:law_mark", args=["services", "check"]),
        reverse("office:law_import", args=["services"]),
        reverse("office:law_import_look", args=["x"]),
        *(reverse(f"office:checklist{word}", args=[draft.pk]) for word in ("", "_copy", "_publish", "_changes")),
        *(reverse(f"office:checklist_line{word}", args=[draft.pk, line.pk]) for word in ("", "_up", "_down", "_remove")),
    ]

    answers = {(client.get(address).status_code, client.post(address).status_code) for address in addresses}

    assert answers <= {(302, 302), (405, 302), (302, 405)}
    assert (Checklist.objects.filter(published_at=None).count(), draft.requirements.count()) == (1, 3)


# The lawyer's mark


def test_many_lines_are_checked_at_once_and_the_mark_is_taken_off(client, coordinator):
    lines = ServiceFactory.create_batch(3)
    chosen = {"id": [str(line.pk) for line in lines[:2]]}
    address = reverse("office:law_mark", args=["services", "check"])
    shown = client.get(address, chosen).content.decode()
    client.post(address, chosen | {"who": "Юрист Ветрова", "on": "2026-11-02"})
    client.post(address, chosen | {"who": "Юрист Ветрова", "on": "2026-11-02"})

    assert (lines[0].title in shown, lines[2].title in shown) == (True, False)
    assert list(Service.objects.order_by("pk").values_list("checked_by", "checked_on")) == [("Юрист Ветрова", date(2026, 11, 2))] * 2 + [("", None)]
    assert Entry.objects.filter(verb="dossiers.line_checked", by=coordinator).count() == 2

    client.post(reverse("office:law_mark", args=["services", "uncheck"]), chosen)
    assert Service.objects.unchecked().count() == 3


def test_the_mark_comes_back_to_the_same_filters(client):
    """Of the list, of its search; the choice «all» is not carried."""
    line = ServiceFactory()
    listing, address = reverse("office_services:index"), reverse("office:law_mark", args=["services", "check"])
    shown = client.get(listing, {"checked": "no", "q": line.title[:8], "pick": "all"})
    narrowed = QueryDict(shown.wsgi_request.META["QUERY_STRING"])
    typed = {"id": str(line.pk), "narrowed": narrowed.urlencode()}

    assert f'name="narrowed" value="{escape(narrowed.urlencode())}"' in shown.content.decode()
    asked = client.get(address, typed).content.decode()
    done = client.post(address, typed | {"who": "Юрист Ветрова", "on": "2026-11-02"})

    narrowed = narrowed.copy()
    del narrowed["pick"]
    assert done.headers["Location"] == f"{listing}?{narrowed.urlencode()}"
    assert f'name="narrowed" value="{escape(narrowed.urlencode())}"' in asked


@pytest.mark.parametrize(
    ("who", "on", "words"), [("", "2026-11-02", "Напишите, кто"), ("Юрист", "", "день|дат|поле"), ("Юрист", "2090-01-01", "не наступил")]
)
def test_a_mark_without_who_or_when_is_not_set(client, who, on, words):
    import re

    line = ServiceFactory()
    answer = client.post(reverse("office:law_mark", args=["services", "check"]), {"id": str(line.pk), "who": who, "on": on})

    assert answer.status_code == 200
    assert re.search(words, " ".join(str(error) for errors in answer.context["form"].errors.values() for error in errors), re.IGNORECASE)
    assert Service.objects.unchecked().count() == 1


@pytest.mark.parametrize("name", ["return_reasons", "nothing"])
def test_what_a_lawyer_does_not_check_has_no_mark(client, name):
    assert client.get(reverse("office:law_mark", args=[name, "check"])).status_code == 404


def test_a_changed_line_loses_the_mark(client):
    line = ServiceFactory(group="Раздел", checked_by="Юрист", checked_on="2026-11-02")
    data = {
        "code": line.code,
        "number": "",
        "group": "Раздел",
        "title": line.title,
        "position": "0",
        "checked_by": "Юрист",
        "checked_on": "2026-11-02",
    }
    client.post(reverse("office_services:edit", args=[line.pk]), data | {"position": "4"})
    assert Service.objects.get().checked
    client.post(reverse("office_services:edit", args=[line.pk]), data | {"title": "Другая услуга"})

    assert (Service.objects.get().title, Service.objects.get().checked) == ("Другая услуга", False)


@pytest.mark.parametrize(("query", "found"), [("", 3), ("?checked=no", 2), ("?checked=yes", 1), ("?force=yes", 2), ("?force=no", 1)])
def test_lists_are_filtered_by_the_mark_and_by_force(client, query, found):
    ServiceFactory()
    ServiceFactory(checked_by="Юрист", checked_on="2026-11-02")
    ServiceFactory(until="2020-01-01")

    assert len(client.get(reverse("office_services:index") + query).context["object_list"]) == found


def test_an_unverified_line_says_so_softly(client):
    ServiceFactory()

    assert "не проверено юристом" in page(client, "office_services:index")


def test_an_unknown_term_is_not_a_number(client):
    TermFactory(code="request_answer", amount=None)

    assert "срок не установлен" in page(client, "office_terms:index")


# Forms


def test_a_service_is_found_however_it_is_written(client):
    client.post(reverse("office_services:add"), GIVEN["services"] | {"title": "Ёмкая Помощь"})
    assert [row.title for row in client.get(reverse("office_services:index") + "?q=емкая помощь").context["object_list"]] == ["Ёмкая Помощь"]


def test_the_code_never_changes(client):
    line = TermFactory(code="assessment")
    client.post(reverse("office_terms:edit", args=[line.pk]), GIVEN["terms"] | {"code": "another"})

    assert (Term.objects.get().code, Term.objects.get().amount) == ("assessment", 10)


def test_a_form_is_uploaded_to_the_vault_and_read_again(client, client_of, cast):
    upload = SimpleUploadedFile("заявление.pdf", PDF, "application/pdf")
    client.post(reverse("office_paper_forms:add"), GIVEN["paper_forms"] | {"upload": upload})
    found = PaperForm.objects.get()
    address = reverse("office:law_paper_file", args=[found.pk])

    assert (found.file.name, b"".join(client.get(address).streaming_content)) == ("заявление.pdf", PDF)
    assert client_of(cast["stranger"]).get(address).status_code == 302


def test_a_wrong_file_is_told_at_the_field_and_nothing_is_saved(client):
    answer = client.post(reverse("office_paper_forms:add"), GIVEN["paper_forms"] | {"upload": SimpleUploadedFile("a.pdf", b"not a pdf")})

    assert (answer.status_code, list(answer.context["form"].errors), PaperForm.objects.count()) == (200, ["upload"], 0)


# The calendar


def test_the_days_of_a_year_are_two_lists(client):
    data = {"year": "2027", "off": "31.12.2027 перенос с 2 января\n2027-02-22", "working": "20.02.2027 вместо 22 февраля"}
    client.post(reverse("office_years:add"), data)
    year = ProductionYear.objects.get()

    assert [(day.date, day.kind, day.note) for day in year.days.all()] == [
        (date(2027, 2, 20), "working", "вместо 22 февраля"),
        (date(2027, 2, 22), "off", ""),
        (date(2027, 12, 31), "off", "перенос с 2 января"),
    ]
    assert (is_working(date(2027, 2, 20)), is_working(date(2027, 2, 22))) == (True, False)
    shown = page(client, "office_years:edit", year.pk)
    assert "31.12.2027 перенос с 2 января" in shown

    client.post(reverse("office_years:edit", args=[year.pk]), data | {"off": "31.12.2027 перенос"})
    assert [day.note for day in year.days.all()] == ["вместо 22 февраля", "перенос"]


@pytest.mark.parametrize(
    ("off", "words"),
    [
        ("завтра", "Строка 1: «завтра» – не дата"),
        ("31.12.2027\n31.02.2027", "Строка 2"),
        ("31.12.2026", "день другого года"),
        ("31.12.2027\n31.12.2027 ещё", "уже есть выше"),
        ("20.02.2027", "в обоих списках"),
    ],
)
def test_a_wrong_day_is_told_with_its_line(client, off, words):
    answer = client.post(reverse("office_years:add"), {"year": "2027", "off": off, "working": "20.02.2027"})

    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors.get("off", []) + answer.context["form"].errors.get("working", []))
    assert off.splitlines()[0] in answer.content.decode()
    assert not ProductionYear.objects.exists()


def test_two_presses_are_one_row(client):
    for _press in range(2):
        client.post(reverse("office_return_reasons:add"), GIVEN["return_reasons"])

    assert Entry.objects.filter(verb="courses.returnreason_created").count() == 1
    assert ProductionDay.objects.count() == 0
