"""Asking and taking back is no letter bomb and no way to fill the disk."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from courses.attendance.actions import accept_excuse, ask_excuse, take_back_excuse
from courses.attendance.models import Excuse
from school.people.rules import Refused
from school.post.models import Letter
from school.vault.actions import path_of
from school.vault.models import File
from tests.factories import EnrollmentFactory, MeetingFactory, ModuleFactory
from tests.stage import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    soon = timezone.now() + timedelta(days=1)
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=soon, ends_at=soon + timedelta(hours=2))


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


def ask(meeting, enrollment, **more):
    return ask_excuse(meeting, enrollment, reason="Болею", by=enrollment.person, **more)


def paper():
    return SimpleUploadedFile("справка.pdf", PDF, "application/pdf")


def test_three_asks_for_a_meeting_and_no_more(client_of, meeting, enrollment, trainer, cohort):
    client, place = client_of(enrollment.person), reverse("portals:excuse", args=[enrollment.pk, meeting.pk])
    for _time in range(5):
        client.post(place, {"reason": "Болею", "document": paper()})
        if asked := Excuse.objects.filter(state="asked").first():
            client.post(reverse("portals:excuse_back", args=[asked.pk]))

    assert (Excuse.objects.count(), Letter.objects.filter(name="excuse_asked").count(), File.objects.count()) == (3, 3, 0)
    assert "уже три раза" in client.get(place).content.decode()
    ask(MeetingFactory(cohort=cohort, starts_at=meeting.starts_at, ends_at=meeting.ends_at), enrollment)  # another meeting, another count
    ask(meeting, EnrollmentFactory(cohort=cohort))  # of one person
    assert Excuse.objects.count() == 5


def test_taken_back_before_the_decision_gives_its_paper_up(meeting, enrollment, django_capture_on_commit_callbacks):
    excuse = ask(meeting, enrollment, document=paper())
    place = path_of(excuse.file.key)
    assert place.exists()

    with django_capture_on_commit_callbacks(execute=True):
        take_back_excuse(excuse, by=enrollment.person)

    assert (Excuse.objects.get().file, File.objects.count(), place.exists()) == (None, 0, False)


def test_paper_that_was_opened_stays_beside_the_record_and_is_read_by_nobody(client_of, meeting, enrollment, trainer):
    excuse = ask(meeting, enrollment, document=paper())
    place, client = reverse("portals:excuse_file", args=[excuse.pk]), client_of(trainer)
    b"".join(client.get(place).streaming_content)

    take_back_excuse(excuse, by=enrollment.person)

    assert (File.objects.count(), Excuse.objects.get().file, client.get(place).status_code) == (1, None, 404)


def test_decided_by_its_paper_keeps_it(meeting, enrollment, trainer):
    excuse = ask(meeting, enrollment, document=paper())
    accept_excuse(excuse, by=trainer)

    take_back_excuse(excuse, by=enrollment.person)

    assert Excuse.objects.get().file == File.objects.get()


def test_fourth_ask_is_refused_by_the_verb_too(meeting, enrollment):
    for _time in range(3):
        take_back_excuse(ask(meeting, enrollment), by=enrollment.person)

    with pytest.raises(Refused):
        ask(meeting, enrollment)
