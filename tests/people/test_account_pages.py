"""Every page of the account: it opens for whom it should, in our words, with one heading and nothing inline."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django import forms
from django.core.cache import cache
from django.test import Client

from school.post.models import Letter
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
OUTSIDE = [
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/expired-key/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-bad/",
    "/accounts/password/reset/key/done/",
    "/accounts/login/code/",
]
INSIDE = [
    "/accounts/logout/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
]
PROTECTED = [
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
]


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def entered(person):
    """Signed in with the password just now, so that the settings do not ask again."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def protect(person):
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    RecoveryCodes.activate(person)


def check(answer):
    page = answer.content.decode()
    assert answer.status_code == 200
    assert len(re.findall(r"<h1[ >]", page)) == 1
    assert "ожалуйста" not in page
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
    for name in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page):
        assert all(f'id="{each}"' in page for each in name.split())
    return page


@pytest.mark.parametrize("url", OUTSIDE)
def test_account_page_for_a_visitor(client, url):
    check(client.get(url))


@pytest.mark.parametrize("url", INSIDE)
def test_account_page_for_a_person(url):
    check(entered(UserFactory()).get(url))


@pytest.mark.parametrize("url", PROTECTED)
def test_account_page_with_a_second_step(url):
    person = UserFactory()
    client = entered(person)
    protect(person)

    check(client.get(url))


def test_index_of_the_second_step_leads_to_the_codes():
    person = UserFactory()
    client = entered(person)
    protect(person)

    page = check(client.get("/accounts/2fa/"))

    assert "Осталось кодов: 10 из 10." in page
    assert "/accounts/2fa/recovery-codes/download/" in page


def test_login_asks_for_the_second_step(client):
    person = UserFactory()
    protect(person)

    page = check(client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True))

    assert "Второй шаг входа" in page
    assert "mfa_webauthn_authenticate" in page


def test_login_offers_every_way_in(client):
    page = check(client.get("/accounts/login/?next=/people/profile/"))

    for words in ("Прислать код на почту", "Войти с ключом доступа", "Зарегистрироваться", "/accounts/password/reset/", "data-allauth-onload"):
        assert words in page
    assert page.count('name="next"') >= 2


def test_new_password_from_the_letter(client):
    UserFactory(email="anna@shkola.example")
    client.post("/accounts/password/reset/", {"email": "anna@shkola.example"})
    url = re.search(r"http://[^/]+(/accounts/password/reset/key/\S+)", Letter.objects.get().text).group(1)

    page = check(client.get(url, follow=True))

    assert "Сохранить пароль" in page


def test_code_from_the_letter_is_asked_for(client):
    UserFactory(email="anna@shkola.example")

    page = check(client.post("/accounts/login/code/", {"email": "anna@shkola.example"}, follow=True))

    assert "anna@shkola.example" in page
    assert "Прислать новый код" in page or "Не входить" in page


def test_new_address_waits_for_its_letter():
    client = entered(UserFactory(email="anna@shkola.example"))

    page = check(client.post("/accounts/email/", {"email": "new@shkola.example", "action_add": ""}, follow=True))

    assert "new@shkola.example" in page
    assert "Оставить прежний адрес" in page


@pytest.mark.parametrize("email", ["", "не адрес"])
def test_wrong_new_address_is_answered_at_the_field(email):
    page = check(entered(UserFactory()).post("/accounts/email/", {"email": email, "action_add": ""}))

    assert 'class="err" id="id_email_error"' in page
    assert 'aria-invalid="true"' in page


def test_sessions_page_names_this_device():
    assert "Это устройство" in check(entered(UserFactory()).get("/accounts/sessions/"))


def test_success_is_a_toast_and_nothing_else():
    client = entered(UserFactory())

    page = client.post("/accounts/logout/", follow=True).content.decode()

    assert 'class="toast"' in page
    assert 'class="note' not in page


def test_keys_are_listed_renamed_and_removed():
    person = UserFactory()
    client = entered(person)
    data = {"name": "Мой телефон", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    key = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)

    listed = check(client.get("/accounts/2fa/webauthn/"))
    check(client.get(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/"))
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/edit/", {"name": "Рабочий компьютер"})
    asked = check(client.get(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/"))
    client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")

    assert "Мой телефон" in listed
    assert "Рабочий компьютер" in asked
    assert not Authenticator.objects.exists()


class Choice(forms.Form):
    shape = forms.ChoiceField(label="Форма", help_text="Как в уставе.", choices=[("a", "АНО"), ("b", "Фонд")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Согласие", help_text="Можно отозвать.")


def test_error_summary_leads_to_a_group_of_choices():
    page = str(Choice({}))

    assert 'href="#id_shape"' in page
    assert 'id="id_shape" tabindex="-1" aria-describedby="id_shape_helptext id_shape_error"' in page
    assert 'aria-describedby="id_agreed_helptext id_agreed_error"' in page
    assert 'id="id_agreed_helptext"' in page
    assert 'id="id_agreed_error"' in page


def test_login_leads_to_a_new_password(client):
    page = client.get("/accounts/login/").content.decode()

    assert '<a href="/accounts/password/reset/">Забыли пароль?</a>' in page
