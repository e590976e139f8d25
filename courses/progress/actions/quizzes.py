"""A test and its versions: a draft is written, published, discarded; what was published never changes, its attempts may be marked again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Lesson
from courses.progress import question_rules, quiz_rules
from courses.progress.actions.attempts import tell_lesson, written
from courses.progress.models import Attempt, QuestionVersion, Quiz, QuizPart, QuizVersion
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Changed, Refused

SETTINGS = ("about", "tries", "minutes", "pass_share", "shuffle", "shuffle_options", "show")
PORTION = 200  # attempts whose answers are held at once
PART = ("question_id", "bank_id", "topic", "count", "points")


@dataclass(frozen=True)
class Remarked:
    """How many attempts were looked through, how many have other points now, how many are passed now that were not."""

    attempts: int
    changed: int
    passed: int


@transaction.atomic
def make_quiz(lesson: Lesson, *, by: User) -> Quiz:
    """With its first draft. A lesson has one test: a doubled press is the same."""
    lesson = Lesson.objects.select_for_update(of=("self",)).get(pk=lesson.pk)
    quiz, new = Quiz.objects.get_or_create(lesson=lesson)
    if new:
        QuizVersion.objects.create(quiz=quiz)
        record(by=by, verb="progress.quiz_made", target=quiz)
    return quiz


@transaction.atomic
def draft_of(quiz: Quiz, *, by: User) -> QuizVersion:
    """The draft that is there, or a new one: a copy of what people take now."""
    quiz = _locked_quiz(quiz.pk)
    if draft := quiz.versions.filter(published_at=None).first():
        return draft
    current = quiz_rules.current_version(quiz)
    settings = {name: getattr(current, name) for name in SETTINGS} if current else {}
    draft = QuizVersion.objects.create(quiz=quiz, number=current.number + 1 if current else 1, **settings)
    if current:
        _write_parts(draft, [{name: getattr(part, name) for name in PART} for part in current.parts.all()])
    record(by=by, verb="progress.quiz_drafted", target=quiz, number=draft.number)
    return draft


@transaction.atomic
def save_draft(
    version: QuizVersion, fields: Mapping[str, Any], parts: Iterable[Mapping[str, Any]] | None = None, *, edition: int, by: User
) -> QuizVersion:
    """`fields` – settings to change, `parts` – all lines of the test ({question or bank, topic, count, points}) or None to leave them.

    A doubled press says what is there already and changes nothing.
    """
    version = _locked_draft(version)
    rows = None if parts is None else [quiz_rules.part_of(row) for row in parts]
    if version.edition != edition:
        if _says(version, fields, rows):
            return version
        raise Changed(version)
    reasons = [*quiz_rules.reasons_against_settings(fields), *(quiz_rules.reasons_against_parts(version.quiz, rows) if rows is not None else [])]
    if reasons:
        raise Refused(*reasons)
    for name in SETTINGS:
        if name in fields:
            setattr(version, name, fields[name])
    version.edition += 1
    version.save(update_fields=[*SETTINGS, "edition"])
    if rows is not None:
        _write_parts(version, rows)
    record(by=by, verb="progress.quiz_changed", target=version.quiz, number=version.number)
    return version


@transaction.atomic
def publish(version: QuizVersion, *, by: User, edition: int | None = None) -> QuizVersion:
    """Attempts that start from now on are at this version. A second press changes nothing."""
    quiz = _locked_quiz(version.quiz_id)
    version = _again(version)
    if version.published_at:
        return version
    if edition is not None and version.edition != edition:
        raise Changed(version)
    if reasons := quiz_rules.reasons_not_to_publish(version):
        raise Refused(*reasons)
    version.published_at, version.published_by = timezone.now(), by
    version.save(update_fields=["published_at", "published_by"])
    record(by=by, verb="progress.quiz_published", target=quiz, number=version.number)
    return version


@transaction.atomic
def withdraw(version: QuizVersion, *, by: User) -> QuizVersion:
    """A test that nobody has begun is a draft again; people take what they took before, or nothing. A second press changes nothing."""
    quiz = _locked_quiz(version.quiz_id)
    QuizVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk).first()  # whoever is starting an attempt is waited for
    version = _again(version)
    if not version.published_at:
        return version
    if reasons := quiz_rules.reasons_not_to_withdraw(version):
        raise Refused(*reasons)
    version.published_at = version.published_by = None
    version.edition += 1
    version.save(update_fields=["published_at", "published_by", "edition"])
    record(by=by, verb="progress.quiz_withdrawn", target=quiz, number=version.number)
    return version


@transaction.atomic
def discard(version: QuizVersion, *, by: User) -> None:
    """The draft only; what people take stays."""
    version = _locked_draft(version)
    record(by=by, verb="progress.quiz_discarded", target=version.quiz, number=version.number)
    version.parts.all().delete()
    version.delete()


@transaction.atomic
def mark_again(version: QuizVersion, *, by: User) -> Remarked:
    """By the newest words of each question, when its key was wrong: people keep what they were asked and what they gave. A pass is never taken
    away. An archived cohort stays as it was.

    All enrollments are locked first, in one order: whoever starts or ends an attempt waits.
    """
    attempts = Attempt.objects.filter(version=version, ended_at__isnull=False).exclude(enrollment__cohort__state=Cohort.State.ARCHIVED)
    list(Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=attempts.order_by().values("enrollment")).order_by("pk"))
    rows = list(attempts.select_related("enrollment", "quiz__lesson", "version").order_by("pk"))
    versions = _newest_of({row["version"] for attempt in rows for row in attempt.paper})
    waiting = [attempt for attempt in rows if not attempt.passed]
    changed = [attempt for place in range(0, len(rows), PORTION) for attempt in written(rows[place : place + PORTION], versions)]
    Attempt.objects.bulk_update(changed, ["points", "of_points", "passed"], PORTION)
    passed = [attempt for attempt in waiting if attempt.passed]
    for attempt in passed:
        tell_lesson(attempt, by)
    record(by=by, verb="progress.quiz_marked_again", target=version.quiz, number=version.number, count=len(changed))
    return Remarked(len(rows), len(changed), len(passed))


def _newest_of(asked: set[int]) -> dict[int, QuestionVersion]:
    """{version that was asked: version to mark by}; a question that has become another kind is marked as it was asked."""
    old = QuestionVersion.objects.in_bulk(asked)
    newest = question_rules.newest({version.question_id for version in old.values()})
    return {pk: newest[version.question_id] if newest[version.question_id].kind == version.kind else version for pk, version in old.items()}


def _says(version: QuizVersion, fields: Mapping[str, Any], rows: Sequence[Mapping[str, Any]] | None) -> bool:
    if any(getattr(version, name) != fields[name] for name in SETTINGS if name in fields):
        return False
    return rows is None or list(version.parts.values(*PART)) == list(rows)


def _write_parts(version: QuizVersion, rows: Sequence[Mapping[str, Any]]) -> None:
    version.parts.all().delete()
    QuizPart.objects.bulk_create([QuizPart(version=version, position=place, **row) for place, row in enumerate(rows)])


def _locked_quiz(pk: int) -> Quiz:
    return Quiz.objects.select_for_update(of=("self",)).select_related("lesson").get(pk=pk)


def _locked_draft(version: QuizVersion) -> QuizVersion:
    """Published in the meantime, or discarded: there is nothing to write into."""
    _locked_quiz(version.quiz_id)
    version = _again(version)
    if version.published_at:
        raise Refused(_("Эту версию уже опубликовали, она больше не меняется. Начните новую."))
    return version


def _again(version: QuizVersion) -> QuizVersion:
    found = QuizVersion.objects.select_related("quiz__lesson__module").filter(pk=version.pk).first()
    if found is None:
        raise Refused(_("Этого черновика больше нет: его удалили."))
    return found
