"""What the school writes when the timetable changes: one letter to everyone concerned, once a change, with the event for the calendar."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache, partial
from typing import Any

from django.utils import timezone
from django_tasks import task

from courses.enrollment.calendar_printing import LEAD, STUDY, invitation, timetable
from courses.enrollment.meeting_rules import circles, concerned
from courses.enrollment.models import Assignment, Enrollment, Role
from courses.enrollment.rules import SEATED
from courses.program.models import Meeting
from school.journal.models import Entry
from school.people.models import User
from school.post.actions import link_to, send

MOVED = "program.meeting_moved"
NAMES = {MOVED: "meeting_moved", "program.meeting_cancelled": "meeting_cancelled", "program.meeting_restored": "meeting_restored"}
LABELS = ("when", "where", "link", "led_by")


@task()
def tell_of_meeting(entry_id: int) -> int:
    """The journal's row is the cause. When the meeting has changed once more since, the later job tells what is true; safe to run twice."""
    entry = Entry.objects.get(pk=entry_id)
    meeting = Meeting.objects.select_related("cohort", "module", "town", "trainer").get(pk=int(entry.object_id))
    people, sequence = concerned(meeting), entry.facts["sequence"]
    gone = {person.pk: person for person in User.objects.filter(pk__in=set(entry.facts.get("gone", [])) - set(people), is_active=True)}
    tell = partial(told, meeting, sequence=sequence, doors=doors_of([*people, *gone], [meeting]))
    sent = [tell(person, "meeting_gone") for person in gone.values()]
    if meeting.sequence == sequence:
        context = {"changes": changes(entry.facts), "reason": entry.facts.get("reason", "")}
        fresh = set(entry.facts.get("fresh", []))
        sent += [tell(people[pk], "meeting_new") for pk in fresh & set(people)]
        if entry.verb != MOVED or context["changes"]:  # for whom only the circle of the others has changed, nothing has
            sent += [tell(person, NAMES[entry.verb], **context) for pk, person in people.items() if pk not in fresh]
    return sum(sent)


@task()
def tell_of_new_meetings(meeting_ids: list[int]) -> int:
    """What one press has added is one letter to a person. A meeting that has changed since is told by the change's own job; safe to run twice."""
    rows = Meeting.objects.filter(pk__in=meeting_ids, sequence=0, cancelled_at=None, ends_at__gt=timezone.now())
    meetings = rows.select_related("cohort", "module", "town", "trainer").order_by("starts_at", "pk")
    sent, made, found = 0, cache(timetable), circles(meetings)
    doors = doors_of([person.pk for person, _own in found], meetings)
    for person, own in found:
        door = doors.get(person.pk, STUDY)
        one = own[0] if len(own) == 1 else None
        data = invitation(one, person, cancelled=False, door=door) if one else made(tuple(own), door)
        attachment = ("meeting.ics" if one else "timetable.ics", data, f"text/calendar; method={'REQUEST' if one else 'PUBLISH'}")
        context = {"person": person, "meetings": own, "meetings_url": link_to(door)}
        sent += send("meetings_new", to=person, context=context, reason=f"meetings-{min(meeting_ids)}", attachment=attachment) is not None
    return sent


def doors_of(people: Collection[int], meetings: Iterable[Meeting]) -> dict[int, str]:
    """Trainers who do not study in these cohorts themselves find the meetings on their own desk."""
    seats = Enrollment.objects.filter(cohort__in={meeting.cohort_id for meeting in meetings}, state__in=SEATED).order_by().values("person")
    rows = Assignment.objects.current().filter(role=Role.TRAINER, person__in=people).exclude(person__in=seats)
    return dict.fromkeys(rows.order_by().values_list("person", flat=True), LEAD)


def told(meeting: Meeting, person: User, name: str, *, sequence: int, doors: Mapping[int, str], **context: Any) -> bool:
    cancelled, door = name in ("meeting_cancelled", "meeting_gone"), doors.get(person.pk, STUDY)
    data = invitation(meeting, person, cancelled=cancelled, door=door)
    attachment = ("meeting.ics", data, f"text/calendar; method={'CANCEL' if cancelled else 'REQUEST'}")
    known = {"person": person, "meeting": meeting, "meetings_url": link_to(door)}
    reason = f"meeting-{meeting.pk}-{sequence}"
    return send(name, to=person, context=known | context, reason=reason, attachment=attachment) is not None


def changes(facts: dict[str, Any]) -> list[dict[str, str]]:
    """What differs, in the order a person asks: when, where, the link, who leads."""
    was, now = facts.get("was", {}), facts.get("now", {})
    return [{"what": name, "was": was[name], "now": now[name]} for name in LABELS if name in was]
