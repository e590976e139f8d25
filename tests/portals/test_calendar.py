"""A person's calendar: its secret address, and the feed as a calendar program reads it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from courses.enrollment import actions
from courses.enrollment.models import CalendarAddress, Enrollment
from courses.program.models import Subgroup
from school.journal.models import Entry
from tests.factories import CohortFactory, EnrollmentFactory, MeetingFactory, TownFactory

pytestmark = pytest.mark.django_db
TYUMEN = ZoneInfo("Asia/Yekaterinburg")


def feed_of(person):
    return reverse("portals:calendar_feed", args=[actions.make_calendar_address(by=person)])


def events(client, address):
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def ahead(**fields):
    start = datetime(2031, 12, 5, 10, 0, tzinfo=TYUMEN)
    return MeetingFactory(starts_at=start, ends_at=start + timedelta(hours=4), **fields)


@pytest.fixture
def meeting(cohort, participant):
    return ahead(cohort=cohort, title="Семинар", link="https://video.example/1")


def test_the_feed_says_tyumen_time(meeting, participant, client):
    event = events(client, feed_of(participant))["Семинар"]

    assert (event["dtstart"].dt, event["dtend"].dt) == (meeting.starts_at, meeting.ends_at)
    assert (event["dtstart"].params["TZID"], event["dtstart"].dt.strftime("%H:%M")) == ("Asia/Yekaterinburg", "10:00")
    assert (str(event["status"]), str(event["location"])) == ("CONFIRMED", "Дом НКО, улица Примерная, 1")
    assert "https://video.example/1" in str(event["description"])


def test_the_zone_is_described_in_the_file(meeting, participant, client):
    zones = Calendar.from_ical(client.get(feed_of(participant)).content).walk("VTIMEZONE")

    assert [str(zone["tzid"]) for zone in zones] == ["Asia/Yekaterinburg"]
    assert zones[0].to_tz().utcoffset(datetime(2031, 7, 1, tzinfo=TYUMEN)) == timedelta(hours=5)


def test_lines_are_folded_as_the_format_asks(meeting, participant, client):
    meeting.title = "Очень длинное название занятия, " * 7
    meeting.save()

    lines = client.get(feed_of(participant)).content.split(b"\r\n")

    assert max(map(len, lines)) <= 75


def test_updates_replace_and_cancellations_cancel(meeting, participant, coordinator, client):
    address = feed_of(participant)
    before = events(client, address)["Семинар"]
    meeting.starts_at += timedelta(days=1)
    meeting.ends_at += timedelta(days=1)
    actions.change_meeting(meeting, by=coordinator, fields=["starts_at"])
    moved = events(client, address)["Семинар"]
    actions.call_off(meeting, by=coordinator)
    gone = events(client, address)["Отменено: Семинар"]

    assert str(before["uid"]) == str(moved["uid"]) == str(gone["uid"])
    assert [int(event["sequence"]) for event in (before, moved, gone)] == [0, 1, 2]
    assert moved["dtstart"].dt - before["dtstart"].dt == timedelta(days=1)
    assert str(gone["status"]) == "CANCELLED"


def test_only_own_meetings_are_there(meeting, cohort, participant, client):
    group = Subgroup.objects.create(cohort=cohort, title="Группа А")
    ahead(cohort=cohort, title="Чужая подгруппа", subgroup=group)
    ahead(cohort=cohort, title="Чужой город", town=TownFactory(name="Ишим"))
    ahead(cohort=cohort, title="Свой город", town=participant.enrollments.get().town)
    ahead(cohort=CohortFactory(), title="Чужой поток")
    address = feed_of(participant)
    seen = set(events(client, address))
    participant.enrollments.update(subgroup=group)

    assert seen == {"Семинар", "Свой город"}
    assert set(events(client, address)) == {"Семинар", "Свой город", "Чужая подгруппа"}


def test_a_trainer_reads_what_the_trainer_leads(cohort, trainer, coordinator, client):
    ahead(cohort=cohort, title="Веду", trainer=trainer)
    ahead(cohort=cohort, title="Ничьё")
    ahead(cohort=cohort, title="Коллеги", trainer=coordinator)
    ahead(cohort=CohortFactory(), title="Чужой поток", trainer=trainer)
    address = feed_of(trainer)
    seen = set(events(client, address))
    trainer.assignments.update(until=timezone.localdate() - timedelta(days=1))

    assert (seen, set(events(client, address))) == ({"Веду", "Ничьё"}, set())


def test_a_trainers_calendar_leads_to_the_trainers_desk(meeting, participant, cohort, trainer, client, client_of):
    ahead(cohort=cohort, title="Веду", trainer=trainer)
    described = [str(events(client, feed_of(person))["Веду"]["description"]) for person in (trainer, participant)]
    pages = [client_of(person).get("/cabinet/calendar/").content.decode() for person in (trainer, participant)]

    assert [words.endswith("/trainer/") for words in described] == [True, False]
    assert ["Разделы тренера" in page for page in pages] == [True, False]
    assert [page.count('href="/cabinet/meetings/"') for page in pages][0] == 0


@pytest.mark.parametrize("state", ["withdrawn", "expelled"])
def test_who_left_the_cohort_reads_nothing(meeting, participant, client, state):
    address = feed_of(participant)
    Enrollment.objects.filter(person=participant).update(state=state)

    assert events(client, address) == {}


def test_a_closed_account_has_no_calendar(meeting, participant, client):
    address = feed_of(participant)
    participant.is_active = False
    participant.save()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("token", ["x", "a" * 43, "-", "a" * 5000])
def test_a_guessed_address_is_not_found(participant, client, token):
    feed_of(participant)

    assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_a_new_address_revokes_the_old(participant, client):
    first, second = feed_of(participant), feed_of(participant)

    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)


def test_unchanged_timetable_is_not_sent_again(meeting, participant, client):
    address = feed_of(participant)
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    meeting.place = "Иное"
    meeting.save()
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.headers["Cache-Control"], again.status_code, again.content, changed.status_code) == ("private, no-cache", 304, b"", 200)


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_feed_takes_three_queries(cohort, participant, client, number, django_assert_num_queries):
    for _n in range(number):
        ahead(cohort=cohort)
    address = feed_of(participant)
    with django_assert_num_queries(3):
        client.get(address)


# The page


def shown(response):
    return re.search(r'value="(http[^"]+\.ics)"', response.content.decode())


def test_the_address_is_shown_once_and_only_its_hash_is_kept(participant, client_of, client):
    signed_in, page = client_of(participant), reverse("portals:calendar")
    before, made, after = signed_in.get(page), signed_in.post(page), signed_in.get(page)

    address = shown(made)[1]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert (shown(before), shown(after), made.headers["Cache-Control"]) == (None, None, "no-store, private")
    assert len(token) >= 43
    assert token not in str(CalendarAddress.objects.values().get()) + str(list(Entry.objects.values()))
    assert client.get(reverse("portals:calendar_feed", args=[token])).status_code == 200


def test_revoking_closes_the_address(participant, client_of, client):
    address = feed_of(participant)
    signed_in = client_of(participant)
    for _press in range(2):
        assert signed_in.post(reverse("portals:calendar_revoke")).url == reverse("portals:calendar")

    assert client.get(address).status_code == 404
    assert [entry.verb for entry in Entry.objects.order_by("-pk")[:2]] == ["enrollment.calendar_revoked", "enrollment.calendar_made"]


def test_a_stranger_may_have_an_empty_calendar(stranger, cohort, client):
    EnrollmentFactory(cohort=cohort)
    ahead(cohort=cohort)

    assert events(client, feed_of(stranger)) == {}
