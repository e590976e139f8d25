"""Keys of a test are closed to whoever is taking a test of the programme at this moment."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.progress.models import Attempt
from tests.factories import CohortFactory, EnrollmentFactory, LessonFactory, ModuleFactory
from tests.quizzing import attempt_of, quiz_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(cohort):
    return LessonFactory(module=ModuleFactory(program=cohort.program))


@pytest.fixture
def client(client_of, trainer):
    return client_of(trainer)


def at(name, *objects):
    return reverse(f"portals:{name}", args=[thing.pk for thing in objects])


def seen(response):
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def test_who_takes_a_test_sees_no_key_of_the_programme_meanwhile(client, trainer, cohort, lesson):
    """A trainer of one cohort may study in another of the same programme."""
    version = quiz_on(lesson)
    other = CohortFactory(program=cohort.program)
    attempt = attempt_of(EnrollmentFactory(person=trainer, cohort=other), version)
    asked = version.parts.first().question
    pages = [
        at("bank", asked.bank),
        at("bank_export", asked.bank),
        at("bank_question", asked),
        at("quiz_version", version),
        at("quiz_figures", lesson),
    ]

    assert [client.get(page).status_code for page in pages] == [404] * 5
    assert "Вы сами проходите тест" in seen(client.get(reverse("portals:quiz_list")))
    Attempt.objects.filter(pk=attempt.pk).update(ended_at=timezone.now(), ended="person")
    assert [client.get(page).status_code for page in pages] == [200] * 5
    assert "Вы сами проходите тест" not in seen(client.get(reverse("portals:quiz_list")))
