"""The timetable changes and the people concerned are told. The letters are a job of the same transaction: nobody waits for them."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from courses.enrollment.meeting_letters import tell_of_meeting, tell_of_new_meetings
from courses.enrollment.meeting_rules import concerned, is_news, is_quiet
from courses.program import actions
from courses.program.entering_actions import enter_timetable
from courses.program.models import Cohort, Meeting, TimetableTemplate
from courses.program.timetable_actions import lay_timetable
from school.journal.actions import record
from school.journal.models import Entry
from school.people.models import User
from school.templatetags.look import span

TOLD = ("starts_at", "ends_at", "town_id", "place", "link", "trainer_id", "subgroup_id", "cohort_id")


@transaction.atomic
def add_meeting(meeting: Meeting, *, by: User, fields: list[str]) -> Meeting:
    actions.keep_archive(meeting.cohort)
    meeting.save(force_insert=True)
    record(by=by, verb="courses.meeting_created", target=meeting, fields=fields)
    tell_of_added(meeting.cohort, [meeting])
    return meeting


@transaction.atomic
def lay_template(template: TimetableTemplate, cohort: Cohort, *, by: User) -> int:
    return tell_of_added(cohort, lay_timetable(template, cohort, by=by))


@transaction.atomic
def enter_meetings(cohort: Cohort, meetings: Iterable[Meeting], *, by: User) -> int:
    return tell_of_added(cohort, enter_timetable(cohort, meetings, by=by))


def tell_of_added(cohort: Cohort, meetings: Collection[Meeting]) -> int:
    """One letter to a person for all of them. Returns how many were added; what is over already is no news."""
    ahead = [meeting.pk for meeting in meetings if meeting.ends_at > timezone.now()]
    if ahead and is_news(cohort):
        tell_of_new_meetings.enqueue(ahead)
    return len(meetings)


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: User, fields: list[str]) -> Meeting:
    """Writes the changed row. A new time, place, link, trainer or circle of people raises SEQUENCE and is told; a new title alone is not."""
    before = Meeting.objects.select_for_update(of=("self",)).select_related("cohort", "module", "town", "trainer").get(pk=meeting.pk)
    for cohort in {before.cohort, meeting.cohort}:
        actions.keep_archive(cohort)
    moved = any(getattr(before, name) != getattr(meeting, name) for name in TOLD)
    # What the form does not know may have changed since it was opened.
    meeting.sequence, meeting.cancelled_at, meeting.secret = before.sequence + moved, before.cancelled_at, before.secret
    was_for = set(concerned(before)) if moved else set()
    meeting.save()
    if not moved:
        if fields:
            record(by=by, verb="courses.meeting_changed", target=meeting, fields=fields)
        return meeting
    is_for = set(concerned(meeting))
    was, now = facts_of(before), facts_of(meeting)
    differ = [name for name in was if was[name] != now[name]]
    entry = record(
        by=by,
        verb="program.meeting_moved",
        target=meeting,
        sequence=meeting.sequence,
        was={name: was[name] for name in differ},
        now={name: now[name] for name in differ},
        gone=sorted(was_for - is_for),
        fresh=sorted(is_for - was_for),
    )
    ahead = max(before.ends_at, meeting.ends_at) > timezone.now() and meeting.cancelled_at is None
    if ahead and not (is_quiet(before.cohort) and is_quiet(meeting.cohort)):
        tell_of_meeting.enqueue(entry.pk)
    return meeting


def facts_of(meeting: Meeting) -> dict[str, str]:
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "when": span(meeting.starts_at, meeting.ends_at),
            "where": meeting.where,
            "link": meeting.link,
            "led_by": meeting.trainer.full_name if meeting.trainer else "",
        }


@transaction.atomic
def call_off(meeting: Meeting, *, by: User, reason: str = "") -> Meeting:
    return told(actions.cancel_meeting(meeting, by=by, reason=reason))


@transaction.atomic
def put_back(meeting: Meeting, *, by: User) -> Meeting:
    return told(actions.restore_meeting(meeting, by=by))


def told(meeting: Meeting) -> Meeting:
    """What was over is history: nobody is written to about it, nor about a draft."""
    if meeting.ends_at > timezone.now() and not is_quiet(meeting.cohort):
        tell_of_meeting.enqueue(Entry.objects.about(meeting).order_by("-pk").values_list("pk", flat=True)[0])
    return meeting
