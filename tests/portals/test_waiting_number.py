"""The number at «Ждут ответа» is the same on pages of the trainer's room that say nothing of it."""

import pytest
from django.urls import reverse

from courses.attendance.models import Excuse
from courses.progress.models import LessonQuestion
from tests.factories import LessonFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db


def numbers(client, *names):
    pages = [client.get(reverse(f"portals:{name}")).content.decode() for name in names]
    return [page.partition("Ждут ответа")[2].partition("</a>")[0].strip() for page in pages]


def test_number_stands_on_every_page(client_of, trainer, participant, cohort):
    enrollment, module = participant.enrollments.get(), ModuleFactory(program=cohort.program)
    client = client_of(trainer)
    assert numbers(client, "trainer", "quiz_list") == ["", ""]

    LessonQuestion.objects.create(lesson=LessonFactory(module=module), enrollment=enrollment, text="А если отказали?")
    Excuse.objects.create(meeting=MeetingFactory(cohort=cohort, module=module), enrollment=enrollment, reason="Болею")

    assert set(numbers(client, "trainer", "question_list", "quiz_list", "bank_list", "survey_list")) == {"<b>2</b>"}
