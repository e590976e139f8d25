"""What came of the attempts: the best one counts, the own ones are seen, nothing costs more for a longer paper."""

import pytest

from courses.progress import paper_rules, quiz_rules
from courses.progress.actions import attempts
from courses.progress.models import Attempt
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


def take(enrollment, quiz, *right):
    attempt = begin(enrollment, quiz)
    for position in right:
        save(attempt, position, "a")
    return finish(attempt)


def test_best_attempt_counts(cohort, enrollment, quiz, two, django_assert_num_queries):
    other = factories.EnrollmentFactory(cohort=cohort)
    _none, best, _same, _less = (take(enrollment, quiz, *right) for right in ((), (1,), (1,), (0,)))
    poor = take(other, quiz, 0)
    begin(other, quiz)

    with django_assert_num_queries(1):
        found = quiz_rules.best_of([enrollment, other], [quiz])

    assert found == {(enrollment.pk, quiz.pk): best, (other.pk, quiz.pk): poor}


def test_passed_attempt_is_better_than_a_fuller_one(enrollment, quiz, version, two):
    """The version that asked for more was not passed with more."""
    version.pass_share = 100
    version.save()
    take(enrollment, quiz, 1)
    Attempt.objects.update(points=399)
    version.pass_share = 20
    version.save()

    passed = take(enrollment, quiz, 0)

    assert quiz_rules.best_of([enrollment], [quiz]) == {(enrollment.pk, quiz.pk): passed}


@pytest.mark.parametrize("questions", [1, 3, 30])
def test_paper_is_read_in_two_queries(enrollment, quiz, version, bank, questions, django_assert_num_queries):
    for _ in range(questions):
        factories.QuizPartFactory(version=version, question__bank=bank)
    attempt = begin(enrollment, quiz)
    save(attempt, 0, "b")
    attempt = finish(attempt)

    with django_assert_num_queries(2):
        asked = paper_rules.asked(attempt)
        told = [(row.feedback, row.right_answer, [line.given for line in row.lines]) for row in asked]

    assert told[0] == (["Через два года его продлевают."], "На два года", [False, True])


def test_own_attempts_only(enrollment, quiz, two, cohort, trainer):
    attempt = begin(enrollment, quiz)
    begin(factories.EnrollmentFactory(cohort=cohort), quiz)

    assert list(quiz_rules.attempts_of(enrollment.person)) == [attempt]
    assert list(quiz_rules.attempts_of(trainer)) == []
    enrollment.state = "expelled"
    enrollment.save()
    assert list(quiz_rules.attempts_of(enrollment.person)) == []


@pytest.mark.parametrize("questions", [1, 3, 30])
def test_start_and_finish_cost_the_same_for_any_paper(enrollment, quiz, version, bank, questions, django_assert_max_num_queries):
    for _ in range(questions):
        factories.QuizPartFactory(version=version, question__bank=bank)

    with django_assert_max_num_queries(17):
        attempt = begin(enrollment, quiz)
    with django_assert_max_num_queries(10):
        finish(attempt)
