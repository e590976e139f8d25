"""An attempt: drawn for the person, answered as one goes, marked at the end; a double press is one row."""

import pytest

from courses.progress import paper_rules, quiz_rules
from courses.progress.actions import attempts
from courses.progress.models import Attempt, AttemptAnswer, Progress
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cohort):
    return factories.QuizVersionFactory(quiz__lesson__module__program=cohort.program)


@pytest.fixture
def quiz(version):
    return version.quiz


@pytest.fixture
def two(version, bank):
    """Two questions of one and of three points."""
    for points in (1, 3):
        factories.QuizPartFactory(version=version, question__bank=bank, points=points)


def begin(enrollment, quiz):
    return attempts.start(enrollment, quiz, by=enrollment.person)


def save(attempt, position, given):
    return attempts.save_answer(attempt, position, given, by=attempt.enrollment.person)


def finish(attempt):
    return attempts.finish(attempt, by=attempt.enrollment.person)


# Starting


def test_double_press_is_the_same_attempt(enrollment, quiz, two):
    first, second = begin(enrollment, quiz), begin(enrollment, quiz)

    assert (first, Attempt.objects.count(), first.number, first.until) == (second, 1, 1, None)
    assert Entry.objects.about(first).get().verb == "progress.attempt_started"


@pytest.mark.parametrize("state", ["finished", "expelled", "withdrawn"])
def test_only_who_studies_begins(cohort, quiz, two, state):
    enrollment = factories.EnrollmentFactory(cohort=cohort, state=state)

    assert len(quiz_rules.reasons_not_to_start(enrollment, quiz)) == 1
    with pytest.raises(Refused):
        begin(enrollment, quiz)


def test_nobody_begins_for_another(enrollment, quiz, two, trainer):
    with pytest.raises(Refused, match="сам слушатель"):
        attempts.start(enrollment, quiz, by=trainer)


def test_test_of_another_program_is_refused(quiz, two):
    with pytest.raises(Refused, match="другой программы"):
        begin(factories.EnrollmentFactory(cohort__program__title="Другая"), quiz)


def test_test_that_is_not_published_is_refused(enrollment, quiz, version, two):
    version.published_at = None
    version.save()

    with pytest.raises(Refused, match="не опубликован"):
        begin(enrollment, quiz)


def test_test_without_questions_is_refused(enrollment, quiz, two):
    for part in quiz.versions.get().parts.all():
        part.question.retired_at = part.version.published_at
        part.question.save()

    with pytest.raises(Refused, match="не осталось вопросов"):
        begin(enrollment, quiz)


# Answering


def test_answers_are_kept_as_one_goes(enrollment, quiz, two):
    attempt = begin(enrollment, quiz)

    save(attempt, 0, "b")
    save(attempt, 0, "a")
    save(attempt, 1, "b")
    save(attempt, 1, None)

    assert [asked.given for asked in paper_rules.asked(begin(enrollment, quiz))] == ["a", None]
    assert list(AttemptAnswer.objects.values_list("position", "given", "share")) == [(0, "a", None), (1, None, None)]


@pytest.mark.parametrize("given", ["нет такого", ["a"], {"a": 1}, 5, True, "я" * 10**6, [[[]]], {"": None}])
def test_hostile_answer_is_nothing(enrollment, quiz, two, given):
    attempt = begin(enrollment, quiz)

    assert save(attempt, 0, given).given is None
    assert finish(attempt).points == 0


@pytest.mark.parametrize("position", [-1, 2, 10**9])
def test_question_that_is_not_asked_is_refused(enrollment, quiz, two, position):
    with pytest.raises(Refused, match="нет"):
        save(begin(enrollment, quiz), position, "a")


def test_page_is_saved_as_a_whole_or_not_at_all(enrollment, quiz, two):
    attempt = begin(enrollment, quiz)
    with pytest.raises(Refused):
        attempts.save_answers(attempt, {0: "a", 7: "a"}, by=enrollment.person)
    assert AttemptAnswer.objects.count() == 0

    saved = attempts.save_answers(attempt, {1: "b", 0: "a"}, by=enrollment.person)

    assert [(answer.position, answer.given) for answer in saved] == [(1, "b"), (0, "a")]


def test_nobody_answers_for_another(enrollment, quiz, two, trainer):
    attempt = begin(enrollment, quiz)

    for act in (lambda: attempts.save_answer(attempt, 0, "a", by=trainer), lambda: attempts.finish(attempt, by=trainer)):
        with pytest.raises(Refused, match="сам слушатель"):
            act()


# Ending


@pytest.mark.parametrize(
    ("given", "points", "percent", "passed"),
    [({}, 0, 0, False), ({0: "a"}, 100, 25, False), ({1: "a"}, 300, 75, True), ({0: "a", 1: "a"}, 400, 100, True), ({0: "b", 1: "b"}, 0, 0, False)],
)
def test_points_go_by_weight(enrollment, quiz, two, given, points, percent, passed):
    attempt = begin(enrollment, quiz)
    attempts.save_answers(attempt, given, by=enrollment.person)

    ended = finish(attempt)

    assert (ended.points, ended.of_points, quiz_rules.percent_of(ended), ended.passed, ended.ended) == (points, 400, percent, passed, "person")
    assert [answer.points for answer in ended.answers.all()] == [100 * (given.get(0) == "a"), 300 * (given.get(1) == "a")]
    assert Progress.objects.filter(lesson=quiz.lesson, done_at__isnull=False).exists() is passed


@pytest.mark.parametrize(("needed", "passed"), [(0, True), (50, True), (51, False)])
def test_share_to_pass_is_inclusive(enrollment, quiz, version, bank, needed, passed):
    version.pass_share = needed
    version.save()
    for _ in range(2):
        factories.QuizPartFactory(version=version, question__bank=bank)
    attempt = begin(enrollment, quiz)
    save(attempt, 0, "a")

    assert finish(attempt).passed is passed


def test_second_end_changes_nothing(enrollment, quiz, two):
    attempt = begin(enrollment, quiz)
    first, second = finish(attempt), finish(attempt)

    assert first.ended_at == second.ended_at
    assert [entry.verb for entry in Entry.objects.about(attempt).order_by("pk")] == ["progress.attempt_started", "progress.attempt_finished"]
    with pytest.raises(Refused, match="уже окончена"):
        save(attempt, 0, "a")


def test_passing_does_not_touch_a_lesson_of_another_rule(enrollment, quiz, two):
    quiz.lesson.done_by = "word"
    quiz.lesson.save()
    attempt = begin(enrollment, quiz)
    save(attempt, 1, "a")

    assert finish(attempt).passed
    assert not Progress.objects.exists()


def test_attempt_of_whoever_left_meanwhile_is_kept(enrollment, quiz, two):
    attempt = begin(enrollment, quiz)
    save(attempt, 1, "a")
    enrollment.state = "withdrawn"
    enrollment.save()
    Attempt.objects.update(until=attempt.started_at)

    assert finish(attempt).passed
    assert not Progress.objects.exists()
