"""A cohort in the archive is read only: nothing that its people did while studying is written any more, by them or by those who decide."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.program.models import Cohort
from courses.progress.actions import attempts, lessons, quizzes, talk, visits, works
from courses.progress.models import Attempt, AttemptAnswer, LessonAnswer, LessonQuestion, LessonWork, Progress, VisitReport
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories
from tests.lessons import readable_lesson
from tests.quizzing import ended_attempt_of, quiz_on
from tests.stage import PDF
from tests.visits import TEXTS, report_of, visit_of

pytestmark = pytest.mark.django_db
KEPT = (Progress, Attempt, AttemptAnswer, LessonQuestion, LessonAnswer, LessonWork, VisitReport)


@dataclass
class Studied:
    """What one person has left behind, before the cohort went into the archive."""

    seat: Any
    trainer: Any
    lesson: Any
    tested: Any
    worked: Any
    version: Any
    attempt: Any
    question: Any
    said: Any
    waiting: Any
    work: Any
    sent: Any
    visit: Any


@pytest.fixture
def studied(cohort, participant, trainer):
    seat, module = participant.enrollments.get(), factories.ModuleFactory(program=cohort.program)
    lesson, tested = (readable_lesson(module, title=title) for title in ("Урок", "Тест"))
    worked, further = (readable_lesson(module, title=title, done_by="work") for title in ("Работа", "Ещё работа"))
    version = quiz_on(tested, ("single", "text"))
    attempt = attempts.start(seat, version.quiz, by=participant)
    question, waiting = (talk.ask(seat, lesson, text=text, by=participant) for text in ("Сколько?", "Когда?"))
    said = talk.answer(question, text="Пять", by=trainer)
    work = works.hand_in(seat, worked, paper(), by=participant)
    sent = report_of(seat, visit_of(cohort))
    visit = visit_of(cohort, module=sent.meeting.module)
    lessons.mark_done(seat, lesson, by=participant)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.ARCHIVED)
    return Studied(seat, trainer, lesson, tested, further, version, attempt, question, said, waiting, work, sent, visit)


def paper():
    return SimpleUploadedFile("работа.pdf", PDF, content_type="application/pdf")


def rows():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


ACTS = {
    "done": lambda has, me: lessons.mark_done(has.seat, has.tested, by=me),
    "undone": lambda has, me: lessons.undo_done(has.seat, has.lesson, by=me),
    "test started": lambda has, me: attempts.start(has.seat, factories.QuizFactory(lesson=has.lesson), by=me),
    "test answered": lambda has, me: attempts.save_answer(has.attempt, 0, "a", by=me),
    "test finished": lambda has, me: attempts.finish(has.attempt, by=me),
    "asked": lambda has, me: talk.ask(has.seat, has.lesson, text="Почему?", by=me),
    "asked further": lambda has, me: talk.add_words(has.question, text="И почему?", by=me),
    "withdrawn": lambda has, me: talk.withdraw_question(has.waiting, by=me),
    "answered": lambda has, me: talk.answer(has.waiting, text="Завтра", by=has.trainer),
    "corrected": lambda has, me: talk.correct(has.said, text="Шесть", by=has.trainer),
    "settled": lambda has, me: talk.settle_question(has.waiting, by=has.trainer),
    "handed in": lambda has, me: works.hand_in(has.seat, has.worked, paper(), by=me),
    "work accepted": lambda has, me: works.accept_work(has.work, by=has.trainer),
    "work returned": lambda has, me: works.return_work(has.work, reason="Допишите", by=has.trainer),
    "report written": lambda has, me: visits.save_report(has.visit, has.seat, fields=TEXTS, edition=0, by=me),
    "report accepted": lambda has, me: visits.accept_report(has.sent, by=has.trainer),
    "report returned": lambda has, me: visits.return_report(has.sent, reason="Допишите", by=has.trainer),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_is_written_in_an_archive(studied, participant, act):
    before, told = rows(), Entry.objects.count()

    with pytest.raises(Refused, match="в архиве"):
        act(studied, participant)
    assert (rows(), Entry.objects.count()) == (before, told)


def test_marking_again_leaves_an_archive_as_it_was(studied, participant, cohort):
    ended_attempt_of(studied.seat, studied.version, number=2, kinds=("single", "text"), points=0, passed=False)

    assert quizzes.mark_again(studied.version, by=studied.trainer) == quizzes.Remarked(0, 0, 0)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.FINISHED)
    assert quizzes.mark_again(studied.version, by=studied.trainer) == quizzes.Remarked(1, 1, 1)


def test_a_rule_marks_nothing_done_in_an_archive(studied, participant):
    assert lessons.done_by_rule(studied.seat, studied.tested, by=None) is False
    assert lessons.undone_by_rule(studied.seat, studied.lesson, by=studied.trainer) is False


def test_a_lesson_belongs_to_no_cohort(studied):
    """What was well answered years ago is still lifted for those who study now."""
    lifted = talk.lift(studied.question, text="Сколько?", answer="Пять", by=studied.trainer)

    assert talk.take_down(lifted, by=studied.trainer) is True
