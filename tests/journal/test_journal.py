"""The journal: append-only, in words, for administrators and coordinators."""

import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from courses.enrollment import rules as enrollment
from courses.program import rules as program
from school.journal.actions import record
from school.journal.labels import described, label_of
from school.journal.models import Entry
from school.journal.verbs import VERBS

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def test_entry_keeps_who_what_and_facts(administrator, stranger):
    entry = record(by=administrator, verb="people.deactivated", target=stranger, address="203.0.113.7", reason="просьба")

    assert (entry.by, entry.target_label, entry.facts, entry.address) == (
        administrator,
        "Мимоходов Степан Дорогич",
        {"reason": "просьба"},
        "203.0.113.7",
    )
    assert list(Entry.objects.about(stranger)) == [entry]


def test_entries_are_neither_changed_nor_removed(stranger):
    record(by=None, verb="people.signed_up", target=stranger)

    with pytest.raises(TypeError):
        Entry.objects.all().update(verb="x")
    with pytest.raises(TypeError):
        Entry.objects.all().delete()


def test_database_itself_refuses_a_change(stranger):
    record(by=None, verb="people.signed_up", target=stranger)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET verb = 'x'")

    assert Entry.objects.get().verb == "people.signed_up"


def test_facts_are_told_in_words(stranger):
    entry = record(by=None, verb="people.consent_given", target=stranger, purpose="mailing", version=2, membership=7, fields=["phone", "town"])

    assert described(entry) == "цель: новости школы; версия текста: 2; поля: телефон, город"


def test_every_verb_of_the_code_has_a_label():
    used = set()
    for folder in ("school", "courses", "cms"):
        for path in (ROOT / folder).rglob("*.py"):
            used |= set(re.findall(r'verb="([a-z_]+\.[a-z_]+)"', path.read_text()))
            used |= set(re.findall(r'"((?:people|program|enrollment|progress|attendance|certificate|post)\.[a-z_]+_published)"', path.read_text()))

    used |= {f"enrollment.{verb}" for verb in enrollment.ENROLLMENT_TRANSITIONS} | {f"program.cohort_{verb}" for verb in program.TRANSITIONS}
    assert sorted(used - set(VERBS)) == []


def test_unknown_verb_is_shown_as_it_is():
    assert label_of("room.unheard") == "room.unheard"


@pytest.mark.parametrize("role", ["administrator", "coordinator"])
def test_staff_read_the_journal(cast, client_of, stranger, role):
    record(by=stranger, verb="people.member_left", target=stranger, reason="<b>переезд</b>")
    client = client_of(cast[role])

    page = client.get("/cms/journal/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "человек вышел из организации" in text
    assert "причина: &lt;b&gt;переезд&lt;/b&gt;" in text
    assert "/cms/journal/new/" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2),
        ("person=мимоход", 1),
        ("person=STRANGER@", 1),
        ("person=%00", 2),
        ("verb=people.signed_up", 1),
        ("verb=нет", 2),
        ("at_from=2100-01-01", 0),
        ("at_from=вчера", 2),
        ("p=999", 2),
        ("_connector=OR&by__password=x", 2),
    ],
)
def test_journal_is_filtered_and_never_breaks(administrator, stranger, client_of, query, found):
    record(by=stranger, verb="people.signed_up", target=stranger)
    record(by=administrator, verb="people.deactivated", target=stranger)

    page = client_of(administrator).get("/cms/journal/results/?" + query)

    assert page.status_code == 200
    assert len(re.findall("<time datetime", page.content.decode())) == found


def test_journal_cannot_be_written_through_the_admin(administrator, stranger, client_of):
    entry = record(by=stranger, verb="people.signed_up", target=stranger)
    client = client_of(administrator)

    assert [client.post(f"/cms/journal/{path}").status_code for path in ("new/", f"edit/{entry.pk}/", f"delete/{entry.pk}/", "")] == [
        404,
        404,
        404,
        405,
    ]
    assert Entry.objects.count() == 1
