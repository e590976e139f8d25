"""What the school writes about the way of a person."""

from courses.enrollment.models import Enrollment
from courses.route.nudge_rules import NAME, cause_of
from school.people.models import User
from school.post.actions import link_to, send


def nudged(enrollment: Enrollment, text: str, by: User) -> bool:
    """False when this person has had one today, or may not be written to."""
    context = {"text": text, "person": enrollment.person, "cohort": enrollment.cohort, "by": by, "url": link_to("portals:route", enrollment.pk)}
    return send(NAME, to=enrollment.person, context=context, reason=cause_of(enrollment)) is not None
