"""Whatever is typed: an answer, never a 500; the message is Russian and stands at the field; what was typed is still there; nothing is half-saved.

One table of hostile values against every form of the portals and of people's own pages (trust.md, section 6), then extra fields (T7) and addresses.
"""

import re
from html import escape

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse

from courses.enrollment.models import Application, Enrollment
from school.people.models import Membership, Organization, User
from tests.desk import lay
from tests.hostile import EXTRA, FORMS, HOSTILE, SHARPEST, good_application, good_card, good_profile
from tests.presses import sheet_given
from tests.scene import standing
from tests.stage import furnish
from tests.test_house_doors import dump, routes

SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"(?!django_session|usersessions|account_|axes|django_cache|school_cache)")
REFUSED = {
    "account_login",
    "portals:check_in_code",
    "portals:quiz_withdraw",
    "people:join",
}  # a wrong password, a stale ticket, a test that was taken, no such card: the good ones have tests of their own
KEEPS_DRAFT = {"portals:apply", "portals:review", "portals:visit add", "portals:visit send"}  # a failed sending saves what was typed, and says so


kept, copies, cast, stage = standing(lambda cast, cohort: lay(furnish(cast, cohort), cast))


def address_of(name, stage):
    return reverse(name.split()[0], args=stage.arguments.get(name, stage.arguments.get(name.split()[0], [])))


def press(client, name, stage, data):
    """From the same state every time: what the press wrote is taken back. `rows` is what a press with complaints has left, if it wrote at all."""
    given = {key: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for key, value in data.items() if value is not None}
    writes = []

    def watch(execute, sql, *arguments):
        writes.extend(WRITES.findall(sql))
        return execute(sql, *arguments)

    with transaction.atomic():
        with connection.execute_wrapper(watch):
            response = client.post(address_of(name, stage), given)
        response.rows = dump() if writes and any(form.errors for form in bound_in(response)) else None
        transaction.set_rollback(True)
    return response


def bound_in(response):
    """Whatever the view calls them, the forms that were filled in."""
    found = {}
    for layer in getattr(response, "context", None) or []:
        for value in layer.dicts if hasattr(layer, "dicts") else [layer]:
            found |= {id(form): form for form in value.values() if isinstance(form, forms.BaseForm) and form.is_bound}
    return list(found.values())


@pytest.mark.parametrize("name", FORMS)
def test_the_good_press_is_good(name, cast, stage, client_of):
    """Otherwise the hostile values would be tried on a form that refuses anyway."""
    role, good = FORMS[name]
    response = press(client_of(cast[role or "visitor"]), name, stage, good(stage))

    assert response.status_code in (200, 302) or name in REFUSED
    assert [dict(form.errors) for form in bound_in(response) if form.errors] == [] or name in REFUSED


def presses(name, data):
    """What is put where: each value into each field; on a page of Wagtail's frame, and on PostgreSQL, the sharpest ones, the others into all fields at once.

    What PostgreSQL alone refuses – NUL, lengths, sizes of numbers – is among the sharpest; the words of a form are the same on both.
    """
    whole = connection.vendor == "sqlite" and not name.startswith("office")
    for kind, value in HOSTILE.items():
        if "x" in data and kind not in SHARPEST:
            continue  # a button without fields
        if whole or kind in SHARPEST:
            yield from ((f"{field}={kind}", data | {field: value}) for field in data)
        if len(data) > 1:
            yield f"all={kind}", dict.fromkeys(data, value)


@pytest.mark.parametrize("name", FORMS)
def test_form_survives_every_hostile_value(name, cast, stage, client_of, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    role, good = FORMS[name]
    client, data, wrong = client_of(cast[role or "visitor"], raise_request_exception=False), good(stage), []
    before = dump()
    for what, given in presses(name, data):
        response = press(client, name, stage, given)
        wrong += [f"{what}: {trouble}" for trouble in troubles(name, response, given, before)]
        if role is None:
            client.logout()

    assert not wrong, f"{len(wrong)} troubles\n" + "\n".join(wrong[:40])


def troubles(name, response, given, before):
    if response.status_code not in (200, 302, 400, 404, 409):
        yield f"status {response.status_code}"
        return
    bound = bound_in(response)
    messages = [str(message) for form in bound for errors in form.errors.values() for message in errors]
    yield from (f"not in Russian: {message}" for message in messages if not re.search("[А-Яа-яЁё]", message))
    if messages and response.rows and name not in KEEPS_DRAFT and response.rows != before:
        yield "half-saved"
    if messages and not response.streaming:
        page = response.content.decode()
        yield from lost(page, bound, given)
        if "<script>alert(1)" in page:
            yield "markup is alive"


def lost(page, bound, given):
    """What was typed is still there. A list and a tick keep a choice, a file cannot be kept; a hidden field is not typed."""
    for form in bound:
        for name, field in form.fields.items():
            text = given.get(form.add_prefix(name))
            if not isinstance(text, str) or "password" in name or hasattr(field, "choices") or isinstance(field, forms.FileField) or field.disabled:
                continue
            if field.widget.is_hidden or name.startswith("seen_") or getattr(field.widget, "input_type", "") == "checkbox" or len(text) > 1000:
                continue
            shown = escape(text) in page or text in page or escape(" ".join(text.split())) in page
            if not shown and not SIGNS.search(text) and not text.isspace() and "\n" not in text:
                yield f"lost what was typed in {name}"


@pytest.mark.parametrize("kind", ["controls", "zero_width", "bidi", "decomposed", "line_breaks"])
def test_saved_names_hold_no_invisible_signs(kind, cast, stage, client_of):
    client_of(cast["participant"]).post(reverse("people:profile"), good_profile(stage) | {"given_name": HOSTILE[kind]})

    person = User.objects.get(pk=cast["participant"].pk)
    assert not SIGNS.search(person.given_name)
    assert "\u0306" not in person.given_name


# A table of forms that is whole

# A page whatever the method: they read nothing of what is pressed.
READING = {
    *("office:cohort", "office:application", "office:person", "office:compare", "office:questions", "office:announcement"),
    *("office_certificates", "office_certificates_cohort", "office_certificates_register", "office_certificates_file"),
}


def test_every_form_of_the_courses_is_in_the_table(cast, stage, client_of):
    """A new POST route gets its row, or this fails."""
    known, missing = {name.split()[0] for name in FORMS}, set()
    client = client_of(cast["coordinator"], raise_request_exception=False)
    for name, _address, pattern in routes():
        module = getattr(pattern.callback, "__module__", "")
        if name in known | READING or not module.startswith("courses") or not name:
            continue
        with transaction.atomic():
            if client.post(address_of(next((key for key in stage.arguments if key.split()[0] == name), name), stage)).status_code != 405:
                missing.add(name)
            transaction.set_rollback(True)

    assert missing == set()


# Extra fields change nothing


def test_profile_takes_only_its_fields(cast, stage, client_of):
    person = cast["participant"]
    before = User.objects.filter(pk=person.pk).values().get()

    client_of(person).post(reverse("people:profile"), EXTRA | {"email": "evil@evil.example"} | good_profile(stage))

    after = User.objects.filter(pk=person.pk).values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"family_name", "given_name", "patronymic", "phone", "town_id", "folded_name", "last_login"}


def test_card_takes_only_its_fields(cast, stage, client_of):
    known = set(Organization.objects.values_list("pk", flat=True))

    client_of(cast["stranger"]).post(reverse("people:found"), EXTRA | good_card(stage))

    made = Organization.objects.exclude(pk__in=known).get()
    assert list(made.memberships.values_list("person", flat=True)) == [cast["stranger"].pk]
    assert Membership.objects.filter(person=cast["participant"], owner=True).count() == 1


def test_joining_never_confirms_itself(cast, stage, client_of):
    organization = stage.enrollment.organization

    client_of(cast["stranger"]).post(
        reverse("people:join"), EXTRA | {"number": organization.ogrn, "position": "", "owner": "on", "state": "confirmed"}
    )

    membership = Membership.objects.get(person=cast["stranger"])
    assert (membership.state, membership.owner) == ("asked", False)


def test_application_takes_only_its_fields(cast, stage, client_of):
    data = good_application(stage)

    client_of(cast["participant"]).post(address_of("portals:apply", stage), EXTRA | data)

    made = Application.objects.get(person=cast["participant"])
    assert (made.person, made.state, made.decided_by, made.cohort_id) == (
        cast["participant"],
        "submitted",
        None,
        stage.arguments["portals:apply"][0],
    )
    assert Enrollment.objects.filter(person=cast["participant"]).count() == 1


def test_application_for_a_foreign_organization_is_refused(cast, stage, client_of):
    data = good_application(stage)
    foreign = Organization.objects.exclude(pk=stage.enrollment.organization_id).first()

    response = client_of(cast["participant"]).post(address_of("portals:apply", stage), data | {"organization": str(foreign.pk)})

    assert response.status_code == 200
    assert not Application.objects.sent().filter(person=cast["participant"]).exists()


def test_sheet_takes_only_expected_people(cast, stage, client_of):
    data = sheet_given(stage)

    client_of(cast["trainer"]).post(address_of("portals:sheet", stage), EXTRA | data | {"mark_999999": "present", "mark_-1": "late"})

    mark = stage.enrollment.marks.get(meeting=stage.today)
    assert (mark.status, mark.by) == ("late", cast["trainer"])


def test_signup_gives_no_rights(stage, client):
    data = FORMS["account_signup"][1](stage)

    client.post(reverse("account_signup"), EXTRA | data)

    person = User.objects.get(email="someone@shkola.example")
    assert (person.is_superuser, person.groups.count(), person.emailaddress_set.get().verified) == (False, 0, False)
