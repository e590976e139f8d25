"""Two mentors of one NGO judge the same version in the same moment: one word, and the second one hears the first. The twin without the lock tells two."""

import pytest
from django.db import connection

from courses.dossiers.actions import verdicts
from courses.dossiers.models import DocumentVersion, Dossier, Item, Verdict
from tests.courses.projects.racing import meanwhile, pressed
from tests.factories import MentorshipFactory
from tests.factories.dossiers import DocumentVersionFactory, ReturnReasonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def version(db):
    return DocumentVersionFactory()


@pytest.fixture
def acts(version):
    organization, reason = version.item.dossier.organization, ReturnReasonFactory()
    first, second = (MentorshipFactory(organization=organization).mentor for _ in range(2))
    return [lambda: verdicts.accept(version, by=first), lambda: verdicts.send_back(version, reason=reason, words="Нет печати", by=second)]


def agreed(version):
    """The version, the item and the word say the same."""
    version, word = DocumentVersion.objects.get(pk=version.pk), Verdict.objects.get(taken_back_at=None)
    return version.state == version.item.state == word.kind


def test_two_mentors_at_once_say_one_word(version, acts):
    assert pressed(*acts) == ["Refused", "done"]
    assert agreed(version)


def test_the_second_waits_for_the_first_and_hears_the_word(version, acts):
    assert meanwhile(*acts) == "Refused"
    assert agreed(version)


def test_without_the_lock_the_second_runs_into_the_constraint(version, acts, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")

    def unlocked(found):
        fresh = DocumentVersion.objects.get(pk=found.pk)
        fresh.item = Item.objects.select_related("requirement", "claim__service").get(pk=fresh.item_id)
        fresh.item.dossier = Dossier.objects.get(pk=fresh.item.dossier_id)
        return fresh

    monkeypatch.setattr(verdicts, "locked_version", unlocked)

    assert meanwhile(*acts) == "IntegrityError"
