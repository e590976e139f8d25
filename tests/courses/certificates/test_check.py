"""The public check: real, replaced, revoked, unknown; who is named; who guesses."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from courses.certificates import actions
from school.people.models import Consent, ConsentText
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def certificate(earned):
    text, _ = ConsentText.objects.get_or_create(purpose="publication", version=1, defaults={"text": "Согласен", "effective_from": "2026-01-01"})
    Consent.objects.create(person=earned.person, text=text)
    return actions.issue(earned, by=factories.UserFactory())


def page(client, certificate):
    return client.get(reverse("portals:certificate", args=[certificate.token.lower()]))


def test_valid_certificate_shows_the_facts_and_nothing_else(client, certificate, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        response = page(client, certificate)

    text = response.content.decode()
    assert "Действует" in text
    assert certificate.number in text
    assert "Сосновская Полина Речниковна" in text
    assert certificate.holder.email not in text
    assert certificate.enrollment.organization.short_name not in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("form", ["/C/{}", "/C/{}/", "/c/{}/", "/c/{}"])
def test_both_cases_of_the_address_answer(client, certificate, form):
    token = certificate.token if "/C/" in form else certificate.token.lower()

    assert client.get(form.format(token)).status_code == 200


def test_name_disappears_when_consent_is_withdrawn(client, certificate):
    certificate.holder.consents.update(withdrawn_at="2026-11-01T00:00Z")

    text = page(client, certificate).content.decode()

    assert "Сосновская" not in text
    assert "Действует" in text


def test_revoked_certificate_says_so_at_once(client, certificate):
    actions.revoke(certificate, reason="выдан до защиты проекта", by=factories.UserFactory())

    text = page(client, certificate).content.decode()

    assert "Аннулирован" in text
    assert "выдан до защиты проекта" in text
    assert "Действует" not in text


def test_replaced_certificate_leads_to_the_new_one(client, certificate):
    new = actions.replace(certificate, reason="опечатка", by=factories.UserFactory())

    text = page(client, certificate).content.decode()

    assert "Заменён" in text
    assert new.number in text


@pytest.mark.parametrize(
    ("number", "family_name", "found"),
    [
        ("{number}", "Сосновская", True),
        ("{number}", "  сосновская ", True),
        ("{lower}", "СОСНОВСКАЯ", True),
        ("{number}", "Иванова", False),
        ("ШЛ-2026-9999", "Сосновская", False),
        ("", "Сосновская", False),
        ("{{7*7}}", "<script>alert(1)</script>", False),
        ("x" * 5000, "y" * 5000, False),
        ("\x00", "\x00", False),
    ],
)
def test_number_with_family_name(client, certificate, number, family_name, found):
    query = {"number": number.replace("{number}", certificate.number).replace("{lower}", certificate.number.lower()), "family_name": family_name}

    response = client.get(reverse("portals:check"), query)

    assert response.status_code == (302 if found else 200)
    assert "<script>alert" not in response.content.decode()


def test_unknown_number_and_wrong_name_get_the_same_words(client, certificate):
    wrong_name = client.get(reverse("portals:check"), {"number": certificate.number, "family_name": "Иванова"}).content.decode()
    wrong_number = client.get(reverse("portals:check"), {"number": "ШЛ-2020-0001", "family_name": "Иванова"}).content.decode()

    assert "с таким номером и фамилией нет" in wrong_name
    assert "с таким номером и фамилией нет" in wrong_number


def test_guessing_tokens_is_stopped_and_finds_nothing(client, certificate):
    guesses = [certificate.token[:-1] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" if letter != certificate.token[-1]] * 3

    statuses = [client.get(f"/c/{guess.lower()}/").status_code for guess in guesses]

    assert set(statuses) == {404, 429}
    assert statuses.count(404) <= 120  # a guess may straddle two minutes
    assert page(client, certificate).status_code == 200  # the owner's own code still answers
