"""Figures of a test: the share of right answers of every question, what people chose, whose attempts are counted."""

import pytest

from courses.program.models import Cohort
from courses.progress import statistics_rules
from courses.progress.actions import attempts, banks
from tests import factories

pytestmark = pytest.mark.django_db
MATCHING = {
    "pairs": [{"key": "a", "left": "Реестр", "right": "Минюст"}, {"key": "b", "left": "Отчёт", "right": "Портал"}],
    "spare": ["Никто"],
}
ORDER = {"items": [{"key": key, "text": key} for key in "abc"]}
NUMBER = {"accepted": [{"low": "2", "high": "2", "share": 100, "feedback": ""}]}
TEXT = {"accepted": [{"text": "реестр", "share": 100, "feedback": ""}], "case": False}
MANY = {"options": [{"key": key, "text": key, "share": 50 if key in "ab" else -50, "feedback": ""} for key in "abc"]}


@pytest.fixture
def version(cohort):
    return factories.QuizVersionFactory(quiz__lesson__module__program=cohort.program, pass_share=100)


@pytest.fixture
def quiz(version):
    return version.quiz


def ask(version, kind="single", body=None):
    question = factories.BankQuestionFactory(bank__program=version.quiz.lesson.module.program)
    if body:
        question.versions.update(kind=kind, body=body)
    factories.QuizPartFactory(version=version, question=question)
    return question


def answer(quiz, *given, cohort=None, ended=True):
    person = factories.EnrollmentFactory(cohort=cohort or Cohort.objects.earliest("pk"))
    attempt = attempts.start(person, quiz, by=person.person)
    attempts.save_answers(attempt, dict(enumerate(given)), by=person.person)
    return attempts.finish(attempt, by=person.person) if ended else attempt


def told(figures):
    return [(option.text, option.count, option.percent, option.right) for option in figures.options]


@pytest.mark.parametrize(
    ("kind", "body", "given", "counts", "options"),
    [
        ("single", None, ["a", "a", "b", None], (4, 3, 2, 50), [("На два года", 2, 50, True), ("Навсегда", 1, 25, False)]),
        (
            "multiple",
            MANY,
            [["a", "b"], ["a"], ["a", "c"], []],
            (4, 3, 1, 38),
            [("a", 3, 75, True), ("b", 1, 25, True), ("c", 1, 25, False)],
        ),
        (
            "matching",
            MATCHING,
            [{"a": "Минюст", "b": "Портал"}, {"a": "Минюст", "b": "Никто"}],
            (2, 2, 1, 75),
            [("Реестр", 2, 100, True), ("Отчёт", 1, 50, True)],
        ),
        ("ordering", ORDER, [["a", "b", "c"], ["b", "a", "c"]], (2, 2, 1, 75), [("a", 1, 50, True), ("b", 1, 50, True), ("c", 2, 100, True)]),
        ("text", TEXT, ["Реестр", "реестр", "список", ""], (4, 3, 2, 50), [("реестр", 2, 50, True), ("список", 1, 25, False)]),
        ("number", NUMBER, ["2", "2", "2,0", "5"], (4, 4, 3, 75), [("2", 2, 50, True), ("2,0", 1, 25, True), ("5", 1, 25, False)]),
    ],
)  # fmt: skip
def test_figures_by_kind(version, quiz, kind, body, given, counts, options):
    question = ask(version, kind, body)
    for each in given:
        answer(quiz, each)

    (figures,) = statistics_rules.figures_of(quiz)

    assert figures.question == question
    assert (figures.asked, figures.answered, figures.right, figures.average) == counts
    assert told(figures) == options


def test_hardest_question_stands_first(version, quiz):
    easy, hard = ask(version), ask(version)
    answer(quiz, "a", "b")
    answer(quiz, "a", "a")

    assert [(row.question, row.right_percent) for row in statistics_rules.figures_of(quiz)] == [(hard, 50), (easy, 100)]


def test_versions_of_a_question_are_counted_together(version, quiz, author):
    question = ask(version)
    answer(quiz, "a")
    body = question.versions.get().body
    body["options"] = [body["options"][0] | {"text": "На 2 года"}, {"text": "На год"}]
    banks.edit_question(question, text="На сколько?", body=body, by=author)
    answer(quiz, "a")
    answer(quiz, "b")

    (figures,) = statistics_rules.figures_of(quiz)

    assert (figures.version.text, figures.asked, figures.right) == ("На сколько?", 3, 2)
    assert told(figures) == [("На 2 года", 2, 67, True), ("На год", 0, 0, False)]


def test_open_attempts_and_other_cohorts_are_not_counted(version, quiz, cohort):
    ask(version)
    other = factories.CohortFactory(under_way=True, program=cohort.program)
    answer(quiz, "a", cohort=cohort)
    answer(quiz, "a", cohort=cohort, ended=False)
    answer(quiz, "b", cohort=other)

    def of(**chosen):
        return statistics_rules.figures_of(quiz, **chosen)[0].right_percent

    assert (of(), of(cohorts=Cohort.objects.filter(pk=cohort.pk)), of(cohorts=Cohort.objects.filter(pk=other.pk))) == (50, 100, 0)
    assert statistics_rules.figures_of(quiz, cohorts=Cohort.objects.none()) == []
    assert statistics_rules.figures_of(quiz, version=factories.QuizVersionFactory(quiz=quiz, number=2)) == []


def test_summary(version, quiz, cohort):
    ask(version)
    ask(version)
    answer(quiz, "a", "a")
    answer(quiz, "a", "b")
    answer(quiz, "a", ended=False)

    assert statistics_rules.summary_of(quiz) == statistics_rules.Summary(attempts=2, people=2, passed=1, average=75)
    assert statistics_rules.summary_of(quiz, cohorts=Cohort.objects.none()) == statistics_rules.Summary(0, 0, 0, None)


@pytest.mark.parametrize(("people", "questions"), [(1, 1), (3, 3), (30, 6)])
def test_figures_are_two_queries_for_any_number(version, quiz, people, questions, django_assert_num_queries):
    for number in range(questions):
        ask(version, *[("text", TEXT), ()][number % 2])
    for number in range(people):
        answer(quiz, *["a", "реестр", f"своё {number}"][:questions])

    with django_assert_num_queries(2):
        figures = statistics_rules.figures_of(quiz)
    with django_assert_num_queries(1):
        statistics_rules.summary_of(quiz)

    assert [row.asked for row in figures] == [people] * questions


def test_typed_answers_are_shown_of_known_cohorts_and_counted_of_all(cohort, version, quiz):
    ask(version, "text", TEXT)
    other = factories.CohortFactory(program=cohort.program)
    answer(quiz, "реестр")
    answer(quiz, "Имя и фамилия", cohort=other)

    (known,) = statistics_rules.figures_of(quiz, typed_in=Cohort.objects.filter(pk=cohort.pk))
    (nobodys,) = statistics_rules.figures_of(quiz, typed_in=Cohort.objects.none())

    assert (known.asked, told(known)) == (2, [("реестр", 1, 50, True)])
    assert (nobodys.asked, told(nobodys)) == (2, [])
