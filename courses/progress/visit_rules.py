"""Reports of exchange visits: which visits ask for one and of whom, what may be done with it and by whom, who reads it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.meeting_rules import is_for
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import Move, of_kept_cohorts
from courses.program.models import Cohort, Kind, Meeting
from courses.program.rules import reasons_against_changing
from courses.progress.models import VisitPhoto, VisitReport
from school.people.models import User
from school.people.rules import Text
from school.templatetags.look import moment

State = VisitReport.State
SHELF = "visits"
PHOTOS = 10
TAKEN = 40  # photographs of one report, the removed ones too: a disk is not endless
FIELDS = ("saw", "takes", "asks")
DONE = frozenset({State.SENT, State.ACCEPTED})
TRANSITIONS: dict[str, Move] = {
    "send": Move(frozenset({State.DRAFT, State.RETURNED}), State.SENT, "participant", gettext_lazy("Отправить тренеру"), gettext_lazy("На проверке")),
    "accept": Move(frozenset({State.SENT}), State.ACCEPTED, "decider", gettext_lazy("Принять отчёт"), gettext_lazy("Принят")),
    "return": Move(frozenset({State.SENT, State.ACCEPTED}), State.RETURNED, "decider", gettext_lazy("Вернуть"), gettext_lazy("Вернули")),
}
WORDS: dict[str, Text] = {State.DRAFT: gettext_lazy("Черновик")} | {move.target: move.told for move in TRANSITIONS.values()}
TONES = {State.DRAFT: ("", "edit"), State.SENT: ("info", "eye"), State.ACCEPTED: ("ok", "check"), State.RETURNED: ("bad", "back")}


@dataclass(frozen=True)
class VisitStanding:
    """`asked`: visits that are over and wait for the person's report, in order; `states` by meeting, of those that were begun."""

    asked: tuple[Meeting, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)

    @property
    def done(self) -> frozenset[int]:
        """Meetings whose report is with the trainer or accepted: the rest is not the person's to do."""
        return frozenset(meeting.pk for meeting in self.asked if self.states.get(meeting.pk) in DONE)

    @property
    def left(self) -> tuple[Meeting, ...]:
        return tuple(meeting for meeting in self.asked if meeting.pk not in self.done)


# Which visits ask


def visits() -> QuerySet[Meeting]:
    """Exchange visits that took place."""
    return Meeting.objects.filter(module__kind=Kind.EXCHANGE_VISIT, cancelled_at=None, ends_at__lte=timezone.now())


def is_visit(meeting: Meeting) -> bool:
    return meeting.module.kind == Kind.EXCHANGE_VISIT


def asks(meeting: Meeting) -> bool:
    return is_visit(meeting) and meeting.cancelled_at is None and meeting.over


def standings(
    enrollments: Iterable[Enrollment], meetings: Iterable[Meeting] | None = None, states: Mapping[int, Mapping[int, str]] | None = None
) -> dict[int, VisitStanding]:
    """Two queries for any number of people; none when the caller has the meetings of their cohorts, with `module`, and the states of their reports."""
    people = list(enrollments)
    rows = visits().filter(cohort__in={person.cohort_id for person in people}) if meetings is None else filter(asks, meetings)
    by_cohort: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in rows:
        by_cohort[meeting.cohort_id].append(meeting)
    known = _states(people) if states is None and by_cohort else states or {}
    return {
        person.pk: VisitStanding(tuple(meeting for meeting in by_cohort[person.cohort_id] if is_for(meeting, person)), known.get(person.pk, {}))
        for person in people
    }


def _states(people: list[Enrollment]) -> Mapping[int, Mapping[int, str]]:
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = VisitReport.objects.filter(enrollment__in=[person.pk for person in people]).order_by()
    for enrollment, meeting_id, state in rows.values_list("enrollment_id", "meeting_id", "state"):
        found[enrollment][meeting_id] = state
    return found


# What may be done


def reasons_not_to_write(meeting: Meeting, enrollment: Enrollment, state: str = State.DRAFT) -> list[Text]:
    """`state` – of the report there is."""
    if not is_visit(meeting) or meeting.cohort_id != enrollment.cohort_id or not is_for(meeting, enrollment):
        return [_("От вас не ждут отчёта об этом занятии.")]
    if meeting.cancelled_at:
        return [_("Поездка отменена, отчёт не нужен.")]
    if not meeting.over:
        return [_("Отчёт откроется, когда поездка закончится: %(when)s.") % {"when": moment(meeting.ends_at)}]
    if enrollment.state != Enrollment.State.ACTIVE:
        return [_("Отчёты пишут, пока идёт учёба в потоке.")]
    if archived := reasons_against_changing(enrollment.cohort):
        return [*archived]
    if state == State.SENT:
        return [_("Отчёт у тренера. Изменить его можно, если тренер его вернёт.")]
    if state == State.ACCEPTED:
        return [_("Отчёт принят. Чтобы исправить его, попросите тренера вернуть отчёт.")]
    return []


def missing(report: VisitReport) -> dict[str, Text]:
    """What has to be filled in before it is sent, by the field of the form."""
    found: dict[str, Text] = {}
    if not report.saw.strip():
        found["saw"] = _("Напишите, что увидели.")
    if not report.takes.strip():
        found["takes"] = _("Напишите, что возьмёте в свою организацию.")
    for photo in photos_of(report):
        if not photo.caption.strip():
            found[f"caption_{photo.pk}"] = _("Подпишите фотографию: подпись прочтут те, кто её не видит.")
    return found


def reasons_against(report: VisitReport, verb: str) -> list[Text]:
    """Why the step cannot be made now; empty means it can."""
    if report.state not in TRANSITIONS[verb].sources:
        if verb == "send":
            return [_("Отчёт уже отправлен.")]
        return [_("Отчёт у автора: он его дописывает.") if report.state in TRANSITIONS["send"].sources else _("По этому отчёту уже есть решение.")]
    return list(missing(report).values()) if verb == "send" else []


def reasons_not_to_decide(report: VisitReport, person: User) -> list[Text]:
    own = report.enrollment.person_id == person.pk
    if own:
        return [_("О своём отчёте вы не решаете: его прочтёт другой тренер или координатор.")]
    return [*reasons_against_changing(report.meeting.cohort)]


def reasons_not_to_add(report: VisitReport) -> list[Text]:
    if photos_of(report).count() >= PHOTOS:
        return [_("Фотографий в отчёте уже %(n)s. Уберите одну, чтобы добавить другую.") % {"n": PHOTOS}]
    if report.photos.count() >= TAKEN:
        return [_("Фотографий к отчёту загружено уже %(n)s, больше нельзя. Верните одну из убранных или отправьте отчёт.") % {"n": TAKEN}]
    return []


# Who reads


def own(user: User) -> QuerySet[VisitReport]:
    return _whole().filter(enrollment__in=Enrollment.objects.visible_to(user).order_by().values("pk"))


def kept_by(user: User) -> QuerySet[VisitReport]:
    """Those that the person may decide, drafts aside: of cohorts they lead, or every one for the office."""
    return of_kept_cohorts(_whole().exclude(state=State.DRAFT), user, "meeting__cohort")


def waiting(user: User) -> QuerySet[VisitReport]:
    """What a decision is awaited of; an archived cohort is left alone."""
    archived = Meeting.objects.filter(cohort__state=Cohort.State.ARCHIVED).order_by()
    return kept_by(user).filter(state=State.SENT).exclude(meeting__in=archived.values("pk")).order_by("sent_at", "pk")


def told_to(user: User) -> QuerySet[VisitReport]:
    """Accepted reports of the cohorts the person studies in."""
    return _whole().filter(state=State.ACCEPTED, meeting__cohort__in=Enrollment.objects.visible_to(user).order_by().values("cohort"))


def visible_to(user: User) -> QuerySet[VisitReport]:
    readable = [found(user).order_by().values("pk") for found in (own, kept_by, told_to)]
    return _whole().filter(Q(pk__in=readable[0]) | Q(pk__in=readable[1]) | Q(pk__in=readable[2]))


def photos_visible_to(user: User) -> QuerySet[VisitPhoto]:
    """A removed photograph is nobody's any more."""
    return VisitPhoto.objects.filter(removed_at=None, report__in=visible_to(user).order_by().values("pk")).select_related("file")


def photos_of(report: VisitReport) -> QuerySet[VisitPhoto]:
    return report.photos.filter(removed_at=None)


def visits_kept_by(user: User) -> QuerySet[Meeting]:
    return of_kept_cohorts(visits(), user).select_related("cohort", "module", "town")


def numbers_of(meetings: Iterable[Meeting]) -> dict[int, Counter[str]]:
    """How many reports of each visit are in which state; one query."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    rows = VisitReport.objects.filter(meeting__in=[meeting.pk for meeting in meetings]).order_by().values_list("meeting", "state")
    for meeting, state, number in rows.annotate(Count("pk")):
        found[meeting][state] = number
    return found


def _whole() -> QuerySet[VisitReport]:
    return VisitReport.objects.select_related(
        "meeting__cohort", "meeting__module", "meeting__town", "enrollment__person", "enrollment__organization", "decided_by"
    )
