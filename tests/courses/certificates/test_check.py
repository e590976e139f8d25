"""The public check: real, replaced, revoked, unknown; who is named; who guesses."""

from collections import Counter
from itertools import combinations, islice

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.certificates import actions
from school.people.models import Consent, ConsentText
from school.vault.actions import path_of
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
    with django_assert_max_num_queries(3):
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


@pytest.fixture
def printed(certificate, run_jobs):
    """The bytes that the holder has got."""
    run_jobs()
    certificate.refresh_from_db()
    return path_of(certificate.file.key).read_bytes()


def dropped(client, data, name="сертификат.pdf"):
    return client.post(reverse("portals:check_file"), {"file": SimpleUploadedFile(name, data, "application/pdf")})


def test_the_file_itself_is_known(client, certificate, printed):
    with CaptureQueriesContext(connection) as asked:
        response = dropped(client, printed, "как угодно названный.pdf")
    of_the_page = [query for query in asked.captured_queries if '"cache"' not in query["sql"] and "SAVEPOINT" not in query["sql"]]

    text = response.content.decode()
    assert len(of_the_page) <= 3  # the counter of askings lies in the cache
    assert (response.status_code, "Файл настоящий" in text, certificate.number in text, "Действует" in text) == (200, True, True, True)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
def test_a_file_changed_by_a_letter_is_not(client, printed, place):
    at = int(len(printed) * place)
    changed = printed[:at] + bytes([printed[at] ^ 1]) + printed[at + 1 :]

    response = dropped(client, changed)

    text = response.content.decode()
    assert (response.status_code, "или его изменили" in text, "Файл настоящий" in text) == (400, True, False)


@pytest.mark.parametrize(("verb", "word"), [("revoke", "Аннулирован"), ("replace", "Заменён")])
def test_an_old_file_says_what_became_of_it(client, certificate, printed, verb, word):
    getattr(actions, verb)(certificate, reason="опечатка", by=factories.UserFactory())

    text = dropped(client, printed).content.decode()

    assert (word in text, "больше не действует" in text, "Файл настоящий" in text) == (True, True, False)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "Файл пустой"), (b"%PDF-1.7 " * 200_000, "слишком большой"), (b"\x00" * 100, "или его изменили"), (b"{{7*7}}", "или его изменили")],
)
def test_other_files_are_told_apart(client, certificate, data, words):
    response = dropped(client, data)

    assert (response.status_code, words in response.content.decode()) == (400, True)


def test_without_a_file_it_is_asked_for(client, certificate):
    response = client.post(reverse("portals:check_file"), {"file": "нет"})

    assert (response.status_code, "Выберите файл PDF" in response.content.decode()) == (400, True)


def test_unknown_number_and_wrong_name_get_the_same_words(client, certificate):
    wrong_name = client.get(reverse("portals:check"), {"number": certificate.number, "family_name": "Иванова"}).content.decode()
    wrong_number = client.get(reverse("portals:check"), {"number": "ШЛ-2020-0001", "family_name": "Иванова"}).content.decode()

    assert "с таким номером и фамилией нет" in wrong_name
    assert "с таким номером и фамилией нет" in wrong_number


def test_guesses_around_a_token_find_nothing_and_are_stopped(client, certificate):
    """T9: neighbours of a real token, sixty a minute answered and the rest refused. With 10,000 of them it takes two minutes and says the same."""
    letters, token = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", certificate.token
    near = (
        token[:one] + a + token[one + 1 : two] + b + token[two + 1 :]
        for one, two in combinations(range(len(token)), 2)
        for a in letters
        for b in letters
    )
    guesses = list(islice((guess for guess in near if guess != token), 300))

    with time_machine.travel("2026-11-23T10:00:01+05:00", tick=False):
        statuses = Counter(client.get(f"/c/{guess.lower()}/").status_code for guess in guesses)

    assert statuses == {404: 60, 429: 240}
    assert page(client, certificate).status_code == 200  # the owner's own code still answers
