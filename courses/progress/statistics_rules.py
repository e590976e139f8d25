"""How a test goes: the share of right answers of every question and what people choose in it. A trainer finds by it what was taught badly, or asked badly."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, FloatField, Q, QuerySet, When
from django.db.models.functions import Cast, NullIf

from courses.program.models import Cohort
from courses.progress import marking_rules
from courses.progress.models import Attempt, AttemptAnswer, BankQuestion, QuestionKind, QuestionVersion, Quiz, QuizVersion

MOST_TYPED = 8  # typed answers that are shown, the commonest first
Answered = tuple[QuestionVersion, Any, int, int, bool]  # version, given, share, times, may be read word by word


@dataclass(frozen=True)
class Option:
    """A row of a question: an option and how many chose it; a left side or a place in the order and how many got it right; what was typed and how often.

    `right` – whether this is what should be done; `percent` is of all who were asked.
    """

    text: str
    count: int
    percent: int
    right: bool


@dataclass(frozen=True)
class Figures:
    """One question over all ended attempts. `average` – percent of the question's points, `right` – how many answered it in full."""

    question: BankQuestion
    version: QuestionVersion
    asked: int
    answered: int
    right: int
    average: int
    options: tuple[Option, ...]

    @property
    def right_percent(self) -> int:
        return round(100 * self.right / self.asked)


@dataclass(frozen=True)
class Summary:
    attempts: int
    people: int
    passed: int
    average: int | None


def figures_of(
    quiz: Quiz, *, version: QuizVersion | None = None, cohorts: QuerySet[Cohort] | None = None, typed_in: QuerySet[Cohort] | None = None
) -> list[Figures]:
    """The hardest first. Two queries for any number of attempts; answers that are alike come as one row. A left out question was not answered right.

    `typed_in` – the cohorts whose typed answers are shown; numbers are of all `cohorts`.
    """
    rows = AttemptAnswer.objects.filter(attempt__in=_ended(quiz, version, cohorts), share__isnull=False).order_by()
    mine = Q(attempt__enrollment__cohort__in=(Cohort.objects.all() if typed_in is None else typed_in).order_by().values("pk"))
    known = rows.annotate(known=Case(When(mine, then=True), default=False))
    counted = list(known.values_list("version_id", "given", "share", "known").annotate(times=Count("pk")))
    versions = QuestionVersion.objects.select_related("question__bank").in_bulk({row[0] for row in counted})
    found: dict[int, list[Answered]] = defaultdict(list)
    for pk, given, share, shown, times in counted:
        found[versions[pk].question_id].append((versions[pk], given, share or 0, times, bool(shown)))
    figures = [_figures(answers) for answers in found.values()]
    return sorted(figures, key=lambda row: (row.average, row.question.pk))


def summary_of(quiz: Quiz, *, version: QuizVersion | None = None, cohorts: QuerySet[Cohort] | None = None) -> Summary:
    """One query."""
    share = Cast(F("points"), FloatField()) / NullIf(F("of_points"), 0)
    found = _ended(quiz, version, cohorts).aggregate(
        attempts=Count("pk"),
        people=Count("enrollment", distinct=True),
        passed=Count("enrollment", distinct=True, filter=Q(passed=True)),
        average=Avg(share),
    )
    average = found["average"]
    return Summary(found["attempts"], found["people"], found["passed"], None if average is None else round(average * 100))


def _ended(quiz: Quiz, version: QuizVersion | None, cohorts: QuerySet[Cohort] | None) -> QuerySet[Attempt]:
    attempts = Attempt.objects.filter(quiz=quiz, ended_at__isnull=False).order_by()
    if version:
        attempts = attempts.filter(version=version)
    return attempts if cohorts is None else attempts.filter(enrollment__cohort__in=cohorts)


def _figures(answers: list[Answered]) -> Figures:
    """Earlier versions of the question are counted in, row by row where the keys are the same."""
    version = max((answer[0] for answer in answers), key=lambda version: version.number)
    asked = sum(times for *_rest, times, _shown in answers)
    answered = sum(times for _version, given, _share, times, _shown in answers if given is not None)
    right = sum(times for _version, _given, share, times, _shown in answers if share == 100)
    average = sum(share * times for _version, _given, share, times, _shown in answers) / asked
    return Figures(version.question, version, asked, answered, right, round(average), tuple(_options(version, answers, asked)))


def _options(version: QuestionVersion, answers: Iterable[Answered], asked: int) -> list[Option]:
    if version.kind in (QuestionKind.TEXT, QuestionKind.NUMBER):
        return _typed(version, answers, asked)
    choice = version.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
    counts: Counter[str] = Counter()
    for one, given, _share, times, _shown in answers:
        if one.kind == version.kind:
            counts.update({line.key: times for line in marking_rules.lines(one, given) if (line.given if choice else line.met)})
    rows = marking_rules.lines(version, None)
    return [Option(line.text, counts[line.key], round(100 * counts[line.key] / asked), bool(line.right)) for line in rows]


def _typed(version: QuestionVersion, answers: Iterable[Answered], asked: int) -> list[Option]:
    counts: Counter[str] = Counter()
    for one, given, _share, times, shown in answers:
        if shown and one.kind == version.kind and isinstance(given, str):
            counts[given if version.body.get("case") else given.lower()] += times
    common = sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:MOST_TYPED]
    return [Option(text, count, round(100 * count / asked), marking_rules.mark(version, text) == 100) for text, count in common]
