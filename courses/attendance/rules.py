"""Whom a meeting expects, may it be marked now, and what the marks add up to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Mark
from courses.enrollment.meeting_rules import expected as expected  # asked for here by everybody above
from courses.enrollment.meeting_rules import is_for, seats_at
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import roles_of
from courses.program.models import Meeting
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import Text

VERB_OF = {"paper": "attendance.reconciled"}
BY_HAND = ("attendance.saved", "attendance.undone", *VERB_OF.values())
CAME, REVERSED = "attendance.came_after_excuse", "attendance.excuse_reversed"
SHEET_VERBS = (
    "attendance.saved", "attendance.undone", "attendance.excuse_accepted", "attendance.excuse_taken_back", CAME, REVERSED, *VERB_OF.values()
)  # fmt: skip
ACADEMIC_MINUTES = 45
ATTENDED = (Mark.Status.PRESENT, Mark.Status.LATE)
MISSED = (Mark.Status.ABSENT, Mark.Status.EXCUSED)


OWN = _("Свою отметку ставит другой тренер или координатор.")  # nobody decides about oneself


@dataclass(frozen=True)
class AttendanceStanding:
    """`share` counts the meetings where the person was expected, excused ones left out; None while there were none. `hours` are academic."""

    held: int = 0
    attended: int = 0
    excused: int = 0
    absent: int = 0
    hours: int = 0

    @property
    def share(self) -> int | None:
        counted = self.held - self.excused
        return round(100 * self.attended / counted) if counted else None

    @property
    def marked_share(self) -> int | None:
        """Of the meetings whose sheet says something about the person: a sheet that nobody has filled in is no absence yet."""
        counted = self.attended + self.absent
        return round(100 * self.attended / counted) if counted else None

    @property
    def unmarked(self) -> int:
        return self.held - self.attended - self.excused - self.absent


def reasons_closed(meeting: Meeting) -> list[Text]:
    """Why the sheet cannot be marked now; empty means it can."""
    reasons: list[Text] = []
    if meeting.cancelled_at:
        reasons.append(_("Занятие отменено, отмечать некого."))
    elif meeting.starts_at > timezone.now():
        reasons.append(_("Занятие ещё не началось. Отмечать можно с его начала."))
    return reasons


def kept_by(user: User) -> QuerySet[Meeting]:
    """Meetings whose sheet, code and papers the person keeps today: every one for the office, those of the own cohorts for a trainer."""
    office = roles_of(user) & {"coordinator", "administrator"}
    return Meeting.objects.all() if office else Meeting.objects.led_by(user)


def with_counts(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Annotates `people` (expected) and `marked` (of them), in the same query."""
    people = seats_at().heard()
    marked = people.filter(marks__meeting=OuterRef("pk"))
    return meetings.annotate(people=counted(people), marked=counted(marked))


def counted(rows: QuerySet[Enrollment]) -> Coalesce:
    number = rows.order_by().values("cohort").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def last_change(meeting: Meeting) -> Entry | None:
    """The journal's newest row about the sheet: what an undo would take back."""
    return Entry.objects.about(meeting).filter(verb__in=SHEET_VERBS).order_by("-pk").first()


def standings(enrollments: Iterable[Enrollment], module: int | None = None) -> dict[int, AttendanceStanding]:
    """What each person's marks add up to, in one module or in all: two queries for any number of people. Wants `cohort` selected."""
    people = list(enrollments)
    held = meetings_held({person.cohort_id for person in people}, module)
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for enrollment, meeting, status in Mark.objects.filter(enrollment__in=[person.pk for person in people]).values_list(
        "enrollment_id", "meeting_id", "status"
    ):
        marks[enrollment][meeting] = status
    return {
        person.pk: added_up([meeting for meeting in held[person.cohort_id] if is_for(meeting, person)], marks[person.pk], person.cohort.late_weight)
        for person in people
    }


def meetings_held(cohorts: set[int], module: int | None = None) -> dict[int, list[Meeting]]:
    held: dict[int, list[Meeting]] = defaultdict(list)
    # In no order: asked for one, SQLite walks every meeting of the school by time.
    rows = Meeting.objects.filter(cohort__in=cohorts, cancelled_at=None, ends_at__lte=timezone.now()).order_by()
    for meeting in rows if module is None else rows.filter(module=module):
        held[meeting.cohort_id].append(meeting)
    return held


def added_up(meetings: list[Meeting], marks: dict[int, str], late_weight: int = 100) -> AttendanceStanding:
    """Who came late was there; how many of the meeting's hours that gives is the cohort's `late_weight`, in per cent."""
    statuses = Counter(marks.get(meeting.pk, "") for meeting in meetings)
    weights = {Mark.Status.PRESENT.value: 100, Mark.Status.LATE.value: late_weight}
    weighed = sum(minutes_of(meeting) * weights.get(marks.get(meeting.pk, ""), 0) for meeting in meetings)
    return AttendanceStanding(
        held=len(meetings),
        attended=statuses[Mark.Status.PRESENT] + statuses[Mark.Status.LATE],
        excused=statuses[Mark.Status.EXCUSED],
        absent=statuses[Mark.Status.ABSENT],
        hours=weighed // 100 // ACADEMIC_MINUTES,
    )


def minutes_of(meeting: Meeting) -> int:
    """As the coordinator said, otherwise by the clock."""
    if meeting.hours is not None:
        return meeting.hours * ACADEMIC_MINUTES
    return int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)


def marks_of(enrollments: Iterable[Enrollment]) -> dict[int, dict[int, Mark]]:
    """Marks by person, then by meeting."""
    found: dict[int, dict[int, Mark]] = defaultdict(dict)
    for mark in Mark.objects.filter(enrollment__in=[person.pk for person in enrollments]).filter(meeting__cancelled_at=None):
        found[mark.enrollment_id][mark.meeting_id] = mark
    return found
