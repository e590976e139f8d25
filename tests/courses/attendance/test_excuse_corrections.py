"""A decision on an excuse is corrected: the mark, the letter and the history follow, and nobody overrules what they did not see."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance import rules
from courses.attendance.actions import accept_excuse, ask_excuse, refuse_excuse
from courses.attendance.models import Mark
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    start = timezone.now() + timedelta(days=1)
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=start, ends_at=start + timedelta(hours=2))


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


@pytest.fixture
def excuse(trainer, meeting, enrollment, participant):
    return ask_excuse(meeting, enrollment, reason="Болею", by=participant)


def mark():
    return Mark.objects.values_list("status", "source").first()


def test_acceptance_is_corrected_with_its_mark_and_a_letter(excuse, trainer, meeting):
    accept_excuse(excuse, by=trainer)
    excuse.refresh_from_db()

    refuse_excuse(excuse, answer="Справка чужая", by=trainer)

    excuse.refresh_from_db()
    assert (excuse.state, mark(), Letter.objects.filter(name="excuse_decided").count()) == ("refused", None, 2)
    assert rules.last_change(meeting).verb == "attendance.excuse_reversed"


def test_refusal_is_corrected(excuse, trainer):
    refuse_excuse(excuse, answer="Нет справки", by=trainer)
    excuse.refresh_from_db()

    accept_excuse(excuse, by=trainer)

    assert mark() == ("excused", "excuse")


def test_correction_leaves_what_the_trainer_wrote_since(excuse, trainer, meeting, enrollment):
    accept_excuse(excuse, by=trainer)
    Mark.objects.update(source="manual", status="late")
    excuse.refresh_from_db()

    refuse_excuse(excuse, answer="Пришла", by=trainer)

    assert mark() == ("late", "manual")


def test_refusal_is_not_corrected_while_a_newer_one_waits(excuse, trainer, meeting, enrollment, participant):
    refuse_excuse(excuse, answer="Нет", by=trainer)
    excuse.refresh_from_db()
    ask_excuse(meeting, enrollment, reason="Со справкой", by=participant)

    with pytest.raises(Refused):
        accept_excuse(excuse, by=trainer)


def test_decision_is_corrected_on_its_page_and_the_first_one_stays_in_view(client_of, excuse, trainer):
    client, place = client_of(trainer), reverse("portals:excuse_decision", args=[excuse.pk])
    client.post(place, {"verdict": "refuse", "answer": "Нет справки", "seen": "asked"})
    late = client.post(place, {"verdict": "accept", "seen": "asked"}).content.decode()

    page = client.post(place, {"verdict": "accept", "answer": "Справка пришла", "seen": "refused"}, follow=True).content.decode()

    assert "уже есть решение" in late
    assert mark() == ("excused", "excuse")
    assert all(words in page for words in ("История решений", "Нет справки", "Справка пришла", "Причина принята"))


@pytest.mark.parametrize("seen", ["", "x", "taken_back", "accepted"])
def test_decision_on_something_else_is_refused(client_of, excuse, trainer, seen):
    page = client_of(trainer).post(reverse("portals:excuse_decision", args=[excuse.pk]), {"verdict": "accept", "seen": seen}).content.decode()

    assert ("уже есть решение" in page, mark()) == (True, None)
