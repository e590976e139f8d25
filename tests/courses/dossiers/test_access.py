"""Who sees a dossier: its sharers while they belong to the organisation, today's mentor, the school. Nobody else, ever (T1, T5)."""

import pytest
from django.utils import timezone

from courses.dossiers.models import Dossier
from courses.enrollment.models import Mentorship
from school.people.models import Membership
from tests.factories import DossierFactory, MentorshipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(participant):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant)


def seen_by(cast):
    return {role for role, person in cast.items() if person and Dossier.objects.visible_to(person).exists()}


def test_sharers_the_mentor_and_the_school_see_it(dossier, cast):
    assert seen_by(cast) == {"participant", "mentor", "coordinator", "administrator"}


def test_a_former_mentor_sees_nothing(dossier, cast):
    Mentorship.objects.update(until=timezone.localdate() - timezone.timedelta(days=1))

    assert seen_by(cast) == {"participant", "coordinator", "administrator"}


def test_whoever_left_the_organization_sees_nothing(dossier, cast):
    Membership.objects.filter(person=cast["participant"]).update(state="left")

    assert seen_by(cast) == {"mentor", "coordinator", "administrator"}


def test_whoever_is_not_shared_with_sees_nothing(dossier, cast):
    dossier.shares.update(until=timezone.now())

    assert seen_by(cast) == {"mentor", "coordinator", "administrator"}


@pytest.mark.parametrize(("role", "writes"), [("owner", True), ("editor", True), ("reader", False)])
def test_readers_do_not_write(dossier, participant, role, writes):
    dossier.shares.update(role=role)

    assert Dossier.objects.shared_with(participant).exists()
    assert Dossier.objects.written_by(participant).exists() is writes


def test_a_mentor_of_another_organization_sees_nothing(dossier):
    other = MentorshipFactory()

    assert not Dossier.objects.visible_to(other.mentor).exists()
