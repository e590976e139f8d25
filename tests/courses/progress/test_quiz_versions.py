"""A test changes by versions: one draft, what is published stays as it was, attempts keep what they were asked."""

import pytest

from courses.progress import paper_rules, quiz_rules
from courses.progress.actions import attempts, banks, quizzes
from courses.progress.models import Quiz, QuizVersion
from school.journal.models import Entry
from school.people.rules import Changed, Refused
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


def test_quiz_is_made_once(lesson, author):
    assert quizzes.make_quiz(lesson, by=author) == quizzes.make_quiz(lesson, by=author)

    assert (Quiz.objects.count(), QuizVersion.objects.count(), verbs_of(Quiz.objects.get())) == (1, 1, ["made"])


def test_draft_is_saved_and_published_once(quiz, author, question, bank):
    draft = quizzes.draft_of(quiz, by=author)
    fields = {"about": "Удачи", "tries": 2, "minutes": 20, "pass_share": 60, "shuffle": False, "shuffle_options": False, "show": "marks"}
    parts = [{"question": question.pk, "points": 3}, {"bank": bank, "topic": " Статус ", "count": 5}]

    saved = quizzes.save_draft(draft, fields, parts, edition=1, by=author)
    with pytest.raises(Refused, match="не хватает вопросов"):
        quizzes.publish(saved, by=author)
    quizzes.save_draft(saved, {}, parts[:1], edition=2, by=author)
    first, second = (quizzes.publish(saved, by=author) for _ in range(2))

    assert {name: getattr(first, name) for name in fields} == fields
    assert (second.published_at, second.published_by, first.edition) == (first.published_at, author, 3)
    assert list(first.parts.values_list("question", "bank", "topic", "count", "points")) == [(question.pk, None, "", 1, 3)]
    assert verbs_of(quiz) == ["made", "changed", "changed", "published"]


def test_published_version_is_never_changed(quiz, author, question):
    version = published(quiz, author, question)

    with pytest.raises(Refused, match="уже опубликовали"):
        quizzes.save_draft(version, {"tries": 1}, [], edition=version.edition, by=author)
    with pytest.raises(Refused, match="уже опубликовали"):
        quizzes.discard(version, by=author)

    assert QuizVersion.objects.get().parts.count() == 1


def test_next_draft_is_a_copy_and_people_take_the_published(quiz, author, question, bank):
    version = published(quiz, author, question, tries=3, about="Удачи")

    draft = quizzes.draft_of(quiz, by=author)

    assert (draft.number, draft.tries, draft.about, draft.published_at) == (version.number + 1, 3, "Удачи", None)
    assert [part.question for part in draft.parts.all()] == [question]
    assert quizzes.draft_of(quiz, by=author) == draft
    assert quiz_rules.current_version(quiz) == version


def test_attempt_keeps_its_version_and_its_words(quiz, author, enrollment, question):
    first = published(quiz, author, question, tries=2)
    attempt = attempts.start(enrollment, quiz, by=enrollment.person)
    banks.edit_question(question, text="Иначе?", body=question.versions.get().body, by=author)
    second = published(quiz, author, question, tries=1)

    attempt.refresh_from_db()
    (asked,) = paper_rules.asked(attempt)
    assert (attempt.version, asked.version.text, quiz_rules.current_version(quiz)) == (first, "На сколько лет дают статус?", second)
    attempts.finish(attempt, by=enrollment.person)
    assert quiz_rules.tries_left(enrollment, quiz) == 0  # one of one: attempts at the earlier version count


def test_draft_is_discarded_and_the_published_stays(quiz, author, question):
    version = published(quiz, author, question)
    draft = quizzes.draft_of(quiz, by=author)

    quizzes.discard(draft, by=author)
    with pytest.raises(Refused, match="удалили"):
        quizzes.save_draft(draft, {}, [], edition=1, by=author)

    assert list(quiz.versions.all()) == [version]
    assert quizzes.draft_of(quiz, by=author).number == version.number + 1


def test_newer_edition_is_not_overwritten(quiz, author, trainer):
    draft = quizzes.draft_of(quiz, by=author)
    quizzes.save_draft(draft, {"about": "Первый"}, edition=1, by=author)

    with pytest.raises(Changed) as refused:
        quizzes.save_draft(draft, {"about": "Второй"}, edition=1, by=trainer)
    with pytest.raises(Changed):
        quizzes.publish(draft, edition=1, by=trainer)

    assert (refused.value.current.about, QuizVersion.objects.get().about) == ("Первый", "Первый")


def test_double_press_of_a_draft_is_one_edition(quiz, author, question):
    draft = quizzes.draft_of(quiz, by=author)

    for _ in range(2):
        saved = quizzes.save_draft(draft, {"about": "Удачи", "tries": 2}, [{"question": question}], edition=1, by=author)

    assert (saved.edition, saved.parts.count()) == (2, 1)
    with pytest.raises(Changed):
        quizzes.save_draft(draft, {"about": "Удачи"}, [], edition=1, by=author)


def test_settings_alone_leave_the_parts(quiz, author, question):
    draft = quizzes.draft_of(quiz, by=author)
    quizzes.save_draft(draft, {}, [{"question": question}], edition=1, by=author)

    quizzes.save_draft(draft, {"tries": 1}, edition=2, by=author)

    assert draft.parts.count() == 1


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({"tries": 1, "minutes": 1, "pass_share": 0}, 0),
        ({"tries": 100, "minutes": 600, "pass_share": 100}, 0),
        ({"tries": None, "minutes": None}, 0),
        ({"tries": 0}, 1),
        ({"tries": 101}, 1),
        ({"minutes": 0}, 1),
        ({"minutes": 601}, 1),
        ({"minutes": "10"}, 1),
        ({"pass_share": -1}, 1),
        ({"pass_share": 101}, 1),
        ({"pass_share": None}, 1),
        ({"tries": 0, "minutes": 0, "pass_share": 101}, 3),
    ],
)
def test_limits_of_settings(quiz, author, fields, reasons):
    assert len(quiz_rules.reasons_against_settings(fields)) == reasons
    if reasons:
        with pytest.raises(Refused):
            quizzes.save_draft(quizzes.draft_of(quiz, by=author), fields, edition=1, by=author)
        assert QuizVersion.objects.get().edition == 1


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        ([{"question": 1}], 0),
        ([{"bank": 1, "count": 3}], 0),
        ([{}], 1),
        ([{"question": 1}, {"question": 1}], 1),
        ([{"question": 2}], 1),
        ([{"bank": 2}], 1),
        ([{"bank": 1, "count": 101}], 1),
        ([{"bank": 1, "count": -1}], 1),
        ([{"bank": 1, "count": "много"}], 1),
        ([{"bank": 1, "points": 101}], 1),
        ([{"bank": 1}] * 51, 1),
    ],
)
def test_limits_of_parts(quiz, question, bank, rows, reasons):
    """1 – ours, 2 – of another programme."""
    strange = factories.BankQuestionFactory(bank__program__title="Другая")
    known = {"question": {1: question, 2: strange}, "bank": {1: bank, 2: strange.bank}}
    parts = [quiz_rules.part_of({name: known[name][value] if name in known else value for name, value in row.items()}) for row in rows]

    assert len(quiz_rules.reasons_against_parts(quiz, parts)) == reasons


def test_publishing_asks_whether_the_banks_can_fill_the_test(quiz, author, bank):
    for topic in ("Статус", "Статус", "Отчёт", ""):
        factories.BankQuestionFactory(bank=bank, topic=topic)
    draft = quizzes.draft_of(quiz, by=author)

    def reasons(*parts):
        draft.refresh_from_db()
        return len(quiz_rules.reasons_not_to_publish(quizzes.save_draft(draft, {}, parts, edition=draft.edition, by=author)))

    one = bank.questions.filter(topic="Статус").first()
    assert reasons() == 1
    assert reasons({"bank": bank, "count": 4}) == 0
    assert reasons({"bank": bank, "count": 5}) == 1
    assert reasons({"bank": bank, "count": 2}, {"bank": bank, "topic": "Статус", "count": 2}) == 0  # the wide draw leaves room to the narrow one
    assert reasons({"bank": bank, "count": 3}, {"bank": bank, "topic": "Статус", "count": 2}) == 1
    assert reasons({"bank": bank, "topic": "Статус", "count": 2}, {"question": one}) == 1
    banks.retire(one, by=author)
    assert reasons({"question": one}) == 1
    assert reasons({"bank": bank, "count": 4}) == 1
    assert reasons(*[{"bank": bank, "count": 100}, {"bank": bank}]) == 1


@pytest.mark.parametrize(
    ("person", "programs"),
    [
        ("participant", []),
        ("mentor", []),
        ("stranger", []),
        ("trainer", ["mine"]),
        ("author", ["mine"]),
        ("coordinator", ["mine", "other"]),
        ("methodologist", ["mine", "other"]),
        ("administrator", ["mine", "other"]),
    ],
)
def test_who_keeps_tests(cast, cohort, person, programs):
    other = factories.ProgramFactory(title="Другая")
    known = {cohort.program: "mine", other: "other"}

    assert sorted(known[program] for program in quiz_rules.kept_by(cast[person])) == programs


def test_trainer_of_yesterday_keeps_nothing(trainer):
    trainer.assignments.update(until="2020-01-01")

    assert list(quiz_rules.kept_by(trainer)) == []


def test_what_nobody_began_is_taken_down_and_published_again(quiz, author, question):
    first = published(quiz, author, question)
    second = published(quiz, author, question)

    assert [quizzes.withdraw(second, by=author).published_at for _press in range(2)] == [None, None]

    assert (quiz_rules.current_version(quiz), verbs_of(quiz)[-1]) == (first, "withdrawn")
    with pytest.raises(Changed):
        quizzes.publish(second, by=author, edition=second.edition)
    assert quizzes.publish(second, by=author).published_at


def test_what_may_not_be_taken_down(quiz, author, question, enrollment):
    first = published(quiz, author, question)
    second = published(quiz, author, question)
    draft = quizzes.draft_of(quiz, by=author)

    assert quiz_rules.reasons_not_to_withdraw(first) == ["Снять можно только ту версию, которую проходят сейчас."]
    assert "уже есть черновик" in quiz_rules.reasons_not_to_withdraw(second)[0]
    quizzes.discard(draft, by=author)
    attempts.start(enrollment, quiz, by=enrollment.person)
    assert "уже проходили" in quiz_rules.reasons_not_to_withdraw(second)[0]
    with pytest.raises(Refused):
        quizzes.withdraw(second, by=author)
