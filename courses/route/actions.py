"""The only thing that is written here: a word to those who fell behind."""

from collections.abc import Mapping

from django.db import transaction

from courses.enrollment.models import Enrollment
from courses.program.models import Cohort
from courses.route import letters
from courses.route.glance_rules import seated_in
from courses.route.nudge_rules import may_be_nudged, reasons_not_to_nudge
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def nudge(cohort: Cohort, texts: Mapping[int, str], *, by: User) -> list[Enrollment]:
    """A letter to each person of `texts` (by enrollment). Returns whom it went to: whoever has had one today, or has left since, is passed over.

    The lock makes two presses one after another: the second one finds the letters of the first.
    """
    cohort = Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if reasons := reasons_not_to_nudge(cohort):
        raise Refused(*reasons)
    told = []
    for enrollment in seated_in(cohort).filter(pk__in=texts):
        if may_be_nudged(enrollment) and letters.nudged(enrollment, texts[enrollment.pk], by):
            record(by=by, verb="route.nudged", target=enrollment, cohort=cohort)
            told.append(enrollment)
    return told
