"""What a timetable would look like on other days: plans that are shown before anything is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.program.models import Cohort, Meeting, Module, TimetableTemplate

OVER = frozenset({Cohort.State.FINISHED, Cohort.State.ARCHIVED})
LONGEST_DAY = 2000  # of a template, counted from the first day of the cohort


@dataclass(frozen=True)
class Planned:
    """A meeting on its new day; `was` is the day it comes from, None for a template; `there` – the cohort has it already."""

    module: Module
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    hours: int | None = None
    source: Meeting | None = None
    there: bool = False
    clashes: tuple[str, ...] = ()

    def meeting_of(self, cohort: Cohort) -> Meeting:
        """As it would be written into the cohort."""
        return Meeting(
            cohort=cohort, module=self.module, title=self.title, starts_at=self.starts_at, ends_at=self.ends_at, place=self.place, hours=self.hours
        )

    @property
    def weekday_moves(self) -> bool:
        return self.source is not None and timezone.localtime(self.source.starts_at).weekday() != timezone.localtime(self.starts_at).weekday()


def shifted(cohort: Cohort, starts_on: date) -> list[Planned]:
    """The meetings of a cohort as many days later as the new one starts later; cancelled ones stay behind. The clock stays the same."""
    days = timedelta(days=(starts_on - cohort.starts_on).days)
    meetings = cohort.meetings.filter(cancelled_at=None).select_related("module", "town", "trainer", "subgroup").order_by("starts_at", "pk")
    return [
        Planned(meeting.module, meeting.title, later(meeting.starts_at, days), later(meeting.ends_at, days), meeting.where, meeting.hours, meeting)
        for meeting in meetings
    ]


def later(moment: datetime, days: timedelta) -> datetime:
    """The same time by the clock on the wall, whatever the zone does in between."""
    local = timezone.localtime(moment)
    return timezone.make_aware(local.replace(tzinfo=None) + days)


def laid(template: TimetableTemplate, cohort: Cohort) -> list[Planned]:
    """The meetings of a template in the days of the cohort."""
    known = set(cohort.meetings.values_list("module_id", "title", "starts_at"))
    plans = []
    for row in template.meetings.select_related("module"):
        starts_at = timezone.make_aware(datetime.combine(cohort.starts_on + timedelta(days=row.day - 1), row.starts))
        there = (row.module_id, row.title, starts_at) in known
        plans.append(Planned(row.module, row.title, starts_at, starts_at + timedelta(minutes=row.minutes), row.place, row.hours, there=there))
    return plans


def reasons_against_laying(template: TimetableTemplate, cohort: Cohort) -> list[str]:
    if template.program_id != cohort.program_id:
        return [_("Шаблон «%(template)s» сделан для другой программы.") % {"template": template}]
    if cohort.state in OVER:
        return [_("Поток «%(cohort)s» уже закончился: занятия в него не добавляют.") % {"cohort": cohort}]
    return []


def reasons_against_keeping(cohort: Cohort, title: str, meetings: Iterable[Meeting]) -> list[str]:
    """Why this timetable cannot become a template of that name."""
    rows = list(meetings)
    if not rows:
        return [_("В потоке нет занятий: сохранять нечего.")]
    if TimetableTemplate.objects.filter(program=cohort.program_id, title=title).exists():
        return [_("Шаблон «%(title)s» уже есть. Назовите новый иначе.") % {"title": title}]
    strange = [meeting.title for meeting in rows if not 1 <= day_of(meeting, cohort) <= LONGEST_DAY or minutes_of(meeting) > 32_000]
    return [_("Эти занятия стоят не в днях потока: %(titles)s. Поправьте их даты.") % {"titles": ", ".join(strange)}] if strange else []


def day_of(meeting: Meeting, cohort: Cohort) -> int:
    return (timezone.localtime(meeting.starts_at).date() - cohort.starts_on).days + 1


def minutes_of(meeting: Meeting) -> int:
    return int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)


def starts_of(meeting: Meeting) -> time:
    return timezone.localtime(meeting.starts_at).time()
