"""What a cohort is told, and that somebody has read it."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.announcement_letters import tell_announcement
from courses.enrollment.models import Announcement, Reading
from courses.enrollment.rules import SEATED
from courses.program.models import Cohort
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

SAME = timedelta(minutes=10)  # the same words within this time are the same press


@transaction.atomic
def tell_cohort(cohort: Cohort, *, subject: str, text: str, by: User) -> Announcement:
    """Everybody with a seat sees it in the cabinet and gets a letter. A repeated press is the announcement that is there already."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    since = timezone.now() - SAME
    if found := Announcement.objects.filter(cohort=cohort, by=by, subject=subject, text=text, at__gte=since).first():
        return found
    if cohort.state == Cohort.State.ARCHIVED:
        raise Refused(_("Поток в архиве. Верните его из архива, чтобы написать людям."))
    if not cohort.enrollments.filter(state__in=SEATED).exists():
        raise Refused(_("В потоке пока никого нет: читать объявление некому."))
    made = Announcement.objects.create(cohort=cohort, subject=subject, text=text, by=by)
    record(by=by, verb="enrollment.announced", target=made, cohort=cohort)
    tell_announcement.enqueue(made.pk)
    return made


def mark_read(announcement: Announcement, *, by: User) -> Reading:
    """Once: a second press keeps the first moment."""
    return Reading.objects.get_or_create(announcement=announcement, person=by)[0]
