"""Two organisations book one time in the same moment: one has it, the other is told. Without the question under the lock both believe to have it."""

import pytest

from courses.dossiers.actions import consultations
from courses.dossiers.models import Consultation
from tests.courses.projects.racing import pressed
from tests.dossier_consultations import slot_of
from tests.factories import DossierFactory, MentorshipFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stage():
    mentor = UserFactory()
    dossiers = [DossierFactory() for _number in range(2)]
    for dossier in dossiers:
        MentorshipFactory(mentor=mentor, organization=dossier.organization)
    return slot_of(mentor, 24), dossiers


def books(slot, dossier):
    return lambda: consultations.book(slot, dossier, about="Устав", by=dossier.opened_by)


def test_two_who_book_at_once(stage):
    slot, dossiers = stage

    assert pressed(*(books(slot, dossier) for dossier in dossiers)) == ["Refused", "done"]
    assert Consultation.objects.filter(cancelled_at=None).count() == 1


def test_without_asking_under_the_lock_one_booking_goes_silently(stage, monkeypatch):
    slot, dossiers = stage
    monkeypatch.setattr(consultations.consultation_rules, "reasons_not_to_book", lambda *_facts: [])

    assert pressed(*(books(slot, dossier) for dossier in dossiers)) == ["done", "done"]
    assert Consultation.objects.filter(cancelled_at=None).count() == 1
