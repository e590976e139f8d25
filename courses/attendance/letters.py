"""What the school writes about presence: somebody asks to be excused, a decision, a share that has fallen too low."""

from courses.attendance.models import Excuse
from courses.enrollment.meeting_rules import leaders
from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school.people.models import User
from school.post.actions import link_to, send


def excuse_asked(excuse: Excuse) -> None:
    context = _of(excuse) | {"url": link_to("portals:excuse_decision", excuse.pk)}
    for decider in deciders(excuse.meeting):
        send("excuse_asked", to=decider, context=context, reason=f"excuse-{excuse.pk}")


def deciders(meeting: Meeting) -> list[User]:
    """Whoever leads the meeting; while nobody does, the coordinator who answers for the cohort."""
    answers = meeting.cohort.responsible
    return leaders(meeting) or ([answers] if answers and answers.is_active else [])


def excuse_decided(excuse: Excuse) -> None:
    context = _of(excuse) | {"url": link_to("portals:excuse", excuse.enrollment_id, excuse.meeting_id)}
    once = f"excuse-{excuse.pk}-{excuse.decided_at:%Y%m%d%H%M%S%f}"  # a corrected decision is a letter of its own
    send("excuse_decided", to=excuse.enrollment.person, context=context, reason=once)


def share_too_low(enrollment: Enrollment, share: int, mentors: list[User], *, episode: int) -> None:
    """To the person and to whoever leads the organisation; one letter for each fall below the share."""
    context = {
        "enrollment": enrollment,
        "person": enrollment.person,
        "cohort": enrollment.cohort,
        "share": share,
        "needed": enrollment.cohort.needed_share,
    }
    reason = f"absent-{enrollment.pk}-{episode}"
    send("attendance_low", to=enrollment.person, context=context | {"url": link_to("portals:meetings", enrollment.pk)}, reason=reason)
    for mentor in mentors:
        url = link_to("portals:mentor_organization", enrollment.organization_id)
        send("attendance_low_mentor", to=mentor, context=context | {"url": url}, reason=reason)


def _of(excuse: Excuse) -> dict[str, object]:
    return {"excuse": excuse, "meeting": excuse.meeting, "person": excuse.enrollment.person, "accepted": excuse.state == Excuse.State.ACCEPTED}
