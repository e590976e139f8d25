"""Two leaders of one NGO press at once: one version goes, one draft is gathered. The twins without the lock do worse."""

import pytest
from django.db import connection

from courses.dossiers import document_rules
from courses.dossiers.actions import documents, verdicts
from courses.dossiers.models import DocumentVersion, Item
from school.post.models import Letter
from tests.courses.dossiers.papers import photo
from tests.courses.projects.racing import gated, pressed
from tests.factories import MembershipFactory, MentorshipFactory
from tests.factories.dossiers import DocumentVersionFactory, ItemFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item():
    found = ItemFactory()
    MentorshipFactory(organization=found.dossier.organization)
    return found


@pytest.fixture
def leaders(item):
    mate = MembershipFactory(organization=item.dossier.organization).person
    item.dossier.shares.create(person=mate, role="editor")
    return [item.dossier.opened_by, mate]


def unlocked(item):
    return Item.objects.select_related("requirement", "claim__service", "dossier__organization").get(pk=item.pk)


def sending(send, item, people):
    return [lambda who=person: send(item, by=who) for person in people]


def test_two_leaders_send_one_version(item, leaders):
    documents.add_file(item, photo(), by=leaders[0])

    assert pressed(*sending(documents.send_version, item, leaders)) == ["Refused", "done"]
    assert DocumentVersion.objects.get().state == "sent"
    assert Letter.objects.filter(name="document_sent").count() == 1


def test_one_leader_pressing_twice_sends_one_version(item, leaders):
    documents.add_file(item, photo(), by=leaders[0])

    assert pressed(*sending(documents.send_version, item, [leaders[0]] * 2)) == ["done", "done"]
    assert DocumentVersion.objects.count() == 1


def test_without_the_lock_both_believe_to_have_sent(item, leaders, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("there the row itself is waited for")
    documents.add_file(item, photo(), by=leaders[0])
    monkeypatch.setattr(documents, "locked_item", unlocked)
    monkeypatch.setattr(document_rules, "reasons_not_to_send", gated(document_rules.reasons_not_to_send))

    assert pressed(*sending(documents.send_version.__wrapped__, item, leaders)) != ["Refused", "done"]


def adding(add, item, people):
    return [lambda who=person, number=number: add(item, photo(top=(number * 90, 0, 0)), by=who) for number, person in enumerate(people)]


def test_two_pages_at_once_lie_in_one_draft(item, leaders):
    assert pressed(*adding(documents.add_file, item, leaders)) == ["done", "done"]
    assert sorted(row.position for row in DocumentVersion.objects.get().files.all()) == [0, 1]


def test_two_pages_without_the_lock_lose_one(item, leaders, monkeypatch):
    monkeypatch.setattr(documents, "locked_item", unlocked)
    monkeypatch.setattr(documents, "_added", documents._added.__wrapped__)
    monkeypatch.setattr(document_rules, "draft_of", gated(document_rules.draft_of, 2))

    assert "IntegrityError" in pressed(*adding(documents.add_file, item, leaders))


def test_a_withdrawal_and_a_verdict_say_one_thing(item, leaders):
    version = DocumentVersionFactory(item=item)
    mentor = item.dossier.organization.mentorships.get().mentor

    assert pressed(lambda: documents.withdraw(version, by=leaders[0]), lambda: verdicts.accept(version, by=mentor)) == ["Refused", "done"]
    version, item = DocumentVersion.objects.get(), Item.objects.get()
    assert (version.state, item.state) in {("withdrawn", "empty"), ("accepted", "accepted")}
