"""Questions under lessons: who reads them, who answers, and what may be done with one now."""

from datetime import timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment.models import Assignment, Enrollment, Role
from courses.enrollment.rules import of_kept_cohorts
from courses.program.models import Cohort, Lesson
from courses.program.rules import reasons_against_changing
from courses.progress.models import LessonAnswer, LessonQuestion, LiftedAnswer
from school.people.models import User
from school.people.rules import folded

TOLD_AFTER = timedelta(minutes=10)  # a question that is taken back at once bothers nobody
OPEN_QUESTIONS = 20  # of one person that wait for an answer
DAILY_QUESTIONS = 50  # of one person, the withdrawn ones too
FURTHER_WORDS = 20  # to one question, by whoever asked it


def kept_by(user: User) -> QuerySet[LessonQuestion]:
    """Questions that the person may answer."""
    rows = of_kept_cohorts(LessonQuestion.objects.filter(hidden_at=None), user, "enrollment__cohort")
    return rows.select_related("lesson__module", "enrollment__person", "enrollment__organization", "enrollment__cohort", "lifted")


def waiting(user: User) -> QuerySet[LessonQuestion]:
    return kept_by(user).filter(answered_at=None).exclude(enrollment__cohort__state=Cohort.State.ARCHIVED)


def in_state(rows: QuerySet[LessonQuestion], state: str) -> QuerySet[LessonQuestion]:
    if state == "waiting":
        return rows.filter(answered_at=None)
    if state == "answered":
        return rows.filter(answered_at__isnull=False)
    return rows.filter(lifted__isnull=False, lifted__taken_down_at=None) if state == "lifted" else rows


def searched(rows: QuerySet[LessonQuestion], words: str) -> QuerySet[LessonQuestion]:
    """By the name of who asks or by words of the question."""
    words = folded(words.replace("\0", ""))
    return rows.filter(Q(folded_text__contains=words) | Q(enrollment__person__folded_name__contains=words)) if words else rows


def of_lesson(enrollment: Enrollment, lesson: Lesson) -> QuerySet[LessonQuestion]:
    """What this participant reads under the lesson: the own questions and the cohort's open ones."""
    open_or_own = Q(private=False) | Q(enrollment=enrollment)
    return _told(LessonQuestion.objects.filter(open_or_own, lesson=lesson, enrollment__cohort=enrollment.cohort_id, hidden_at=None))


def of_cohort(cohort: Cohort, lesson: Lesson) -> QuerySet[LessonQuestion]:
    """For whoever answers in this cohort."""
    return _told(LessonQuestion.objects.filter(lesson=lesson, enrollment__cohort=cohort, hidden_at=None))


def _told(rows: QuerySet[LessonQuestion]) -> QuerySet[LessonQuestion]:
    answers = LessonAnswer.objects.select_related("by")
    return rows.select_related("enrollment__person").prefetch_related(Prefetch("answers", queryset=answers)).order_by("-asked_at", "-pk")


def shown_in(lesson: Lesson) -> QuerySet[LiftedAnswer]:
    return LiftedAnswer.objects.filter(lesson=lesson, taken_down_at=None)


def trainers_of(cohort: Cohort) -> list[User]:
    """Whom a question is written to; while nobody leads the cohort, the coordinator who answers for it."""
    rows = Assignment.objects.current().filter(cohort=cohort, role=Role.TRAINER).select_related("person")
    people = {row.person_id: row.person for row in rows if row.person.is_active}
    answers = cohort.responsible
    return list(people.values()) or ([answers] if answers and answers.is_active else [])


def answers_of_others(question: LessonQuestion, by: User) -> QuerySet[LessonAnswer]:
    """What colleagues have said to it."""
    return question.answers.exclude(by__in=[question.enrollment.person_id, by.pk])


def reasons_not_to_ask(enrollment: Enrollment) -> list[str]:
    if enrollment.state != Enrollment.State.ACTIVE:
        return [_("Спрашивать можно, пока вы учитесь в потоке.")]
    if LessonQuestion.objects.filter(enrollment=enrollment, answered_at=None, hidden_at=None).count() >= OPEN_QUESTIONS:
        return [_("Ответа ждут уже двадцать ваших вопросов. Дождитесь тренера или отзовите лишние.")]
    lately = LessonQuestion.objects.filter(enrollment__person=enrollment.person_id, asked_at__gt=timezone.now() - timedelta(days=1))
    if lately.count() >= DAILY_QUESTIONS:
        return [_("За сутки вы задали уже пятьдесят вопросов. Остальные задайте завтра.")]
    return reasons_against_changing(enrollment.cohort)


def reasons_not_to_add_words(question: LessonQuestion) -> list[str]:
    if question.hidden_at:
        return [_("Этот вопрос уже отозван.")]
    if question.enrollment.state != Enrollment.State.ACTIVE:
        return [_("Спрашивать можно, пока вы учитесь в потоке.")]
    if question.answers.filter(by=question.enrollment.person_id).count() >= FURTHER_WORDS:
        return [_("К этому вопросу вы дописали уже двадцать раз. Задайте новый вопрос.")]
    return reasons_against_changing(question.enrollment.cohort)


def reasons_not_to_withdraw(question: LessonQuestion) -> list[str]:
    if question.hidden_at:
        return [_("Этот вопрос уже отозван.")]
    if question.answers.exclude(by=question.enrollment.person_id).exists():
        return [_("На вопрос уже ответили: его читает поток.")]
    return reasons_against_changing(question.enrollment.cohort)


def reasons_not_to_answer(question: LessonQuestion, by: User) -> list[str]:
    if question.hidden_at:
        return [_("Вопрос отозвал тот, кто его задал.")]
    if question.enrollment.person_id == by.pk:
        return [_("Это ваш вопрос: на него ответит другой тренер или координатор.")]
    return reasons_against_changing(question.enrollment.cohort)


def reasons_not_to_lift(question: LessonQuestion) -> list[str]:
    """A lesson belongs to no cohort: an answer may be lifted into it out of an archive too."""
    if question.hidden_at:
        return [_("Вопрос отозвал тот, кто его задал.")]
    if not question.answers.exclude(by=question.enrollment.person_id).exists():
        return [_("Сначала ответьте на вопрос.")]
    return []
