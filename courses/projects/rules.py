"""How far a person's project work has come: the answer of this room to the route."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.projects.models import Call, Project, Stage, Submission, Team, TeamMember
from courses.projects.submission_rules import newest
from school.templatetags.look import moment


@dataclass(frozen=True)
class ProjectStanding:
    """One call as one person stands in it: `done` of `total` stages are accepted; `missing` – what is to be done, in words. `now` – the stage they are at; `waits` – it is
    handed in, or closed for good: the turn is not the team's."""

    call: Call | None = None
    team: Team | None = None
    project: Project | None = None
    done: int = 0
    total: int = 0
    missing: tuple[str, ...] = ()
    now: Stage | None = None
    waits: bool = False

    @property
    def module_id(self) -> int | None:
        return self.call.module_id if self.call else None

    @property
    def complete(self) -> bool:
        return bool(self.total) and self.done == self.total


def standings(enrollments: Iterable[Enrollment]) -> dict[int, ProjectStanding]:
    """One call a person: the first that is not complete yet, else the last."""
    found = {}
    for pk, rows in standings_by_call(enrollments).items():
        found[pk] = next((row for row in rows if not row.complete), rows[-1] if rows else ProjectStanding())
    return found


def standings_by_call(enrollments: Iterable[Enrollment]) -> dict[int, tuple[ProjectStanding, ...]]:
    """Every call of the cohort that was opened, in the order of its modules. Four queries for any number of people."""
    people = list(enrollments)
    calls: dict[int | None, list[Call]] = defaultdict(list)
    rows = Call.objects.filter(cohort__in={person.cohort_id for person in people}).exclude(state=Call.State.DRAFT).select_related("module")
    for call in rows.prefetch_related("stages").order_by("module__position", "made_at", "pk"):
        calls[call.cohort_id].append(call)
    members = _members(people)
    works = newest(Submission.objects.filter(project__team__in={row.team_id for row in members.values()}).defer("facts"))
    return {
        person.pk: tuple(_standing(call, members.get((call.pk, person.person_id)), works) for call in calls[person.cohort_id]) for person in people
    }


def _members(people: list[Enrollment]) -> dict[tuple[int, int], TeamMember]:
    rows = TeamMember.objects.current().filter(person__in={person.person_id for person in people}, team__broken_up_at=None)
    return {(row.call_id, row.person_id): row for row in rows.select_related("team__project")}


def _standing(call: Call, member: TeamMember | None, works: dict[tuple[int, int], Submission]) -> ProjectStanding:
    stages = sorted(call.stages.all(), key=lambda stage: (stage.position, stage.pk))
    if member is None:
        word = _("Соберите команду или вступите в неё.") if call.state == Call.State.OPEN else _("Вы не были в команде этого приёма.")
        return ProjectStanding(
            call, total=len(stages), missing=(word,) if stages else (), now=stages[0] if stages else None, waits=call.state != Call.State.OPEN
        )
    project = getattr(member.team, "project", None)
    states = {stage.pk: works.get((project.pk, stage.pk)) for stage in stages} if project else {}
    left = [stage for stage in stages if not accepted(states.get(stage.pk))]
    missing = tuple(_todo(stage, states.get(stage.pk)) for stage in left)
    now = left[0] if left else None
    last = states.get(now.pk) if now else None
    waits = last is not None and last.state != Submission.State.REWORK
    return ProjectStanding(call, member.team, project, len(stages) - len(left), len(stages), missing, now, waits)


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
