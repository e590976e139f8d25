"""From a stranger to a confirmed account, and the ways in."""

import re
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from school.people.models import Consent, User
from school.post.models import Letter
from tests.factories import PASSWORD, QuotaFactory, TownFactory, UserFactory

pytestmark = pytest.mark.django_db
CARD = {
    "email": "Anna@Shkola.example",
    "family_name": "Берёзкина",
    "given_name": "Анна",
    "patronymic": "Лесовна",
    "phone": "8 (3452) 00-00-00",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "consent_processing": "on",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def link_in(letter):
    return re.search(r"http://[^/]+(/\S+)", letter.text.split("\n\n", 1)[1]).group(1)


def test_sign_up_with_confirmation_end_to_end(client):
    answer = client.post("/accounts/signup/", CARD)

    person = User.objects.get(email="anna@shkola.example")
    letter = Letter.objects.get(email="anna@shkola.example")
    assert (answer.status_code, answer.url) == (302, "/accounts/confirm-email/")
    assert (person.full_name, person.phone, person.folded_name) == ("Берёзкина Анна Лесовна", "+73452000000", "березкина анна лесовна")
    assert not person.emailaddress_set.get().verified
    assert letter.subject == "Подтвердите адрес, и кабинет готов"
    url = link_in(letter)
    assert client.get(url).status_code == 200
    assert not person.emailaddress_set.get().verified
    client.post(url)
    assert person.emailaddress_set.get().verified

    entered = Client().post("/accounts/login/", {"login": "anna@shkola.example", "password": PASSWORD})

    assert (entered.status_code, entered.url) == (302, "/start/")


def test_sign_up_leads_back_to_the_application(client):
    quota = QuotaFactory()
    asked = f"/apply/{quota.cohort_id}/?town={quota.town_id}"
    page = client.get(asked).content.decode()
    assert f"/accounts/signup/?next={quote(asked)}" in page
    client.post("/accounts/signup/", CARD | {"next": asked})
    client.post(link_in(Letter.objects.get(email="anna@shkola.example")))

    entered = client.post("/accounts/login/", {"login": "anna@shkola.example", "password": PASSWORD})

    assert (entered.status_code, entered.url) == (302, asked)
    assert "Расскажите об организации" in client.get(asked).content.decode()
    cabinet = client.get("/cabinet/").content.decode()
    assert f'href="{asked}"' in cabinet
    assert "Продолжить заявку" in cabinet


def test_sign_up_keeps_consent_with_version_and_address(client):
    client.post("/accounts/signup/", CARD | {"consent_mailing": "on"}, REMOTE_ADDR="203.0.113.7")

    rows = Consent.objects.filter(person__email="anna@shkola.example").order_by("text__purpose")
    assert [(row.text.purpose, row.text.version, row.address, row.withdrawn_at) for row in rows] == [
        ("mailing", 1, "203.0.113.7", None),
        ("processing", 1, "203.0.113.7", None),
    ]


def test_sign_up_without_consent_keeps_what_was_typed(client):
    answer = client.post("/accounts/signup/", CARD | {"consent_processing": ""})

    assert answer.status_code == 200
    assert "Без согласия на обработку данных" in answer.content.decode()
    assert "Берёзкина" in answer.content.decode()
    assert not User.objects.exists()


def test_sign_up_form_ticks_nothing_beforehand(client):
    page = client.get("/accounts/signup/").content.decode()

    assert 'name="consent_processing"' in page
    assert 'name="consent_mailing"' in page
    assert "checked" not in page
    assert "/people/texts/processing/" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("family_name", "<script>alert(1)</script>"),
        ("family_name", "{{7*7}}"),
        ("family_name", "=1+1"),
        ("family_name", "a\0b"),
        ("family_name", "x" * 101),
        ("given_name", "\u200b\u202e"),
        ("phone", "позвоните мне"),
        ("phone", "+7 123"),
        ("email", "anna.pochta.example"),
        ("email", "a\0@b.example"),
        ("town", "99999999999999999999"),
        ("town", "-1"),
        ("password1", "короткий"),
    ],
)
def test_sign_up_answers_bad_input_at_the_field(client, field, value):
    TownFactory()

    answer = client.post("/accounts/signup/", CARD | {field: value})

    assert answer.status_code == 200
    assert 'class="err"' in answer.content.decode()
    assert not User.objects.exists()


def test_sign_up_cleans_invisible_and_decomposed_letters(client):
    client.post("/accounts/signup/", CARD | {"family_name": " Бере\u0308зкина\u200b\u202e ", "given_name": "Анна\u00a0 Мария"})

    person = User.objects.get()
    assert (person.family_name, person.given_name) == ("Берёзкина", "Анна Мария")


def test_sign_up_gives_no_rights(client):
    extra = {"is_staff": "on", "is_superuser": "on", "is_active": "", "groups": "1", "name_confirmed_at": "2026-01-01", "role": "coordinator"}

    client.post("/accounts/signup/", CARD | extra)

    person = User.objects.get()
    assert (person.is_superuser, person.is_active, person.groups.count(), person.name_confirmed_at) == (False, True, 0, None)


def test_sign_up_answers_a_known_address_like_a_new_one(client):
    UserFactory(email="known@shkola.example")

    known = client.post("/accounts/signup/", CARD | {"email": "Known@shkola.example"})
    new = Client().post("/accounts/signup/", CARD | {"email": "new@shkola.example"})

    assert (known.status_code, known.url) == (new.status_code, new.url) == (302, "/accounts/confirm-email/")
    assert Letter.objects.get(email="known@shkola.example").subject == "Вы уже зарегистрированы"
    assert User.objects.count() == 2


@pytest.mark.parametrize("url", ["/accounts/password/reset/", "/accounts/login/code/"])
def test_known_and_unknown_addresses_get_the_same_answer(url):
    UserFactory(email="known@shkola.example")

    known = Client().post(url, {"email": "known@shkola.example"})
    unknown = Client().post(url, {"email": "unknown@shkola.example"})

    assert (known.status_code, known.get("Location"), len(known.content)) == (unknown.status_code, unknown.get("Location"), len(unknown.content))
    assert Letter.objects.filter(name="account.unknown_account").values_list("email", flat=True).get() == "unknown@shkola.example"


def test_a_stranger_cannot_flood_an_address_without_an_account():
    for _ in range(4):
        cache.clear()
        Client().post("/accounts/password/reset/", {"email": "victim@shkola.example"})

    assert Letter.objects.filter(email="victim@shkola.example").count() == 1


def test_login_refusal_says_the_same_for_known_and_unknown():
    UserFactory(email="known@shkola.example")

    answers = [
        Client().post("/accounts/login/", {"login": login, "password": "неверный-пароль"})
        for login in ("known@shkola.example", "nobody@shkola.example")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("Почта или пароль не подошли" in answer.content.decode() for answer in answers)


def test_login_by_code_from_a_letter(client):
    UserFactory(email="anna@shkola.example")

    client.post("/accounts/login/code/", {"email": "Anna@shkola.example"})
    code = re.search(r"^([A-Z0-9]+-?[A-Z0-9]+)$", Letter.objects.get().text, re.M).group(1)
    answer = client.post("/accounts/login/code/confirm/", {"code": code})

    assert (answer.status_code, answer.url) == (302, "/start/")
    assert client.session.get("_auth_user_id")


def test_a_hall_behind_one_address_gets_in():
    people = [UserFactory() for _ in range(200)]

    codes = [Client().post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code for person in people]

    assert codes == [302] * 200


def test_guessing_is_refused_from_the_sixth_try_and_the_code_still_lets_the_owner_in():
    UserFactory(email="owner@shkola.example")
    UserFactory(email="neighbour@shkola.example")
    wrong = {"login": "owner@shkola.example", "password": "неверный-пароль"}

    pages = [Client().post("/accounts/login/", wrong, HTTP_X_FORWARDED_FOR=f"198.51.100.{n}").content.decode() for n in range(7)]

    assert ["Слишком много неудачных попыток" in page for page in pages] == [False] * 5 + [True] * 2
    assert Client().post("/accounts/login/", {"login": "neighbour@shkola.example", "password": PASSWORD}).status_code == 302
    assert Client().post("/accounts/login/code/", {"email": "owner@shkola.example"}).status_code == 302


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example",
        "/%2f%2fevil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https:evil.example",
    ],
)
def test_login_never_leads_away(where):
    person = UserFactory()

    answer = Client().post("/accounts/login/", {"login": person.email, "password": PASSWORD, "next": where})

    assert answer.url == "/start/"


def test_links_in_letters_ignore_the_host_of_the_request(settings):
    settings.BASE_URL = "https://school.example"
    UserFactory(email="anna@shkola.example")

    Client().post("/accounts/password/reset/", {"email": "anna@shkola.example"}, HTTP_HOST="localhost")

    assert "https://school.example/accounts/password/reset/key/" in Letter.objects.get().text


def test_a_closed_account_gets_neither_in_nor_letters(client):
    from school.people.actions import deactivate

    person = UserFactory(email="gone@shkola.example")
    client.force_login(person)
    deactivate(person, by=None)

    assert client.get("/people/profile/").status_code == 302
    assert Client().post("/accounts/login/", {"login": person.email, "password": PASSWORD}).url != "/start/"
    Client().post("/accounts/password/reset/", {"email": person.email})
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", ["coordinator", "methodologist", "author", "administrator", "trainer"])
@override_settings(STAFF_SECOND_FACTOR=True)
def test_staff_without_second_factor_are_led_to_set_it_up(cast, client_of, role):
    client = client_of(cast[role])

    assert [client.get(url).get("Location") for url in ("/people/profile/", "/cms/", "/trainer/")] == ["/accounts/2fa/totp/activate/"] * 3
    assert client.get("/accounts/logout/").status_code == 200


@override_settings(STAFF_SECOND_FACTOR=True)
def test_participants_need_no_second_factor(participant, client_of):
    assert client_of(participant).get("/people/profile/").status_code == 200


@pytest.mark.parametrize("url", ["/cms/login/", "/cms/password_reset/", "/cms/"])
def test_one_door_only(client, url):
    answer = client.get(url, follow=True)

    assert answer.status_code == 404 or answer.redirect_chain[-1][0].startswith("/accounts/login/")
