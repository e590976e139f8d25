"""«Завтра занятие», «набор закрывается», «место держим до завтра»: once about each meeting, draft and offer as it stands."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from courses.enrollment.calendar_printing import STUDY, invitation
from courses.enrollment.meeting_letters import doors_of
from courses.enrollment.meeting_rules import circles
from courses.enrollment.models import Application
from courses.program.models import Cohort, Meeting
from school.post.actions import link_to, send

DRAFTS_BEFORE = timedelta(days=2)
OFFERS_BEFORE = timedelta(hours=24)


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


def remind_of_drafts(today: date | None = None) -> int:
    """An application was begun, and in two days the cohort takes no more. Who has sent another one is left alone."""
    day, told = today or timezone.localdate(), 0
    rows = Application.objects.filter(
        state=Application.State.DRAFT, cohort__in=Cohort.objects.accepting(), cohort__apply_until__lte=day + DRAFTS_BEFORE
    )
    sent = Application.objects.in_force().filter(person=OuterRef("person"), cohort=OuterRef("cohort"))
    for row in rows.filter(~Exists(sent)).select_related("person", "cohort").order_by("pk"):
        context = {"person": row.person, "cohort": row.cohort, "url": link_to("portals:apply", row.cohort_id)}
        reason = f"draft-{row.pk}-{row.cohort.apply_until:%Y%m%d}"
        told += send("draft_waiting", to=row.person, context=context, reason=reason) is not None
    return told


def remind_of_offers(now: datetime | None = None) -> int:
    """A seat is kept for less than a day more, and there is no answer."""
    moment, told = now or timezone.now(), 0
    rows = Application.objects.filter(state=Application.State.OFFERED, offer_until__gt=moment, offer_until__lte=moment + OFFERS_BEFORE)
    for row in rows.select_related("person", "cohort", "town").order_by("pk"):
        links = {f"{verb}_url": link_to("portals:offer", row.pk, verb) for verb in ("accept", "refuse")}
        context = {"person": row.person, "cohort": row.cohort, "application": row, **links}
        told += send("offer_waiting", to=row.person, context=context, reason=f"offer-{row.pk}-{row.offer_until:%Y%m%d%H%M}") is not None
    return told
