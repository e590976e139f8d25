"""What the rooms below know of people, gathered once for any number of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from courses.attendance.models import Mark
from courses.attendance.rules import MISSED, marks_of
from courses.dossiers import rules as dossiers
from courses.dossiers.rules import DossierStanding
from courses.enrollment.meeting_rules import is_for
from courses.enrollment.models import Enrollment
from courses.program.models import CohortModule, Kind, Lesson, Meeting
from courses.progress import rules as progress
from courses.progress import visit_rules
from courses.progress.rules import ProgressStanding, Trail
from courses.progress.visit_rules import VisitStanding
from courses.projects import rules as projects
from courses.projects.rules import ProjectStanding

Marks = Mapping[int, Mapping[int, Mark]]  # by person, then by meeting
_module = attrgetter("module_id")


@dataclass(frozen=True)
class Standing:
    """`meetings` are the person's own (their town's and subgroup's or everybody's), in order, called off ones too; `visits` ask for a report only where the
    person was; `projects` – one for each call of the cohort; `dossier` – None where no module of the cohort is about documents."""

    progress: ProgressStanding
    meetings: tuple[Meeting, ...] = ()
    visits: VisitStanding = VisitStanding()
    projects: tuple[ProjectStanding, ...] = ()
    dossier: DossierStanding | None = None

    @cached_property
    def lessons_in(self) -> Mapping[int, tuple[Lesson, ...]]:
        """By module."""
        return {module: tuple(rows) for module, rows in groupby(sorted(self.progress.lessons, key=_module), key=_module)}

    @cached_property
    def meetings_in(self) -> Mapping[int, tuple[Meeting, ...]]:
        return {module: tuple(rows) for module, rows in groupby(sorted(self.meetings, key=_module), key=_module)}

    def reports_left(self, module: int) -> list[Meeting]:
        return [meeting for meeting in self.visits.left if meeting.module_id == module]

    def project_of(self, module: int) -> ProjectStanding | None:
        return next((project for project in self.projects if project.module_id == module), None)


def standings(
    enrollments: Iterable[Enrollment], calendar: Iterable[CohortModule], kinds: Collection[str], marks: Marks | None = None
) -> dict[int, Standing]:
    """Wants `cohort` selected; `calendar` – the modules of their cohorts, `kinds` – of those modules: what no module is of is not asked about."""
    people, known = list(enrollments), list(calendar)
    trail = progress.trail_of(people)
    studied = progress.standings(people, known, trail)
    every = list(Meeting.objects.filter(cohort__in={person.cohort_id for person in people}).select_related("module", "town", "trainer"))
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in every:
        meetings[meeting.cohort_id].append(meeting)
    visits = visits_of(people, every, marks, trail)
    works = projects.standings(people) if Kind.PROJECT_WORK in kinds else {}
    papers = dossiers.standings(people) if Kind.DOCUMENT_SUPPORT in kinds else {}
    return {
        person.pk: Standing(
            studied[person.pk],
            tuple(meeting for meeting in meetings[person.cohort_id] if is_for(meeting, person)),
            visits.get(person.pk, VisitStanding()),
            works.get(person.pk, ()),
            papers.get(person.pk),
        )
        for person in people
    }


def visits_of(people: list[Enrollment], meetings: list[Meeting], marks: Marks | None, trail: Trail) -> dict[int, VisitStanding]:
    """Whoever the sheet calls missing has nothing to report, unless a report was begun; whoever does not study any more cannot write one."""
    if not any(visit_rules.asks(meeting) for meeting in meetings):
        return {}
    known = marks_of(people) if marks is None else marks
    found = visit_rules.standings(people, meetings, trail.states)
    studies = {person.pk for person in people if person.state == Enrollment.State.ACTIVE}
    return {pk: replace(each, asked=_been(each, known.get(pk, {})) if pk in studies else _told(each)) for pk, each in found.items()}


def _been(found: VisitStanding, marks: Mapping[int, Mark]) -> tuple[Meeting, ...]:
    missed = {meeting for meeting, mark in marks.items() if mark.status in MISSED}
    return tuple(meeting for meeting in found.asked if meeting.pk in found.states or meeting.pk not in missed)


def _told(found: VisitStanding) -> tuple[Meeting, ...]:
    return tuple(meeting for meeting in found.asked if meeting.pk in found.done)
