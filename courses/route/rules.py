"""The way of a person: stations, what is open and why the rest is closed. Asks the rooms below and writes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.attendance.models import Mark
from courses.attendance.rules import ATTENDED, AttendanceStanding, added_up, marks_of
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, CohortModule, Kind, Lesson, Meeting, Module
from courses.progress.rules import ProgressStanding
from courses.route.gate_rules import STARTED, Calendar, Reason, calendar_of, missing_in, reasons_of
from courses.route.gate_rules import reasons_closed as reasons_closed  # asked for here by everybody above
from courses.route.gate_rules import reasons_module_closed as reasons_module_closed
from courses.route.handed_rules import Handed, handed
from courses.route.standing_rules import Standing, standings
from courses.route.step_rules import Step, steps_of

SETTLED = (*ATTENDED, Mark.Status.EXCUSED)  # what the station counts as behind the person


@dataclass(frozen=True)
class Station:
    """One module on the line. `state`: done, now («вы здесь», one at most, none after the end), todo or closed; `done` of `total` counts everything in it together: lessons, meetings, reports, stages."""

    part: int
    kind: str
    title: str
    module: Module
    state: str
    done: int
    total: int
    value: str
    reasons: tuple[Reason, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    opens_on: date | None = None


@dataclass(frozen=True)
class Way:
    """`marks` are by meeting."""

    enrollment: Enrollment
    stations: tuple[Station, ...]
    standing: Standing
    attendance: AttendanceStanding
    marks: dict[int, Mark]
    handed: Handed

    @property
    def progress(self) -> ProgressStanding:
        return self.standing.progress

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return self.standing.meetings

    @property
    def now(self) -> Station | None:
        return next((station for station in self.stations if station.state == "now"), None)

    @property
    def open_modules(self) -> dict[int, bool]:
        return {station.module.pk: station.state != "closed" for station in self.stations}

    @property
    def next_meeting(self) -> Meeting | None:
        now = timezone.now()
        return next((meeting for meeting in self.meetings if not meeting.cancelled_at and meeting.ends_at > now), None)

    @property
    def steps(self) -> list[Step]:
        """What the person can do now, what was returned first."""
        papers = next((station.module.pk for station in self.stations if station.kind == Kind.DOCUMENT_SUPPORT), None)
        return steps_of(self.enrollment, self.open_modules, self.standing, self.handed, papers)


def ways(enrollments: Iterable[Enrollment]) -> dict[int, Way]:
    """The same number of queries for any number of people. Wants `cohort` selected."""
    people = list(enrollments)
    calendar = list(CohortModule.objects.filter(cohort__in={person.cohort_id for person in people}).select_related("module", "after"))
    modules = _modules_of(people, calendar)
    marks = marks_of(people)
    found = standings(people, calendar, {module.kind for rows in modules.values() for module in rows}, marks)
    given = handed(people, found)
    rows: dict[int, list[CohortModule]] = defaultdict(list)
    for row in calendar:
        rows[row.cohort_id].append(row)
    return {
        person.pk: _way(
            person,
            modules[person.cohort_id],
            calendar_of(person, rows[person.cohort_id]),
            found[person.pk],
            marks.get(person.pk, {}),
            given[person.pk],
        )
        for person in people
    }


def way(enrollment: Enrollment) -> Way:
    return ways([enrollment])[enrollment.pk]


def _modules_of(people: list[Enrollment], calendar: list[CohortModule]) -> dict[int, list[Module]]:
    """A cohort goes by its calendar; one without a calendar goes by the program."""
    found: dict[int, list[Module]] = defaultdict(list)
    for row in calendar:
        found[row.cohort_id].append(row.module)
    programs = {person.cohort_id: person.cohort.program_id for person in people if person.cohort_id not in found}
    if programs:
        modules = list(Module.objects.filter(program__in=set(programs.values())).annotate(live=F("page__live")))
        for cohort, program in programs.items():
            found[cohort] = [module for module in modules if module.program_id == program and module.live is not False]  # type: ignore[attr-defined]
    return found


def _way(person: Enrollment, modules: list[Module], calendar: Calendar, standing: Standing, marks: dict[int, Mark], handed: Handed) -> Way:
    held = [meeting for meeting in standing.meetings if not meeting.cancelled_at and meeting.ends_at <= timezone.now()]
    attendance = added_up(held, {meeting: mark.status for meeting, mark in marks.items()}, person.cohort.late_weight)
    stations: list[Station] = []
    for module in modules:
        reasons = reasons_of(person, module, calendar, lambda: standing)
        taken = person.state != Enrollment.State.ACTIVE or any(station.state == "now" for station in stations)
        station = _station(module, standing, marks, reasons, taken)
        row = calendar.get(module.pk)
        waits = bool(reasons) and _waits(person, row)
        opens_on = row.opens_on if row else None
        stations.append(replace(station, opens_on=opens_on, value=_opens(person.cohort, opens_on) if waits else station.value))
    return Way(person, tuple(stations), standing, attendance, marks, handed)


def _waits(person: Enrollment, row: CohortModule | None) -> bool:
    """Closed by a day, not by what the person has not done yet."""
    return person.cohort.state not in STARTED or bool(row and row.opens_on and row.opens_on > timezone.localdate())


def _station(module: Module, standing: Standing, marks: dict[int, Mark], reasons: list[Reason], taken: bool) -> Station:
    lessons = standing.lessons_in.get(module.pk, ())
    here = tuple(meeting for meeting in standing.meetings_in.get(module.pk, ()) if not meeting.cancelled_at)
    counted = _counted(module, lessons, here, standing, marks)
    total = sum(total for _done, total, _words in counted)
    if reasons:
        state = "closed"
    elif total and not missing_in(module.pk, standing):
        state = "done"
    else:
        state = "todo" if taken or not total else "now"
    value = ", ".join(words for _done, total, words in counted if total) or _("материалы готовятся")
    done = sum(done for done, _total, _words in counted)
    return Station(module.part, module.kind, module.get_kind_display(), module, state, done, total, value, tuple(reasons), lessons, here)


def _counted(
    module: Module, lessons: tuple[Lesson, ...], meetings: tuple[Meeting, ...], standing: Standing, marks: dict[int, Mark]
) -> list[tuple[int, int, str]]:
    """What the station adds up: how many are done, of how many, in words."""
    read = sum(1 for lesson in lessons if lesson.pk in standing.progress.done)
    visited = sum(1 for meeting in meetings if meeting.starts_at <= timezone.now() and meeting.pk in marks and marks[meeting.pk].status in SETTLED)
    asked = [meeting for meeting in standing.visits.asked if meeting.module_id == module.pk]
    sent = len(asked) - len(standing.reports_left(module.pk))
    project = standing.project_of(module.pk)
    accepted, stages = (project.done, project.total) if project else (0, 0)
    rows = [
        (read, len(lessons), ngettext("%(done)d из %(total)d урока", "%(done)d из %(total)d уроков", len(lessons))),
        (visited, len(meetings), ngettext("%(done)d из %(total)d занятия", "%(done)d из %(total)d занятий", len(meetings))),
        (sent, len(asked), ngettext("%(done)d из %(total)d отчёта", "%(done)d из %(total)d отчётов", len(asked))),
        (accepted, stages, ngettext("%(done)d из %(total)d этапа", "%(done)d из %(total)d этапов", stages)),
    ]
    return [(done, total, words % {"done": done, "total": total}) for done, total, words in rows]


def _opens(cohort: Cohort, opens_on: date | None) -> str:
    """«с 12 декабря»: the day from which a closed station can be entered."""
    return _("с %(day)s") % {"day": worded(max(opens_on or cohort.starts_on, cohort.starts_on), "j E")}
