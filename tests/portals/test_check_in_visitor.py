"""A visitor reads the code in the hall: the ticket goes through the sign-in."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.actions import show_code
from courses.attendance.models import Mark
from courses.portals import check_in
from school.people.actions import give_consent
from tests.factories import PASSWORD, EnrollmentFactory, MeetingFactory
from tests.portals.test_check_in import address, meeting, rows  # noqa: F401

pytestmark = pytest.mark.django_db


def led_through(visitor, place):
    """The address inside `next`."""
    response = visitor.get(place)
    where = urlsplit(response.headers["Location"])
    assert (response.status_code, where.path) == (302, "/accounts/login/")
    return parse_qs(where.query)["next"][0]


@pytest.fixture
def phone(client_of, meeting):  # noqa: F811
    """A browser without a session that has just read the code: by the time of the sign-in the screen shows another one."""
    visitor = client_of(None)
    visitor.opened = led_through(visitor, address(meeting))
    return visitor


@pytest.fixture
def code_has_changed(monkeypatch, phone):
    monkeypatch.setattr(code_rules, "code_for", lambda secret, step: "0" * 8)


def ticket_in(place):
    return parse_qs(urlsplit(place).query)["ticket"][0]


def test_code_read_before_the_sign_in_is_good_after_it(phone, code_has_changed, participant, meeting):  # noqa: F811
    assert rows() == (0, 0)
    assert not Session.objects.exists()
    assert "Код подошёл" in phone.get("/accounts/login/").content.decode()
    give_consent(participant, "processing")

    opened = phone.post("/accounts/login/", {"login": participant.email, "password": PASSWORD, "next": phone.opened}, follow=True)
    assert "Отметим: Берёзкина" in opened.content.decode()
    assert rows() == (0, 0)
    marked = phone.post(phone.opened, {"ticket": opened.context["ticket"]}, follow=True)

    assert "Вы отмечены в" in marked.content.decode()
    assert rows() == (1, 1)


def test_ticket_outlives_the_first_consent_too(phone, code_has_changed, participant):
    asked = phone.post("/accounts/login/", {"login": participant.email, "password": PASSWORD, "next": phone.opened}, follow=True)
    place = asked.redirect_chain[-1][0]
    assert place.startswith(reverse("people:first_consent"))

    opened = phone.post(place, {"consent_processing": "on"}, follow=True)

    assert "Отметим: Берёзкина" in opened.content.decode()


def test_ticket_of_a_visitor_is_worth_nothing_in_another_browser(phone, code_has_changed, client_of, participant):
    other = client_of(participant)

    assert "Код не подошёл" in other.get(phone.opened).content.decode()
    assert other.post(phone.opened, {"ticket": ticket_in(phone.opened)}).status_code == 409
    assert Mark.objects.count() == 0


def test_ticket_of_a_visitor_serves_the_first_person_only(phone, code_has_changed, participant, cohort, meeting):  # noqa: F811
    second, ticket = EnrollmentFactory(cohort=cohort).person, {"ticket": ticket_in(phone.opened)}
    phone.force_login(participant)
    assert phone.post(phone.opened, ticket).status_code == 302
    assert "Вы уже отмечены" in phone.post(phone.opened, ticket, follow=True).content.decode()  # to its owner it says so

    phone.force_login(second)

    assert "наведите камеру" in phone.get(phone.opened).content.decode().lower()
    assert phone.post(phone.opened, ticket).status_code == 409
    assert Mark.objects.get().enrollment.person == participant


@pytest.mark.parametrize(("minutes", "words"), [(9, "Отметим: Берёзкина"), (11, "Код не подошёл")])
def test_ticket_of_a_visitor_lives_ten_minutes(phone, code_has_changed, participant, monkeypatch, minutes, words):
    phone.force_login(participant)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + minutes * 60)

    assert words in phone.get(phone.opened).content.decode()


def test_ticket_of_a_visitor_is_of_one_meeting(phone, code_has_changed, participant, cohort, trainer):
    other = show_code(MeetingFactory(cohort=cohort, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1)), by=trainer)
    phone.force_login(participant)

    page = phone.get(reverse("portals:check_in_code", args=[other.pk, "11111111"]), {"ticket": ticket_in(phone.opened)})

    assert "Код не подошёл" in page.content.decode()


def test_moment_of_reading_decides_whatever_the_sign_in_took(phone, code_has_changed, participant, meeting):  # noqa: F811
    type(meeting).objects.update(check_in_after=0, starts_at=timezone.now() - timedelta(microseconds=1))  # the window has closed meanwhile
    phone.force_login(participant)

    opened = phone.get(phone.opened)

    assert opened.context["reasons"] == []
    phone.post(phone.opened, {"ticket": opened.context["ticket"]})
    assert Mark.objects.count() == 1


def test_visitor_with_an_old_code_brings_nothing_through(client_of, meeting):  # noqa: F811
    visitor, old, unknown = client_of(None), address(meeting, ago=5), reverse("portals:check_in_code", args=[10**9, "00000000"])

    assert led_through(visitor, old) == old
    assert "наведите камеру ещё раз" in visitor.get("/accounts/login/").content.decode()
    assert led_through(visitor, unknown) == unknown


def test_visitor_cannot_guess_without_end(client_of, meeting, monkeypatch):  # noqa: F811
    monkeypatch.setattr(check_in, "HALL", 2)
    visitor = client_of(None)

    assert [visitor.get(address(meeting, ago=ago)).status_code for ago in (5, 6, 7)] == [302, 302, 429]
