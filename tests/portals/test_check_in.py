"""The way of a participant from the QR in the hall to the mark."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.actions import show_code
from courses.attendance.models import CheckIn, Mark
from tests.factories import EnrollmentFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort, trainer):
    soon = timezone.now() + timedelta(minutes=5)
    module = ModuleFactory(program=cohort.program)
    return show_code(MeetingFactory(cohort=cohort, module=module, starts_at=soon, ends_at=soon + timedelta(hours=3)), by=trainer)


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def code(meeting, ago=0):
    return code_rules.code_for(meeting.secret, code_rules.step_at(timezone.now()) - ago)


def address(meeting, ago=0):
    return reverse("portals:check_in_code", args=[meeting.pk, code(meeting, ago)])


def rows():
    return Mark.objects.count(), CheckIn.objects.count()


def test_opening_writes_nothing_and_gives_a_ticket(client, meeting):
    response = client.get(address(meeting))

    assert response.context["ticket"]
    assert "Отметим: Берёзкина" in response.content.decode()
    assert rows() == (0, 0)


def test_ticket_is_good_after_the_code_has_changed(client, meeting, monkeypatch):
    place = address(meeting)
    ticket = client.get(place).context["ticket"]
    monkeypatch.setattr(code_rules, "code_for", lambda secret, step: "0" * 8)  # the screen shows something else by now

    response = client.post(place, {"ticket": ticket}, follow=True)

    assert "Вы отмечены в" in response.content.decode()
    assert rows() == (1, 1)


def test_repeat_says_when_it_was(client, meeting):
    ticket = client.get(address(meeting)).context["ticket"]
    client.post(address(meeting), {"ticket": ticket})

    page = client.post(address(meeting), {"ticket": ticket}, follow=True).content.decode()

    assert f"Вы уже отмечены в {timezone.localtime(Mark.objects.get().at):%H:%M}" in page
    assert rows() == (1, 2)


def test_typed_code_marks_at_once(client, meeting):
    response = client.post(reverse("portals:check_in"), {"code": code_rules.spelled(code(meeting)).lower()}, follow=True)

    assert "Вы отмечены в" in response.content.decode()


def test_wrong_typed_code_is_told_and_stored(client, meeting):
    response = client.post(reverse("portals:check_in"), {"code": "00000000"})

    assert (response.status_code, rows()) == (409, (0, 1))
    assert "Код не подошёл" in response.content.decode()
    assert 'value="00000000"' in response.content.decode()


@pytest.mark.parametrize("typed", ["", "x" * 41, "\x00", "код"])
def test_nonsense_is_told_at_the_field(client, typed):
    response = client.post(reverse("portals:check_in"), {"code": typed})

    assert (response.status_code, rows()) == (400, (0, 0))


def test_old_code_and_unknown_meeting_look_the_same(client, meeting):
    old = client.get(address(meeting, ago=5))
    unknown = client.get(reverse("portals:check_in_code", args=[10**9, "00000000"]))

    assert (old.status_code, unknown.status_code) == (200, 200)
    assert meeting.title not in old.content.decode()
    assert all("Код не подошёл" in answer.content.decode() for answer in (old, unknown))
    assert rows() == (0, 0)


def test_post_without_a_ticket_is_refused_and_stored(client, meeting):
    response = client.post(address(meeting))

    assert (response.status_code, rows()) == (409, (0, 1))


def test_ticket_of_another_person_is_worth_nothing(client, client_of, meeting, cohort):
    other = client_of(EnrollmentFactory(cohort=cohort).person)
    ticket = client.get(address(meeting)).context["ticket"]

    assert other.post(address(meeting), {"ticket": ticket}).status_code == 409
    assert Mark.objects.count() == 0


def test_stranger_is_told_and_stored(client_of, stranger, meeting):
    client = client_of(stranger)
    ticket = client.get(address(meeting)).context["ticket"]

    response = client.post(address(meeting), {"ticket": ticket})

    assert "Это занятие другого потока" in response.content.decode()
    assert (response.status_code, rows()) == (409, (0, 1))


@pytest.mark.parametrize(("minutes", "words"), [(60, "Ещё рано"), (-60, "Уже поздно")])
def test_too_early_and_too_late_are_told(client, meeting, minutes, words):
    meeting.starts_at = timezone.now() + timedelta(minutes=minutes)
    meeting.ends_at = meeting.starts_at + timedelta(hours=3)
    meeting.save()

    opened = client.get(address(meeting))
    typed = client.post(reverse("portals:check_in"), {"code": code(meeting)})

    assert words in opened.content.decode()
    assert words in typed.content.decode()
    assert rows() == (0, 1)
    tapped = client.post(address(meeting), {"ticket": opened.context["ticket"]})
    assert (tapped.status_code, rows()) == (409, (0, 2))
    assert words in tapped.content.decode()
    assert "Тренер видит вашу попытку" in tapped.content.decode()


def test_cancelled_meeting_has_nothing_to_tap(client, meeting):
    meeting.cancelled_at = timezone.now()
    meeting.save()

    page = client.get(address(meeting)).content.decode()

    assert "Занятие отменено" in page
    assert 'name="ticket"' not in page


def test_session_that_ended_on_the_confirming_page_loses_no_ticket(client, client_of, participant, meeting):
    ticket = client.get(address(meeting)).context["ticket"]
    place = address(meeting, ago=5)
    client.logout()

    again = client.post(place, {"ticket": ticket})
    client.force_login(participant)
    back = parse_qs(urlsplit(again.headers["Location"]).query)["next"][0]

    assert "Отметим: Берёзкина" in client.get(back).content.decode()


def test_who_is_marked_already_is_told_so_at_once(client, meeting):
    client.post(reverse("portals:check_in"), {"code": code(meeting)})

    page = client.get(address(meeting), follow=True)

    assert "Вы уже отмечены в" in page.content.decode()
    assert rows() == (1, 1)


def test_device_is_kept_as_a_hash_only(client, meeting):
    ticket = client.get(address(meeting)).context["ticket"]
    cookie = client.cookies["device"]
    client.post(address(meeting), {"ticket": ticket})

    kept = CheckIn.objects.get().device
    assert cookie["httponly"]
    assert kept == code_rules.device_hash(cookie.value) != cookie.value


def test_too_many_tries_are_stopped(client, meeting):
    for _ in range(20):
        client.post(address(meeting))

    response = client.post(reverse("portals:check_in"), {"code": code(meeting)})

    assert (response.status_code, rows()) == (429, (0, 20))


def test_own_mark_only(client_of, stranger, client, meeting):
    client.post(reverse("portals:check_in"), {"code": code(meeting)})

    assert client.get(reverse("portals:checked_in", args=[meeting.pk])).status_code == 200
    assert client_of(stranger).get(reverse("portals:checked_in", args=[meeting.pk])).status_code == 404


def test_meetings_lead_to_the_check_in_while_it_is_open(client, meeting, participant):
    page = reverse("portals:meetings", args=[participant.enrollments.get().pk])
    assert "Можно отметиться" in client.get(page).content.decode()

    client.post(reverse("portals:check_in"), {"code": code(meeting)})

    assert "Можно отметиться" not in client.get(page).content.decode()


def test_confirming_is_cheap(client, meeting):
    ticket = client.get(address(meeting)).context["ticket"]

    with CaptureQueriesContext(connection) as found:
        client.post(address(meeting), {"ticket": ticket})

    assert len(found) <= 9
