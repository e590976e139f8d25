"""How far a lesson was read, «готово» and its undoing. Whether the lesson is open is asked above, by `route.rules.reasons_closed`."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from courses.program.rules import reasons_against_changing
from courses.progress.models import Progress
from courses.progress.rules import reasons_not_by_word
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def mark_done(enrollment: Enrollment, lesson: Lesson, *, by: User) -> bool:
    """By the person's own word. True when something changed: a second «готово» keeps the first moment and tells the journal nothing."""
    enrollment = _studying(enrollment)
    if lesson.module.program_id != enrollment.cohort.program_id:
        raise Refused(_("Этот урок из другой программы."))
    if reasons := reasons_not_by_word(lesson):
        raise Refused(*reasons)
    return _done(enrollment, lesson, by)


@transaction.atomic
def undo_done(enrollment: Enrollment, lesson: Lesson, *, by: User) -> bool:
    """What was said by one's own word is taken back; what a rule has given is not."""
    enrollment = _studying(enrollment)
    if reasons_not_by_word(lesson):
        raise Refused(_("Урок засчитывают по тесту или работе, а не по вашей отметке: снять её нельзя."))
    return _undone(enrollment, lesson, by)


@transaction.atomic
def done_by_rule(enrollment: Enrollment, lesson: Lesson, *, by: User | None) -> bool:
    """The test is passed, the work is handed in. Whoever does not study any more, and an archive, keep what was there."""
    locked = _locked(enrollment)
    if _not_studying(locked):
        return False
    return _done(locked, lesson, by)


@transaction.atomic
def undone_by_rule(enrollment: Enrollment, lesson: Lesson, *, by: User) -> bool:
    """The work was returned: the lesson waits for the next one."""
    locked = _locked(enrollment)
    if _not_studying(locked):
        return False
    return _undone(locked, lesson, by)


@transaction.atomic
def reach(enrollment: Enrollment, lesson: Lesson, place: str, *, by: User) -> Progress:
    """The block of the text that the reader has got to; an empty `place` is the beginning and moves nobody back. The journal is told nothing: reading is not
    an act, and an archive is read too."""
    if by.pk != enrollment.person_id:
        raise Refused(_("Место в уроке запоминается только у того, кто его читает."))
    now = timezone.now()
    progress, _new = Progress.objects.get_or_create(enrollment=enrollment, lesson=lesson, defaults={"opened_at": now})
    progress.opened_at = progress.opened_at or now
    if place:
        progress.place, progress.place_at = place, now
    progress.save(update_fields=["opened_at", "place", "place_at"])
    return progress


def _done(enrollment: Enrollment, lesson: Lesson, by: User | None) -> bool:
    progress, _new = Progress.objects.get_or_create(enrollment=enrollment, lesson=lesson)
    if progress.done_at:
        return False
    progress.done_at = timezone.now()
    progress.save(update_fields=["done_at"])
    record(by=by, verb="progress.done", target=lesson, enrollment=enrollment.pk)
    return True


def _undone(enrollment: Enrollment, lesson: Lesson, by: User) -> bool:
    if not Progress.objects.filter(enrollment=enrollment, lesson=lesson, done_at__isnull=False).update(done_at=None):
        return False
    record(by=by, verb="progress.undone", target=lesson, enrollment=enrollment.pk)
    return True


def _studying(enrollment: Enrollment) -> Enrollment:
    """The lock makes two presses one after another; the state is read anew."""
    locked = _locked(enrollment)
    if reasons := _not_studying(locked):
        raise Refused(*reasons)
    return locked


def _not_studying(enrollment: Enrollment) -> list[str]:
    if enrollment.state != Enrollment.State.ACTIVE:
        return [_("Отметки меняются, только пока вы учитесь в потоке.")]
    return reasons_against_changing(enrollment.cohort)


def _locked(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=enrollment.pk)
