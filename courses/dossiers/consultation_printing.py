"""Consultations as calendar programs read them, beside the meetings of the person's feed."""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Event

from courses.dossiers.models import Consultation
from school.people.models import User
from school.post.actions import link_to


def event_of(consultation: Consultation, person: User, at: datetime) -> Event:
    """What it is about stays inside the school: the feed is read by other people's programs."""
    zone, slot, event = ZoneInfo(settings.TIME_ZONE), consultation.slot, Event()
    leads = slot.mentor_id == person.pk
    with translation.override(settings.LANGUAGE_CODE):
        other = consultation.dossier.organization.short_name if leads else slot.mentor.full_name
        event.add("uid", f"consultation-{consultation.pk}@{urlsplit(settings.BASE_URL).hostname}")
        event.add("dtstamp", at)
        event.add("dtstart", slot.starts_at.astimezone(zone))
        event.add("dtend", slot.ends_at.astimezone(zone))
        event.add("status", "CONFIRMED")
        event.add("summary", _("Консультация: %(with)s") % {"with": other})
        event.add("location", slot.place or _("Онлайн"))
        door = link_to("portals:mentor_consultations") if leads else link_to("portals:dossier_consultations", consultation.dossier_id)
        event.add("description", _("Консультации: %(url)s") % {"url": door})
        if slot.link:
            event.add("url", slot.link)
    return event
