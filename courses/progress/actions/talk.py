"""Questions under a lesson: asking, answering, correcting, taking back, and lifting an answer into the lesson."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from courses.program.rules import reasons_against_changing
from courses.progress import talk_letters, talk_rules
from courses.progress.models import LessonAnswer, LessonQuestion, LiftedAnswer
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused, folded

SAME = timedelta(minutes=10)  # the same words within this time are the same press


@transaction.atomic
def ask(enrollment: Enrollment, lesson: Lesson, *, text: str, private: bool = False, by: User) -> LessonQuestion:
    """The trainers hear of it from the clock, a little later (`tell_questions`)."""
    enrollment = Enrollment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=enrollment.pk)
    if lesson.module.program_id != enrollment.cohort.program_id or enrollment.person_id != by.pk:
        raise Refused(_("Этого урока нет в вашем потоке."))
    same = LessonQuestion.objects.filter(enrollment=enrollment, lesson=lesson, text=text, hidden_at=None, asked_at__gte=timezone.now() - SAME)
    if found := same.first():
        return found
    if reasons := talk_rules.reasons_not_to_ask(enrollment):
        raise Refused(*reasons)
    question = LessonQuestion.objects.create(enrollment=enrollment, lesson=lesson, text=text, folded_text=folded(text), private=private)
    record(by=by, verb="progress.asked", target=lesson, question=question.pk)
    return question


@transaction.atomic
def withdraw_question(question: LessonQuestion, *, by: User) -> LessonQuestion:
    question = _locked(question)
    if question.enrollment.person_id != by.pk:
        raise Refused(_("Отозвать вопрос может тот, кто его задал."))
    if reasons := talk_rules.reasons_not_to_withdraw(question):
        raise Refused(*reasons)
    question.hidden_at = timezone.now()
    question.save(update_fields=["hidden_at"])
    record(by=by, verb="progress.question_withdrawn", target=question.lesson, question=question.pk)
    return question


@transaction.atomic
def add_words(question: LessonQuestion, *, text: str, by: User) -> LessonAnswer:
    """Further words of whoever asked. An answered question waits again, and the trainers are told of it once more."""
    question = _locked(question)
    if question.enrollment.person_id != by.pk:
        raise Refused(_("Дополнить вопрос может тот, кто его задал."))
    if found := _just_said(question, text, by):
        return found
    if reasons := talk_rules.reasons_not_to_add_words(question):
        raise Refused(*reasons)
    if question.answered_at:
        question.answered_at = question.told_at = None
        question.save(update_fields=["answered_at", "told_at"])
    answer = LessonAnswer.objects.create(question=question, by=by, text=text)
    record(by=by, verb="progress.asked_further", target=question.lesson, question=question.pk)
    return answer


@transaction.atomic
def answer(question: LessonQuestion, *, text: str, by: User, seen: int | None = None) -> LessonAnswer:
    """Whoever asked gets a letter, one for each answer. `seen`: how many answers of colleagues stood there while this one was written (R26)."""
    question = _locked(question)
    if reasons := talk_rules.reasons_not_to_answer(question, by):
        raise Refused(*reasons)
    if found := _just_said(question, text, by):
        return found
    if seen is not None and talk_rules.answers_of_others(question, by).count() > seen:
        raise Refused(_("Пока вы писали, на вопрос ответил коллега. Прочтите его ответ; если есть что добавить, отправьте свой ещё раз."))
    said = LessonAnswer.objects.create(question=question, by=by, text=text)
    question.answered_at = timezone.now()
    question.save(update_fields=["answered_at"])
    record(by=by, verb="progress.answered", target=question.lesson, question=question.pk)
    talk_letters.answered(said)
    return said


@transaction.atomic
def correct(said: LessonAnswer, *, text: str, by: User) -> LessonAnswer:
    """One's own answer in other words; readers see that it was changed and when."""
    said = LessonAnswer.objects.select_for_update(of=("self",)).select_related("question__lesson", "question__enrollment__cohort").get(pk=said.pk)
    if said.by_id != by.pk:
        raise Refused(_("Исправить ответ может тот, кто его написал."))
    if reasons := reasons_against_changing(said.question.enrollment.cohort):
        raise Refused(*reasons)
    if said.text == text:
        return said
    said.text, said.changed_at = text, timezone.now()
    said.save(update_fields=["text", "changed_at"])
    record(by=by, verb="progress.answer_corrected", target=said.question.lesson, question=said.question_id)
    return said


@transaction.atomic
def settle_question(question: LessonQuestion, *, by: User) -> LessonQuestion:
    """«Ответ не нужен»: a word of thanks, or what was answered in the hall."""
    question = _locked(question)
    if reasons := talk_rules.reasons_not_to_answer(question, by):
        raise Refused(*reasons)
    if question.answered_at is None:
        question.answered_at = timezone.now()
        question.save(update_fields=["answered_at"])
        record(by=by, verb="progress.question_settled", target=question.lesson, question=question.pk)
    return question


@transaction.atomic
def lift(question: LessonQuestion, *, text: str, answer: str, by: User, seen: str | None = None) -> LiftedAnswer:
    """In the trainer's own words, for every cohort. Lifted once more, the words are changed; taken down before, they stand again. `seen`: the words that
    stood in the lesson while these were written (R26)."""
    question = _locked(question)
    if reasons := talk_rules.reasons_not_to_lift(question):
        raise Refused(*reasons)
    lifted = LiftedAnswer.objects.filter(source=question).first()
    if lifted and (lifted.question, lifted.answer, lifted.taken_down_at) == (text, answer, None):
        return lifted
    if seen is not None and lifted and lifted.taken_down_at is None and lifted.answer != seen:
        raise Refused(_("Пока вы писали, слова в уроке изменил коллега: «%(answer)s». Сверьте и поставьте свои ещё раз.") % {"answer": lifted.answer})
    fields = {"lesson": question.lesson, "question": text, "answer": answer, "by": by, "taken_down_at": None}
    lifted, _new = LiftedAnswer.objects.update_or_create(source=question, defaults=fields)
    record(by=by, verb="progress.lifted", target=question.lesson, question=question.pk)
    return lifted


@transaction.atomic
def take_down(lifted: LiftedAnswer, *, by: User) -> bool:
    """True when something changed."""
    if not LiftedAnswer.objects.filter(pk=lifted.pk, taken_down_at=None).update(taken_down_at=timezone.now()):
        return False
    record(by=by, verb="progress.taken_down", target=lifted.lesson, question=lifted.source_id)
    return True


@transaction.atomic
def put_back(lifted: LiftedAnswer, *, by: User) -> bool:
    if not LiftedAnswer.objects.filter(pk=lifted.pk, taken_down_at__isnull=False).update(taken_down_at=None):
        return False
    record(by=by, verb="progress.put_back", target=lifted.lesson, question=lifted.source_id)
    return True


def _locked(question: LessonQuestion) -> LessonQuestion:
    rows = LessonQuestion.objects.select_for_update(of=("self",))
    return rows.select_related("enrollment__person", "enrollment__cohort", "lesson").get(pk=question.pk)


def _just_said(question: LessonQuestion, text: str, by: User) -> LessonAnswer | None:
    return LessonAnswer.objects.filter(question=question, by=by, text=text, at__gte=timezone.now() - SAME).first()
