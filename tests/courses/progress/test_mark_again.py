"""Attempts are marked again by the newest key: on purpose, journaled, and nobody loses a pass."""

import pytest

from courses.progress import paper_rules
from courses.progress.actions import attempts, banks, quizzes
from courses.progress.models import Progress
from school.journal.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(cohort):
    return factories.LessonFactory(module__program=cohort.program, done_by="quiz")


@pytest.fixture
def question(bank):
    return factories.BankQuestionFactory(bank=bank)


@pytest.fixture
def quiz(lesson, author):
    return quizzes.make_quiz(lesson, by=author)


def published(quiz, author, *questions, **fields):
    draft = quizzes.draft_of(quiz, by=author)
    draft = quizzes.save_draft(draft, fields, [{"question": question} for question in questions], edition=draft.edition, by=author)
    return quizzes.publish(draft, by=author)


def verbs_of(quiz):
    return [entry.verb.removeprefix("progress.quiz_") for entry in Entry.objects.about(quiz).order_by("pk")]


@pytest.fixture
def wrong_key(quiz, author, enrollment, question):
    """Everybody chose what the key called wrong; the lesson is not done."""
    version = published(quiz, author, question)
    attempt = attempts.start(enrollment, quiz, by=enrollment.person)
    attempts.save_answer(attempt, 0, "b", by=enrollment.person)
    attempt = attempts.finish(attempt, by=enrollment.person)
    assert (attempt.points, attempt.passed) == (0, False)
    body = question.versions.get().body
    body["options"][0]["share"], body["options"][1]["share"] = 0, 100
    banks.edit_question(question, text="На сколько лет дают статус?", body=body, by=author)
    return version, attempt


def test_editing_a_question_changes_no_marks(wrong_key):
    _version, attempt = wrong_key

    attempt.refresh_from_db()

    assert (attempt.points, attempt.passed, attempt.answers.get().share) == (0, False, 0)


def test_marked_again_by_the_newest_key(wrong_key, author, enrollment, lesson):
    version, attempt = wrong_key

    first, second = (quizzes.mark_again(version, by=author) for _ in range(2))

    attempt.refresh_from_db()
    (asked,) = paper_rules.asked(attempt)
    assert (attempt.points, attempt.of_points, attempt.passed, asked.marked_by.number) == (100, 100, True, 2)
    assert (first, second) == (quizzes.Remarked(1, 1, 1), quizzes.Remarked(1, 0, 0))
    assert Progress.objects.get(enrollment=enrollment, lesson=lesson).done_at
    assert verbs_of(version.quiz)[-2:] == ["marked_again", "marked_again"]


def test_pass_is_never_taken_away(wrong_key, author, enrollment, lesson):
    version, attempt = wrong_key
    quizzes.mark_again(version, by=author)
    question = attempt.answers.get().version.question
    banks.edit_question(question, text="Назад", body=question.versions.get(number=1).body, by=author)

    again = quizzes.mark_again(version, by=author)

    attempt.refresh_from_db()
    assert (attempt.points, attempt.passed, again.changed) == (0, True, 1)
    assert Progress.objects.get(enrollment=enrollment, lesson=lesson).done_at


def test_question_of_another_kind_is_marked_as_it_was_asked(wrong_key, author, question):
    version, attempt = wrong_key
    banks.edit_question(question, kind="text", text="Сколько?", body={"accepted": [{"text": "два"}]}, by=author)

    assert quizzes.mark_again(version, by=author).changed == 0


def test_open_attempts_are_left_alone(quiz, author, enrollment, question):
    version = published(quiz, author, question)
    attempts.start(enrollment, quiz, by=enrollment.person)

    assert quizzes.mark_again(version, by=author) == quizzes.Remarked(0, 0, 0)


@pytest.mark.parametrize("people", [1, 3, 12])
def test_marking_again_costs_the_same_for_any_number(quiz, author, question, bank, cohort, people, django_assert_max_num_queries):
    version = published(quiz, author, question, *(factories.BankQuestionFactory(bank=bank) for _ in range(9)))
    for _ in range(people):
        person = factories.EnrollmentFactory(cohort=cohort)
        attempts.finish(attempts.start(person, quiz, by=person.person), by=person.person)

    with django_assert_max_num_queries(10):
        quizzes.mark_again(version, by=author)
