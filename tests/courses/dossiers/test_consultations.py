"""Times of a mentor: put up, booked once, given back by either side, written up for the NGO."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from courses.dossiers import consultation_rules
from courses.dossiers.actions import consultations
from courses.dossiers.models import Consultation
from courses.enrollment.models import Mentorship
from school.people.rules import Refused
from school.post.models import Letter
from tests.dossier_consultations import slot_of
from tests.factories import DossierFactory, MembershipFactory, MentorshipFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def dossier(participant):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant)


def booked(dossier, mentor, hours=24, about="Устав"):
    return consultations.book(slot_of(mentor, hours), dossier, about=about, by=dossier.opened_by)


def test_a_row_of_times_is_put_up_once(mentor):
    times = consultation_rules.row_of(timezone.now() + HOUR, count=3, minutes=30)

    made = consultations.add_slots(times, place="Дом НКО", by=mentor)
    again = consultations.add_slots(times, place="Дом НКО", by=mentor)

    assert [(slot.starts_at, slot.ends_at) for slot in made] == times
    assert ({slot.pk for slot in again}, mentor.consultation_slots.count()) == ({slot.pk for slot in made}, 3)


@pytest.mark.parametrize(("begins", "words"), [(-1, "прошло"), (1.25, "уже есть"), (0.75, "уже есть")])
def test_past_and_overlapping_times_are_refused(mentor, begins, words):
    slot_of(mentor, 1)

    with pytest.raises(Refused, match=words):
        consultations.add_slots(consultation_rules.row_of(timezone.now() + HOUR * begins, count=1, minutes=30), by=mentor)


def test_only_mentors_put_up_times(participant):
    with pytest.raises(Refused, match="наставники"):
        consultations.add_slots(consultation_rules.row_of(timezone.now() + HOUR, count=1, minutes=30), by=participant)


def test_a_time_is_booked_once_and_the_mentor_is_told(dossier, mentor):
    other = DossierFactory()
    MentorshipFactory(mentor=mentor, organization=other.organization)
    slot = slot_of(mentor, 24)

    first = consultations.book(slot, dossier, about="Устав", by=dossier.opened_by)

    assert consultations.book(slot, dossier, about="Устав", by=dossier.opened_by) == first
    with pytest.raises(Refused, match="занял"):
        consultations.book(slot, other, about="Устав", by=other.opened_by)
    assert list(Letter.objects.filter(name="consultation_booked").values_list("email", flat=True)) == [mentor.email]
    assert list(consultation_rules.free_slots(dossier)) == []


def test_two_ahead_are_enough(dossier, mentor):
    for hours in (24, 25):
        booked(dossier, mentor, hours)

    with pytest.raises(Refused, match="Впереди уже"):
        booked(dossier, mentor, 26)


def test_times_of_another_mentor_or_of_yesterday_are_not_offered(dossier, mentor):
    slot_of(MentorshipFactory().mentor, 24)
    slot_of(mentor, -1)
    slot_of(mentor, 30, cancelled_at=timezone.now())
    own = slot_of(mentor, 24)

    assert list(consultation_rules.free_slots(dossier)) == [own]


def test_a_former_mentor_reads_nothing_and_is_not_booked(dossier, mentor):
    booked(dossier, mentor)
    slot = slot_of(mentor, 48)
    Mentorship.objects.update(until=timezone.localdate() - timedelta(days=1))

    assert list(consultation_rules.led_by(mentor)) == []
    with pytest.raises(Refused, match="больше не ведёт"):
        consultations.book(slot, dossier, about="Устав", by=dossier.opened_by)


def test_a_booking_with_a_former_mentor_is_void(dossier, mentor):
    """It holds neither the time nor a place ahead, and is not shown as coming."""
    for hours in (24, 25):
        booked(dossier, mentor, hours)
    old = list(Consultation.objects.all())
    Mentorship.objects.update(until=timezone.localdate() - timedelta(days=1))
    newer, other = MentorshipFactory(organization=dossier.organization).mentor, DossierFactory()
    MentorshipFactory(mentor=mentor, organization=other.organization)

    made = booked(dossier, newer, 30)
    taken = consultations.book(old[0].slot, other, about="Устав", by=other.opened_by)

    assert list(consultation_rules.consultations_of(dossier)) == [made]
    assert taken.dossier == other


def test_one_is_not_in_two_places(dossier, mentor):
    other = MentorshipFactory(organization=dossier.organization).mentor
    booked(dossier, mentor, 24)

    with pytest.raises(Refused, match="уже записаны"):
        booked(dossier, other, 24.25)


def test_a_corrected_link_is_not_taken_for_a_second_press(mentor):
    times = consultation_rules.row_of(timezone.now() + HOUR, count=1, minutes=30)
    consultations.add_slots(times, link="https://a.example/old", by=mentor)

    with pytest.raises(Refused, match="уже есть"):
        consultations.add_slots(times, link="https://a.example/new", by=mentor)


def test_a_time_booked_meanwhile_is_not_removed(dossier, mentor, monkeypatch):
    """The mentor's page has read no booking, the NGO books, the lock comes: nobody is left waiting at a closed door."""
    slot = slot_of(mentor, 24)
    true = consultations.locked_slot

    def late(row):
        Consultation.objects.create(slot=slot, dossier=dossier, by=dossier.opened_by, about="Устав")
        return true(row)

    monkeypatch.setattr(consultations, "locked_slot", late)

    with pytest.raises(Refused, match="только что заняли"):
        consultations.remove_slot(slot, by=mentor)
    slot.refresh_from_db()
    assert slot.cancelled_at is None


def test_readers_do_not_book(dossier, mentor):
    reader = MembershipFactory(organization=dossier.organization).person
    dossier.shares.create(person=reader, role="reader")

    with pytest.raises(Refused):
        consultations.book(slot_of(mentor, 24), dossier, about="Устав", by=reader)


@pytest.mark.parametrize(("side", "told"), [("participant", "mentor"), ("mentor", "participant")])
def test_either_side_gives_it_back_and_the_other_is_told(dossier, mentor, participant, side, told):
    people = {"participant": participant, "mentor": mentor}
    made = booked(dossier, mentor)

    consultations.cancel(made, by=people[side])
    consultations.cancel(made, by=people[side])

    assert list(Letter.objects.filter(name="consultation_cancelled").values_list("email", flat=True)) == [people[told].email]
    assert list(consultation_rules.free_slots(dossier)) == [made.slot]


def test_what_has_begun_stays(dossier, mentor, participant):
    made = booked(dossier, mentor)

    with time_machine.travel(made.slot.starts_at + HOUR / 4), pytest.raises(Refused, match="началась"):
        consultations.cancel(made, by=participant)


def test_a_removed_time_lets_the_ngo_know(dossier, mentor, participant):
    made = booked(dossier, mentor)

    consultations.remove_slot(made.slot, by=mentor)

    assert list(Letter.objects.filter(name="consultation_cancelled").values_list("email", flat=True)) == [participant.email]
    assert list(consultation_rules.free_slots(dossier)) == []


def test_notes_are_the_mentors_and_come_afterwards(dossier, mentor, participant):
    made = booked(dossier, mentor)

    with pytest.raises(Refused, match="ещё не началась"):
        consultations.save_notes(made, "Итог", by=mentor)
    with time_machine.travel(made.slot.ends_at + HOUR):
        with pytest.raises(Refused, match="наставник"):
            consultations.save_notes(made, "Итог", by=participant)
        consultations.save_notes(made, "Итог", by=mentor)
        consultations.save_notes(made, "Итог и ещё слово", by=mentor)

    assert Consultation.objects.get().notes == "Итог и ещё слово"
    assert Letter.objects.filter(name="consultation_noted").count() == 1


@pytest.mark.parametrize("many", [1, 3, 60])
def test_screens_ask_the_same_for_any_number(dossier, mentor, participant, client_of, many, django_assert_max_num_queries):
    for number in range(many):
        slot_of(mentor, 100 + number)
        Consultation.objects.create(slot=slot_of(mentor, -2 * number - 2), dossier=dossier, by=participant, about="Устав", notes="Итог")

    desk, own = client_of(mentor), client_of(participant)
    with django_assert_max_num_queries(15):
        assert desk.get("/mentor/consultations/").status_code == 200
    with django_assert_max_num_queries(15):
        assert own.get(f"/dossiers/{dossier.pk}/consultations/").status_code == 200


def test_the_mentors_word_becomes_a_task_of_the_ngo(dossier, mentor, client_of):
    made = Consultation.objects.create(slot=slot_of(mentor, -2), dossier=dossier, by=dossier.opened_by, about="Устав")

    client_of(mentor).post(f"/mentor/consultations/{made.pk}/", {"notes": "Итог", "task": "Исправить положение"})

    assert dossier.tasks.get().text == "Исправить положение"


@pytest.mark.parametrize(("task", "status"), [("Исправить положение", 302), ("", 400)])
def test_a_task_may_have_its_day(dossier, mentor, client_of, task, status):
    made = Consultation.objects.create(slot=slot_of(mentor, -2), dossier=dossier, by=dossier.opened_by, about="Устав")
    day = timezone.localdate() + timedelta(days=7)

    answer = client_of(mentor).post(f"/mentor/consultations/{made.pk}/", {"notes": "Итог", "task": task, "due_on": day.isoformat()})

    assert answer.status_code == status
    assert list(dossier.tasks.values_list("due_on", flat=True)) == ([day] if task else [])
