"""The talk beside a judged document: a comment joins it, one that does not fit is shown again; the number that waits stands in the tab."""

import re

import pytest
from django.urls import reverse

from courses.dossiers.models import ItemComment
from tests.factories.dossiers import DocumentVersionFactory, DossierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(participant, mentor):
    return DocumentVersionFactory(item__dossier=DossierFactory(organization=participant.memberships.get().organization, owner=participant))


@pytest.fixture
def client(client_of, mentor):
    return client_of(mentor)


def page_of(version):
    return reverse("portals:mentor_document", args=[version.item_id])


def text(response):
    return response.content.decode()


def test_a_comment_joins_the_talk(client, version):
    client.post(reverse("portals:mentor_comment", args=[version.item_id]), {"text": "Где печать?"})

    assert ItemComment.objects.get().text == "Где печать?"
    assert "Где печать?" in text(client.get(page_of(version)))


@pytest.mark.parametrize(("typed", "fault"), [(" ", "required"), ("Где печать? " * 300, "max_length")])
def test_a_comment_that_does_not_fit_is_shown_again(client, version, typed, fault):
    """Nothing typed is cut or lost."""
    answer = client.post(reverse("portals:mentor_comment", args=[version.item_id]), {"text": typed})

    assert (answer.status_code, list(ItemComment.objects.all())) == (400, [])
    assert typed.strip() in text(answer)
    (error,) = answer.context["comment_form"].errors.as_data()["text"]
    assert (error.code, error.messages[0] in text(answer)) == (fault, True)


def test_the_number_that_waits_stands_beside_every_document(client, version):
    assert re.search(r"Проверка\s*<b>1</b>", text(client.get(page_of(version))))
