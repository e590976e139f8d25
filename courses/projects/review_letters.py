"""What the school writes about judging: asked to review, reminded, decided. A letter to a reviewer of a blind call names the stage and the call, never the team."""

from django.utils import timezone

from courses.projects.models import Review, Submission, TeamMember
from school.people.models import User
from school.post.actions import link_to, send
from school.post.models import Letter


def review_asked(review: Review) -> None:
    send("review_asked", to=review.reviewer, context=_of(review), reason=f"review-{review.pk}-{review.asked_at:%Y%m%d%H%M%S%f}")


def review_reminded(review: Review) -> Letter | None:
    """Once a day at most."""
    return send("review_reminded", to=review.reviewer, context=_of(review), reason=f"review-{review.pk}-{timezone.localdate():%Y%m%d}")


def outcome_decided(submission: Submission) -> None:
    """To everybody in the team; a corrected decision is a letter of its own."""
    call = submission.stage.call
    context: dict[str, object] = {"submission": submission, "stage": submission.stage, "call": call, "project": submission.project}
    context |= {"verdict": submission.state, "url": link_to("portals:submission", submission.pk)}
    for person in team_of(submission):
        once = f"outcome-{submission.pk}-{submission.decided_at:%Y%m%d%H%M%S%f}"
        send("outcome_decided", to=person, context=context | {"person": person}, reason=once)


def team_of(submission: Submission) -> list[User]:
    rows = TeamMember.objects.current().filter(team=submission.project.team_id).select_related("person")
    return [member.person for member in rows]


def _of(review: Review) -> dict[str, object]:
    stage = review.submission.stage
    named = "" if stage.call.blind else str(review.submission.project)
    return {"person": review.reviewer, "stage": stage, "call": stage.call, "named": named, "url": link_to("portals:review", review.pk)}
