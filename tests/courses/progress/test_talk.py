"""Questions under lessons: asked, read by whom, answered, corrected, lifted; the letters about them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.progress import talk_rules
from courses.progress.actions import talk
from courses.progress.models import LessonAnswer, LessonQuestion, LiftedAnswer
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db
TEXT = "Нужна ли лицензия?"


@pytest.fixture
def enrollment(cohort, participant):
    return participant.enrollments.get()


@pytest.fixture
def other(cohort):
    return factories.EnrollmentFactory(cohort=cohort)


@pytest.fixture
def lesson(cohort):
    return readable_lesson(factories.ModuleFactory(program=cohort.program))


@pytest.fixture
def question(enrollment, lesson):
    return talk.ask(enrollment, lesson, text=TEXT, by=enrollment.person)


def verbs():
    return list(Entry.objects.filter(verb__startswith="progress.").order_by("pk").values_list("verb", flat=True))


def told():
    """The clock, when everything has been asked long ago."""
    LessonQuestion.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    call_command("tell_questions", verbosity=0)
    return [(letter.name, letter.recipient.email) for letter in Letter.objects.filter(name="lesson_questions").order_by("pk")]


def test_a_double_press_is_one_question(enrollment, lesson, question):
    assert talk.ask(enrollment, lesson, text=TEXT, by=enrollment.person) == question
    assert verbs() == ["progress.asked"]
    assert TEXT not in str(Entry.objects.get(verb="progress.asked").facts)


@pytest.mark.parametrize("state", ["finished", "expelled"])
def test_who_does_not_study_asks_nothing(cohort, lesson, state):
    enrollment = factories.EnrollmentFactory(cohort=cohort, state=state)

    with pytest.raises(Refused):
        talk.ask(enrollment, lesson, text=TEXT, by=enrollment.person)


def test_nobody_asks_for_another_or_in_another_program(enrollment, lesson, trainer):
    with pytest.raises(Refused):
        talk.ask(enrollment, lesson, text=TEXT, by=trainer)
    with pytest.raises(Refused):
        talk.ask(enrollment, factories.LessonFactory(), text=TEXT, by=enrollment.person)


def test_twenty_waiting_questions_are_enough(enrollment, lesson):
    for number in range(talk_rules.OPEN_QUESTIONS):
        talk.ask(enrollment, lesson, text=f"Вопрос {number}", by=enrollment.person)

    with pytest.raises(Refused):
        talk.ask(enrollment, lesson, text="Ещё один", by=enrollment.person)


@pytest.mark.parametrize(("private", "seen"), [(False, 1), (True, 0)])
def test_the_cohort_reads_open_questions_only(enrollment, other, lesson, private, seen):
    talk.ask(enrollment, lesson, text=TEXT, private=private, by=enrollment.person)
    foreign = factories.EnrollmentFactory(cohort=factories.CohortFactory(under_way=True, program=enrollment.cohort.program))

    assert talk_rules.of_lesson(enrollment, lesson).count() == 1
    assert talk_rules.of_lesson(other, lesson).count() == seen
    assert talk_rules.of_lesson(foreign, lesson).count() == 0


def test_who_keeps_questions(cast, question):
    factories.AssignmentFactory(person=cast["stranger"], role="trainer", cohort=factories.CohortFactory())

    keeping = {role for role, person in cast.items() if person and talk_rules.kept_by(person).filter(pk=question.pk).exists()}

    assert keeping == {"trainer", "coordinator", "administrator"}


def test_a_question_is_taken_back_until_somebody_answers(question, enrollment, trainer):
    with pytest.raises(Refused):
        talk.withdraw_question(question, by=trainer)
    talk.add_words(question, text="Речь о кружке", by=enrollment.person)
    talk.withdraw_question(question, by=enrollment.person)

    assert not talk_rules.kept_by(trainer).exists()
    with pytest.raises(Refused):
        talk.withdraw_question(question, by=enrollment.person)
    with pytest.raises(Refused):
        talk.answer(question, text="Да", by=trainer)


def test_an_answered_question_stays(question, enrollment, trainer):
    talk.answer(question, text="Нет, не нужна", by=trainer)

    with pytest.raises(Refused):
        talk.withdraw_question(question, by=enrollment.person)


def test_an_answer_is_a_letter_once(question, enrollment, trainer):
    first = talk.answer(question, text="Нет, не нужна", by=trainer)
    assert talk.answer(question, text="Нет, не нужна", by=trainer) == first

    question.refresh_from_db()
    letter = Letter.objects.get(name="lesson_answered")
    assert question.answered_at
    assert (letter.recipient, LessonAnswer.objects.count()) == (enrollment.person, 1)
    assert "Нет, не нужна" in letter.text
    assert verbs() == ["progress.asked", "progress.answered"]


def test_further_words_make_it_wait_again(question, enrollment, trainer):
    talk.answer(question, text="Нет", by=trainer)
    talk.add_words(question, text="А если дети?", by=enrollment.person)

    assert talk_rules.waiting(trainer).count() == 1
    talk.settle_question(question, by=trainer)
    talk.settle_question(question, by=trainer)
    assert talk_rules.waiting(trainer).count() == 0
    assert verbs().count("progress.question_settled") == 1


def test_a_colleague_who_answered_meanwhile_is_read_first(question, trainer, coordinator):
    talk.answer(question, text="Нет", by=coordinator, seen=0)

    with pytest.raises(Refused, match="ответил коллега"):
        talk.answer(question, text="Да", by=trainer, seen=0)
    talk.answer(question, text="И ещё", by=trainer, seen=1)

    assert LessonAnswer.objects.count() == 2


def test_nobody_answers_oneself(question, enrollment):
    factories.AssignmentFactory(person=enrollment.person, role="trainer", cohort=enrollment.cohort)

    with pytest.raises(Refused):
        talk.answer(question, text="Сам себе", by=enrollment.person)


def test_a_corrected_answer_says_when(question, trainer, coordinator):
    said = talk.answer(question, text="Нет", by=trainer)
    assert talk.correct(said, text="Нет", by=trainer).changed_at is None

    changed = talk.correct(said, text="Нет, если нет медицины", by=trainer)

    assert (changed.text, changed.changed_at is not None) == ("Нет, если нет медицины", True)
    with pytest.raises(Refused):
        talk.correct(said, text="Да", by=coordinator)


# Lifting


def test_an_answer_is_lifted_changed_taken_down_and_put_back(question, lesson, trainer):
    with pytest.raises(Refused):
        talk.lift(question, text="Нужна ли лицензия?", answer="Нет", by=trainer)
    talk.answer(question, text="Нет", by=trainer)

    first = talk.lift(question, text="Нужна ли лицензия?", answer="Нет", by=trainer)
    talk.lift(question, text="Нужна ли лицензия?", answer="Нет", by=trainer)
    talk.lift(question, text="Нужна ли лицензия?", answer="Нет, кроме медицины", by=trainer)
    assert [row.answer for row in talk_rules.shown_in(lesson)] == ["Нет, кроме медицины"]

    assert (talk.take_down(first, by=trainer), talk.take_down(first, by=trainer)) == (True, False)
    assert list(talk_rules.shown_in(lesson)) == []
    assert (talk.put_back(first, by=trainer), talk.put_back(first, by=trainer)) == (True, False)

    assert LiftedAnswer.objects.count() == 1
    assert verbs()[2:] == ["progress.lifted", "progress.lifted", "progress.taken_down", "progress.put_back"]


def test_words_that_a_colleague_changed_meanwhile_are_not_overwritten(question, trainer, coordinator):
    talk.answer(question, text="Нет", by=trainer)
    talk.lift(question, text="Вопрос", answer="Первые слова", by=trainer, seen="")

    with pytest.raises(Refused, match="Первые слова"):
        talk.lift(question, text="Вопрос", answer="Другие слова", by=coordinator, seen="")
    talk.lift(question, text="Вопрос", answer="Другие слова", by=coordinator, seen="Первые слова")

    assert LiftedAnswer.objects.get().answer == "Другие слова"


# Letters to trainers


def test_all_new_questions_are_one_letter_to_each_trainer(question, enrollment, other, lesson, trainer, cohort):
    second = factories.UserFactory()
    factories.AssignmentFactory(person=second, role="trainer", cohort=cohort)
    talk.ask(other, lesson, text="А штат?", private=True, by=other.person)

    assert told() == [("lesson_questions", trainer.email), ("lesson_questions", second.email)]
    assert told() == [("lesson_questions", trainer.email), ("lesson_questions", second.email)]
    text = Letter.objects.filter(name="lesson_questions").first().text
    assert TEXT in text
    assert "А штат?" in text


def test_what_was_taken_back_or_answered_bothers_nobody(question, enrollment, lesson, trainer):
    answered = talk.ask(enrollment, lesson, text="А штат?", by=enrollment.person)
    talk.answer(answered, text="Двое", by=trainer)
    talk.withdraw_question(question, by=enrollment.person)

    assert told() == []


def test_a_fresh_question_waits_for_its_minutes(question, trainer):
    call_command("tell_questions", verbosity=0)

    assert not Letter.objects.filter(name="lesson_questions").exists()


def test_an_unanswered_question_is_told_of_once_and_again_after_an_answer(question, enrollment, trainer):
    assert len(told()) == 1
    talk.add_words(question, text="Речь о кружке", by=enrollment.person)
    assert len(told()) == 1
    talk.answer(question, text="Нет", by=trainer)
    talk.add_words(question, text="А если дети?", by=enrollment.person)

    assert len(told()) == 2


def test_without_a_trainer_the_responsible_coordinator_is_written_to(question, cohort, coordinator):
    cohort.responsible = coordinator
    cohort.save()

    assert told() == [("lesson_questions", coordinator.email)]


def test_further_words_have_an_end(enrollment, question):
    for number in range(talk_rules.FURTHER_WORDS):
        talk.add_words(question, text=f"Ещё {number}", by=enrollment.person)

    with pytest.raises(Refused):
        talk.add_words(question, text="И ещё", by=enrollment.person)
    assert LessonAnswer.objects.count() == talk_rules.FURTHER_WORDS


def test_withdrawn_questions_count_into_the_day(enrollment, lesson):
    for number in range(talk_rules.DAILY_QUESTIONS):
        talk.withdraw_question(talk.ask(enrollment, lesson, text=f"Вопрос {number}", by=enrollment.person), by=enrollment.person)

    with pytest.raises(Refused):
        talk.ask(enrollment, lesson, text="Ещё один", by=enrollment.person)
    LessonQuestion.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert talk.ask(enrollment, lesson, text="Завтра можно", by=enrollment.person).pk
