"""Six presses at once around a lesson: one question, one work, one note, one row of progress."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from courses.progress import actions
from courses.progress.actions import talk
from courses.progress.actions.notes import forget_notes, save_note
from courses.progress.actions.works import accept_work, hand_in, return_work
from courses.progress.models import LessonNote, LessonQuestion, LessonWork, Progress
from school.vault.models import File
from tests import factories
from tests.courses.attendance.test_race import crowd
from tests.courses.projects.racing import meanwhile
from tests.stage import PDF

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lesson(cohort):
    return factories.LessonFactory(module=factories.ModuleFactory(program=cohort.program), done_by="work")


def test_one_question(enrollment, lesson):
    asked = crowd(6, lambda: talk.ask(enrollment, lesson, text="Нужна ли лицензия?", by=enrollment.person).pk)

    assert len(asked) == 6
    assert LessonQuestion.objects.count() == 1


def test_one_work(enrollment, lesson):
    handed = crowd(6, lambda: hand_in(enrollment, lesson, SimpleUploadedFile("работа.pdf", PDF), by=enrollment.person).pk)

    assert len(handed) == 6
    assert (LessonWork.objects.count(), File.objects.count(), Progress.objects.count()) == (1, 1, 1)


def test_one_note(enrollment, lesson):
    saved = crowd(6, lambda: save_note(enrollment.person, lesson, "Мысль", edition=0).edition)

    assert saved == [1] * 6
    assert LessonNote.objects.count() == 1


def test_one_row_of_reading(enrollment, lesson):
    crowd(6, lambda: actions.reach(enrollment, lesson, "", by=enrollment.person))

    assert Progress.objects.count() == 1


@pytest.mark.parametrize("decide", [lambda work, by: return_work(work, reason="Нет сметы", by=by), lambda work, by: accept_work(work, by=by)])
def test_a_file_that_comes_meanwhile_waits_for_a_decision_of_its_own(decide, enrollment, lesson, trainer):
    first = hand_in(enrollment, lesson, SimpleUploadedFile("первая.pdf", PDF), by=enrollment.person)

    def once_more():
        hand_in(enrollment, lesson, SimpleUploadedFile("вторая.pdf", PDF), by=enrollment.person)

    assert meanwhile(once_more, lambda: decide(first, trainer)) == "Refused"
    assert list(LessonWork.objects.order_by("number").values_list("number", "state")) == [(1, "handed"), (2, "handed")]
    assert Progress.objects.get().done_at


def test_a_note_that_the_clock_forgets_is_written_anew(enrollment, lesson):
    save_note(enrollment.person, lesson, "Старое", edition=0)
    LessonNote.objects.update(deleted_at=timezone.now() - timedelta(days=2))

    assert meanwhile(forget_notes, lambda: save_note(enrollment.person, lesson, "Новое", edition=1)) == "done"
    assert LessonNote.objects.get().text == "Новое"
