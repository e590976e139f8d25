"""An attempt at a test: started, answered as one goes, ended by the person or by the clock. Whether the lesson is open is asked above,
at the start only: what was begun may be finished, even if the lesson has closed since. Whoever does not study any more, or studied in what is an archive now,
answers nothing; the clock closes such an attempt at its time.

Whoever ends an attempt locks the enrollment first and the attempt second; who only answers locks the attempt.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from courses.progress import marking_rules, paper_rules, quiz_rules
from courses.progress.actions.lessons import done_by_rule
from courses.progress.models import Attempt, AttemptAnswer, QuestionVersion, Quiz, QuizVersion
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused

ENOUGH = 1000  # attempts that one minute of the clock closes
Ended = Attempt.Ended


class TimeIsOver(Refused):
    """The answer came after the end: what was saved before counts, this does not."""

    def __init__(self) -> None:
        super().__init__(_("Время вышло. Засчитано всё, что сохранилось до конца, последний ответ – нет."))


def start(enrollment: Enrollment, quiz: Quiz, *, by: User) -> Attempt:
    """Draws the paper. A double press, or another device, is the same open attempt; one whose time is over is ended first, whatever comes next."""
    _own(enrollment, by)
    over = Attempt.objects.filter(enrollment=enrollment, quiz=quiz, ended_at=None, until__lte=timezone.now()).values_list("pk", flat=True)
    for pk in over:
        _closed(pk, enrollment.pk, timezone.now())
    return _started(enrollment, quiz, by)


@transaction.atomic
def _started(enrollment: Enrollment, quiz: Quiz, by: User) -> Attempt:
    enrollment = _locked_enrollment(enrollment.pk)
    if found := quiz_rules.open_attempt(enrollment, quiz):
        return found
    if reasons := quiz_rules.reasons_not_to_start(enrollment, quiz):
        raise Refused(*reasons)
    version = quiz_rules.current_version(quiz)
    paper = paper_rules.drawn(version) if version else []
    if version is None or not paper:
        raise Refused(_("В тесте не осталось вопросов. Напишите тренеру."))
    last = Attempt.objects.filter(enrollment=enrollment, quiz=quiz).order_by("-number").values_list("number", flat=True).first() or 0
    until = timezone.now() + timedelta(minutes=version.minutes) if version.minutes else None
    attempt = Attempt.objects.create(enrollment=enrollment, quiz=quiz, version=version, number=last + 1, paper=paper, until=until)
    if not QuizVersion.objects.filter(pk=version.pk, published_at__isnull=False).exists():
        raise Refused(_("Тест только что сняли: тренер его готовит."))
    record(by=by, verb="progress.attempt_started", target=attempt, enrollment=enrollment.pk)
    return attempt


def save_answer(attempt: Attempt, position: int, given: Any, *, by: User) -> AttemptAnswer:
    """What is given in any shape is put in order; an empty answer takes the earlier one back. The journal is told of the end only."""
    (answer,) = save_answers(attempt, {position: given}, by=by)
    return answer


@transaction.atomic
def save_answers(attempt: Attempt, given: Mapping[int, Any], *, by: User) -> list[AttemptAnswer]:
    """All or none: a page that is sent as a whole."""
    attempt = _locked_attempt(attempt.pk)
    _own(attempt.enrollment, by)
    if attempt.ended_at:
        raise Refused(_("Эта попытка уже окончена, ответы в ней не меняются."))
    if quiz_rules.is_over(attempt, timezone.now()):
        raise TimeIsOver
    if reasons := quiz_rules.reasons_not_to_go_on(attempt):
        raise Refused(*reasons)
    if any(not 0 <= position < len(attempt.paper) for position in given):
        raise Refused(_("Такого вопроса в этой попытке нет."))
    versions = QuestionVersion.objects.in_bulk([attempt.paper[position]["version"] for position in given])
    saved = []
    for position, raw in given.items():
        version = versions[attempt.paper[position]["version"]]
        values = {"version": version, "given": marking_rules.normal(version, raw)}
        saved.append(AttemptAnswer.objects.update_or_create(attempt=attempt, position=position, defaults=values)[0])
    return saved


@transaction.atomic
def finish(attempt: Attempt, *, by: User) -> Attempt:
    """By the person's word; when the time is over already, by the clock. A second press changes nothing."""
    _own(_locked_enrollment(attempt.enrollment_id), by)
    attempt = _locked_attempt(attempt.pk)
    if attempt.ended_at:
        return attempt
    now = timezone.now()
    if not quiz_rules.is_over(attempt, now) and (reasons := quiz_rules.reasons_not_to_go_on(attempt)):
        raise Refused(*reasons)
    return _end(attempt, Ended.BY_TIME if quiz_rules.is_over(attempt, now) else Ended.BY_PERSON, now, by)


def close_overdue(now: datetime | None = None) -> int:
    """Clock work; safe to run twice, and beside a person who is ending the attempt at this very moment."""
    now = now or timezone.now()
    over = Attempt.objects.filter(ended_at=None, until__lte=now).order_by("until", "pk")
    return sum(_closed(attempt, enrollment, now) for attempt, enrollment in over.values_list("pk", "enrollment_id")[:ENOUGH])


@transaction.atomic
def _closed(attempt_id: int, enrollment_id: int, now: datetime) -> bool:
    _locked_enrollment(enrollment_id)
    attempt = _locked_attempt(attempt_id)
    if attempt.ended_at or not quiz_rules.is_over(attempt, now):
        return False
    _end(attempt, Ended.BY_TIME, now)
    return True


def _end(attempt: Attempt, ended: str, now: datetime, by: User | None = None) -> Attempt:
    attempt.ended, attempt.ended_at = ended, attempt.until if ended == Ended.BY_TIME and attempt.until else now
    written([attempt], QuestionVersion.objects.in_bulk([row["version"] for row in attempt.paper]))
    attempt.save(update_fields=["ended", "ended_at", "points", "of_points", "passed"])
    verb = "progress.attempt_finished" if ended == Ended.BY_PERSON else "progress.attempt_timed_out"
    record(by=by, verb=verb, target=attempt, enrollment=attempt.enrollment_id, result=quiz_rules.percent_of(attempt))
    if attempt.passed:
        tell_lesson(attempt, by)
    return attempt


def written(attempts: Sequence[Attempt], versions: Mapping[int, QuestionVersion]) -> list[Attempt]:
    """Marks every question of the papers by its version among `versions` ({version of the paper: version to mark by}); what was left out gets an answer of
    nothing. Those whose points have changed are given back; the attempts are saved by the caller. A pass is never taken away.

    Thousands of answers are put down by a few statements, and only those that are worth something else now: everybody who writes waits meanwhile.
    """
    known = {(answer.attempt_id, answer.position): answer for answer in AttemptAnswer.objects.filter(attempt__in=attempts)}
    changed, rows = [], []
    for attempt in attempts:
        before = attempt.points, attempt.of_points
        marked = _marked(attempt, versions, known)
        rows += [answer for answer in marked if _worth(answer) != _worth(known.get((attempt.pk, answer.position)))]
        if before != (attempt.points, attempt.of_points):
            changed.append(attempt)
    AttemptAnswer.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["attempt", "position"], update_fields=["version", "share", "points"]
    )
    return changed


def _worth(answer: AttemptAnswer | None) -> tuple[int, int | None, int | None] | None:
    return (answer.version_id, answer.share, answer.points) if answer else None


def _marked(attempt: Attempt, versions: Mapping[int, QuestionVersion], known: Mapping[tuple[int, int], AttemptAnswer]) -> list[AttemptAnswer]:
    """The answers of the paper as they are worth now, as new rows: the table keeps what was given."""
    rows = []
    for position, row in enumerate(attempt.paper):
        version, old = versions[row["version"]], known.get((attempt.pk, position))
        answer = AttemptAnswer(attempt=attempt, position=position, version=version, given=old.given if old else None)
        answer.share = marking_rules.mark(version, answer.given)
        answer.points = answer.share * row["points"]
        rows.append(answer)
    attempt.points, attempt.of_points = sum(answer.points or 0 for answer in rows), sum(row["points"] * 100 for row in attempt.paper)
    attempt.passed = attempt.passed or quiz_rules.passes(attempt.points, attempt.of_points, attempt.version)
    return rows


def tell_lesson(attempt: Attempt, by: User | None) -> None:
    lesson = attempt.quiz.lesson
    if lesson.done_by == Lesson.DoneBy.QUIZ:
        done_by_rule(attempt.enrollment, lesson, by=by)


def _own(enrollment: Enrollment, by: User) -> None:
    if enrollment.person_id != by.pk:
        raise Refused(_("Тест сдаёт сам слушатель."))


def _locked_enrollment(pk: int) -> Enrollment:
    return Enrollment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=pk)


def _locked_attempt(pk: int) -> Attempt:
    return Attempt.objects.select_for_update(of=("self",)).select_related("enrollment__cohort", "quiz__lesson", "version").get(pk=pk)
