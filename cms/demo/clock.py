"""Time travel of rows: what an action has just written gets the moment at which it is said to have happened.

The journal is not among them: it is append-only in the database itself, so it truthfully says when the demo was loaded – but for what was `lived`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Model
from django.db.models.query import QuerySet
from django.utils import timezone

from courses.attendance.models import CheckIn, Excuse, Guest, Mark
from courses.certificates.models import Batch, Certificate
from courses.enrollment.models import Announcement, Application, Enrollment, Reading, Remark, Score
from courses.progress.models import Progress
from school.people.models import Consent, Membership, Organization
from school.post.models import Letter

STAMPS: tuple[tuple[type[Model], str], ...] = (
    (Announcement, "at"),
    (Application, "submitted_at"),
    (Batch, "at"),
    (Certificate, "issued_at"),
    (CheckIn, "at"),
    (Consent, "given_at"),
    (Enrollment, "since"),
    (Excuse, "asked_at"),
    (Guest, "at"),
    (Letter, "created_at"),
    (Mark, "at"),
    (Membership, "since"),
    (Organization, "created_at"),
    (Progress, "done_at"),
    (Reading, "at"),
    (Remark, "at"),
    (Score, "at"),
)


def day(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def moment(offset: int, at: str = "12:00") -> datetime:
    """So many days from today, at this time of the school; never later than now for a day that is not ahead."""
    found = timezone.make_aware(datetime.combine(day(offset), time.fromisoformat(at)))
    return found if offset > 0 else min(found, timezone.now())


@contextmanager
def happened(when: datetime) -> Iterator[None]:
    """New rows of the tables above get this time."""
    last = {model: model._default_manager.aggregate(last=Max("pk"))["last"] or 0 for model, _field in STAMPS}
    yield
    for model, field in STAMPS:
        QuerySet(model).filter(pk__gt=last[model]).update(**{field: when})


@contextmanager
def lived(when: datetime) -> Iterator[None]:
    """The whole school believes it is this moment: for actions whose own rules ask the clock – terms, tries, the time of a test. The journal believes it too."""
    true = timezone.now
    timezone.now = lambda: when  # type: ignore[assignment]
    try:
        yield
    finally:
        timezone.now = true  # type: ignore[assignment]
