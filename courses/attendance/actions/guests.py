"""Verbs of guests: written down by name at the meeting, struck off."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Guest
from courses.program.models import Meeting
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


def write_guest(meeting: Meeting, *, name: str, organization: str = "", by: User) -> Guest:
    """The same name from the same place twice is a double tap."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
        if meeting.cancelled_at:
            raise Refused(_("Занятие отменено, отмечать некого."))
        if Guest.objects.filter(meeting=meeting, name=name, organization=organization).exists():
            raise Refused(_("Этот гость уже записан."))
        guest = Guest.objects.create(meeting=meeting, name=name, organization=organization, by=by)
        record(by=by, verb="attendance.guest_written", target=meeting, person=name, organization=organization)
    return guest


def remove_guest(guest: Guest, *, by: User) -> None:
    with transaction.atomic():
        if Guest.objects.filter(pk=guest.pk).delete()[0]:
            record(by=by, verb="attendance.guest_removed", target=guest.meeting, person=guest.name, organization=guest.organization)
