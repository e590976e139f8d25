"""The paper of an attempt: what is drawn for it, in which order, nobody is asked one question twice."""

from random import Random

import pytest

from courses.progress import paper_rules
from courses.progress.actions import attempts
from courses.progress.models import QuestionVersion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cohort):
    return factories.QuizVersionFactory(quiz__lesson__module__program=cohort.program)


@pytest.fixture
def quiz(version):
    return version.quiz


def draw(version, seed=1):
    paper = paper_rules.drawn(version, Random(seed))
    versions = QuestionVersion.objects.select_related("question").in_bulk([row["version"] for row in paper])
    return [versions[row["version"]].question for row in paper]


def test_nobody_is_asked_one_question_twice(version, bank):
    for topic in ["Статус"] * 3 + ["Отчёт"] * 3:
        factories.BankQuestionFactory(bank=bank, topic=topic)
    named = bank.questions.first()
    for part in ({"question": None, "bank": bank, "count": 3}, {"question": None, "bank": bank, "topic": "Статус", "count": 2}, {"question": named}):
        factories.QuizPartFactory(version=version, **part)

    papers = [draw(version, seed) for seed in range(20)]

    assert all(len(set(paper)) == 6 for paper in papers)
    assert {paper[5] for paper in papers} == {named}
    assert all([question.topic for question in paper[3:5]] == ["Статус", "Статус"] for paper in papers)
    assert len({tuple(paper) for paper in papers}) > 5


def test_what_is_out_of_use_is_not_drawn(version, bank):
    for _ in range(3):
        factories.BankQuestionFactory(bank=bank)
    gone = bank.questions.first()
    gone.retired_at = version.published_at
    gone.save()
    factories.QuizPartFactory(version=version, question=None, bank=bank, count=3)

    assert set(draw(version)) == set(bank.questions.exclude(pk=gone.pk))


def test_newest_words_are_drawn(enrollment, quiz, version, bank):
    question = factories.BankQuestionFactory(bank=bank)
    newer = factories.QuestionVersionFactory(question=question, number=2, text="Иначе?")
    factories.QuizPartFactory(version=version, question=question)

    assert attempts.start(enrollment, quiz, by=enrollment.person).paper == [{"version": newer.pk, "points": 1, "order": ["a", "b"]}]


def test_questions_and_options_are_mixed_when_the_test_says_so(version, bank):
    options = {"options": [{"key": key, "text": key, "share": 100 * (key == "a"), "feedback": ""} for key in "abcdef"]}
    for _ in range(6):
        question = factories.BankQuestionFactory(bank=bank)
        question.versions.update(body=options)
        factories.QuizPartFactory(version=version, question=question)
    plain = paper_rules.drawn(version)
    version.shuffle = version.shuffle_options = True

    mixed = [paper_rules.drawn(version) for _ in range(5)]

    assert [row["order"] for row in plain] == [list("abcdef")] * 6
    assert [row["version"] for row in plain] == sorted(row["version"] for row in plain)
    assert all(sorted(row["version"] for row in paper) == [row["version"] for row in plain] for paper in mixed)
    assert all(sorted(row["order"]) == list("abcdef") for paper in mixed for row in paper)
    assert len({tuple(row["version"] for row in paper) for paper in mixed}) > 1
    assert len({tuple(row["order"]) for paper in mixed for row in paper}) > 1


@pytest.mark.parametrize(("keys", "right_too"), [("a", True), ("ab", True), ("abc", False)])
def test_ordering_never_stands_in_the_right_order_but_two_rows_may(version, bank, keys, right_too):
    """Of two rows «never right» would tell the answer."""
    question = factories.BankQuestionFactory(bank=bank)
    question.versions.update(kind="ordering", body={"items": [{"key": key, "text": key} for key in keys]})
    factories.QuizPartFactory(version=version, question=question)

    assert (list(keys) in [paper_rules.drawn(version)[0]["order"] for _ in range(50)]) == right_too
