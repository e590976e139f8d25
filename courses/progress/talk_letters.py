"""What the school writes about questions and works to lessons: to trainers in batches, to whoever asked or handed in at once."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from courses.progress.models import LessonAnswer, LessonQuestion, LessonWork
from courses.progress.talk_rules import TOLD_AFTER, trainers_of
from school.people.models import User
from school.post.actions import link_to, send

ENOUGH = 500


@transaction.atomic
def tell_questions() -> int:
    """One letter to each trainer of a cohort for all its new questions; a question is told of once while it waits. Returns how many were told."""
    now = timezone.now()
    due = LessonQuestion.objects.select_for_update(of=("self",)).filter(
        told_at=None, hidden_at=None, answered_at=None, asked_at__lte=now - TOLD_AFTER
    )
    cohorts: dict[int, list[LessonQuestion]] = defaultdict(list)
    for question in due.select_related("lesson", "enrollment__person", "enrollment__cohort__responsible").order_by("pk")[:ENOUGH]:
        cohorts[question.enrollment.cohort_id].append(question)
    for questions in cohorts.values():
        for trainer in trainers_of(questions[0].enrollment.cohort):
            told(trainer, questions)
    found = [question.pk for questions in cohorts.values() for question in questions]
    LessonQuestion.objects.filter(pk__in=found).update(told_at=now)
    return len(found)


def told(trainer: User, questions: list[LessonQuestion]) -> None:
    context = {
        "questions": questions,
        "number": len(questions),
        "cohort": questions[0].enrollment.cohort,
        "url": link_to("portals:question", questions[0].pk) if len(questions) == 1 else link_to("portals:question_list"),
    }
    last = max(question.pk for question in questions)
    send("lesson_questions", to=trainer, context=context, reason=f"questions-{last}-{timezone.now():%Y%m%d%H%M%S%f}")


def answered(said: LessonAnswer) -> None:
    question = said.question
    url = link_to("portals:lesson_talk", question.enrollment.cohort_id, question.lesson_id)
    context = {"said": said, "question": question, "lesson": question.lesson, "url": f"{url}#question-{question.pk}"}
    send("lesson_answered", to=question.enrollment.person, context=context, reason=f"lesson-answer-{said.pk}")


def work_decided(work: LessonWork) -> None:
    context = {
        "work": work,
        "lesson": work.lesson,
        "accepted": work.state == LessonWork.State.ACCEPTED,
        "url": link_to("portals:lesson_work", work.enrollment.cohort_id, work.lesson_id),
    }
    send("work_decided", to=work.enrollment.person, context=context, reason=f"work-{work.pk}-{work.decided_at:%Y%m%d%H%M%S%f}")
