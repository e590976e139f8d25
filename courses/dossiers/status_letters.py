"""What the school writes about the status: granted, removed from the register, coming to its end."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from courses.dossiers import status_rules
from courses.dossiers.filing_letters import circle
from courses.dossiers.models import Status, StatusReminder
from school.people.models import User
from school.post.actions import link_to, send


def of(status: Status) -> dict[str, object]:
    return {"status": status, "organization": status.organization, "url": link_to("portals:filings", status.dossier_id)}


def granted(status: Status) -> None:
    """To everybody, the one who has recorded it too: it is the end of the way."""
    context = of(status) | {"claims": list(status.claims.select_related("service"))}
    for person in circle(status.dossier):
        send("status_granted", to=person, context=context, reason=f"status-{status.pk}")


def removed(status: Status, by: User) -> None:
    for person in circle(status.dossier, besides=by):
        send("status_removed", to=person, context=of(status) | {"by": by}, reason=f"status-{status.pk}-removed-{status.ended_on:%Y%m%d}")


def remind(today: date | None = None) -> int:
    """Every day: at 180, 90 and 30 days, once at each; after missed days only the nearest is told. Who has a newer status is not reminded."""
    now, told = today or timezone.localdate(), 0
    for status in Status.objects.filter(ended_on=None, since__lte=now, until__gte=now).select_related("organization", "dossier"):
        days = status_rules.reminder_due(status, now)
        newer = Status.objects.filter(organization=status.organization_id, until__gt=status.until, ended_on=None)
        if days is None or newer.exists() or status.reminders.filter(days__lte=days).exists():
            continue
        told += tell(status, days, now)
    return told


@transaction.atomic
def tell(status: Status, days: int, now: date) -> bool:
    """The row first: of two clocks at once one has made it."""
    _row, new = StatusReminder.objects.get_or_create(status=status, days=days)
    if new:
        renewal = status_rules.renewal_of(status)
        context = of(status) | {"days": status_rules.days_left(status, now), "renewal": renewal}
        context |= {"renewal_url": link_to("portals:dossier", renewal.pk)} if renewal else {}
        for person in circle(status.dossier):
            send("status_reminder", to=person, context=context, reason=f"status-{status.pk}-{status.until:%Y%m%d}-{days}")
    return new
