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
from school.people.models import User
from school.people.rules import Text

State = Excuse.State
SHELF = "excuses"
ASK_UNTIL = timedelta(days=14)  # after the meeting: papers take their time
TRANSITIONS: dict[str, Move] = {
    "ask": Move(frozenset(), State.ASKED, "participant", _("Не смогу прийти"), _("Ждёт решения")),
    "accept": Move(frozenset({State.ASKED}), State.ACCEPTED, "decider", _("Принять причину"), _("Причина принята")),
    "refuse": Move(frozenset({State.ASKED}), State.REFUSED, "decider", _("Не принимать"), _("Причина не принята")),
    "take_back": Move(frozenset({State.ASKED, State.ACCEPTED}), State.TAKEN_BACK, "participant", _("Отозвать"), _("Отозвано")),
}
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
    """Whose document the person may open: one's own, of a meeting one leads, any for a coordinator. A medical paper is nobody else's business."""
    own = Q(enrollment__person=user)
    if "coordinator" in roles_of(user):
        return Excuse.objects.exclude(file=None)
    return Excuse.objects.exclude(file=None).filter(own | Q(meeting__in=Meeting.objects.led_by(user).values("pk")))


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
    return []


def reasons_against(excuse: Excuse, verb: str) -> list[Text]:
    """Why the step cannot be made now; empty means it can."""
    if excuse.state not in TRANSITIONS[verb].sources:
        return [_("По этой просьбе уже есть решение.") if excuse.decided_at else _("Эта просьба отозвана.")]
    if verb == "take_back" and excuse.state == State.ACCEPTED and excuse.meeting.starts_at <= timezone.now():
        return [_("Занятие уже началось: отметку теперь может поправить только тренер.")]
    if verb == "accept" and Mark.objects.filter(meeting=excuse.meeting, enrollment=excuse.enrollment, status__in=rules.ATTENDED).exists():
        return [_("Человек отмечен на этом занятии как пришедший. Сначала исправьте отметку в листе.")]
    return []
