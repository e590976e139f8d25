"""Two leaders open a dossier of one organisation in the same moment: there is one, and the second is told of it."""

import pytest

from courses.dossiers.actions import dossiers
from courses.dossiers.models import Dossier
from tests.courses.projects.racing import pressed
from tests.factories import ChecklistFactory, MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_open_at_once_get_one():
    organization = OrganizationFactory()
    people = [MembershipFactory(organization=organization).person for _number in range(2)]
    ChecklistFactory()

    assert pressed(*(lambda by=by: dossiers.open_dossier(organization, by=by) for by in people)) == ["Refused", "done"]
    assert Dossier.objects.filter(organization=organization).count() == 1


def test_the_same_press_twice_at_once_is_one():
    person = MembershipFactory().person
    organization = person.memberships.get().organization
    ChecklistFactory()

    assert pressed(*[lambda: dossiers.open_dossier(organization, by=person)] * 2) == ["done", "done"]
    assert Dossier.objects.count() == 1
