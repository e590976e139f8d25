"""A calendar program beside the school: it reads the feed by HTTP and the files of real letters, and does with them what RFC 5545 and 5546 say."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from courses.enrollment import actions
from courses.program.models import Meeting, Subgroup
from school.people.actions import deactivate
from school.post.actions import message_of
from school.post.models import Letter
from tests.factories import MeetingFactory, ModuleFactory, QuotaFactory

pytestmark = pytest.mark.django_db
MOSCOW = ZoneInfo("Europe/Moscow")


class Program:
    """What a person sees in the own calendar: events by UID. An older SEQUENCE never replaces a newer one."""

    def __init__(self):
        self.events = {}

    def open_letters(self, person):
        for letter in Letter.objects.filter(email=person.email).exclude(attachment=None).order_by("pk"):
            message = message_from_bytes(message_of(letter).message().as_bytes(), policy=policy.default)
            for part in message.walk():
                if part.get_content_type() == "text/calendar":
                    self.take(part.get_payload(decode=True), part.get_param("method"))
        return self.shown()

    def take(self, content, header):
        calendar = Calendar.from_ical(content)
        method = str(calendar["method"])
        assert method == header, "the letter's header and the file say one thing"
        for event in calendar.walk("VEVENT"):
            uid, number = str(event["uid"]), int(event["sequence"])
            known = self.events.get(uid)
            if known is None and method == "CANCEL":
                continue
            if known is None or number >= known[0]:
                gone = method == "CANCEL" or str(event["status"]) == "CANCELLED"
                self.events[uid] = (number, None if gone else (str(event["summary"]), clock(event), str(event.get("location", ""))))

    def shown(self):
        return sorted(event for _number, event in self.events.values() if event)


def clock(event):
    return event["dtstart"].dt.astimezone(MOSCOW).strftime("%d.%m %H:%M")


def subscribed(client, address):
    """What a subscription shows: the whole file, cancelled events struck out."""
    response = client.get(address)
    assert response.status_code == 200
    events = Calendar.from_ical(response.content).walk("VEVENT")
    return sorted((str(event["summary"]), clock(event), str(event.get("location", ""))) for event in events if str(event["status"]) != "CANCELLED")


@pytest.fixture
def office(client_of, coordinator, cohort):
    """The coordinator's presses, as the forms send them."""
    client, module = client_of(coordinator), ModuleFactory(program=cohort.program)

    def pressed(meeting=None, **changes):
        fields = {"cohort": cohort.pk, "module": module.pk, "title": "Семинар", "starts_at": "2031-12-05T10:00", "ends_at": "2031-12-05T14:00"}
        address = reverse("office_meetings:edit", args=[meeting.pk]) if meeting else reverse("office_meetings:add")
        response = client.post(address, fields | {"place": "Зал 1"} | changes)
        assert response.status_code == 302, response.context["form"].errors
        return Meeting.objects.latest("pk")

    pressed.turn = lambda meeting, verb: client.post(reverse("office:meeting_turn", args=[meeting.pk, verb]), {"reason": "Мороз"})
    return pressed


def test_letters_and_feed_show_the_same_calendar_through_a_meetings_life(participant, office, client, run_jobs):
    """Created, moved, renamed hall, cancelled, restored, narrowed to others: after each step both ways show one truth, Tyumen 10:00 is Moscow 08:00."""
    address = reverse("portals:calendar_feed", args=[actions.make_calendar_address(by=participant)])
    phone = Program()

    def both():
        run_jobs()
        by_letters, by_feed = phone.open_letters(participant), subscribed(client, address)
        assert by_letters == by_feed
        return by_letters

    meeting = office()
    assert both() == [("Семинар", "05.12 08:00", "Зал 1")]
    office(meeting, starts_at="2031-12-06T15:00", ends_at="2031-12-06T18:00")
    assert both() == [("Семинар", "06.12 13:00", "Зал 1")]
    office(meeting, starts_at="2031-12-06T15:00", ends_at="2031-12-06T18:00", place="Библиотека; зал 2, вход со двора")
    assert both() == [("Семинар", "06.12 13:00", "Библиотека; зал 2, вход со двора")]
    office.turn(meeting, "cancel")
    assert both() == []
    office.turn(meeting, "restore")
    assert len(both()) == 1
    group = Subgroup.objects.create(cohort=meeting.cohort, title="Группа А")
    office(meeting, starts_at="2031-12-06T15:00", ends_at="2031-12-06T18:00", place="Библиотека; зал 2, вход со двора", subgroup=group.pk)
    assert both() == []
    office(meeting, starts_at="2031-12-06T15:00", ends_at="2031-12-06T18:00", place="Библиотека; зал 2, вход со двора", subgroup="")
    assert len(both()) == 1
    uids, numbers = set(phone.events), [number for number, _event in phone.events.values()]
    assert (len(uids), numbers) == (1, [6])


def test_a_letter_that_comes_late_brings_nothing_back(participant, office, run_jobs):
    meeting = office()
    run_jobs()
    office(meeting, place="Зал 2")
    run_jobs()
    office.turn(meeting, "cancel")
    run_jobs()
    new, moved, gone = (Letter.objects.get(email=participant.email, name=name) for name in ("meetings_new", "meeting_moved", "meeting_cancelled"))
    phone, seen = Program(), []
    for letter in (moved, new, gone, moved):
        phone.take(bytes(letter.attachment), letter.attachment_type.rpartition("=")[2])
        seen.append([where for _title, _time, where in phone.shown()])

    assert seen == [["Зал 2"], ["Зал 2"], [], []]


@pytest.mark.parametrize(
    ("moment", "tyumen"),
    [
        (datetime(2026, 12, 31, 18, 59, 59, tzinfo=UTC), "2026-12-31T23:59:59+05:00"),
        (datetime(2026, 12, 31, 19, 0, tzinfo=UTC), "2027-01-01T00:00:00+05:00"),
        (datetime(2027, 7, 1, 5, 0, tzinfo=UTC), "2027-07-01T10:00:00+05:00"),
    ],
)
def test_tyumen_time_holds_at_midnight_new_year_and_in_summer(cohort, participant, coordinator, client, run_jobs, moment, tyumen):
    meeting = MeetingFactory.build(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=moment, ends_at=moment + timedelta(hours=2))
    actions.add_meeting(meeting, by=coordinator, fields=[])
    run_jobs()
    files = [
        client.get(reverse("portals:calendar_feed", args=[actions.make_calendar_address(by=participant)])).content,
        bytes(Letter.objects.get(name="meetings_new", email=participant.email).attachment),
    ]

    for content in files:
        calendar = Calendar.from_ical(content)
        (event,), (zone,) = calendar.walk("VEVENT"), calendar.walk("VTIMEZONE")
        assert (event["dtstart"].dt.isoformat(), event["dtstart"].params["TZID"], str(zone["tzid"])) == (
            tyumen,
            "Asia/Yekaterinburg",
            "Asia/Yekaterinburg",
        )
        # A program that does not know the zone by its name counts by the description in the file.
        assert zone.to_tz().utcoffset(event["dtstart"].dt.replace(tzinfo=None)) == timedelta(hours=5)


@pytest.mark.parametrize("verb", ["expel", "leave"])
def test_who_leaves_by_the_office_loses_the_events_and_gets_them_back(cohort, participant, office, coordinator, client, verb):
    address = reverse("portals:calendar_feed", args=[actions.make_calendar_address(by=participant)])
    office()
    enrollment, seen = participant.enrollments.get(), [len(subscribed(client, address))]
    QuotaFactory(cohort=cohort, town=enrollment.town)
    getattr(actions, verb)(enrollment, reason="Переезд", by=coordinator)
    seen.append(len(subscribed(client, address)))
    actions.restore(enrollment, by=coordinator)

    assert [*seen, len(subscribed(client, address))] == [1, 0, 1]


def test_the_address_of_a_closed_account_is_dead_and_stays_dead_for_the_cache(participant, office, coordinator, client):
    address = reverse("portals:calendar_feed", args=[actions.make_calendar_address(by=participant)])
    office()
    known = client.get(address).headers["ETag"]
    deactivate(participant, by=coordinator)

    assert client.get(address, headers={"If-None-Match": known}).status_code == 404


def test_an_etag_lasts_while_nothing_changes_and_no_longer(participant, office, client):
    address = reverse("portals:calendar_feed", args=[actions.make_calendar_address(by=participant)])
    meeting = office()

    def known():
        return client.get(address).headers["ETag"]

    tags = [known(), known()]
    for change in (
        lambda: office(meeting, place="Зал 2"),
        lambda: office(meeting, place="Зал 2", title="Иначе"),
        lambda: office.turn(meeting, "cancel"),
    ):
        change()
        assert client.get(address, headers={"If-None-Match": tags[-1]}).status_code == 200
        tags.append(known())

    assert len(set(tags)) == 4
    again = client.get(address, headers={"If-None-Match": f'W/{tags[-1]}, "x"'})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tags[-1])


def test_asking_writes_nothing(participant, office, client, django_assert_num_queries):
    address = reverse("portals:calendar_feed", args=[actions.make_calendar_address(by=participant)])
    office()
    with django_assert_num_queries(3) as seen:
        client.get(address)

    assert all(query["sql"].startswith("SELECT") for query in seen.captured_queries)
    assert client.post(address).status_code == 405
