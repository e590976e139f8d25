"""Makes the school of the benchmark ready and signs a participant in; prints what the load generator needs as JSON."""

import json

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from cms.models import HomePage, ProgramPage, TextPage
from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from school.deploy import demo
from tests.bench import sheet
from tests.bench.crowd import furnish


def sign_in(user):
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def open_lesson():
    """The first lesson that the person may read now, through the real address."""
    for enrollment in Enrollment.objects.active().select_related("cohort"):
        client = Client(headers={"host": "127.0.0.1"})
        client.cookies[settings.SESSION_COOKIE_NAME] = sign_in(enrollment.person)
        for lesson in Lesson.objects.order_by("module__position", "position"):
            url = f"/study/{enrollment.cohort_id}/{lesson.pk}/"
            if client.get(url).status_code == 200:
                return client.cookies[settings.SESSION_COOKIE_NAME].value, url
    raise SystemExit("В демонстрационной школе нет открытого урока")


def empty_page():
    """Served by `tests.bench.urls.empty`."""
    page = TextPage(title="Пустая", slug="bench")
    HomePage.objects.get().add_child(instance=page)
    return "/bench/"


if __name__ == "__main__":
    demo.make_ready()
    value, lesson = open_lesson()
    stage = {"cookie": f"{settings.SESSION_COOKIE_NAME}={value}", "lesson": lesson, "empty": empty_page()}
    stage["hall"], stage["sheet"] = furnish(200, rounds=4), sheet.furnish()
    print("STAGE " + json.dumps(stage | {"program": ProgramPage.objects.live().first().address}))
