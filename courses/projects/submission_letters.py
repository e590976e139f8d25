"""A work is handed in or taken back: its team hears of it, and so do those who keep the call."""

from courses.projects.call_rules import keepers
from courses.projects.models import Submission
from courses.projects.team_rules import members_of
from school.people.models import User
from school.post.actions import link_to, send


def handed_in(work: Submission) -> None:
    context = _of(work)
    for member in members_of(work.project.team):
        known = {"person": member.person, "by": work.by, "url": link_to("portals:submission", work.pk)}
        send("work_handed_in", to=member.person, context=context | known, reason=f"work-{work.pk}")
    for keeper in keepers(work.stage.call):
        send(
            "work_to_judge", to=keeper, context=context | {"url": link_to("portals:call_work", work.stage.call_id, work.pk)}, reason=f"work-{work.pk}"
        )


def taken_back(work: Submission, by: User) -> None:
    """The keepers may have opened it already; the others of the team ought to know who did it."""
    context = _of(work) | {"by": by}
    people = [member.person for member in members_of(work.project.team) if member.person_id != by.pk]
    for person in people:
        send("work_taken_back", to=person, context=context | {"url": link_to("portals:project", work.project_id)}, reason=f"work-{work.pk}-back")
    for keeper in keepers(work.stage.call):
        if keeper not in people:
            send(
                "work_taken_back",
                to=keeper,
                context=context | {"url": link_to("portals:call_works", work.stage.call_id)},
                reason=f"work-{work.pk}-back",
            )


def _of(work: Submission) -> dict[str, object]:
    return {"work": work, "stage": work.stage, "call": work.stage.call, "team": work.project.team, "project": work.project}
