"""«Срок кончается»: a team that has not handed in hears of it two days before, once about each term."""

from datetime import datetime, timedelta

from django.utils import timezone

from courses.projects.models import Call, Project, Submission, TeamMember
from courses.projects.submission_rules import due_of, newest, reasons_not_accepted_before, reasons_of_state, reasons_of_time
from school.post.actions import link_to, send

BEFORE = timedelta(days=2)


def remind_of_windows(now: datetime | None = None) -> int:
    """Only of what the team can hand in now: a stage that waits for an earlier one has nothing to be late with yet."""
    moment, told = now or timezone.now(), 0
    projects = Project.objects.filter(team__call__state=Call.State.OPEN, team__broken_up_at=None).select_related("team__call__cohort")
    for project in projects.prefetch_related("submissions", "team__call__stages").order_by("pk"):
        last = newest(row for row in project.submissions.all() if row.state != Submission.State.TAKEN_BACK)
        for stage in project.team.call.stages.all():
            work = last.get((project.pk, stage.pk))
            due = due_of(stage, work)
            closed = reasons_of_state(work) or reasons_not_accepted_before(project, stage) or reasons_of_time(stage, work, moment)
            if moment < due <= moment + BEFORE and not closed:
                told += _tell(project, stage.pk, {"stage": stage, "due_at": due})
    return told


def _tell(project: Project, stage: int, context: dict[str, object]) -> int:
    rows = TeamMember.objects.working().filter(team=project.team, person__is_active=True).select_related("person")
    context |= {"team": project.team, "call": project.team.call, "url": link_to("portals:project", project.pk)}
    reason = f"closing-{project.pk}-{stage}-{context['due_at']:%Y%m%d%H%M}"
    return sum(send("window_closing", to=row.person, context=context, reason=reason) is not None for row in rows)
