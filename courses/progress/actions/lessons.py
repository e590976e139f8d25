"""«Готово» and its undoing. Whether the lesson is open is asked above, by `route.rules.reasons_closed`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from courses.progress.models import Progress
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def mark_done(enrollment: Enrollment, lesson: Lesson, *, by: User) -> bool:
    """True when something changed: a second «готово» keeps the first moment and tells the journal nothing."""
    enrollment = _studying(enrollment)
    if lesson.module.program_id != enrollment.cohort.program_id:
        raise Refused(_("Этот урок из другой программы."))
    progress, _new = Progress.objects.get_or_create(enrollment=enrollment, lesson=lesson)
    if progress.done_at:
        return False
    progress.done_at = timezone.now()
    progress.save(update_fields=["done_at"])
    record(by=by, verb="progress.done", target=lesson, enrollment=enrollment.pk)
    return True


@transaction.atomic
def undo_done(enrollment: Enrollment, lesson: Lesson, *, by: User) -> bool:
    enrollment = _studying(enrollment)
    if not Progress.objects.filter(enrollment=enrollment, lesson=lesson, done_at__isnull=False).update(done_at=None):
        return False
    record(by=by, verb="progress.undone", target=lesson, enrollment=enrollment.pk)
    return True


def _studying(enrollment: Enrollment) -> Enrollment:
    """The lock makes two presses one after another; the state is read anew."""
    locked = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=enrollment.pk)
    if locked.state != Enrollment.State.ACTIVE:
        raise Refused(_("Отметки меняются, только пока вы учитесь в потоке."))
    return locked
