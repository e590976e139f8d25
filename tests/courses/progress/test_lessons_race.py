"""Six presses at once around a lesson: one question, one work, one note, one row of progress."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.progress import actions
from courses.progress.actions import talk
from courses.progress.actions.notes import save_note
from courses.progress.actions.works import hand_in
from courses.progress.models import LessonNote, LessonQuestion, LessonWork, Progress
from school.vault.models import File
from tests import factories
from tests.courses.attendance.test_race import crowd
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
