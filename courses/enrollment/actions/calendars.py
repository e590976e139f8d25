"""The secret address of a person's calendar. Only its hash is kept; the address itself is shown once."""

import secrets

from django.db import transaction

from courses.enrollment.models import CalendarAddress
from courses.enrollment.rules import hash_of
from school.journal.actions import record
from school.people.models import User

TOKEN_BYTES = 32


@transaction.atomic
def make_calendar_address(*, by: User) -> str:
    """A new address; the old one stops working at this moment."""
    User.objects.select_for_update().get(pk=by.pk)  # two presses at once are one after the other
    token = secrets.token_urlsafe(TOKEN_BYTES)
    CalendarAddress.objects.filter(person=by).delete()
    found = CalendarAddress.objects.create(person=by, token_hash=hash_of(token))
    record(by=by, verb="enrollment.calendar_made", target=found)
    return token


@transaction.atomic
def revoke_calendar_address(*, by: User) -> bool:
    found = CalendarAddress.objects.select_for_update().filter(person=by).first()
    if found is None:
        return False
    record(by=by, verb="enrollment.calendar_revoked", target=found)
    found.delete()
    return True
