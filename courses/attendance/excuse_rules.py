"""May a person ask to be excused, who decides, and what the states are in words."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance import rules
from courses.attendance.models import Excuse, Mark
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import SEATED, Move, roles_of
from courses.program.models import Meeting
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import Text

State = Excuse.State
SHELF = "excuses"
ASK_UNTIL = timedelta(days=14)  # after the meeting: papers take their time
ASKS = 3  # of one person about one meeting: each is a letter to the trainers
TRANSITIONS: dict[str, Move] = {
    "ask": Move(frozenset(), State.ASKED, "participant", _("Не смогу прийти"), _("Ждёт решения")),
    "accept": Move(frozenset({State.ASKED, State.REFUSED}), State.ACCEPTED, "decider", _("Принять причину"), _("Причина принята")),
    "refuse": Move(frozenset({State.ASKED, State.ACCEPTED}), State.REFUSED, "decider", _("Не принимать"), _("Причина не принята")),
    "take_back": Move(frozenset({State.ASKED, State.ACCEPTED}), State.TAKEN_BACK, "participant", _("Отозвать"), _("Отозвано")),
}
WAS_THERE = _("Человек отмечен на этом занятии как пришедший. Сначала исправьте отметку в листе.")
DECISIONS = ("attendance.excuse_accepted", "attendance.excuse_refused", rules.REVERSED)
TONES = {"asked": ("info", "clock"), "accepted": ("ok", "check"), "refused": ("bad", "cross"), "taken_back": ("", "back")}


def own_excuses(user: User) -> QuerySet[Excuse]:
    return Excuse.objects.filter(enrollment__person=user, enrollment__state__in=SEATED).select_related("meeting__cohort", "file")


def decided_by(user: User) -> QuerySet[Excuse]:
    """Those that the person may decide: of meetings they lead, or every one for the office."""
    found = Excuse.objects.select_related("meeting__cohort", "meeting__town", "enrollment__person", "enrollment__organization", "file", "decided_by")
    if roles_of(user) & {"coordinator", "administrator"}:
        return found
    return found.filter(meeting__in=Meeting.objects.led_by(user).values("pk"))


def with_readable_file(user: User) -> QuerySet[Excuse]:
    """Whose document the person may open: the own ones and those that they decide. A medical paper is nobody else's business."""
    return Excuse.objects.exclude(file=None).filter(Q(enrollment__person=user) | Q(pk__in=decided_by(user).order_by().values("pk")))


def reasons_not_to_ask(meeting: Meeting, enrollment: Enrollment) -> list[Text]:
    if meeting.cancelled_at:
        return [_("Занятие отменено, отпрашиваться не нужно.")]
    if not rules.expected(meeting).filter(pk=enrollment.pk).exists():
        return [_("На этом занятии вас не ждут, отпрашиваться не нужно.")]
    if meeting.ends_at + ASK_UNTIL < timezone.now():
        return [_("Со дня занятия прошло больше двух недель. Напишите координатору.")]
    if Excuse.objects.filter(meeting=meeting, enrollment=enrollment, state__in=[State.ASKED, State.ACCEPTED]).exists():
        return [_("Вы уже отпросились с этого занятия.")]
    if Mark.objects.filter(meeting=meeting, enrollment=enrollment, status__in=rules.ATTENDED).exists():
        return [_("Вы отмечены на этом занятии, отпрашиваться не нужно.")]
    if Excuse.objects.filter(meeting=meeting, enrollment=enrollment).count() >= ASKS:
        return [_("Вы просили об этом занятии уже три раза. Если планы снова изменились, напишите координатору.")]
    return []


def reasons_not_to_decide(excuse: Excuse, person: User) -> list[Text]:
    """Nobody decides about oneself, whatever roles they hold."""
    return [_("О своей просьбе вы не решаете: её рассмотрит другой тренер или координатор.")] if excuse.enrollment.person_id == person.pk else []


def reasons_against(excuse: Excuse, verb: str) -> list[Text]:
    """Why the step cannot be made now; empty means it can."""
    if excuse.state not in TRANSITIONS[verb].sources:
        return [_("Эта просьба отозвана.") if excuse.state == State.TAKEN_BACK else _("По этой просьбе уже есть решение.")]
    if verb == "take_back" and excuse.state == State.ACCEPTED and excuse.meeting.starts_at <= timezone.now():
        return [_("Занятие уже началось: отметку теперь может поправить только тренер.")]
    if verb == "accept" and others_in_force(excuse).exists():
        return [_("Человек отпросился ещё раз: решите новую просьбу.")]
    if verb == "accept" and Mark.objects.filter(meeting=excuse.meeting, enrollment=excuse.enrollment, status__in=rules.ATTENDED).exists():
        return [WAS_THERE]
    return []


def others_in_force(excuse: Excuse) -> QuerySet[Excuse]:
    same = Excuse.objects.filter(meeting=excuse.meeting_id, enrollment=excuse.enrollment_id, state__in=[State.ASKED, State.ACCEPTED])
    return same.exclude(pk=excuse.pk)


def decisions_on(excuse: Excuse) -> list[Entry]:
    """Who decided what and when, newest first: a decision that was corrected stays in view."""
    return list(Entry.objects.about(excuse.meeting).filter(verb__in=DECISIONS, facts__excuse=excuse.pk).select_related("by").order_by("-pk"))
