"""A long form in an old window, after a sign-in in another one: its token is not good any more, its words are (R23)."""

import pytest
from django.test import Client

from courses.portals.returning import whose
from tests import factories
from tests.portals.test_project_form import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(cohort, participant):
    return factories.TeamFactory(call=factories.CallFactory(cohort=cohort), people=[participant.enrollments.get()]).project


@pytest.fixture
def window(participant):
    """A browser that is signed in and whose page has no good token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(participant)
    return client


def test_words_come_back(window, project, participant):
    address, before = at("project_edit", project.pk), project.problem

    response = window.post(address, {"me": whose(participant), "problem": "Негде присесть", "csrfmiddlewaretoken": "x" * 64})

    assert (response.status_code, response.headers["Location"]) == (302, address)
    page = window.get(address).content.decode()
    assert "Негде присесть" in page
    assert "Он здесь, как вы его набрали" in page
    project.refresh_from_db()
    assert project.problem == before


def test_words_wait_for_the_sign_in(project, participant):
    window, address = Client(enforce_csrf_checks=True), at("project_edit", project.pk)

    response = window.post(address, {"me": whose(participant), "problem": "Негде присесть"}, follow=True)
    window.force_login(participant)

    assert "login" in response.redirect_chain[-1][0]
    assert "Негде присесть" in window.get(address).content.decode()


@pytest.mark.parametrize("me", ["", "1", "stranger"])
def test_words_of_another_page_are_not_taken(window, project, cast, me):
    """Neither a foreign site nor another person can put words into the form."""
    given = {"me": whose(cast["stranger"]) if me == "stranger" else me, "problem": "Чужое"}

    response = window.post(at("project_edit", project.pk), given)

    assert response.status_code == 403
    assert "Чужое" not in window.get(at("project_edit", project.pk)).content.decode()


def test_saving_by_itself_says_that_it_failed(window, project, participant):
    response = window.post(at("project_edit", project.pk), {"me": whose(participant), "problem": "Тихо"}, headers={"HX-Request": "true"})

    assert response.status_code == 403


def test_short_forms_are_refused_as_before(window, project, participant):
    assert window.post(at("project_files", project.pk), {"me": whose(participant), "paper": "x"}).status_code == 403
