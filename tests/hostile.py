"""Hostile values, and a good press for every form: tests put the one into the other.

A row of FORMS is who presses and what a good form holds; the key is the route's name, with a word after it where one address has several forms.
A pair (name, bytes) is a file.
"""

from courses.enrollment.models import Answer, Application, Question, Remark
from school.people.models import Town
from tests.presses import PRESSES

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
    "emoji": "🙂🧑🏽‍🏫",
    "ten_thousand": "ж" * 10_000,
    "foreign": "999999",
    "list": ["1", "-1", "", "\x00"],
    "missing": None,
}
# What a page of Wagtail's frame is asked field by field; the rest of the values come in all fields at once.
SHARPEST = ("empty", "nul", "ten_thousand", "enormous", "negative", "date", "foreign", "arabic_digits", "line_breaks", "list", "missing")
EXTRA = {
    "is_staff": "on", "is_superuser": "on", "is_active": "", "groups": "1", "user_permissions": "1", "role": "coordinator", "roles": "administrator",
    "status": "valid", "state": "admitted", "person": "1", "person_id": "1", "mentor": "1", "number": "ШЛ-2026-0001", "issued_at": "2020-01-01",
    "issued_by": "1", "verified": "on", "email_verified": "on", "name_confirmed_at": "2020-01-01", "decided_by": "1", "decided_at": "2020-01-01", "by": "1",
    "owner": "on", "id": "1", "pk": "1", "password": "x", "date_joined": "2000-01-01", "token": "x", "enrollment": "1", "cohort": "1", "submitted_at": "2000-01-01",
}  # fmt: skip


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
        around.objects.filter(**{"person" if around is Application else "application__person": stage.enrollment.person}).delete()
    enrollment = stage.enrollment
    text, choice = (Question.objects.get(cohort=stage.arguments["portals:apply"][0], kind=kind).pk for kind in ("text", "choice"))
    return {
        "organization": str(enrollment.organization_id),
        "town": str(enrollment.town_id),
        "motivation": "Хотим в реестр, чтобы помогать дальше.",
        f"question_{text}": "О доме",
        f"question_{choice}": "От друзей",
    }


FORMS = {
    "people:profile": ("participant", good_profile),
    "people:found": ("participant", good_card),
    "people:edit_organization": ("participant", good_card),
    "people:join": ("participant", lambda stage: {"number": "1027700132195", "position": "Директор"}),
    "portals:apply": ("participant", good_application),
    "portals:study_done": ("participant", lambda stage: {"undo": "1"}),
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
    **PRESSES,
}
