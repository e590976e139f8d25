"""The person's own card and consents."""

import pytest

from school.journal.models import Entry
from school.people import actions, rules
from school.people.models import Consent, ConsentText, User
from school.people.rules import Refused
from tests.factories import TownFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_profile_is_saved_and_journaled(stranger, client_of):
    town = TownFactory(name="Ишим")

    answer = client_of(stranger).post(
        "/people/profile/",
        {
            "family_name": "Ёлкин",
            "given_name": "Пётр",
            "patronymic": "",
            "phone": "+7 345 200-00-00",
            "town": town.pk,
            "is_superuser": "on",
            "email": "x@y.example",
        },
    )

    stranger.refresh_from_db()
    assert answer.status_code == 302
    assert (stranger.full_name, stranger.folded_name, stranger.phone, stranger.town) == ("Ёлкин Пётр", "елкин петр", "+73452000000", town)
    assert (stranger.is_superuser, stranger.email) == (False, "stranger@shkola.example")
    assert Entry.objects.get(verb="people.profile_changed").facts["was"] == "Мимоходов Степан Дорогич"


def test_confirmed_name_is_asked_for_again_after_a_change(stranger, client_of):
    client = client_of(stranger)
    client.post("/people/profile/name/")
    stranger.refresh_from_db()
    assert stranger.name_confirmed_at

    client.post(
        "/people/profile/",
        {"family_name": stranger.family_name, "given_name": stranger.given_name, "patronymic": stranger.patronymic, "phone": "+73452000001"},
    )
    stranger.refresh_from_db()
    assert stranger.name_confirmed_at

    client.post("/people/profile/", {"family_name": "Другой", "given_name": stranger.given_name, "patronymic": stranger.patronymic})
    stranger.refresh_from_db()
    assert stranger.name_confirmed_at is None


def test_profile_keeps_typed_text_on_error(stranger, client_of):
    answer = client_of(stranger).post("/people/profile/", {"family_name": "Ёлкин7", "given_name": "", "phone": "12"})

    assert answer.status_code == 200
    assert "Ёлкин7" in answer.content.decode()


@pytest.mark.parametrize(
    "url", ["/people/profile/", "/people/consents/", "/people/organizations/", "/people/organizations/new/", "/people/organizations/join/"]
)
def test_pages_open_to_their_person_and_lead_visitors_to_the_door(stranger, client_of, url):
    assert client_of(stranger).get(url).status_code == 200
    assert client_of(None).get(url).url.startswith("/accounts/login/")


def test_consent_is_given_withdrawn_and_given_again(stranger, client_of):
    client = client_of(stranger)

    client.post("/people/consents/publication/give/")
    client.post("/people/consents/publication/give/")
    assert Consent.objects.filter(person=stranger).count() == 1
    assert client.get("/people/consents/publication/withdraw/").status_code == 200
    assert rules.consent_in_force(stranger, "publication")
    client.post("/people/consents/publication/withdraw/")
    assert rules.consent_in_force(stranger, "publication") is None
    client.post("/people/consents/publication/give/")

    assert Consent.objects.filter(person=stranger).count() == 2
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "people.consent_given",
        "people.consent_withdrawn",
        "people.consent_given",
    ]
    assert "1" in client.get("/people/consents/").content.decode()


def test_new_version_of_a_text_replaces_the_old_consent(stranger):
    actions.give_consent(stranger, "mailing")
    text = ConsentText.objects.create(purpose="mailing", version=2, text="Новый текст", effective_from="2026-01-01")

    actions.give_consent(stranger, "mailing")

    assert rules.consent_in_force(stranger, "mailing").text == text
    assert Consent.objects.filter(person=stranger, withdrawn_at=None).count() == 1


def test_withdrawing_nothing_is_refused_in_words(stranger):
    with pytest.raises(Refused) as refused:
        actions.withdraw_consent(stranger, "mailing")

    assert refused.value.reasons == ["Этого согласия нет: отзывать нечего."]


def test_texts_are_public_and_unknown_ones_are_missing(client):
    assert client.get("/people/texts/processing/").status_code == 200
    assert client.get("/people/texts/processing/1/").status_code == 200
    assert [
        client.get(url).status_code
        for url in ("/people/texts/nothing/", "/people/texts/processing/99/", "/people/texts/processing/99999999999999999999999/")
    ] == [404] * 3


def test_deactivation_ends_sessions_and_keeps_the_rows(client):
    person = UserFactory()
    client.force_login(person)
    assert client.get("/people/profile/").status_code == 200

    actions.deactivate(person, by=None, reason="просьба")

    assert client.get("/people/profile/").status_code == 302
    assert User.objects.filter(pk=person.pk, is_active=False).exists()


def test_administrator_makes_and_changes_an_account(administrator, client_of):
    client = client_of(administrator)
    card = {"email": "New@shkola.example", "family_name": "Новиков", "given_name": "Лев", "patronymic": "", "phone": "", "town": ""}

    made = client.post("/cms/users/new/", card)
    person = User.objects.get(email="new@shkola.example")
    changed = client.post(f"/cms/users/edit/{person.pk}/", card | {"family_name": "Новосёлов", "is_superuser": "on"})

    person.refresh_from_db()
    assert (made.status_code, changed.status_code) == (302, 302)
    assert (person.folded_name, person.is_superuser, person.is_active, person.has_usable_password()) == ("новоселов лев", True, False, False)
    assert [
        client.get(url).status_code for url in ("/cms/users/", "/cms/users/?q=Новосёлов", "/cms/users/new/", f"/cms/users/edit/{person.pk}/")
    ] == [200] * 4
    assert client.get(f"/cms/users/delete/{person.pk}/").status_code == 302
    assert User.objects.filter(pk=person.pk).exists()


def test_account_of_an_administrator_is_closed_to_coordinators(coordinator, administrator, client_of):
    client = client_of(coordinator)

    client.post(f"/cms/users/edit/{administrator.pk}/", {"email": "evil@shkola.example", "family_name": "А", "given_name": "Б"})

    administrator.refresh_from_db()
    assert client.get("/cms/users/").status_code in {302, 403, 404}
    assert administrator.email == "administrator@shkola.example"
