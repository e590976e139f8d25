"""Who may take a test and how it went: tries, time, passing; who may change it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.enrollment.models import Assignment, Enrollment, Role
from courses.enrollment.rules import OFFICE, cohorts_kept_by, roles_of
from courses.program.models import Cohort, Program
from courses.program.rules import reasons_against_changing
from courses.progress import paper_rules
from courses.progress.models import Attempt, Bank, BankQuestion, Quiz, QuizVersion
from school.people.models import User
from school.people.rules import tidy

Best = dict[tuple[int, int], Attempt]
MOST_PARTS, MOST_QUESTIONS = 50, 100
MOST_TRIES = 100  # of one person, when a test gives as many as one likes
LIMITS = {
    "tries": (1, MOST_TRIES, gettext_lazy("Попыток – от %(least)s до %(most)s, или оставьте поле пустым.")),
    "minutes": (1, 600, gettext_lazy("Минут на попытку – от %(least)s до %(most)s, или оставьте поле пустым.")),
    "pass_share": (0, 100, gettext_lazy("Нужно набрать – от %(least)s до %(most)s %%.")),
}


def kept_by(user: User) -> QuerySet[Program]:
    """Programmes whose tests and banks the person may change: as an author of it, a trainer of its cohort, a methodologist, coordinator or administrator.

    Whoever is taking a test of a programme sees no keys of it meanwhile, whatever else they are.
    """
    roles = roles_of(user)
    free = Program.objects.exclude(pk__in=taken_by(user).order_by().values("enrollment__cohort__program"))
    if roles & {*OFFICE, "methodologist"}:
        return free
    mine = Assignment.objects.current().filter(person=user)
    written = mine.filter(role=Role.AUTHOR).values("program")
    led = mine.filter(role=Role.TRAINER).values("cohort__program")
    return free.filter(Q(pk__in=written) | Q(pk__in=led))


def taken_by(user: User) -> QuerySet[Attempt]:
    """The person's own attempts that can still be answered."""
    studying = Attempt.objects.filter(enrollment__person=user, enrollment__state=Enrollment.State.ACTIVE, ended_at=None)
    studying = studying.exclude(enrollment__cohort__state=Cohort.State.ARCHIVED)
    return studying.filter(Q(until=None) | Q(until__gt=timezone.now()))


def cohorts_seen_by(user: User) -> QuerySet[Cohort]:
    """Whose attempts the person may look at: a trainer those of the own cohorts, the office and the methodologist all, an author nobody's."""
    return Cohort.objects.all() if "methodologist" in roles_of(user) else cohorts_kept_by(user)


def attempts_of(user: User) -> QuerySet[Attempt]:
    """The person's own, while the cabinet is open to them."""
    return Attempt.objects.filter(enrollment__in=Enrollment.objects.visible_to(user)).select_related("enrollment__cohort", "quiz__lesson", "version")


def current_version(quiz: Quiz) -> QuizVersion | None:
    """What people take now."""
    return quiz.versions.filter(published_at__isnull=False).order_by("-number").first()


def reasons_not_to_start(
    enrollment: Enrollment, quiz: Quiz, version: QuizVersion | None = None, attempts: Sequence[Attempt] | None = None
) -> list[str]:
    """Empty while an attempt is open: starting leads back to it. Whether the lesson is open is asked above, by `route.rules.reasons_closed`.

    `version`, `attempts` – what people take now and all the person's attempts, if the caller has them already.
    """
    if enrollment.state != Enrollment.State.ACTIVE:
        return [_("Тесты сдают, только пока учатся в потоке.")]
    if quiz.lesson.module.program_id != enrollment.cohort.program_id:
        return [_("Этот тест из другой программы.")]
    if archived := reasons_against_changing(enrollment.cohort):
        return archived
    if open_attempt(enrollment, quiz) if attempts is None else any(not is_over(row, timezone.now()) for row in attempts):
        return []
    version = version or current_version(quiz)
    if version is None:
        return [_("Тест ещё не опубликован: тренер его готовит.")]
    if tries_left(enrollment, quiz, version, attempts) == 0:
        words = ngettext("В этом тесте %(tries)d попытка, она использована.", "В этом тесте %(tries)d попыток, все использованы.", version.tries or 0)
        return [words % {"tries": version.tries}]
    if version.tries is None and _spent(enrollment, quiz, attempts) >= MOST_TRIES:
        return [_("Вы прошли этот тест уже сто раз. Если нужно ещё, напишите тренеру.")]
    return []


def reasons_not_to_go_on(attempt: Attempt) -> list[str]:
    """Why an attempt that was begun gets no more answers. A lesson that has closed meanwhile is no reason: what was begun may be finished."""
    if attempt.enrollment.state != Enrollment.State.ACTIVE:
        return [_("Тесты сдают, только пока учатся в потоке.")]
    return reasons_against_changing(attempt.enrollment.cohort)


def tries_left(enrollment: Enrollment, quiz: Quiz, version: QuizVersion | None = None, attempts: Sequence[Attempt] | None = None) -> int | None:
    """None – as many as one likes. Attempts at earlier versions count too; an open one is spent already."""
    version = version or current_version(quiz)
    if version is None or version.tries is None:
        return None
    return max(0, version.tries - _spent(enrollment, quiz, attempts))


def open_attempt(enrollment: Enrollment, quiz: Quiz) -> Attempt | None:
    """One that can still be answered."""
    attempt = Attempt.objects.filter(enrollment=enrollment, quiz=quiz, ended_at=None).select_related("version", "quiz__lesson").first()
    return attempt if attempt and not is_over(attempt, timezone.now()) else None


def is_over(attempt: Attempt, now: datetime) -> bool:
    """At the very second of `until` the time is over, whether the clock has closed the attempt yet or not."""
    return attempt.ended_at is not None or (attempt.until is not None and now >= attempt.until)


def seconds_left(attempt: Attempt, now: datetime) -> int | None:
    """None – no limit. Rounded down: the screen never promises more than the server gives."""
    if attempt.until is None:
        return None
    return max(0, math.floor((attempt.until - now).total_seconds()))


def percent_of(attempt: Attempt) -> int:
    """Rounded down: 69.9 of 70 needed is not shown as 70."""
    return attempt.points * 100 // attempt.of_points if attempt.of_points else 0


def passes(points: int, of_points: int, version: QuizVersion) -> bool:
    return of_points > 0 and points * 100 >= version.pass_share * of_points


def best_of(enrollments: Iterable[Enrollment], quizzes: Iterable[Quiz]) -> Best:
    """The best ended attempt of everybody: a passed one before others, then by share, then the earlier. One query, without the papers."""
    rows = Attempt.objects.filter(enrollment__in=[row.pk for row in enrollments], quiz__in=[quiz.pk for quiz in quizzes], ended_at__isnull=False)
    best: Best = {}
    for attempt in rows.defer("paper").order_by("number"):
        place = attempt.enrollment_id, attempt.quiz_id
        if place not in best or _rank(attempt) > _rank(best[place]):
            best[place] = attempt
    return best


def reasons_not_to_publish(version: QuizVersion) -> list[str]:
    if version.published_at:
        return [_("Эта версия уже опубликована. Чтобы изменить тест, начните новую.")]
    parts = list(version.parts.select_related("bank", "question"))
    if not parts:
        return [_("В тесте нет ни одного вопроса.")]
    if sum(part.count if part.bank_id else 1 for part in parts) > MOST_QUESTIONS:
        return [_("В тесте больше %(most)s вопросов: столько за один раз не решить.") % {"most": MOST_QUESTIONS}]
    return paper_rules.reasons_short(parts)


def reasons_not_to_withdraw(version: QuizVersion) -> list[str]:
    """What was begun is never taken from under people's feet."""
    if current_version(version.quiz) != version:
        return [_("Снять можно только ту версию, которую проходят сейчас.")]
    if version.quiz.versions.filter(published_at=None).exists():
        return [_("У теста уже есть черновик. Удалите его или опубликуйте: тогда эту версию не придётся снимать.")]
    if Attempt.objects.filter(version=version).exists():
        return [_("Эту версию уже проходили, результаты остаются за людьми. Измените тест: новые попытки пойдут по новой версии.")]
    return []


def part_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line of a test as it is kept, from what a form says: a question or a bank, by the record or by its key."""
    keys = {name: getattr(row.get(name), "pk", row.get(name)) or None for name in ("question", "bank")}
    alone = keys["question"] is not None
    return {
        "question_id": keys["question"],
        "bank_id": None if alone else keys["bank"],
        "topic": "" if alone else tidy(str(row.get("topic") or ""))[:100],
        "count": 1 if alone else row.get("count") or 1,
        "points": row.get("points") or 1,
    }


def reasons_against_settings(fields: Mapping[str, Any]) -> list[str]:
    """Fields that are not there are not asked about."""
    reasons = []
    for name, (least, most, words) in LIMITS.items():
        value = fields.get(name)
        if value is not None and not (isinstance(value, int) and least <= value <= most):
            reasons.append(words % {"least": least, "most": most})
    if "pass_share" in fields and fields["pass_share"] is None:
        reasons.append(_("Скажите, сколько процентов нужно набрать."))
    return reasons


def reasons_against_parts(quiz: Quiz, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Lines as `part_of` makes them. A draft may draw more than there is, a published test may not (`reasons_not_to_publish`)."""
    if len(rows) > MOST_PARTS:
        return [_("В тесте больше %(most)s строк.") % {"most": MOST_PARTS}]
    program = quiz.lesson.module.program_id
    questions = {row["question_id"] for row in rows if row["question_id"]}
    banks = {row["bank_id"] for row in rows if row["bank_id"]}
    reasons = []
    if any(not row["question_id"] and not row["bank_id"] for row in rows):
        reasons.append(_("В каждой строке выберите вопрос или банк."))
    known = BankQuestion.objects.filter(pk__in=questions, bank__program=program).count()
    if known < len(questions) or Bank.objects.filter(pk__in=banks, program=program).count() < len(banks):
        reasons.append(_("Вопросы берут из банков той же программы."))
    if len(questions) < sum(1 for row in rows if row["question_id"]):
        reasons.append(_("Один и тот же вопрос стоит в тесте дважды."))
    if any(not (isinstance(row[name], int) and 1 <= row[name] <= MOST_QUESTIONS) for row in rows for name in ("count", "points")):
        reasons.append(_("Сколько вопросов и баллов – число от 1 до %(most)s.") % {"most": MOST_QUESTIONS})
    return reasons


def _spent(enrollment: Enrollment, quiz: Quiz, attempts: Sequence[Attempt] | None) -> int:
    return Attempt.objects.filter(enrollment=enrollment, quiz=quiz).count() if attempts is None else len(attempts)


def _rank(attempt: Attempt) -> tuple[bool, float]:
    return attempt.passed, attempt.points / attempt.of_points if attempt.of_points else 0
