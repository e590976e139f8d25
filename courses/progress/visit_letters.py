"""What the school writes about visit reports: one has come, one was accepted or returned."""

from courses.enrollment.meeting_rules import leaders
from courses.progress.models import VisitReport
from school.people.models import User
from school.post.actions import link_to, send


def visit_sent(report: VisitReport) -> None:
    context = _of(report) | {"url": link_to("portals:visit_report", report.pk)}
    for reader in readers(report):
        send("visit_sent", to=reader, context=context, reason=f"visit-{report.pk}-{report.sent_at:%Y%m%d%H%M%S%f}")


def readers(report: VisitReport) -> list[User]:
    """Whoever leads the visit, but for the author; while nobody does, the coordinator who answers for the cohort."""
    answers = report.meeting.cohort.responsible
    found = leaders(report.meeting) or ([answers] if answers and answers.is_active else [])
    return [person for person in found if person.pk != report.enrollment.person_id]


def visit_decided(report: VisitReport) -> None:
    """A second decision is a letter of its own."""
    context = _of(report) | {"url": link_to("portals:visit", report.enrollment_id, report.meeting_id)}
    send("visit_decided", to=report.enrollment.person, context=context, reason=f"visit-{report.pk}-{report.decided_at:%Y%m%d%H%M%S%f}")


def _of(report: VisitReport) -> dict[str, object]:
    accepted = report.state == VisitReport.State.ACCEPTED
    return {"report": report, "meeting": report.meeting, "person": report.enrollment.person, "accepted": accepted}
