"""The roof: language, pictures of pages, refusals in words, policies in headers."""

import pytest
from django.conf import settings as real
from django.test import Client
from PIL import Image

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "original_images", "documents"):
        (tmp_path / folder).mkdir()
        Image.new("RGB", (2, 2)).save(tmp_path / folder / "a.png")
    (tmp_path / "images" / "a.svg").write_text("<svg/>")
    (tmp_path / "secret.png").write_bytes(b"x")
    return tmp_path


def test_picture_is_served_inert_and_for_long(client, media):
    answer = client.get("/media/images/a.png")

    assert (answer.status_code, answer["Content-Type"], answer["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "images/none.png", "images/a.svg", "images/../secret.png", "images/%2e%2e/secret.png", "images/..%2fsecret.png", "original_images/a.png",
        "documents/a.png", "images/a.png%00", "images/" + "я" * 400 + ".png", "images//etc/passwd", "images/sub/a.png",
    ],
)  # fmt: skip
def test_nothing_else_of_the_media_folder_is_served(client, media, path):
    assert client.get("/media/" + path).status_code == 404


@pytest.mark.parametrize(
    ("where", "goes"),
    [
        ("/people/profile/?a=1", "/people/profile/?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/%2F%2Fevil.example", "/"),
        ("", "/"),
    ],
)
def test_language_is_remembered_and_never_leads_away(client, where, goes):
    answer = client.post("/language/", {"language": "en", "next": where})

    assert (answer.status_code, answer.url) == (302, goes)
    assert answer.cookies["django_language"].value == "en"


def test_language_ignores_what_it_does_not_speak(client):
    assert "django_language" not in client.post("/language/", {"language": "../../x"}).cookies
    assert client.get("/language/").status_code == 405


def test_form_without_token_is_refused_in_words(stranger):
    client = Client(enforce_csrf_checks=True)
    client.force_login(stranger)

    answer = client.post("/people/profile/name/")

    assert answer.status_code == 403
    assert "CSRF" not in answer.content.decode()
    stranger.refresh_from_db()
    assert stranger.name_confirmed_at is None


def test_wrong_host_is_refused(client):
    assert client.get("/people/texts/processing/", HTTP_HOST="evil.example").status_code == 400


def test_missing_page_is_in_our_look(client):
    answer = client.get("/нет-такой/")

    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.content.decode()


def test_broken_page_tells_nothing(client, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("secret detail")

    monkeypatch.setattr("school.people.actions.current_text", fail)
    client.raise_request_exception = False

    answer = client.get("/people/texts/processing/")

    assert answer.status_code == 500
    assert "secret detail" not in answer.content.decode()
    assert "school" in answer.content.decode() or "Школа" in answer.content.decode()


def test_strict_policy_on_our_pages(client):
    policy = client.get("/people/texts/processing/")["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy


def test_editor_has_a_looser_policy_but_has_one(administrator, client_of):
    policy = client_of(administrator).get("/cms/")["Content-Security-Policy"]

    assert "frame-ancestors 'self'" in policy
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "object-src 'none'" in policy
    assert "nonce-" not in policy


def test_personal_pages_are_stored_nowhere(stranger, client_of):
    assert client_of(stranger).get("/people/profile/")["Cache-Control"] == "no-store, private"


def test_second_factor_is_a_rule_of_production():
    assert real.STAFF_SECOND_FACTOR is False


@pytest.mark.parametrize(
    "url", ["/cms/account/", "/cms/reports/site-history/", "/cms/users/?ordering=password", "/cms/bulk/people/user/delete/?id=1"]
)
def test_admin_pages_about_people_do_not_break(administrator, client_of, url):
    assert client_of(administrator).get(url).status_code in {200, 302, 404}


def test_staff_settings_ask_for_neither_name_nor_picture(coordinator, client_of):
    client = client_of(coordinator)

    page = client.get("/cms/account/").content.decode()

    assert "first_name" not in page
    assert "avatar" not in page.split("<main", 1)[1]
    assert client_of(None).get("/cms/account/").url.startswith("/cms/login/")


def test_staff_door_leads_visitors_to_sign_in_and_others_back_to_their_own_door(client_of, stranger):
    visitor = client_of(None).get("/cms/", follow=True)
    signed_in = client_of(stranger).get("/cms/", follow=True)

    assert visitor.redirect_chain[-1][0].startswith("/accounts/login/?next=/cms/")
    assert signed_in.status_code == 200
    assert "Управление открыто координаторам" in signed_in.content.decode()
