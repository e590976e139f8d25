"""May a cohort announce, start or finish now? Pure questions; an empty list means yes."""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.program.models import Cohort, Module
from school.people.rules import folded

State = Cohort.State
FROZEN = frozenset({State.UNDER_WAY, State.FINISHED, State.ARCHIVED})  # the hours of the modules change no more
# verb: (states it may start from, state it leads to)
TRANSITIONS: dict[str, tuple[frozenset[str], str]] = {
    "announce": (frozenset({State.DRAFT, State.CLOSED}), State.OPEN),
    "close": (frozenset({State.OPEN}), State.CLOSED),
    "withdraw": (frozenset({State.OPEN, State.CLOSED}), State.DRAFT),
    "start": (frozenset({State.OPEN, State.CLOSED}), State.UNDER_WAY),
    "finish": (frozenset({State.UNDER_WAY}), State.FINISHED),
    "resume": (frozenset({State.FINISHED}), State.UNDER_WAY),
    "archive": (frozenset({State.FINISHED}), State.ARCHIVED),
    "unarchive": (frozenset({State.ARCHIVED}), State.FINISHED),
}


def reasons_against(cohort: Cohort, verb: str) -> list[str]:
    """Why the cohort may not make this step now."""
    states, _to = TRANSITIONS[verb]
    if cohort.state not in states:
        return [_("Поток «%(cohort)s» сейчас в состоянии «%(state)s».") % {"cohort": cohort, "state": cohort.get_state_display()}]
    return CHECKS[verb](cohort) if verb in CHECKS else []


def reasons_against_changing(cohort: Cohort) -> list[str]:
    """Whether its timetable, dates, subgroups and questions may be written: an archive is read only."""
    if cohort.state == State.ARCHIVED:
        return [_("Поток «%(cohort)s» в архиве: его смотрят, но не меняют. Чтобы изменить, верните его из архива.") % {"cohort": cohort}]
    return []


def reasons_against_title(program: int, title: str, starts_on: date | None = None, *, besides: int = 0) -> list[str]:
    """Two cohorts of one program, one title and one first day could not be told apart. Without a day: no other cohort may have the title."""
    others = Cohort.objects.filter(program=program).exclude(pk=besides).order_by()
    known = others.filter(starts_on=starts_on) if starts_on else others
    if folded(title) not in map(folded, known.values_list("title", flat=True)):
        return []
    words = _("Поток «%(title)s» с этим началом уже есть.") if starts_on else _("Поток «%(title)s» в этой программе уже есть. Назовите новый иначе.")
    return [words % {"title": title}]


def against_announcing(cohort: Cohort) -> list[str]:
    reasons = []
    if not cohort.quotas.filter(seats__gt=0).exists():
        reasons.append(_("Не указано, сколько мест в каком городе."))
    if cohort.apply_until < timezone.localdate():
        reasons.append(_("Приём заявок уже закончился: измените дату «заявки до»."))
    return reasons


def against_starting(cohort: Cohort) -> list[str]:
    if not taught_modules(cohort):
        return [_("В программе нет ни одного опубликованного модуля.")]
    return []


def against_finishing(cohort: Cohort) -> list[str]:
    if cohort.meetings.filter(cancelled_at=None, ends_at__gt=timezone.now()).exists():
        return [_("Впереди ещё есть занятия: проведите их или отмените.")]
    return []


def taught_modules(cohort: Cohort) -> list[Module]:
    """Modules of the program that people can study: a module whose page was taken off the site is left out, one that never had a page counts."""
    return list(Module.objects.filter(Q(page=None) | Q(page__live=True), program=cohort.program_id).order_by("position", "pk"))


CHECKS = {"announce": against_announcing, "start": against_starting, "finish": against_finishing}
