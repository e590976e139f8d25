"""What tests of the dossier's pages ask and read."""

from django.urls import reverse

from tests.factories import MembershipFactory, UserFactory

MOST = 15  # queries of a page


def words(response):
    return " ".join(response.content.decode().split())


def at(name, *numbers):
    return reverse(f"portals:{name}", args=numbers)


def colleague_of(dossier, role="reader"):
    person = UserFactory()
    MembershipFactory(person=person, organization=dossier.organization, owner=False)
    if role:
        dossier.shares.create(person=person, role=role)
    return person
