"""A cohort ends for its people too: everybody who studies there is told, unless the coordinator takes the step back in time."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from courses.enrollment import letters
from courses.enrollment.models import Enrollment
from courses.program import actions as program
from courses.program.models import Cohort
from school.journal.models import Entry
from school.people.models import User

FINISHED = "program.cohort_finish"


@transaction.atomic
def finish_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """The letters wait for `Cohort.letters_after`, like those of every decision that may be a mistake."""
    cohort = program.finish_cohort(cohort, by=by)
    if entry := last_finish(cohort):
        tell_cohort_finished.enqueue(entry.pk)
    return cohort


@transaction.atomic
def resume_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """Finished by mistake: whoever has not been told will not be."""
    cohort = program.resume_cohort(cohort, by=by)
    if entry := last_finish(cohort):
        letters.take_back(letters.reason_of_finish(entry.pk))
    return cohort


def last_finish(cohort: Cohort) -> Entry | None:
    return Entry.objects.about(cohort).filter(verb=FINISHED).order_by("pk").last()


@task()
def tell_cohort_finished(entry_id: int) -> int:
    """The journal's row is the cause. Safe to run twice; says nothing when the cohort has been resumed since."""
    entry = Entry.objects.get(pk=entry_id)
    with transaction.atomic():
        cohort = Cohort.objects.select_for_update(no_key=True).get(pk=int(entry.object_id))
        if cohort.state not in (Cohort.State.FINISHED, Cohort.State.ARCHIVED) or last_finish(cohort) != entry:
            return 0
        at = entry.at + timedelta(minutes=cohort.letters_after)
        people = Enrollment.objects.heard().active().filter(cohort=cohort, person__is_active=True).select_related("person", "cohort")
        return sum(letters.cohort_finished(row, entry_id, at if at > timezone.now() else None) for row in people)
