"""«Завтра занятие»: once about each meeting as it stands, with the event for the calendar."""

from datetime import date, timedelta

from django.utils import timezone

from courses.enrollment.calendar_printing import STUDY, invitation
from courses.enrollment.meeting_letters import doors_of
from courses.enrollment.meeting_rules import circles
from courses.program.models import Cohort, Meeting
from school.post.actions import link_to, send


def remind_of_meetings(today: date | None = None) -> int:
    """To everybody who is expected tomorrow and to whoever leads. A meeting moved after this was told is told anew."""
    tomorrow = (today or timezone.localdate()) + timedelta(days=1)
    rows = Meeting.objects.filter(starts_at__date=tomorrow, cancelled_at=None).exclude(cohort__state__in=[Cohort.State.DRAFT, Cohort.State.ARCHIVED])
    meetings = list(rows.select_related("cohort", "module", "town", "trainer").order_by("starts_at", "pk"))
    found = circles(meetings)
    doors, told = doors_of([person.pk for person, _own in found], meetings), 0
    for person, own in found:
        door = doors.get(person.pk, STUDY)
        for meeting in own:
            attachment = ("meeting.ics", invitation(meeting, person, cancelled=False, door=door), "text/calendar; method=REQUEST")
            context = {"person": person, "meeting": meeting, "meetings_url": link_to(door)}
            reason = f"tomorrow-{meeting.pk}-{meeting.starts_at:%Y%m%d%H%M}"
            told += send("meeting_tomorrow", to=person, context=context, reason=reason, attachment=attachment) is not None
    return told
