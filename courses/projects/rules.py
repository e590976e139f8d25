"""How far a person's project work has come: the answer of this room to the route."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.projects.models import Call, Project, Stage, Submission, Team, TeamInvitation, TeamMember
from courses.projects.project_rules import TEXTS
from courses.projects.submission_rules import newest
from school.templatetags.look import moment

WORK = ("stage_id", "number", "state", "redo_until")


@dataclass(frozen=True)
class ProjectStanding:
    """One call as one person stands in it: `done` of `total` stages are accepted; `missing` – what is to be done, in words. `now` – the stage they are at; `waits` – it is
    handed in, or closed for good: the turn is not the team's; `returned` – it has come back to be reworked; `asked` – in words: somebody waits for the person's
    answer about a team."""

    call: Call
    team: Team | None = None
    project: Project | None = None
    done: int = 0
    total: int = 0
    missing: tuple[str, ...] = ()
    now: Stage | None = None
    waits: bool = False
    returned: bool = False
    asked: str = ""

    @property
    def module_id(self) -> int | None:
        return self.call.module_id


def standings(enrollments: Iterable[Enrollment]) -> dict[int, tuple[ProjectStanding, ...]]:
    """Every call of the cohort that was opened, in the order of its modules. Two queries for any number of people: an opened call has stages, and
    they bring it with them. Invitations of those who have no team are looked up for one person only: nobody else's would be shown."""
    people = list(enrollments)
    calls: dict[int | None, dict[Call, list[Stage]]] = defaultdict(dict)
    rows = Stage.objects.filter(call__cohort__in={person.cohort_id for person in people}).exclude(call__state=Call.State.DRAFT)
    for stage in (
        _with_invitations(rows, people)
        .select_related("call__module")
        .order_by("call__module__position", "call__made_at", "call_id", "position", "pk")
    ):
        calls[stage.call.cohort_id].setdefault(stage.call, []).append(stage)
    members, works = _members(people)
    return {
        person.pk: tuple(_standing(call, stages, members.get((call.pk, person.person_id)), works) for call, stages in calls[person.cohort_id].items())
        for person in people
    }


def _with_invitations(stages: QuerySet[Stage], people: list[Enrollment]) -> Any:
    if len(people) != 1:
        return stages
    open_ones = TeamInvitation.objects.open().filter(asks=False, person=people[0].person_id, team__call=OuterRef("call"))
    return stages.annotate(invited=Exists(open_ones))


def _members(people: list[Enrollment]) -> tuple[dict[tuple[int, int], TeamMember], dict[tuple[int, int], Submission]]:
    """By call and person; and what counts of their works, by project and stage. A member comes once for each work of the team, or alone."""
    rows: Any = TeamMember.objects.current().filter(person__in={person.person_id for person in people}, team__broken_up_at=None)
    rows = rows.select_related("team__project").defer(*(f"team__project__{name}" for name in TEXTS if name != "title"), "team__project__links")
    members, works = {}, []
    asking = TeamInvitation.objects.filter(state=TeamInvitation.State.OPEN, asks=True, team=OuterRef("team"))
    rows = rows.annotate(asked=Q(leads=True) & Exists(asking))
    for row in rows.order_by().annotate(**{name: F(f"team__project__submissions__{name}") for name in WORK}):
        members[row.call_id, row.person_id] = row
        if row.stage_id:
            works.append(Submission(project_id=row.team.project.pk, **{name: getattr(row, name) for name in WORK}))
    return members, newest(works)


def _standing(call: Call, stages: list[Stage], member: TeamMember | None, works: dict[tuple[int, int], Submission]) -> ProjectStanding:
    if member is None:
        return _alone(call, stages)
    project = getattr(member.team, "project", None)
    states = {stage.pk: works.get((project.pk, stage.pk)) for stage in stages} if project else {}
    left = [stage for stage in stages if not accepted(states.get(stage.pk))]
    missing = tuple(_todo(stage, states.get(stage.pk)) for stage in left)
    now = left[0] if left else None
    last = states.get(now.pk) if now else None
    returned = last is not None and last.state == Submission.State.REWORK
    waits = last is not None and not returned
    asked = _("Ответьте тем, кто просится в вашу команду.") if member.asked and call.state == Call.State.OPEN else ""  # type: ignore[attr-defined]
    return ProjectStanding(call, member.team, project, len(stages) - len(left), len(stages), missing, now, waits, returned, asked)


def _alone(call: Call, stages: list[Stage]) -> ProjectStanding:
    """Without a team."""
    gathering = call.state == Call.State.OPEN
    asked = _("Вас зовут в команду: ответьте.") if gathering and getattr(stages[0], "invited", False) else ""
    word = asked or (_("Соберите команду или вступите в неё.") if gathering else _("Вы не были в команде этого приёма."))
    return ProjectStanding(call, total=len(stages), missing=(word,), now=stages[0], waits=not gathering, asked=asked)


def accepted(work: Submission | None) -> bool:
    return work is not None and work.state == Submission.State.ACCEPTED


def _todo(stage: Stage, work: Submission | None) -> str:
    facts = {"stage": stage.title, "moment": moment(stage.due_at)}
    if work is None:
        return _("Сдайте этап «%(stage)s»: срок %(moment)s.") % facts
    if work.state == Submission.State.REWORK:
        if work.redo_until:
            return _("Доработайте этап «%(stage)s» до %(moment)s.") % (facts | {"moment": moment(work.redo_until)})
        return _("Доработайте этап «%(stage)s» и сдайте снова.") % facts
    if work.state == Submission.State.DECLINED:
        return _("Этап «%(stage)s» не принят.") % facts
    return _("Этап «%(stage)s» сдан, решения ещё нет.") % facts
