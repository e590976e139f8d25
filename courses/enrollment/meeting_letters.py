"""What the school writes when the timetable changes: one letter to everyone concerned, once a change, with the event for the calendar."""

from typing import Any

from django_tasks import task

from courses.enrollment.calendar_printing import invitation
from courses.enrollment.meeting_rules import concerned
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
    gone = User.objects.filter(pk__in=set(entry.facts.get("gone", [])) - set(people), is_active=True)
    sent = [tell(meeting, person, "meeting_gone", sequence, {}) for person in gone]
    if meeting.sequence == sequence:
        context = {"changes": changes(entry.facts), "reason": entry.facts.get("reason", "")}
        fresh = set(entry.facts.get("fresh", []))
        sent += [tell(meeting, people[pk], "meeting_new", sequence, {}) for pk in fresh & set(people)]
        if entry.verb != MOVED or context["changes"]:  # for whom only the circle of the others has changed, nothing has
            sent += [tell(meeting, person, NAMES[entry.verb], sequence, context) for pk, person in people.items() if pk not in fresh]
    return sum(sent)


def tell(meeting: Meeting, person: User, name: str, sequence: int, context: dict[str, Any]) -> bool:
    cancelled = name in ("meeting_cancelled", "meeting_gone")
    attachment = ("meeting.ics", invitation(meeting, person, cancelled=cancelled), f"text/calendar; method={'CANCEL' if cancelled else 'REQUEST'}")
    known = {"person": person, "meeting": meeting, "meetings_url": link_to("portals:own_meetings")}
    reason = f"meeting-{meeting.pk}-{sequence}"
    return send(name, to=person, context=known | context, reason=reason, attachment=attachment) is not None


def changes(facts: dict[str, Any]) -> list[dict[str, str]]:
    """What differs, in the order a person asks: when, where, the link, who leads."""
    was, now = facts.get("was", {}), facts.get("now", {})
    return [{"what": name, "was": was[name], "now": now[name]} for name in LABELS if name in was]
