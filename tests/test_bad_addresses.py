"""Whatever stands in an address or a header: a page, a refusal or «no such thing», never a 500 (trust.md, section 6)."""

import pytest
from django.urls import reverse

from tests.scene import standing
from tests.stage import furnish

kept, copies, cast, stage = standing(furnish)


def address_of(name, stage):
    return reverse(name, args=stage.arguments.get(name, []))


NUMBERS = ["0", "999999999", "9" * 30, "9" * 300]
READING = [
    "portals:checked_in",
    "portals:route",
    "portals:meetings",
    "portals:withdraw",
    "portals:sheet",
    "portals:mentor_organization",
    "portals:certificate_file",
    "people:organization",
    "people:leave",
]


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("role", ["participant", "trainer", "mentor"])
def test_strange_numbers_are_not_found(name, role, cast, stage, client_of):
    pattern = reverse(name, args=[1234567])

    answers = {number: client_of(cast[role]).get(pattern.replace("1234567", number)).status_code for number in [*NUMBERS, "-1", "x", "1%00", "１"]}

    assert set(answers.values()) == {404}


QUERIES = [
    "?page=-1", "?page=999999999999999999999", "?page=x", "?p=-1", "?sort=user__password", "?sort=-1", "?_connector=OR", "?owner__password__startswith=p",
    "?q=%00", "?q=%E0%80%80", "?q=" + "%D0%B6" * 3000, "?town=-1", "?town=9999999999999999999999", "?town=%C2%B2", "?list=x", "?saved=99999999999999999999999",
    "?saved=%C2%B2", "?next=//evil.example", "?number=%00&family_name=%00", "?number=" + "1" * 5000 + "&family_name=x", "?family_name=x", "?done=1&done=2",
    "?=&&&", "?%00=%00",
]  # fmt: skip
LISTS = {
    "participant": [
        "portals:cabinet",
        "portals:route",
        "portals:meetings",
        "portals:applications",
        "portals:certificates",
        "portals:apply",
        "portals:study",
    ],
    "trainer": ["portals:trainer", "portals:sheet"],
    "mentor": [
        "portals:mentor",
        "portals:mentor_organization",
        "portals:mentor_documents",
        "portals:mentor_document",
        "portals:mentor_dossiers",
        "portals:reply_templates",
    ],
    "visitor": ["portals:cohorts", "portals:check", "portals:apply", "portals:certificate", "account_login", "account_signup"],
}


@pytest.mark.parametrize("role", LISTS)
def test_strange_questions_get_an_answer(role, cast, stage, client_of):
    client, wrong = client_of(cast[role]), {}
    for name in LISTS[role]:
        for query in QUERIES:
            response = client.get(address_of(name, stage) + query)
            if response.status_code not in (200, 302, 400, 404) or "evil.example" in response.headers.get("Location", ""):
                wrong[name + query[:60]] = response.status_code

    assert wrong == {}


@pytest.mark.parametrize("query", QUERIES)
def test_public_pages_ignore_strange_questions(query, cast, stage, client):
    for address in ("/", stage.program_page.get_url(), stage.lesson_page.get_url()):
        assert client.get(address + query).status_code in (200, 302)


@pytest.mark.parametrize("token", ["x", "A" * 26, "9" * 500, "%00", "..%2f", "<b>", "ж"])
def test_unknown_token_says_so_to_everybody(token, client, db):
    assert client.get(f"/c/{token}/").status_code in (404,)
    assert client.get(f"/invitation/{token}/").status_code == 404


def test_headers_are_not_believed(stage, client_of, cast):
    client = client_of(cast["participant"])
    for headers in (
        {"X-Forwarded-For": "<script>"},
        {"X-Forwarded-Host": "evil.example"},
        {"Accept-Language": "ru," * 2000},
        {"Referer": "https://evil.example/\u0436"},
        {"HX-Request": "true", "HX-Current-URL": "javascript:alert(1)"},
        {"Cookie": "sessionid=%00; csrftoken=x; django_language=../../etc"},
        {"User-Agent": "x" * 8000},
    ):
        response = client.get("/cohorts/", headers=headers)
        assert response.status_code == 200
        assert "evil.example" not in response.content.decode()
