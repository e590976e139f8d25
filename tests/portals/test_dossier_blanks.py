"""Forms to download: everybody who sees a dossier takes them, nobody else knows they are there."""

import pytest
from django.urls import reverse

from courses.dossiers.models import PaperForm
from courses.enrollment.models import Mentorship
from school.vault.actions import keep
from school.vault.models import Look
from tests import factories
from tests.stage import PDF


@pytest.fixture
def form(db):
    file = keep(PDF, name="Бланк.pdf", by=None, shelf="forms")
    return PaperForm.objects.create(code="form", title="Бланк заявления", file=file)


@pytest.fixture
def dossier(participant):
    return factories.DossierFactory(owner=participant)


def status(client, person, form):
    if person:
        client.force_login(person)
    return client.get(reverse("portals:dossier_form", args=[form.pk])).status_code


def test_whole_cast_and_a_stranger(client, cast, form, dossier):
    Mentorship.objects.create(mentor=cast["mentor"], organization=dossier.organization)
    expected = {"participant": 200, "mentor": 200, "coordinator": 200, "administrator": 200, "trainer": 404, "stranger": 404}

    assert {role: status(client, cast[role], form) for role in expected} == expected


def test_visitor_is_asked_to_sign_in(client, form):
    assert status(client, None, form) == 302


def test_whoever_left_the_organisation_takes_no_forms(client, participant, form, dossier):
    participant.memberships.update(state="left")

    assert status(client, participant, form) == 404


def test_form_without_a_file_is_not_there(client, participant, dossier):
    assert status(client, participant, PaperForm.objects.create(code="bare", title="Без файла")) == 404


def test_taking_is_journaled(client, participant, form, dossier):
    client.force_login(participant)

    answer = client.get(reverse("portals:dossier_form", args=[form.pk]))

    assert b"".join(answer.streaming_content) == PDF
    assert Look.objects.filter(file=form.file, by=participant).count() == 1
