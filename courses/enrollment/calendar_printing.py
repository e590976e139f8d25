"""Meetings as calendar programs read them (RFC 5545): the .ics in a letter and the feed behind a person's secret address.

An event keeps its UID for ever and its SEQUENCE grows with every change, so that a program replaces what it has. Times are local with TZID and the zone
is described in the file.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from courses.program.models import Meeting
from school.people.models import User
from school.post.actions import link_to

FIRST_DAY, LAST_DAY = date(2020, 1, 1), date(2038, 1, 1)  # of the zone's rules that the file carries
STUDY, LEAD = "portals:own_meetings", "portals:trainer"  # where the meetings of a participant and of a trainer are
STAMP = re.compile(rb"^DTSTAMP[^\r\n]*\r?\n", re.MULTILINE)


@cache
def zone_rules(name: str) -> Timezone:
    found = Timezone.from_tzid(name, first_date=FIRST_DAY, last_date=LAST_DAY)
    found.pop("COMMENT", None)
    return found


def invitation(meeting: Meeting, person: User, *, cancelled: bool, door: str = STUDY) -> bytes:
    """For one person's letter: puts the meeting into the calendar, moves it there or takes it out."""
    calendar = empty("CANCEL" if cancelled else "REQUEST")
    event = event_of(meeting, timezone.now(), door, cancelled=cancelled)
    event.add("organizer", organizer())
    guest = address(person.email, person.full_name)
    for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")):  # nobody has to answer
        guest.params[name] = vText(value)
    event.add("attendee", guest)
    calendar.add_component(event)
    return calendar.to_ical()


def timetable(meetings: Iterable[Meeting], door: str = STUDY) -> bytes:
    """Several meetings for a letter. An invitation may carry one event only (RFC 5546), so these are published; later letters find them by the UID."""
    calendar, now = empty("PUBLISH"), timezone.now()
    for meeting in meetings:
        event = event_of(meeting, now, door, cancelled=meeting.cancelled_at is not None)
        event.add("organizer", organizer())
        calendar.add_component(event)
    return calendar.to_ical()


def feed(meetings: Iterable[Meeting], *, at: datetime, led: Collection[int] = (), others: Iterable[Event] = ()) -> bytes:
    """`led`: the person leads them and has no seat there, so that their page is the trainer's. `others`: events of other rooms."""
    calendar = empty("PUBLISH")
    calendar.add("x-wr-calname", school_name())
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for meeting in meetings:
        door = LEAD if meeting.pk in led else STUDY
        calendar.add_component(event_of(meeting, at, door, cancelled=meeting.cancelled_at is not None))
    for event in others:
        calendar.add_component(event)
    return calendar.to_ical()


def school_name() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return str(settings.SCHOOL_NAME)


def without_stamps(content: bytes) -> bytes:
    """What has to differ for a calendar program to have something new: the moment of reading is not news."""
    return STAMP.sub(b"", content)


def empty(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{school_name()}//calendar//RU")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(zone_rules(settings.TIME_ZONE))
    return calendar


def event_of(meeting: Meeting, at: datetime, door: str, *, cancelled: bool) -> Event:
    zone, event = ZoneInfo(settings.TIME_ZONE), Event()
    with translation.override(settings.LANGUAGE_CODE):
        event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.BASE_URL).hostname}")
        event.add("sequence", meeting.sequence)
        event.add("dtstamp", at)
        event.add("dtstart", meeting.starts_at.astimezone(zone))
        event.add("dtend", meeting.ends_at.astimezone(zone))
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
        # Some phones show a cancelled event of a feed like any other: the title says it too.
        event.add("summary", _("Отменено: %(title)s") % {"title": meeting.title} if meeting.cancelled_at else meeting.title)
        if where := meeting.where or (_("Онлайн") if meeting.link else ""):
            event.add("location", where)
        event.add("description", "\n".join(described(meeting, door)))
        if meeting.link:
            event.add("url", meeting.link)
    return event


def described(meeting: Meeting, door: str) -> list[str]:
    lines = [_("Поток «%(cohort)s», модуль «%(module)s».") % {"cohort": meeting.cohort, "module": meeting.module}]
    if meeting.trainer:
        lines.append(_("Ведёт: %(name)s.") % {"name": meeting.trainer.full_name})
    if meeting.host:
        lines.append(_("Принимает: %(host)s.") % {"host": meeting.host})
    if meeting.link:
        lines.append(_("Трансляция: %(link)s") % {"link": meeting.link})
    lines.append(_("Расписание: %(url)s") % {"url": link_to(door)})
    return lines


def organizer() -> vCalAddress:
    return address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], school_name())


def address(email: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{email}")
    found.params["CN"] = vText(name)
    return found
