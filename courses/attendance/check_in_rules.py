"""When a person may check in alone, which meeting a typed code belongs to, and what the answer is in words."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.attendance import rules
from courses.attendance.code_rules import Proof, proof_of, read
from courses.attendance.models import CheckIn, Mark
from courses.enrollment.meeting_rules import seats_at
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SEATED
from courses.program.models import Meeting
from school.journal.models import Entry
from school.people.models import User
from school.templatetags.look import clock, moment

Outcome = CheckIn.Outcome
NEAR = timedelta(hours=12)
TOLD_TO_TRAINER = (Outcome.WRONG_MEETING, Outcome.EARLY, Outcome.LATE)
MANY = 200  # tries that are looked through for the trainer


@dataclass(frozen=True)
class Seat:
    """Where the person is expected, and where the mark that stands there already came from; empty while there is none. `been`: has checked in there before."""

    enrollment: int
    source: str
    been: bool = False


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


def proof_held(ticket: str, meeting: Meeting, person: User, device: str) -> Proof | None:
    """The person's own ticket, or one that this very browser was given before the sign-in: that one serves whoever tries it first."""
    if own := read(ticket, meeting, person):
        return own
    proof = read(ticket, meeting, device)
    if proof is None or CheckIn.objects.filter(meeting=meeting, device=device, step=proof.step).exclude(person=person).exists():
        return None
    return proof


def seat_of(meeting: Meeting, person: User) -> Seat | None:
    """One question for all of it; None: nobody waits for the person there."""
    source = Mark.objects.filter(meeting=meeting, enrollment=OuterRef("pk")).values("source")
    been = CheckIn.objects.filter(meeting=meeting, person=person, outcome=Outcome.MARKED)
    found = rules.expected(meeting).filter(person=person).values_list("pk", Subquery(source), Exists(been)).first()
    return Seat(found[0], found[1] or "", found[2]) if found else None


def outcome_of(meeting: Meeting, proof: Proof | None, seat: Seat | None) -> Outcome:
    """«Отмечен» is not written yet: whoever writes it may find that somebody was quicker."""
    if proof is None:
        return Outcome.WRONG_CODE
    if seat is None:
        return Outcome.WRONG_MEETING
    refused = outcome_against(meeting, proof.at)
    if not refused and seat.been and not seat.source and was_cleared(meeting, seat.enrollment, proof.at):
        return Outcome.WRONG_CODE
    if refused != Outcome.CLOSED and seat.source not in ("", Mark.Source.EXCUSE):
        return Outcome.ALREADY
    return refused or Outcome.MARKED


def was_cleared(meeting: Meeting, enrollment: int, since: datetime) -> bool:
    """A trainer took the mark away after the code was read: that reading does not put it back, a fresh one does."""
    facts = Entry.objects.about(meeting).filter(verb__in=rules.BY_HAND, at__gt=since).values_list("facts", flat=True)
    return any(change["enrollment"] == enrollment and not change["to"] for each in facts for change in each.get("changes", []))


def status_at(meeting: Meeting, at: datetime) -> Mark.Status:
    return Mark.Status.LATE if at > meeting.starts_at + timedelta(minutes=meeting.cohort.late_after) else Mark.Status.PRESENT


def found_by(typed: str, person: User) -> tuple[Meeting | None, Proof | None]:
    """The meeting whose code was typed. A wrong code is written down at the meeting where the person is expected next, if there is one near."""
    now = timezone.now()
    near = Meeting.objects.filter(starts_at__gte=now - NEAR, starts_at__lte=now + NEAR).select_related("cohort").order_by("starts_at")
    for meeting in near.exclude(secret=""):
        if proof := proof_of(meeting, typed, now):
            return meeting, proof
    mine = near.filter(Exists(seats_at().visible_to(person)), cancelled_at=None)
    return min(mine, key=lambda meeting: abs(meeting.starts_at - now), default=None), None


def stale() -> str:
    return _("Код не подошёл: он меняется каждые 30 секунд. Наведите камеру на экран ещё раз или введите новый код.")


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
    seats = Enrollment.objects.heard().filter(cohort=meeting.cohort_id, person=person).values_list("state", flat=True)
    if not seats:
        return _("Это занятие другого потока. Проверьте, тот ли зал, и спросите тренера.")
    if not set(seats) & set(SEATED):
        return _("Вы больше не учитесь в этом потоке, поэтому отметки нет. Если это ошибка, напишите координатору.")
    return _("На этом занятии ждут других людей вашего потока: другой город или другую подгруппу. Спросите тренера.")


def turned_away(meeting: Meeting) -> list[CheckIn]:
    """The last try of each who read the code and could not be marked: too early, too late, not expected. Whoever has a mark by now is left out."""
    marked = Mark.objects.filter(meeting=meeting, enrollment__person=OuterRef("person"))
    tries = CheckIn.objects.filter(~Exists(marked), meeting=meeting, outcome__in=TOLD_TO_TRAINER).select_related("person")
    last = {attempt.person_id: attempt for attempt in reversed(tries.order_by("-at", "-pk")[:MANY])}
    return sorted(last.values(), key=lambda attempt: (attempt.at, attempt.pk), reverse=True)


def shared_devices(meeting: Meeting) -> list[list[str]]:
    """Names of several people who were marked from one browser in one step. A hint: a phone may have been lent."""
    tries = CheckIn.objects.filter(meeting=meeting, outcome=Outcome.MARKED).exclude(device="").select_related("person")
    together: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for attempt in tries:
        together[attempt.device, attempt.step][attempt.person_id] = attempt.person.full_name
    return [sorted(names.values()) for names in together.values() if len(names) > 1]
