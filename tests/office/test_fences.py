"""The office from outside and from inside: extra fields change nothing (T7), a child of another parent is not found (T2), reading writes nothing (T29), fragments ask the
same permission (T4)."""

import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import AutoField, OneToOneField
from django.urls import reverse

from courses.program.models import Cohort
from tests.desk import lay
from tests.foreign import NESTED, PARENTS, elsewhere
from tests.hostile import EXTRA, FORMS
from tests.scene import standing
from tests.stage import furnish
from tests.test_house_doors import JOURNALS, dump, routes

pytestmark = pytest.mark.django_db


kept, copies, cast, stage = standing(lambda cast, cohort: lay(furnish(cast, cohort), cast))


def address_of(name, stage):
    return reverse(name.split()[0], args=stage.arguments.get(name, stage.arguments.get(name.split()[0], [])))


# Extra fields (T7)

OFFICE = [name for name in FORMS if name.startswith(("office", "portals"))]


def written(client, address, data):
    """What the database is after the press; the press is taken back."""
    given = {key: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for key, value in data.items()}
    with transaction.atomic():
        client.post(address, given)
        rows = numbered()
        transaction.set_rollback(True)
    return rows


def numbered():
    """Every row of every table that counts its rows, in their order."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in JOURNALS and isinstance(model._meta.pk, AutoField | OneToOneField):
            found[model._meta.db_table] = [tuple(map(timeless, row)) for row in model._base_manager.order_by("pk").values_list()]
    return found


def timeless(value):
    """A calendar's event says when it was written, to the second: two of three presses may share one."""
    return re.sub(rb"DTSTAMP:\S+", b"", bytes(value)) if isinstance(value, bytes | memoryview) else value


def steady(first, second):
    """Only what two equal presses write equally: not moments, tokens, numbers of a sequence."""
    return {
        (table, place, column)
        for table, lines in first.items()
        if len(lines) == len(second[table])
        for place, line in enumerate(lines)
        for column, value in enumerate(line)
        if place < len(second[table]) and column < len(second[table][place]) and second[table][place][column] == value
    }


@pytest.mark.parametrize("name", OFFICE)
def test_extra_fields_change_nothing(name, cast, stage, client_of):
    role, good = FORMS[name]
    client, data, address = client_of(cast[role]), good(stage), address_of(name, stage)
    first, second, third = (written(client, address, more) for more in (data, data, EXTRA | data))

    assert {table: len(lines) for table, lines in third.items()} == {table: len(lines) for table, lines in first.items()}
    changed = [(table, line, column) for table, line, column in steady(first, second) if third[table][line][column] != first[table][line][column]]
    assert changed == []


# A child of another parent (T2)


@pytest.fixture
def other(cast, stage):
    return elsewhere(cast)


def test_every_nested_address_is_in_the_table():
    """An address with two numbers, or a number and a file's key."""
    found = {
        name
        for name, address, pattern in routes()
        if getattr(pattern.callback, "__module__", "").startswith(("courses.portals", "courses.office"))
        and len(re.findall(r"<int:|<slug:key>", address)) > 1
    }

    assert found <= set(NESTED)


@pytest.mark.parametrize(("table", "name"), [("child", name) for name in NESTED] + [("parent", name) for name in PARENTS])
def test_a_foreign_child_is_not_found_and_nothing_changes(table, name, cast, stage, other, client_of):
    role, place, kind = (NESTED if table == "child" else PARENTS)[name]
    client, arguments = client_of(cast[role]), list(stage.arguments[name])
    arguments[place] = other[kind]
    address, before = reverse(name, args=arguments), dump()

    read = client.get(address).status_code
    written = client.post(address, {"text": "x", "title": "x", "points": "1", "reason": "x", "answer": "confirm"}).status_code

    assert read in (404, 405, 302 if name == "portals:study_done" else 404)  # it leads to the lesson, which is 404
    assert written in (404, 405)
    assert 404 in (read, written)
    assert dump() == before


# Hidden fields and lists of numbers: (who, the form, what is put in)
INSIDE = {
    "portals:sheet": lambda stage, other: {
        f"mark_{other['enrollment']}": "present",
        f"seen_{other['enrollment']}": "",
        f"note_{other['enrollment']}": "x",
    },
    "portals:sheet_guests remove": lambda stage, other: {"remove": "999999"},
    "portals:papers settle": lambda stage, other: {"step": "settle", f"settle_{other['enrollment']}": "present"},
    "portals:survey_new": lambda stage, other: {"title": "x", "text_0": "x", "about": f"meeting-{other['meeting']}"},
    "office:application_score": lambda stage, other: {f"points_{other['criterion']}": "5"},
    "office:application_move": lambda stage, other: {"cohort": "999999"},
    "office:cohort_subgroups put": lambda stage, other: {"do": "put", "id": str(other["enrollment"]), "subgroup": str(stage.group.pk)},
    "office:cohort_subgroups remove": lambda stage, other: {"do": "remove", "subgroup": str(other["group"])},
    "office:cohort_templates lay": lambda stage, other: {"do": "lay", "template": "999999"},
    "office:cohort_modules": lambda stage, other: {f"hours_{other['module']}": "5", f"opens_{other['module']}": "2026-01-01"},
    "office_certificates_issue": lambda stage, other: {"enrollment": str(other["enrollment"])},
    "portals:apply": lambda stage, other: {f"question_{other['question']}": "x", "organization": "999999", "town": "999999"},
}


@pytest.mark.parametrize("name", INSIDE)
def test_a_foreign_number_inside_a_form_changes_nothing(name, cast, stage, other, client_of):
    client = client_of(cast[FORMS[name][0]])
    before = {table: rows for table, rows in dump().items() if "session" not in table}

    client.post(address_of(name, stage), INSIDE[name](stage, other))

    after = {table: rows for table, rows in dump().items() if "session" not in table}
    after.pop("journal_entry"), before.pop("journal_entry")  # that the press was made may be known
    if name == "portals:apply":  # a failed sending is kept as the person's own draft
        after["courses_application"] = [row for row in after["courses_application"] if "'draft'" not in row]
        before["courses_application"] = [row for row in before["courses_application"] if "'draft'" not in row]
    assert {table for table in before if before[table] != after[table]} == set()


# Reading (T1, T4, T29)

RESULTS = ("applications", "people", "roles", "mentorships", "invitations")


def read_addresses(stage):
    """Every address of the office with a real object behind it."""
    seen = set()
    for name, _address, pattern in routes():
        if not name or not getattr(pattern.callback, "__module__", "").startswith("courses") or name.startswith("portals:"):
            continue
        keys = [key for key in stage.arguments if key.split()[0] == name] or [name]
        for key in keys:
            address = address_of(key, stage)
            if address not in seen:
                seen.add(address)
                yield key, address


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_reading_the_office_writes_nothing(role, cast, stage, client_of):
    client = client_of(cast[role])
    addresses, before, answers = list(read_addresses(stage)), dump(), {}
    for key, address in addresses:
        for headers in ({}, {"HX-Request": "true"}):
            answers[key] = client.get(address + "?q=а&p=1", headers=headers).status_code

    assert len(answers) > 90
    assert {key: status for key, status in answers.items() if status not in (200, 302, 404, 405)} == {}
    assert {key for key, status in answers.items() if status == 404} <= (
        {"office:exports_file", "office:report_file"} if role == "administrator" else set()
    )
    assert dump() == before


@pytest.mark.parametrize("role", ["visitor", "participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_nobody_else_reads_the_office_whole_or_in_fragments(role, cast, stage, client_of):
    client, opened = client_of(cast[role]), {}
    for key, address in read_addresses(stage):
        for headers in ({}, {"HX-Request": "true"}, {"X-Requested-With": "XMLHttpRequest"}):
            answer = client.get(address, headers=headers)
            if answer.status_code not in (302, 403, 404, 405) or "school" in answer.headers.get("Location", "").split("?")[0]:
                opened[key] = answer.status_code

    assert opened == {}


@pytest.mark.parametrize("role", ["visitor", "participant", "trainer", "mentor", "stranger", "author", "methodologist"])
def test_nobody_else_presses_in_the_office(role, cast, stage, client_of):
    client, before = client_of(cast[role]), dump()
    for name, (_who, good) in FORMS.items():
        if name.startswith("office"):
            data = {key: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for key, value in good(stage).items()}
            assert client.post(address_of(name, stage), data).status_code in (302, 403, 404, 405), name

    assert dump() == before
    assert Cohort.objects.filter(title="Ещё поток").count() == 0
