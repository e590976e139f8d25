"""What the mentor's desk is narrowed to, as its addresses carry it from page to page, and how it says the age of things."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from courses.dossiers.desk_rules import Filter
from courses.portals.presses import number_of
from school.people.requests import PersonRequest
from school.people.rules import tidy

DESK = ("mentor", "coordinator", "administrator")  # the office reads every desk and judges at none
NUMBERS = ("town", "cohort", "service", "mentor")


def filter_of(request: PersonRequest) -> Filter:
    """Nonsense narrows to nothing that is not there."""
    asked = request.GET
    numbers = {name: number_of(asked.get(name, "")) for name in NUMBERS}
    return Filter(q=tidy(asked.get("q", "")[:100]), stage=asked.get("stage", "")[:20], overdue=asked.get("overdue") == "1", **numbers)


def carried(narrowed: Filter, **more: object) -> str:
    """«?town=3&last=7», empty when there is nothing to carry."""
    found = {**narrowed.asked(), **{name: str(value) for name, value in more.items() if value}}
    return f"?{urlencode(found)}" if found else ""


def age(at: datetime | None) -> str:
    """«2 дня», «1 неделя»: the largest measure alone."""
    if at is None:
        return ""
    return _("меньше минуты") if timezone.now() - at < timedelta(minutes=1) else timesince(at, depth=1)
