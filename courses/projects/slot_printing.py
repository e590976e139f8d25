"""A defence for the calendar program of one person (RFC 5545). Its identifier is the team's at the stage, so that a new time moves the event."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Event, vText

from courses.enrollment.calendar_printing import address, empty, organizer
from courses.projects.models import DefenceSlot, Team
from school.people.models import User


def invitation(slot: DefenceSlot, team: Team, person: User, *, sequence: int, cancelled: bool) -> bytes:
    """`sequence` only has to grow from one change to the next."""
    calendar, event = empty("CANCEL" if cancelled else "REQUEST"), Event()
    zone = ZoneInfo(settings.TIME_ZONE)
    with translation.override(settings.LANGUAGE_CODE):
        event.add("uid", f"defence-{slot.stage_id}-{team.pk}@{urlsplit(settings.BASE_URL).hostname}")
        event.add("sequence", sequence)
        event.add("dtstamp", timezone.now().astimezone(UTC))
        event.add("dtstart", moment_in(slot.starts_at, zone))
        event.add("dtend", moment_in(slot.ends_at, zone))
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        event.add("summary", _("Защита проекта: %(team)s") % {"team": team})
        if where := slot.place or (_("Онлайн") if slot.link else ""):
            event.add("location", where)
        event.add("description", _("Этап «%(stage)s», %(call)s.") % {"stage": slot.stage, "call": slot.stage.call})
        if slot.link:
            event.add("url", slot.link)
    event.add("organizer", organizer())
    guest = address(person.email, person.full_name)
    for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")):
        guest.params[name] = vText(value)
    event.add("attendee", guest)
    calendar.add_component(event)
    return calendar.to_ical()


def moment_in(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)
