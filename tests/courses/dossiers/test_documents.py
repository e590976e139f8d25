"""Papers: laid in page by page, sent, withdrawn, sent anew; nothing that was sent is deleted."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.dossiers import document_rules
from courses.dossiers.actions import documents
from courses.dossiers.models import DocumentVersion, Item, VersionFile
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from school.vault.models import File
from tests.courses.dossiers.papers import docx, pdf, photo
from tests.factories import MentorshipFactory, UserFactory
from tests.factories.dossiers import DocumentVersionFactory, ItemFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def item():
    return ItemFactory()


@pytest.fixture
def owner(item):
    return item.dossier.opened_by


@pytest.fixture
def mentor(item):
    return MentorshipFactory(organization=item.dossier.organization).mentor


def laid(item, owner, *colors):
    return [documents.add_file(item, photo(f"{number}.jpg", top=(number * 40, 0, 0)), by=owner) for number in range(colors[0] if colors else 1)]


def sent(item, owner, **told):
    laid(item, owner)
    return documents.send_version(item, by=owner, **told)


# Words


@pytest.mark.parametrize(
    ("state", "days", "words", "tone"),
    [
        ("empty", None, "нет документа", ""),
        ("sent", 1, "ждёт наставника", "info"),
        ("returned", None, "нужно доработать", "bad"),
        ("accepted", None, "принято", "ok"),
        ("accepted", 31, "принято", "ok"),
        ("accepted", 30, "истекает через 30 дн.", "warn"),
        ("accepted", 0, "истекает сегодня", "warn"),
        ("accepted", -1, "срок вышел", "bad"),
        ("not_needed", -1, "не требуется", ""),
    ],
)
def test_an_item_says_where_it_stands(state, days, words, tone):
    until = None if days is None else TODAY + timedelta(days=days)

    assert tuple(map(str, document_rules.told(Item(state=state, valid_until=until), TODAY)))[:2] == (words, tone)


@pytest.mark.parametrize(
    ("lasts", "unit", "issued", "until"),
    [
        (30, "day", date(2026, 11, 1), date(2026, 12, 1)),
        (3, "month", date(2026, 11, 1), date(2027, 1, 31)),
        (1, "year", date(2026, 3, 1), date(2027, 2, 28)),
        (None, "day", date(2026, 11, 1), None),
        (30, "day", None, None),
    ],
)
def test_a_paper_is_good_till_its_line_says(item, lasts, unit, issued, until):
    item.requirement.lasts, item.requirement.lasts_unit = lasts, unit

    assert document_rules.valid_until(DocumentVersion(item=item, issued_on=issued)) == until


# A draft


def test_pages_come_one_by_one(item, owner):
    laid(item, owner, 3)

    draft = DocumentVersion.objects.get()
    assert (draft.state, draft.number, [row.position for row in draft.files.all()]) == ("draft", 1, [0, 1, 2])
    assert {row.file.shelf for row in draft.files.all()} == {"dossiers"}
    assert all(row.small.size < row.file.size or row.small for row in draft.files.all())
    item.refresh_from_db()
    assert item.state == "empty"


def test_the_same_page_twice_is_a_second_press(item, owner):
    first = documents.add_file(item, photo(), by=owner)

    assert documents.add_file(item, photo(), by=owner) == first
    assert File.objects.count() == 2  # the page and its thumbnail


def test_pages_are_moved_turned_and_taken_out(item, owner):
    one, two, three = laid(item, owner, 3)
    documents.move_file(three, place=0, by=owner)
    documents.turn(one, turns=5, by=owner)
    documents.remove_file(two, by=owner)
    documents.remove_file(two, by=owner)

    assert [(row.pk, row.turns) for row in DocumentVersion.objects.get().files.all()] == [(three.pk, 0), (one.pk, 1)]
    assert File.objects.count() == 4


def test_a_page_that_was_looked_at_stays_for_the_journal(item, owner):
    (row,) = laid(item, owner)
    row.file.looks.create(by=owner)

    documents.remove_file(row, by=owner)

    assert File.objects.filter(pk=row.file_id).exists()


def test_a_sent_page_is_not_touched_any_more(item, owner):
    (row,) = laid(item, owner)
    documents.send_version(item, by=owner)
    documents.turn(row, turns=1, by=owner)
    documents.remove_file(row, by=owner)

    assert VersionFile.objects.get().turns == 0


def refusals():
    def reader(item):
        item.dossier.shares.update(role="reader")

    def left(item):
        type(item.dossier).objects.update(state="left")

    def gone(item):
        Item.objects.update(gone_at=timezone.now())

    def not_needed(item):
        Item.objects.update(state="not_needed")

    return [(reader, "владельцы и редакторы"), (left, "прекращена"), (gone, "больше не нужен"), (not_needed, "не требуется")]


@pytest.mark.parametrize(("spoil", "words"), refusals())
def test_nothing_is_laid_in_then(item, owner, spoil, words):
    laid(item, owner)
    spoil(item)
    kept = File.objects.count()

    for press in (
        lambda: documents.add_file(Item.objects.get(), pdf(), by=owner),
        lambda: documents.send_version(item, by=owner),
        lambda: documents.remove_file(VersionFile.objects.get(), by=owner),
    ):
        with pytest.raises(Refused, match=words):
            press()
    assert File.objects.count() == kept


def test_strangers_and_mentors_lay_nothing_in(item, mentor):
    for person in (mentor, UserFactory()):
        with pytest.raises(Refused):
            documents.add_file(item, photo(), by=person)
    assert not File.objects.exists()


def test_too_many_files_are_refused(item, owner, monkeypatch):
    monkeypatch.setattr(document_rules, "FILES", 2)
    laid(item, owner, 2)

    with pytest.raises(Refused, match="уже 2 файл"):
        documents.add_file(item, pdf(), by=owner)


def test_too_heavy_files_are_refused(item, owner, monkeypatch):
    monkeypatch.setattr(document_rules, "WEIGHT", 10)

    with pytest.raises(Refused, match="вместе весят"):
        documents.add_file(item, pdf(), by=owner)


# Sent


def test_a_sent_version_waits_for_the_mentor(item, owner, mentor):
    version = sent(item, owner, note="Копия верна", issued_on=TODAY)

    item.refresh_from_db()
    assert (version.state, version.note, version.issued_on, version.joining) == ("sent", "Копия верна", TODAY, "waiting")
    assert (item.state, item.sent_at) == ("sent", version.sent_at)
    letter = Letter.objects.get(name="document_sent")
    assert letter.recipient == mentor
    assert str(item.requirement) in letter.subject
    assert Entry.objects.filter(verb="dossiers.version_sent").exists()


def test_a_second_press_meets_the_version_that_was_sent(item, owner, mentor):
    version = sent(item, owner)

    assert documents.send_version(item, by=owner) == version
    assert Letter.objects.filter(name="document_sent").count() == 1


def test_an_empty_draft_is_not_sent(item, owner):
    documents.draft_of(item, by=owner)

    with pytest.raises(Refused, match="Отправлять нечего"):
        documents.send_version(item, by=owner)


def test_one_version_waits_at_a_time(item, owner):
    sent(item, owner)
    documents.add_file(item, pdf(), by=owner)

    with pytest.raises(Refused, match="ещё ждёт"):
        documents.send_version(item, by=owner)


def test_a_file_of_office_is_not_joined(item, owner):
    documents.add_file(item, docx(), by=owner)

    assert documents.send_version(item, by=owner).joining == ""


def test_after_a_return_a_new_version_is_sent(item, owner):
    DocumentVersionFactory(item=item, state="returned")

    assert sent(item, owner).number == 2
    assert [version.state for version in item.versions.all()] == ["returned", "sent"]


# Withdrawn


def test_a_withdrawn_version_stays_and_the_item_is_empty_again(item, owner, mentor):
    version = sent(item, owner)
    documents.withdraw(version, by=owner)
    documents.withdraw(version, by=owner)

    item.refresh_from_db()
    version.refresh_from_db()
    assert (item.state, item.sent_at, version.state) == ("empty", None, "withdrawn")
    assert version.files.count() == 1


def test_what_counted_before_counts_again(item, owner):
    before = DocumentVersionFactory(item=item, state="accepted")
    Item.objects.update(valid_until=TODAY)
    documents.withdraw(sent(item, owner), by=owner)

    item.refresh_from_db()
    assert (item.state, item.sent_at, item.valid_until) == ("accepted", before.sent_at, TODAY)


@pytest.mark.parametrize("state", ["accepted", "returned"])
def test_what_was_judged_is_not_withdrawn(item, owner, state):
    version = DocumentVersionFactory(item=item, state=state)

    with pytest.raises(Refused, match="ещё ждёт"):
        documents.withdraw(version, by=owner)


def test_nobody_else_withdraws(item, mentor):
    with pytest.raises(Refused):
        documents.withdraw(DocumentVersionFactory(item=item), by=mentor)


# Said


def test_each_side_hears_the_other(item, owner, mentor):
    documents.comment(item, "Подойдёт ли копия?", by=owner)
    documents.comment(item, "Подойдёт.", by=mentor)
    documents.comment(item, "Подойдёт.", by=mentor)

    assert [said.text for said in item.comments.all()] == ["Подойдёт ли копия?", "Подойдёт."]
    assert set(Letter.objects.filter(name="document_commented").values_list("recipient", flat=True)) == {owner.pk, mentor.pk}
    assert Letter.objects.count() == 2


def test_readers_and_strangers_say_nothing(item, owner):
    item.dossier.shares.update(role="reader")

    for person in (owner, UserFactory()):
        with pytest.raises(Refused):
            documents.comment(item, "Здравствуйте", by=person)
