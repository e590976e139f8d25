"""The office enters a timetable from a table: all meetings or none."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from courses.program.actions import keep_archive
from courses.program.models import Cohort, Meeting
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused, folded


@transaction.atomic
def enter_timetable(cohort: Cohort, meetings: Iterable[Meeting], *, by: User) -> list[Meeting]:
    """A meeting of the same start and title is there already and is passed over; any refusal undoes everything.

    Who is told: `enrollment.actions.enter_meetings`.
    """
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    keep_archive(cohort)
    there = {(starts_at, folded(title)) for starts_at, title in cohort.meetings.values_list("starts_at", "title")}
    entered: list[Meeting] = []
    for meeting in meetings:
        if (meeting.starts_at, folded(meeting.title)) in there:
            continue
        meeting.cohort = cohort
        try:
            meeting.full_clean()
        except ValidationError as error:
            raise Refused(*(_("«%(title)s»: %(reason)s") % {"title": meeting.title, "reason": words} for words in error.messages)) from None
        meeting.save(force_insert=True)
        record(by=by, verb="courses.meeting_created", target=meeting, cohort=cohort)
        there.add((meeting.starts_at, folded(meeting.title)))
        entered.append(meeting)
    record(by=by, verb="office.timetable_imported", target=cohort, count=len(entered))
    return entered
