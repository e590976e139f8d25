"""Nobody decides about oneself: a trainer who also studies in the cohort leaves the own mark and the own excuse to others."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance.actions import accept_excuse, ask_excuse, refuse_excuse, save_sheet
from courses.attendance.models import Excuse, Mark
from school.people.rules import Refused
from tests.factories import AssignmentFactory, EnrollmentFactory, MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db
WORDS = "Свою отметку ставит другой тренер или координатор."


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), starts_at=timezone.now() - timedelta(minutes=5))


@pytest.fixture
def both(cohort):
    """Studies in the cohort and leads it."""
    enrollment = EnrollmentFactory(cohort=cohort, person__family_name="Яхонтова")
    AssignmentFactory(person=enrollment.person, role="trainer", cohort=cohort)
    return enrollment


@pytest.fixture
def others(cohort):
    return EnrollmentFactory.create_batch(2, cohort=cohort)


@pytest.fixture
def client(client_of, both):
    return client_of(both.person)


def sheet(meeting):
    return reverse("portals:sheet", args=[meeting.pk])


def stored():
    return dict(Mark.objects.values_list("enrollment_id", "status"))


def test_own_mark_is_refused_and_the_other_rows_are_saved(client, meeting, both, others):
    marks = {f"mark_{person.pk}": "late" for person in (both, *others)}

    page = client.post(sheet(meeting), marks | {f"note_{both.pk}": "сам"}, follow=True).content.decode()

    assert stored() == {person.pk: "late" for person in others}
    assert f"Сохранено 2 отметки. {WORDS}" in page


def test_own_mark_alone_is_refused_in_words(client, meeting, both):
    page = client.post(sheet(meeting), {f"mark_{both.pk}": "present"}).content.decode()
    tapped = client.post(sheet(meeting), {f"mark_{both.pk}": "present", "tap": both.pk}, headers={"HX-Request": "true"})

    assert (stored(), tapped.status_code) == ({}, 422)
    assert WORDS in page
    assert WORDS in tapped.content.decode()


def test_own_mark_is_not_cleared_either(meeting, both, trainer):
    save_sheet(meeting, {both.pk: "absent"}, by=trainer)

    with pytest.raises(Refused):
        save_sheet(meeting, {both.pk: ""}, by=both.person)
    with pytest.raises(Refused):
        save_sheet(meeting, {}, notes={both.pk: "был"}, by=both.person)
    assert stored() == {both.pk: "absent"}


def test_everybody_else_came(client, meeting, both, others):
    page = client.post(sheet(meeting), {"all": "1"}, follow=True).content.decode()

    assert stored() == {person.pk: "present" for person in others}
    assert WORDS in page


def test_own_row_has_no_keys(client, meeting, both, others):
    page = client.get(sheet(meeting)).content.decode()

    assert (f'name="mark_{both.pk}"' in page, f'name="mark_{others[0].pk}"' in page, WORDS in page) == (False, True, True)


def test_own_row_of_the_paper_is_left_to_others(client, meeting, both, others):
    settle = {"step": "settle", f"settle_{both.pk}": "present", f"settle_{others[0].pk}": "present"}

    page = client.post(reverse("portals:papers", args=[meeting.pk]), settle, follow=True).content.decode()

    assert stored() == {others[0].pk: "present"}
    assert WORDS in page


@pytest.mark.parametrize("verdict", [{"verdict": "accept"}, {"verdict": "refuse", "answer": "Нет"}])
def test_own_excuse_is_decided_by_another(client, client_of, meeting, both, trainer, verdict):
    excuse = ask_excuse(meeting, both, reason="Болею", by=both.person)
    place = reverse("portals:excuse_decision", args=[excuse.pk])

    shown, answer = (each.content.decode() for each in (client.get(place), client.post(place, verdict | {"seen": "asked"})))

    assert ("Отправить решение" in shown, "О своей просьбе вы не решаете" in shown) == (False, True)
    assert "О своей просьбе вы не решаете" in answer
    assert (Excuse.objects.get().state, stored()) == ("asked", {})
    client_of(trainer).post(place, verdict | {"seen": "asked"})
    assert Excuse.objects.get().state != "asked"


def test_coordinator_with_a_seat_is_no_exception(coordinator, cohort, meeting):
    seat = EnrollmentFactory(cohort=cohort, person=coordinator)
    excuse = ask_excuse(meeting, seat, reason="Болею", by=coordinator)

    for decide in (lambda: accept_excuse(excuse, by=coordinator), lambda: refuse_excuse(excuse, answer="Нет", by=coordinator)):
        with pytest.raises(Refused):
            decide()
    with pytest.raises(Refused):
        save_sheet(meeting, {seat.pk: "present"}, by=coordinator)
    assert stored() == {}
