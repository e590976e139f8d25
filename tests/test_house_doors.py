"""Every address has a declared policy, and the policy is what happens: each route is asked as every member of the cast and as a stranger (T1, T29).

The policies are in tests/policies.py. Objects behind the addresses are real and belong to the participant (tests/stage.py). Wagtail admin and the account
pages are fenced as a whole.
"""

import re

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse
from django.urls.resolvers import RoutePattern, URLPattern

from tests.factories import PASSWORD
from tests.policies import PEOPLE, POLICIES
from tests.scene import standing
from tests.stage import furnish

FENCED = ("accounts/", "cms/", "^cms/", "_wagtail")  # account pages are allauth's; Wagtail's are asked below
ARGUMENTS = {"picture": ["nothing.png"], "site:share": [1, "0" * 20]}
SAMPLES = {"int": "1", "str": "1", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}


def routes(patterns=None, prefix="", space=""):
    """(qualified name, address as a pattern) of every route."""
    for pattern in patterns or get_resolver().url_patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = f"{space}:{pattern.name}" if space and pattern.name else pattern.name
            yield name, address, pattern
        else:
            inner = f"{space}:{pattern.namespace}".strip(":") if pattern.namespace else space
            yield from routes(pattern.url_patterns, address, inner)


def own_routes():
    return {name or address for name, address, _pattern in routes() if not address.startswith(FENCED) and not (name or "").startswith("wagtail_")}


kept, copies, cast, stage = standing(furnish)


def address_of(name, stage):
    return reverse(name, args=stage.arguments.get(name, ARGUMENTS.get(name, [])))


def test_every_route_has_a_policy():
    unnamed = {name for name in own_routes() if "/" in name}

    assert own_routes() - unnamed == set(POLICIES)
    assert unnamed == {"C/<slug:token>/", "c/<slug:token>"}  # twins of the certificate's address, with and without the slash


@pytest.mark.parametrize("role", PEOPLE)
def test_every_route_answers_each_person_as_declared(role, cast, stage, client_of):
    client = client_of(cast[role])
    place = PEOPLE.index(role)

    answers = {name: client.get(address_of(name, stage)).status_code for name in POLICIES}

    assert answers == {name: policy[place] for name, policy in POLICIES.items()}


def test_visitor_is_led_to_the_sign_in(cast, stage, client):
    closed = [name for name, policy in POLICIES.items() if policy[0] == 302]

    places = {name: client.get(address_of(name, stage)).headers["Location"].split("?")[0] for name in closed}

    assert set(places.values()) == {reverse("account_login")}


def test_foreign_and_missing_look_the_same(cast, stage, client_of):
    """The same status and the same page, so that nothing tells whether the number exists."""
    client = client_of(cast["stranger"])
    for name in ("portals:route", "portals:meetings", "portals:withdraw", "portals:certificate_file", "people:organization"):
        foreign = client.get(address_of(name, stage))
        missing = client.get(reverse(name, args=[999_999_999]))

        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert stripped(foreign) == stripped(missing)


ONE_CLICK = {"notices:stop": 200}  # RFC 8058: a mail program has no token; the signed link can only make letters fewer


def stripped(response):
    return re.sub(r'nonce="[^"]*"|value="[^"]*"|/\d+/', "", response.content.decode())


@pytest.mark.parametrize("role", PEOPLE)
def test_post_without_token_is_refused_everywhere(role, cast, stage, client_of):
    client = client_of(cast[role], enforce_csrf_checks=True)

    answers = {name: client.post(address_of(name, stage), {"x": "1"}).status_code for name in POLICIES}

    assert {name: status for name, status in answers.items() if status != 403} == ONE_CLICK


def test_post_box_is_closed_in_production(cast, stage, client_of, settings):
    settings.POST_BOX = False
    for role in PEOPLE:
        client = client_of(cast[role])

        assert {client.get(address_of(name, stage)).status_code for name in POLICIES if name.startswith("post:")} == {404}


@pytest.mark.parametrize("role", ["participant", "trainer", "mentor", "coordinator"])
def test_post_from_a_foreign_page_is_refused(role, cast, stage, client_of):
    client = client_of(cast[role], enforce_csrf_checks=True)
    for name in ("portals:study_done", "portals:sheet", "people:profile", "portals:withdraw"):
        response = client.post(address_of(name, stage), {"x": "1"}, headers={"Origin": "https://evil.example"})

        assert response.status_code == 403


# Reading writes nothing

JOURNALS = {"vault.Look", "sessions.Session", "usersessions.UserSession", "wagtailimages.Rendition", "contenttypes.ContentType"}
EDITORS = {"wagtailcore.EditingSession", "wagtailcore.PageSubscription", "wagtailusers.UserProfile", "wagtailcore.UploadedFile"}


def dump():
    """Every row of every table, but for the journals of reading."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.label not in JOURNALS | EDITORS and model._meta.managed]
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in models}):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(str, cursor.fetchall()))
    return rows


@pytest.mark.parametrize("role", PEOPLE)
def test_reading_writes_nothing(role, cast, stage, client_of):
    client = client_of(cast[role])
    before = dump()

    for name in POLICIES:
        client.get(address_of(name, stage))
        client.get(address_of(name, stage), headers={"HX-Request": "true"})

    assert dump() == before


# Wagtail admin

# Scripts and pictures of the interface itself, no data; and the address that breaks on purpose.
OPEN_IN_ADMIN = {"wagtailadmin_error_test", "wagtailadmin_javascript_catalog", "wagtailadmin_sprite", "wagtailadmin_login", "wagtailadmin_logout"}


def admin_addresses():
    for name, address, pattern in routes():
        if address.startswith("cms/") and name not in OPEN_IN_ADMIN and isinstance(pattern.pattern, RoutePattern):
            yield "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], address)


@pytest.mark.parametrize("role", ["visitor", "participant", "trainer", "mentor", "stranger"])
def test_wagtail_admin_opens_to_staff_only(role, cast, stage, client_of):
    client = client_of(cast[role])

    answers = {address: client.get(address).status_code for address in sorted(set(admin_addresses()))}

    assert len(answers) > 100
    assert {address: status for address, status in answers.items() if status not in (302, 403, 404, 405)} == {}


@pytest.mark.parametrize("role", ["coordinator", "author", "methodologist", "administrator"])
def test_wagtail_admin_never_breaks(role, cast, stage, client_of):
    """Whatever number stands in the address, the answer is a page, a refusal or «no such thing»; reading changes nothing."""
    client = client_of(cast[role])
    before = dump()

    answers = {address: client.get(address).status_code for address in sorted(set(admin_addresses()))}

    assert {address: status for address, status in answers.items() if status >= 500} == {}
    assert dump() == before


def test_one_door_only(client, cast):
    """The right password, posted to every address there is, opens a session at one of them (T26)."""
    opened = set()
    for name, address, pattern in routes():
        try:
            url = reverse(name, args=[SAMPLES[type(c).__name__.removesuffix("Converter").lower()] for c in pattern.pattern.converters.values()])
        except (NoReverseMatch, KeyError, AttributeError):
            url = "/" + re.sub(r"<(\w+:)?\w+>|\(\?P<.*?\)|[\^$\\]", "1", address)
        for field in ("login", "username"):
            cache.clear()
            client.logout()
            client.post(url, {field: cast["stranger"].email, "password": PASSWORD})
            if client.session.get("_auth_user_id"):
                opened.add(name)

    assert opened == {"account_login"}
