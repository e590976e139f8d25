"""Whoever was entered by the school is asked for the consent at the first sign-in; until then the rooms are closed and nothing personal is public."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.certificates.models import Certificate
from courses.enrollment import actions as enrollment
from school.journal.models import Entry
from school.people import actions
from school.people.models import Consent
from school.people.models.consent import Purpose
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db
GATE = "/people/consents/first/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def entered(coordinator):
    """An account made by the office: no password, no consent."""
    return actions.make_account(by=coordinator, email="olga@shkola.example", family_name="Тополева", given_name="Ольга")


def signed_in(client, person):
    """By the code of a letter, as such people come in."""
    client.post("/accounts/login/code/", {"email": person.email})
    code = re.search(r"^([A-Z0-9]+-?[A-Z0-9]+)$", Letter.objects.latest("pk").text, re.M).group(1)
    assert client.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302
    return client


@pytest.mark.parametrize(
    "url",
    [
        "/start/",
        "/cabinet/",
        "/cabinet/applications/",
        "/people/profile/",
        "/people/organizations/new/",
        "/trainer/",
        "/mentor/",
        "/cms/",
        "/cms/school/people/",
    ],
)
def test_every_room_is_closed_until_the_consent_is_given(client, entered, url):
    answer = signed_in(client, entered).get(url)

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, GATE)


def test_nothing_is_sent_past_the_gate(client, entered):
    quota = factories.QuotaFactory()
    signed_in(client, entered)

    answer = client.post(reverse("portals:apply", args=[quota.cohort_id]), {"motivation": "Помогаем пожилым людям."})
    client.post("/people/profile/", {"family_name": "Другая", "given_name": "Ольга"})

    assert answer.url.startswith(GATE)
    entered.refresh_from_db()
    assert entered.family_name == "Тополева"


@pytest.mark.parametrize("url", ["/cohorts/", "/check/", "/people/texts/processing/", "/people/texts/processing/1/", "/accounts/logout/", GATE])
def test_public_pages_the_text_and_the_way_out_stay_open(client, entered, url):
    assert signed_in(client, entered).get(url).status_code == 200


def test_the_consent_opens_the_door_that_was_asked_for(client, entered):
    signed_in(client, entered)
    asked = client.get("/cabinet/applications/?page=1").url
    page = client.get(asked).content.decode()
    assert "checked" not in page
    assert "Согласие" in page

    refused = client.post(asked, {"next": "/cabinet/applications/?page=1"})
    assert "Без согласия кабинет не откроется" in refused.content.decode()
    assert not Consent.objects.exists()
    given = client.post(asked, {"next": "/cabinet/applications/?page=1", "consent_processing": "on"}, REMOTE_ADDR="203.0.113.7")

    assert given.url == "/cabinet/applications/?page=1"
    row = Consent.objects.select_related("text").get()
    assert (row.person, row.text.purpose, row.text.version, row.address) == (entered, Purpose.PROCESSING, 1, "203.0.113.7")
    assert Entry.objects.get(verb="people.consent_given").by == entered
    assert client.get(given.url).status_code == 200
    assert client.get(GATE).status_code == 302


def test_two_presses_are_one_consent(client, entered):
    signed_in(client, entered)
    for _ in range(2):
        assert client.post(GATE, {"consent_processing": "on"}).status_code == 302

    assert Consent.objects.count() == 1


def test_the_gate_leads_never_away(client, entered):
    signed_in(client, entered)

    assert client.post(GATE, {"consent_processing": "on", "next": "https://evil.example/"}).url == "/start/"


def test_whoever_has_answered_in_another_browser_is_not_asked_again(client, entered):
    signed_in(client, entered)
    actions.give_consent(entered, Purpose.PROCESSING)

    assert client.get("/people/profile/").status_code == 200


def test_whoever_signed_up_is_not_asked(client):
    person = factories.UserFactory(email="anna@shkola.example")
    actions.give_consent(person, Purpose.PROCESSING)

    signed_in(client, person)

    assert client.get("/people/profile/").status_code == 200


def test_a_consent_that_was_withdrawn_is_not_asked_for_again_at_the_door(client, entered):
    actions.give_consent(entered, Purpose.PROCESSING)
    actions.withdraw_consent(entered, Purpose.PROCESSING)

    assert signed_in(client, entered).get("/people/consents/").status_code == 200


def test_an_invitation_waits_for_the_consent(client, entered, coordinator):
    cohort = factories.CohortFactory()
    enrollment.invite(entered.email, "trainer", cohort=cohort, by=coordinator)
    url = re.search(r"http://[^/]+(/invitation/\S+)", Letter.objects.get(name="invitation").text).group(1)
    signed_in(client, entered)

    assert client.post(url).url.startswith(GATE)
    assert not entered.assignments.exists()
    client.post(GATE, {"consent_processing": "on"})
    assert client.post(url).status_code == 302
    assert entered.assignments.get().role == "trainer"


def test_the_gate_costs_nothing_to_everybody_else(client_of, participant):
    with CaptureQueriesContext(connection) as asked:
        assert client_of(participant).get("/people/organizations/").status_code == 200

    assert not [query for query in asked.captured_queries if "people_consent" in query["sql"]]


def test_no_name_is_public_before_its_own_consent(client, entered):
    """The name on the page of a certificate needs a consent of its own (`publication`); the processing one does not publish anything."""
    facts = {"family_name": "Тополева", "given_name": "Ольга", "patronymic": "", "program": "П", "hours": 72}
    token = "A" * 26
    Certificate.objects.create(holder=entered, kind="participant", number="ШЛ-2026-0001", token=token, facts=facts, digest="0" * 64)
    address = reverse("portals:certificate", args=[token.lower()])

    assert "Тополева" not in client.get(address).content.decode()
    actions.give_consent(entered, Purpose.PROCESSING)
    assert "Тополева" not in client.get(address).content.decode()
    actions.give_consent(entered, Purpose.PUBLICATION)
    assert "Тополева" in client.get(address).content.decode()


def test_the_coordinator_sees_whether_it_was_given(client_of, coordinator, entered):
    row = factories.EnrollmentFactory(person=entered)
    address = reverse("office:person", args=[row.pk])

    assert "ещё не дано" in client_of(coordinator).get(address).content.decode()
    actions.give_consent(entered, Purpose.PROCESSING)
    assert "дано " in client_of(coordinator).get(address).content.decode()
    actions.withdraw_consent(entered, Purpose.PROCESSING)
    assert "отозвано " in client_of(coordinator).get(address).content.decode()
