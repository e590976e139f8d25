"""Whatever is typed: an answer, never a 500; the message is Russian and stands at the field; what was typed is still there; nothing is half-saved.

One table of hostile values against every form of the portals and of people's own pages (trust.md, section 6), then extra fields (T7) and addresses.
"""

import re
from html import escape

import pytest
from django.urls import reverse

from courses.enrollment.models import Answer, Application, Enrollment, Remark
from school.people.models import Membership, Organization, Town, User
from tests.stage import furnish

LONG = "ж" * 50_000  # 100 KB
HOSTILE = {
    "empty": "",
    "spaces": " \u00a0\u2003 ",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7|add:7 }}{% debug %}${7*7}#{7*7}%(x)s{0.__class__}",
    "formula": '=HYPERLINK("http://evil.example","Иванов")',
    "controls": "Ив\x01ан\x07ов\x1b[31m",
    "line_breaks": "Иванов\r\nBcc: all@shkola.example",
    "nul": "Иван\x00ов",
    "zero_width": "Ив\u200bан\u2060ов\ufeff",
    "bidi": "Иван\u202eвоназ\u2066",
    "decomposed": "Йе\u0306лкин Е\u0308ж",
    "surrogate_like": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "long": LONG,
    "quote": "';DROP TABLE people_user;--",
    "path": "../../etc/passwd",
    "negative": "-1",
    "enormous": "9" * 400,
    "exponent": "1e309",
    "not_a_number": "NaN",
    "date": "31.02.99999",
    "json": '{"a": [1, {"b": null}]}',
    "percent": "%00%2e%2e%2f%E0%80%80",
    "arabic_digits": "١٢٣٤٥٦٧٨٩٠",
}
MARK = "слово-которое-не-должно-пропасть"


@pytest.fixture
def stage(cast, cohort):
    return furnish(cast, cohort)


def good_profile(stage):
    return {
        "family_name": "Берёзкина",
        "given_name": "Анна",
        "patronymic": "Лесовна",
        "phone": "+7 900 000-00-00",
        "town": str(Town.objects.first().pk),
    }


def good_card(stage):
    return {
        "form": "ano",
        "short_name": "АНО «Новая»",
        "name": "Автономная некоммерческая организация «Новая»",
        "ogrn": "1027700132195",
        "inn": "7707083893",
        "town": str(Town.objects.first().pk),
        "site": "https://novaya.example",
        "head": "Берёзкина Анна Лесовна",
        "areas": "Помощь соседям",
    }


def good_application(stage):
    for around in (Answer, Remark, Application):
        around.objects.all().delete()
    enrollment = stage.enrollment
    return {"organization": str(enrollment.organization_id), "town": str(enrollment.town_id), "motivation": "Хотим в реестр, чтобы помогать дальше."}


def good_sheet(stage):
    return {f"mark_{stage.enrollment.pk}": "late", f"seen_{stage.enrollment.pk}": "present"}


# name of the route: (who, how a good form looks)
FORMS = {
    "people:profile": ("participant", good_profile),
    "people:found": ("participant", good_card),
    "people:edit_organization": ("participant", good_card),
    "people:join": ("participant", lambda stage: {"number": "1027700132195", "position": "Директор"}),
    "portals:apply": ("participant", good_application),
    "portals:sheet": ("trainer", good_sheet),
    "portals:sheet_undo": ("trainer", lambda stage: {"entry": "1"}),
    "portals:study_done": ("participant", lambda stage: {"undo": "1"}),
    "portals:withdraw": ("participant", lambda stage: {"reason": "Передумала"}),
    "people:member": ("participant", lambda stage: {"answer": "confirm", "verb": "confirm", "state": "confirmed"}),
    "set_language": ("participant", lambda stage: {"language": "ru", "next": "/"}),
    "account_login": (None, lambda stage: {"login": "someone@shkola.example", "password": "очень длинный пароль"}),
    "account_reset_password": (None, lambda stage: {"email": "someone@shkola.example"}),
    "account_request_login_code": (None, lambda stage: {"email": "someone@shkola.example"}),
    "account_signup": (
        None,
        lambda stage: (
            good_profile(stage)
            | {
                "email": "someone@shkola.example",
                "password1": "семь ветров над Турой",
                "password2": "семь ветров над Турой",
                "consent_processing": "on",
            }
        ),
    ),
}
SIGNS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def address_of(name, stage):
    return reverse(name, args=stage.arguments.get(name, []))


def errors_in(response):
    form = (response.context or {}).get("form") if response.context else None
    return [str(message) for messages in form.errors.values() for message in messages] if form is not None and form.is_bound else []


@pytest.mark.parametrize("name", FORMS)
def test_form_survives_every_hostile_value(name, cast, stage, client_of, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    role, good = FORMS[name]
    client, data = client_of(cast[role or "visitor"]), good(stage)
    wrong = []
    for field in data:
        for kind, value in HOSTILE.items():
            response = client.post(address_of(name, stage), data | {field: value})
            wrong += [f"{field}={kind}: {trouble}" for trouble in troubles(response, data, field, value)]
            if role is None:
                client.logout()

    assert wrong == []


def troubles(response, data, field, value):
    if response.status_code not in (200, 302, 400, 404, 409):
        yield f"status {response.status_code}"
    messages = errors_in(response)
    yield from (f"not in Russian: {message}" for message in messages if not re.search("[А-Яа-яЁё]", message))
    if response.status_code == 200 and messages:
        page = response.content.decode()
        typed = {name: text for name, text in (data | {field: value}).items() if "password" not in name and len(text) < 1000}
        for name, text in typed.items():
            shown = escape(text) in page or text in page or escape(" ".join(text.split())) in page
            if not shown and not SIGNS.search(text) and not text.isspace() and "\n" not in text and not chosen(response, name):
                yield f"lost what was typed in {name}"
        if "<script>alert(1)" in page:
            yield "markup is alive"


def chosen(response, name):
    """A list and a tick keep a choice, not a text; a hidden field is not typed."""
    field = response.context["form"].fields.get(name)
    return field is None or name.startswith("seen_") or hasattr(field, "choices") or getattr(field.widget, "input_type", "") == "checkbox"


@pytest.mark.parametrize("kind", ["controls", "zero_width", "bidi", "decomposed", "line_breaks"])
def test_saved_names_hold_no_invisible_signs(kind, cast, stage, client_of):
    client_of(cast["participant"]).post(reverse("people:profile"), good_profile(stage) | {"given_name": HOSTILE[kind]})

    person = User.objects.get(pk=cast["participant"].pk)
    assert not SIGNS.search(person.given_name)
    assert "\u0306" not in person.given_name


# Extra fields change nothing

EXTRA = {
    "is_staff": "on", "is_superuser": "on", "is_active": "", "groups": "1", "user_permissions": "1", "role": "coordinator", "roles": "administrator",
    "status": "valid", "state": "admitted", "person": "1", "person_id": "1", "mentor": "1", "number": "ШЛ-2026-0001", "issued_at": "2020-01-01",
    "issued_by": "1", "verified": "on", "email_verified": "on", "name_confirmed_at": "2020-01-01", "decided_by": "1", "decided_at": "2020-01-01", "by": "1",
    "owner": "on", "id": "1", "pk": "1", "password": "x", "date_joined": "2000-01-01", "token": "x", "enrollment": "1", "cohort": "1", "submitted_at": "2000-01-01",
}  # fmt: skip


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

    made = Application.objects.get()
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
    assert not Application.objects.sent().exists()


def test_sheet_takes_only_expected_people(cast, stage, client_of):
    data = good_sheet(stage)

    client_of(cast["trainer"]).post(address_of("portals:sheet", stage), EXTRA | data | {"mark_999999": "present", "mark_-1": "late"})

    mark = stage.enrollment.marks.get()
    assert (mark.status, mark.by) == ("late", cast["trainer"])


def test_signup_gives_no_rights(stage, client):
    data = FORMS["account_signup"][1](stage)

    client.post(reverse("account_signup"), EXTRA | data)

    person = User.objects.get(email="someone@shkola.example")
    assert (person.is_superuser, person.groups.count(), person.emailaddress_set.get().verified) == (False, 0, False)
