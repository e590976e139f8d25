"""The report of a cohort: person × meeting, and what it adds up to by module, town and organisation. Six questions to the database for any size."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _

from courses.attendance.forms import TONES
from courses.attendance.models import Mark
from courses.attendance.rules import AttendanceStanding, standings
from courses.enrollment.meeting_rules import is_for
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SEATED, roles_of
from courses.program.models import Cohort, Meeting
from school.people.models import User
from school.people.rules import folded

NOT_EXPECTED, NO_MARK, AHEAD = "–", "·", ""
ATTENDED = (Mark.Status.PRESENT, Mark.Status.LATE)
TONE_OF = {Mark.LETTERS[status]: tone for status, tone in TONES.items()} | {NOT_EXPECTED: "off"}


@dataclass
class PersonRow:
    """`cells` stand in the order of the meetings: a letter, «–» not expected, «·» no mark, nothing while the meeting is ahead."""

    enrollment: Enrollment
    cells: list[str]
    standing: AttendanceStanding
    days: list[str]

    @property
    def strip(self) -> list[tuple[str, str, str]]:
        """Of each meeting: the letter, its tone as on the sheet, the day in short."""
        return [(cell, TONE_OF.get(cell, ""), day) for cell, day in zip(self.cells, self.days, strict=True)]


@dataclass
class Sum:
    """Of one module, town or organisation: visits that were expected by now and what became of them."""

    title: str
    people: set[int] = field(default_factory=set)
    held: int = 0
    attended: int = 0
    excused: int = 0
    absent: int = 0

    @property
    def number(self) -> int:
        return len(self.people)

    @property
    def unmarked(self) -> int:
        return self.held - self.attended - self.excused - self.absent

    @property
    def share(self) -> int | None:
        counted = self.held - self.excused
        return round(100 * self.attended / counted) if counted else None

    def add(self, person: int, status: str) -> None:
        self.people.add(person)
        self.held += 1
        self.attended += status in ATTENDED
        self.excused += status == Mark.Status.EXCUSED
        self.absent += status == Mark.Status.ABSENT


@dataclass
class Report:
    cohort: Cohort
    meetings: list[Meeting]
    rows: list[PersonRow]
    whole: Sum
    by_module: list[Sum]
    by_town: list[Sum]
    by_organization: list[Sum]

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """What the letters of the table mean: letter, tone, words."""
        return [(Mark.LETTERS[status.value], TONES[status.value], str(status.label)) for status in Mark.Status]

    @property
    def heads(self) -> list[tuple[str, Meeting]]:
        return [(short_day(meeting), meeting) for meeting in self.meetings]

    @property
    def size(self) -> int:
        return len(self.rows) * max(len(self.meetings), 1)

    @property
    def sums(self) -> list[tuple[str, str, list[Sum]]]:
        """Title, what a row is, rows."""
        return [
            (_("По модулям"), _("Модуль"), self.by_module),
            (_("По городам"), _("Город"), self.by_town),
            (_("По организациям"), _("Организация"), self.by_organization),
        ]


def may_read(person: User, cohort: Cohort) -> bool:
    """Coordinators of the school and trainers of the cohort, as they are today."""
    if not person.is_active:
        return False
    return bool(roles_of(person) & {"coordinator", "administrator"}) or Cohort.objects.led_by(person).filter(pk=cohort.pk).exists()


def report_of(cohort: Cohort) -> Report:
    meetings = list(cohort.meetings.filter(cancelled_at=None).select_related("module", "town", "subgroup"))
    people = Enrollment.objects.heard().filter(cohort=cohort, state__in=SEATED).select_related("person", "organization", "town", "subgroup", "cohort")
    enrolled = sorted(people, key=lambda row: (folded(row.person.full_name), row.pk))
    marks = marks_by_person(cohort)
    found = standings(enrolled)
    days = [short_day(meeting) for meeting in meetings]
    rows = [PersonRow(row, cells(row, meetings, marks[row.pk]), found[row.pk], days) for row in enrolled]
    return Report(cohort, meetings, rows, *summed(enrolled, meetings, marks))


def short_day(meeting: Meeting) -> str:
    """«11 окт»"""
    day = timezone.localtime(meeting.starts_at)
    return f"{day.day}\xa0{worded(day, 'E')[:3]}"


def marks_by_person(cohort: Cohort) -> dict[int, dict[int, str]]:
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for enrollment, meeting, status in Mark.objects.filter(enrollment__cohort=cohort).values_list("enrollment_id", "meeting_id", "status"):
        marks[enrollment][meeting] = status
    return marks


def cells(person: Enrollment, meetings: list[Meeting], marks: dict[int, str]) -> list[str]:
    return [cell(person, meeting, marks.get(meeting.pk, "")) for meeting in meetings]


def cell(person: Enrollment, meeting: Meeting, status: str) -> str:
    if status:
        return Mark.LETTERS[status]
    if not is_for(meeting, person):
        return NOT_EXPECTED
    return NO_MARK if meeting.over else AHEAD


def summed(people: Iterable[Enrollment], meetings: list[Meeting], marks: dict[int, dict[int, str]]) -> tuple[Sum, list[Sum], list[Sum], list[Sum]]:
    """Each visit that was expected by now goes into the sums of its module, its person's town and organisation."""
    now = timezone.now()
    held = [meeting for meeting in meetings if meeting.ends_at <= now]
    whole = Sum(_("Всего"))
    modules: dict[int, Sum] = {}
    towns: dict[int, Sum] = {}
    organizations: dict[int, Sum] = {}
    for person in people:
        places = (sum_for(towns, person.town_id, person.town.name), sum_for(organizations, person.organization_id, person.organization.short_name))
        for each in (whole, *places):
            each.people.add(person.pk)
        for meeting in held:
            if is_for(meeting, person):
                module = sum_for(modules, meeting.module_id, meeting.module.title)
                for each in (whole, module, *places):
                    each.add(person.pk, marks[person.pk].get(meeting.pk, ""))
    by_name: Callable[[Sum], Any] = lambda each: folded(each.title)  # noqa: E731
    order = {meeting.module_id: meeting.module.position for meeting in meetings}
    by_module = [modules[key] for key in sorted(modules, key=lambda key: (order[key], key))]
    return whole, by_module, sorted(towns.values(), key=by_name), sorted(organizations.values(), key=by_name)


def sum_for(sums: dict[int, Sum], key: int, title: str) -> Sum:
    return sums.setdefault(key, Sum(title))
