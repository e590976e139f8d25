"""The way of a person: stations, what is open and why the rest is closed. Asks the rooms below and writes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.attendance.models import Mark
from courses.attendance.rules import AttendanceStanding, added_up, marks_of
from courses.enrollment.meeting_rules import is_for
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, CohortModule, Lesson, Meeting, Module
from courses.progress import rules as progress
from courses.progress.rules import ProgressStanding

STARTED = (Cohort.State.UNDER_WAY, Cohort.State.FINISHED, Cohort.State.ARCHIVED)
ATTENDED = (Mark.Status.PRESENT, Mark.Status.LATE, Mark.Status.EXCUSED)


@dataclass(frozen=True)
class Station:
    """One module on the line. `state`: done, now («вы здесь», one at most), todo or closed; `done` of `total` counts lessons and meetings together."""

    part: int
    kind: str
    title: str
    module: Module
    state: str
    done: int
    total: int
    value: str
    reasons: tuple[str, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    meetings: tuple[Meeting, ...] = ()


@dataclass(frozen=True)
class Step:
    """One line of «Что осталось сделать»."""

    title: str
    note: str
    url: str
    lesson: Lesson


@dataclass(frozen=True)
class Way:
    """`meetings` are the person's own (their town's or everybody's), in order; `marks` are by meeting."""

    enrollment: Enrollment
    stations: tuple[Station, ...]
    progress: ProgressStanding
    attendance: AttendanceStanding
    meetings: tuple[Meeting, ...]
    marks: dict[int, Mark]

    @property
    def now(self) -> Station | None:
        return next((station for station in self.stations if station.state == "now"), None)

    @property
    def next_meeting(self) -> Meeting | None:
        now = timezone.now()
        return next((meeting for meeting in self.meetings if not meeting.cancelled_at and meeting.ends_at > now), None)

    @property
    def steps(self) -> list[Step]:
        """Lessons that can be read now and are not done yet, in the order of the program."""
        open_now = [station for station in self.stations if station.state != "closed"]
        waiting = [lesson for station in open_now for lesson in station.lessons if lesson.pk not in self.progress.done]
        return [self._step(lesson) for lesson in waiting]

    def _step(self, lesson: Lesson) -> Step:
        note = ngettext("%(minutes)d минута, можно с телефона.", "%(minutes)d минут, можно с телефона.", lesson.minutes)
        url = reverse("portals:study", args=[self.enrollment.cohort_id, lesson.pk])
        return Step(_("Пройдите урок «%(lesson)s»") % {"lesson": lesson.title}, note % {"minutes": lesson.minutes}, url, lesson)


def ways(enrollments: Iterable[Enrollment]) -> dict[int, Way]:
    """Six queries for any number of people. Wants `cohort` selected."""
    people = list(enrollments)
    cohorts = {person.cohort_id for person in people}
    calendar = list(CohortModule.objects.filter(cohort__in=cohorts).select_related("module"))
    modules = _modules_of(people, calendar)
    standings = progress.standings(people, calendar)
    marks = marks_of(people)
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in Meeting.objects.filter(cohort__in=cohorts).select_related("module", "town", "trainer"):
        meetings[meeting.cohort_id].append(meeting)
    opening = {(row.cohort_id, row.module_id): row.opens_on for row in calendar}
    return {
        person.pk: _way(person, modules[person.cohort_id], standings[person.pk], meetings[person.cohort_id], marks.get(person.pk, {}), opening)
        for person in people
    }


def way(enrollment: Enrollment) -> Way:
    return ways([enrollment])[enrollment.pk]


def reasons_closed(enrollment: Enrollment, lesson: Lesson, modules: Iterable[CohortModule] | None = None) -> list[str]:
    """Why the person may not read this lesson now; empty means it is open. The same rule guards the lesson's files.

    `modules` – the cohort's calendar, if the caller has it already.
    """
    if enrollment.state not in (Enrollment.State.ACTIVE, Enrollment.State.FINISHED):
        return [_("Вы больше не учитесь в этом потоке, уроки закрыты.")]
    rows = CohortModule.objects.filter(cohort=enrollment.cohort_id) if modules is None else modules
    calendar = {row.module_id: row for row in rows}
    if lesson.module.program_id != enrollment.cohort.program_id or (calendar and lesson.module_id not in calendar):
        return [_("Этого урока нет в вашем потоке.")]
    row = calendar.get(lesson.module_id)
    reasons = _reasons_module_closed(enrollment.cohort, lesson.module, row.opens_on if row else None)
    page = getattr(lesson, "page", None)
    if page is None or not page.live:
        reasons.append(_("Урок сейчас снят с публикации: тренер его дописывает. Отметка о прохождении сохранится."))
    return reasons


def _reasons_module_closed(cohort: Cohort, module: Module, opens_on: date | None) -> list[str]:
    if cohort.state not in STARTED:
        return [_("Поток начинается %(day)s, уроки откроются с его началом.") % {"day": worded(cohort.starts_on, "j E")}]
    if opens_on and opens_on > timezone.localdate():
        return [_("Часть «%(module)s» откроется %(day)s.") % {"module": module.title, "day": worded(opens_on, "j E")}]
    return []


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


def _way(
    person: Enrollment,
    modules: list[Module],
    standing: ProgressStanding,
    meetings: list[Meeting],
    marks: dict[int, Mark],
    opening: dict[tuple[int, int], date | None],
) -> Way:
    own = tuple(meeting for meeting in meetings if is_for(meeting, person))
    held = [meeting for meeting in own if not meeting.cancelled_at and meeting.ends_at <= timezone.now()]
    attendance = added_up(held, {meeting: mark.status for meeting, mark in marks.items()}, person.cohort.late_weight)
    stations: list[Station] = []
    for module in modules:
        opens_on = opening.get((person.cohort_id, module.pk))
        reasons = _reasons_module_closed(person.cohort, module, opens_on)
        taken = any(station.state == "now" for station in stations)
        station = _station(module, standing, own, marks, reasons, taken)
        stations.append(replace(station, value=_opens(person.cohort, opens_on)) if reasons else station)
    return Way(person, tuple(stations), standing, attendance, own, marks)


def _station(
    module: Module, standing: ProgressStanding, meetings: tuple[Meeting, ...], marks: dict[int, Mark], reasons: list[str], taken: bool
) -> Station:
    lessons = tuple(lesson for lesson in standing.lessons if lesson.module_id == module.pk)
    read = sum(1 for lesson in lessons if lesson.pk in standing.done)
    here = tuple(meeting for meeting in meetings if meeting.module_id == module.pk and not meeting.cancelled_at)
    visited = sum(1 for meeting in here if meeting.starts_at <= timezone.now() and meeting.pk in marks and marks[meeting.pk].status in ATTENDED)
    ahead = any(meeting.ends_at > timezone.now() for meeting in here)
    total = len(lessons) + len(here)
    if reasons:
        state = "closed"
    elif total and read == len(lessons) and not ahead:
        state = "done"
    else:
        state = "todo" if taken or not total else "now"
    value = _value(read, len(lessons), visited, len(here))
    return Station(module.part, module.kind, module.get_kind_display(), module, state, read + visited, total, value, tuple(reasons), lessons, here)


def _opens(cohort: Cohort, opens_on: date | None) -> str:
    """«с 12 декабря»: the day from which a closed station can be entered."""
    return _("с %(day)s") % {"day": worded(max(opens_on or cohort.starts_on, cohort.starts_on), "j E")}


def _value(read: int, lessons: int, visited: int, meetings: int) -> str:
    parts = []
    if lessons:
        parts.append(ngettext("%(done)d из %(total)d урока", "%(done)d из %(total)d уроков", lessons) % {"done": read, "total": lessons})
    if meetings:
        parts.append(ngettext("%(done)d из %(total)d занятия", "%(done)d из %(total)d занятий", meetings) % {"done": visited, "total": meetings})
    return ", ".join(parts) or _("материалы готовятся")
