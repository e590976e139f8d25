"""What an outsider once found; each stays closed."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from django.urls import reverse

from courses.attendance import actions
from courses.attendance.models import Mark
from school.journal.models import Entry
from school.people.rules import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("half", ["//[", "http://[", "https://[::1", "//a℀"])
@pytest.mark.parametrize("address", ["/accounts/login/", "/cms/login/"])
def test_half_addresses_lead_nowhere(client, address, half):
    response = client.get(address, {"next": half})

    assert response.status_code in {200, 302}
    assert half not in response.headers.get("Location", "")


@pytest.mark.parametrize(
    ("charset", "status"),
    [("hex", "400"), ("utf-7", "400"), ("rot13", "400"), ("нет", "400"), ("utf-8", "200"), ('"UTF-8"', "200")],
)
def test_forged_charset_is_refused(charset, status, monkeypatch):
    from school import wsgi

    monkeypatch.setattr(wsgi, "django_application", lambda environ, start_response: start_response("200 OK", []) or [])

    environ = RequestFactory().get("/healthz?number=%41").environ | {"CONTENT_TYPE": f"text/plain; charset={charset}", "SERVER_NAME": "testserver"}
    answers = []
    wsgi.application(environ, lambda line, headers, *_: answers.append(line[:3]))

    assert answers == [status]


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/confirm-email/nothing/", "/people/consents/text/processing/"])
def test_pages_with_somebodys_address_are_stored_nowhere(client, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_signing_out_by_a_link_does_nothing(client_of, coordinator):
    client = client_of(coordinator)

    assert client.get("/cms/logout/").status_code == 405
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_limits_are_not_washed_out_by_other_peoples_rows():
    cache.clear()
    cache.set("a-first-in-the-alphabet", 1, 300)
    for number in range(400):
        cache.set(f"junk-{number}", 1, 300)

    assert cache.get("a-first-in-the-alphabet") == 1


def test_undo_on_a_cancelled_meeting_is_refused(participant, trainer):
    from tests.factories import MeetingFactory, ModuleFactory

    enrollment = participant.enrollments.get()
    cohort = enrollment.cohort
    meeting = MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program))
    actions.save_sheet(meeting, {enrollment.pk: "present"}, by=trainer)
    entry = Entry.objects.get(verb="attendance.saved").pk
    meeting.cancelled_at = meeting.starts_at
    meeting.save()

    with pytest.raises(Refused):
        actions.undo_sheet(meeting, entry, by=trainer)

    assert Mark.objects.get().status == "present"
