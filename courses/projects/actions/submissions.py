"""Verbs of handing in: the work is frozen as it stands, or taken back before anybody reads it."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.projects import submission_letters, submission_rules
from courses.projects.actions.calls import locked as locked_call
from courses.projects.actions.projects import forget_detached
from courses.projects.actions.projects import locked as locked_project
from courses.projects.models import Project, Stage, Submission, SubmissionFile
from courses.projects.project_rules import facts_of
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Changed, Refused


@transaction.atomic
def hand_in(project: Project, stage: Stage, *, by: User, edition: int | None = None) -> Submission:
    """Facts and files as they are at this moment. `edition` – the one the person saw: a newer one is shown to them first (Changed).

    A second press, or a second member's, meets the work that has just been handed in and is refused.
    """
    now = timezone.now()
    locked_call(project.team.call)
    project = locked_project(project)
    stage = Stage.objects.select_related("call").get(pk=stage.pk)
    list(Submission.objects.select_for_update(of=("self",)).filter(project=project))  # a decision about an earlier work waits, or is waited for
    if reasons := submission_rules.reasons_not_to_hand_in(project, stage, by, now):
        raise Refused(*reasons)
    if edition is not None and edition != project.edition:
        raise Changed(project)
    if lacking := submission_rules.missing(project, stage):
        raise Refused(*lacking)
    last = submission_rules.last_of(project, stage)
    known = project.submissions.filter(stage=stage).aggregate(number=Max("number"))["number"] or 0
    late = submission_rules.is_late(stage, last, now)
    work = Submission.objects.create(project=project, stage=stage, number=known + 1, facts=facts_of(project), late=late, by=by)
    attached = project.files.filter(removed_at=None)
    SubmissionFile.objects.bulk_create(SubmissionFile(submission=work, file_id=row.file_id, paper=row.paper) for row in attached)
    forget_detached(project)
    record(by=by, verb="projects.handed_in", target=project, stage=stage.title, number=work.number, late=late)
    submission_letters.handed_in(work)
    return work


@transaction.atomic
def take_back(submission: Submission, *, by: User) -> Submission:
    """What was handed in stays readable as history; the team goes on writing and hands in anew."""
    locked_call(submission.project.team.call)
    project = locked_project(submission.project)
    rows = Submission.objects.select_for_update(of=("self",)).select_related("stage__call")
    work = rows.get(pk=submission.pk)
    work.project = project
    if work.state == Submission.State.TAKEN_BACK and work.project.team.members.filter(person=by, left_at=None).exists():  # a second press
        return work
    if reasons := submission_rules.reasons_not_to_take_back(work, by):
        raise Refused(*reasons)
    work.state = submission_rules.TRANSITIONS["take_back"].target
    work.save(update_fields=["state"])
    record(by=by, verb="projects.work_taken_back", target=project, stage=work.stage.title, number=work.number)
    submission_letters.taken_back(work, by)
    return work
