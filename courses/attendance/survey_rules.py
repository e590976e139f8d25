"""What people thought: who may ask, who may answer, what the replies add up to.

An anonymous reply keeps nothing that leads back: no person, no moment, a random number for a key, so that not even the order of the rows tells. Who
has answered is known apart from it (`Turnout`). Results of an anonymous survey are shown once it is closed, from three replies on, and then it is not
opened again: results that grow by one reply would tell whose it is.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Reply, Survey, Turnout
from courses.enrollment.meeting_rules import is_for
from courses.enrollment.models import Enrollment
from courses.enrollment.rules import roles_of
from courses.program.models import Cohort
from school.people.models import User
from school.people.rules import Text

ENOUGH = 3
POINTS = range(1, 6)


@dataclass(frozen=True)
class Result:
    """`counts` are for the five points, `texts` for free answers; named ones carry the name."""

    text: str
    scale: str
    answered: int
    average: float | None
    counts: list[tuple[int, int]]
    texts: list[tuple[str, str]]


def led_cohorts(user: User) -> QuerySet[Cohort]:
    if roles_of(user) & {"coordinator", "administrator"}:
        return Cohort.objects.exclude(state=Cohort.State.DRAFT)
    return Cohort.objects.led_by(user)


def asked_by(user: User) -> QuerySet[Survey]:
    """Surveys whose results the person reads: trainers of the cohort, the office."""
    found = Survey.objects.filter(cohort__in=led_cohorts(user).order_by().values("pk"))
    return found.select_related("cohort", "meeting", "module").annotate(number=Count("turnout", distinct=True))


def waiting_for(user: User) -> QuerySet[Survey]:
    """Open surveys of the person's cohorts that they have not answered; `may_answer` narrows it to their meetings."""
    seats = Enrollment.objects.visible_to(user).filter(cohort=OuterRef("cohort"))
    answered = Turnout.objects.filter(survey=OuterRef("pk"), person=user)
    return opened().filter(Exists(seats), ~Exists(answered)).select_related("cohort", "meeting", "module")


def opened() -> QuerySet[Survey]:
    begun = Q(meeting=None) | Q(meeting__starts_at__lte=timezone.now(), meeting__cancelled_at=None)
    return Survey.objects.filter(begun, opened_at__isnull=False, closed_at=None)


def reasons_not_to_answer(survey: Survey, person: User) -> list[Text]:
    if survey.opened_at is None or survey.closed_at is not None:
        return [_("Опрос закрыт.")]
    if survey.meeting and survey.meeting.cancelled_at:
        return [_("Занятие отменено, отвечать не о чем.")]
    if survey.meeting and survey.meeting.starts_at > timezone.now():
        return [_("Занятие ещё не началось. Ответить можно с его начала.")]
    if Turnout.objects.filter(survey=survey, person=person).exists():
        return [_("Вы уже ответили на этот опрос. Спасибо.")]
    if not may_answer(survey, person):
        return [_("Этот опрос не для вас: занятие было у других людей потока.")]
    return []


def may_answer(survey: Survey, person: User) -> bool:
    seats = Enrollment.objects.visible_to(person).filter(cohort=survey.cohort_id)
    return any(survey.meeting is None or is_for(survey.meeting, seat) for seat in seats)


def turnout_of(people: Collection[Enrollment], module: int | None = None) -> dict[int, tuple[int, list[Survey]]]:
    """By enrollment: how many surveys of the cohort (of one module) were answered, and those that can be still. One that was closed without the person's
    answer is neither: it could not be answered."""
    every = Survey.objects.filter(cohort__in={row.cohort_id for row in people}).filter(Q(pk__in=opened()) | Q(turnout__isnull=False))
    if module is not None:
        every = every.filter(Q(module=module) | Q(meeting__module=module))
    rows = list(every.select_related("meeting").order_by("pk").distinct())
    done: dict[int, set[int]] = defaultdict(set)
    for survey, person in Turnout.objects.filter(survey__in=rows, person__in={row.person_id for row in people}).values_list("survey", "person"):
        done[person].add(survey)
    found = {}
    for row in people:
        own = [survey for survey in rows if survey.cohort_id == row.cohort_id and (survey.meeting is None or is_for(survey.meeting, row))]
        waiting = [survey for survey in own if survey.closed_at is None and survey.opened_at and survey.pk not in done[row.person_id]]
        found[row.pk] = (sum(survey.pk in done[row.person_id] for survey in own), waiting)
    return found


def closes_for_good(survey: Survey) -> bool:
    """Closed, an anonymous survey shows its results: the next reply would be the difference."""
    return survey.anonymous and Reply.objects.filter(survey=survey).count() >= ENOUGH


def reasons_not_to_open(survey: Survey) -> list[Text]:
    if survey.closed_at and closes_for_good(survey):
        return [_("Итоги этого опроса уже открыты. Открыть его снова нельзя: новый ответ был бы виден по разнице.")]
    return []


def results_of(survey: Survey) -> list[Result] | None:
    """None: with these replies, or while more may come, the promise of no names would not be kept."""
    replies = list(Reply.objects.filter(survey=survey).select_related("person"))
    if survey.anonymous and (survey.closed_at is None or len(replies) < ENOUGH):
        return None
    return [result_of(question, number, replies) for number, question in enumerate(survey.questions)]


def result_of(question: dict[str, Any], number: int, replies: list[Reply]) -> Result:
    given = [(reply, reply.answers[number]) for reply in replies if len(reply.answers) > number and reply.answers[number] not in ("", None)]
    if question["scale"] == Survey.Scale.POINTS:
        counted = Counter(int(answer) for _reply, answer in given)
        average = round(sum(point * times for point, times in counted.items()) / len(given), 1) if given else None
        return Result(question["text"], question["scale"], len(given), average, [(point, counted[point]) for point in POINTS], [])
    texts = sorted((str(answer), reply.person.full_name if reply.person else "") for reply, answer in given)
    return Result(question["text"], question["scale"], len(given), None, [], texts)
