"""When a person may check in alone, which meeting a typed code belongs to, and what the answer is in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.attendance.code_rules import Proof, proof_of
from courses.attendance.models import CheckIn
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SEATED
from courses.program.models import Meeting
from school.people.models import User
from school.templatetags.look import clock, moment

Outcome = CheckIn.Outcome
NEAR = timedelta(hours=12)


@dataclass(frozen=True)
class Window:
    opens: datetime
    closes: datetime

    @property
    def open(self) -> bool:
        return self.opens <= timezone.now() <= self.closes

    @property
    def ahead(self) -> bool:
        return timezone.now() < self.opens


def window_of(meeting: Meeting) -> Window:
    return Window(
        meeting.starts_at - timedelta(minutes=meeting.check_in_before),
        meeting.starts_at + timedelta(minutes=meeting.check_in_after),
    )


def outcome_against(meeting: Meeting, at: datetime) -> Outcome | None:
    """Why nobody at all may check in at that moment; None means they may."""
    window = window_of(meeting)
    if meeting.cancelled_at:
        return Outcome.CLOSED
    if at < window.opens:
        return Outcome.EARLY
    return Outcome.LATE if at > window.closes else None


def found_by(typed: str, person: User) -> tuple[Meeting | None, Proof | None]:
    """The meeting whose code was typed. A wrong code is written down at the meeting where the person is expected next, if there is one near."""
    now = timezone.now()
    near = Meeting.objects.filter(starts_at__gte=now - NEAR, starts_at__lte=now + NEAR).select_related("cohort").order_by("starts_at")
    for meeting in near.exclude(secret=""):
        if proof := proof_of(meeting, typed, now):
            return meeting, proof
    mine = near.filter(cohort__enrollments__person=person, cohort__enrollments__state__in=SEATED, cancelled_at=None).distinct()
    return min(mine, key=lambda meeting: abs(meeting.starts_at - now), default=None), None


def stale() -> str:
    return _("Код не подошёл: он меняется каждые 30 секунд. Посмотрите на экран и введите новый.")


def words_against(outcome: str, meeting: Meeting, person: User) -> str:
    """One plain sentence: what is wrong and what to do."""
    window = window_of(meeting)
    if outcome == Outcome.WRONG_MEETING:
        return words_to_unexpected(meeting, person)
    return {
        Outcome.WRONG_CODE: stale(),
        Outcome.EARLY: _("Ещё рано: отметка откроется %(time)s.") % {"time": moment(window.opens)},
        Outcome.LATE: _("Уже поздно: отметка закрылась в %(time)s. Подойдите к тренеру, он отметит вас сам.") % {"time": clock(window.closes)},
        Outcome.CLOSED: _("Занятие отменено, отмечаться не нужно."),
    }[Outcome(outcome)]


def words_to_unexpected(meeting: Meeting, person: User) -> str:
    seats = Enrollment.objects.filter(cohort=meeting.cohort_id, person=person).values_list("state", flat=True)
    if not seats:
        return _("Это занятие другого потока. Проверьте, тот ли зал, и спросите тренера.")
    if not set(seats) & set(SEATED):
        return _("Вы больше не учитесь в этом потоке, поэтому отметки нет. Если это ошибка, напишите координатору.")
    return _("На этом занятии ждут других людей вашего потока: другой город или другую подгруппу. Спросите тренера.")


def shared_devices(meeting: Meeting) -> list[list[str]]:
    """Names of several people who were marked from one browser in one step. A hint: a phone may have been lent."""
    tries = CheckIn.objects.filter(meeting=meeting, outcome=Outcome.MARKED).exclude(device="").select_related("person")
    together: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for attempt in tries:
        together[attempt.device, attempt.step][attempt.person_id] = attempt.person.full_name
    return [sorted(names.values()) for names in together.values() if len(names) > 1]
