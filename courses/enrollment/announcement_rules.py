"""Who of a cohort has read an announcement: people and moments, counted once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from courses.enrollment.models import Announcement, Enrollment
from courses.enrollment.rules import SEATED
from courses.program.models import Cohort


@dataclass(frozen=True)
class Reader:
    enrollment: Enrollment
    at: datetime | None


def readers(announcement: Announcement) -> list[Reader]:
    """Everybody with a seat today: those who have read it, the latest first, then those who have not. Two queries."""
    moments = dict(announcement.readings.values_list("person", "at"))
    rows = Enrollment.objects.heard().filter(cohort=announcement.cohort_id, state__in=SEATED).select_related("person", "organization")
    found = [Reader(row, moments.get(row.person_id)) for row in rows]
    read = sorted((reader for reader in found if reader.at), key=lambda reader: reader.at.timestamp() if reader.at else 0, reverse=True)
    return read + [reader for reader in found if not reader.at]


def with_readers(rows: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """Annotates `people` with a seat and how many of them have `read` it, in the same query; the newest first."""
    seats = Enrollment.objects.heard().filter(cohort=OuterRef("cohort"), state__in=SEATED).order_by().values("cohort")
    seated = Q(readings__person__enrollments__cohort=F("cohort"), readings__person__enrollments__state__in=SEATED)
    counted = rows.select_related("by").annotate(
        people=Subquery(seats.annotate(number=Count("pk")).values("number")), read=Count("readings", filter=seated, distinct=True)
    )
    return counted.order_by("-at", "-pk")


def listeners(cohort: Cohort) -> QuerySet[Enrollment]:
    """Who gets the letter of an announcement."""
    return Enrollment.objects.heard().filter(cohort=cohort, state__in=SEATED, person__is_active=True)
