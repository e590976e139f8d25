"""A booked consultation goes to another time in one step, leaves with its mentor, and stands in the calendars of both sides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from courses.dossiers import consultation_rules
from courses.dossiers.actions import consultations
from courses.dossiers.models import Consultation
from courses.enrollment.actions import end_mentorship, hand_over, make_calendar_address
from courses.enrollment.models import Mentorship
from school.people.rules import Refused
from school.post.models import Letter
from tests.dossier_consultations import slot_of
from tests.factories import DossierFactory, MentorshipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(participant, mentor):
    made = DossierFactory(organization=participant.memberships.get().organization, owner=participant)
    assert Mentorship.objects.filter(mentor=mentor, organization=made.organization).exists()
    return made


@pytest.fixture
def booked(dossier, mentor):
    return consultations.book(slot_of(mentor, 24), dossier, about="Устав", by=dossier.opened_by)


def letters():
    return sorted(Letter.objects.filter(name__startswith="consultation_").values_list("name", "email"))


def test_it_moves_in_one_step_and_the_mentor_has_one_letter(booked, dossier, mentor, client_of):
    newer = slot_of(mentor, 48)
    Letter.objects.all().delete()
    own = client_of(dossier.opened_by)
    address = reverse("portals:consultation_book", args=[dossier.pk, newer.pk])

    shown = own.get(f"{address}?instead={booked.pk}")
    presses = [own.post(address, {"about": "Устав", "instead": booked.pk}).status_code for _press in range(2)]

    assert presses == [302, 302]
    form = shown.context["form"]
    assert (form.initial, [value for value, _label in form.fields["instead"].choices]) == ({"instead": booked.pk, "about": "Устав"}, ["", booked.pk])
    assert [row.slot for row in consultation_rules.movable(dossier)] == [newer]
    assert list(consultation_rules.free_slots(dossier)) == [booked.slot]
    assert letters() == [("consultation_booked", mentor.email)]
    assert "Вместо прежнего времени" in Letter.objects.get(name="consultation_booked").text


def test_a_move_is_not_one_more(booked, dossier, mentor):
    consultations.book(slot_of(mentor, 30), dossier, about="Смета", by=dossier.opened_by)

    consultations.book(slot_of(mentor, 48), dossier, about="Устав", instead=booked, by=dossier.opened_by)

    assert consultation_rules.movable(dossier).count() == consultation_rules.AHEAD


def test_it_stays_where_it_was_when_the_new_time_is_taken(booked, dossier, mentor):
    other = DossierFactory()
    MentorshipFactory(mentor=mentor, organization=other.organization)
    taken = consultations.book(slot_of(mentor, 48), other, about="Устав", by=other.opened_by).slot

    with pytest.raises(Refused, match="занял"):
        consultations.book(taken, dossier, about="Устав", instead=booked, by=dossier.opened_by)

    booked.refresh_from_db()
    assert booked.cancelled_at is None


def test_a_move_to_another_mentor_tells_both(booked, dossier, mentor):
    other = MentorshipFactory(organization=dossier.organization).mentor
    Letter.objects.all().delete()

    consultations.book(slot_of(other, 48), dossier, about="Устав", instead=booked, by=dossier.opened_by)

    assert letters() == sorted([("consultation_cancelled", mentor.email), ("consultation_booked", other.email)])


def test_foreign_bookings_are_not_given_back(booked, dossier, mentor, client_of):
    """A number of somebody else's booking in the form is a mistake in the field."""
    other = DossierFactory()
    MentorshipFactory(mentor=mentor, organization=other.organization)
    theirs = consultations.book(slot_of(mentor, 30), other, about="Устав", by=other.opened_by)
    address = reverse("portals:consultation_book", args=[dossier.pk, slot_of(mentor, 48).pk])

    answer = client_of(dossier.opened_by).post(address, {"about": "Устав", "instead": theirs.pk})

    assert (answer.status_code, "instead" in answer.context["form"].errors) == (400, True)
    assert Consultation.objects.get(pk=theirs.pk).cancelled_at is None


def test_the_action_moves_only_bookings_of_its_dossier(booked, dossier, mentor, participant):
    """Also for somebody who writes both dossiers."""
    other = DossierFactory(organization=dossier.organization, owner=participant, state="left")

    with pytest.raises(Refused, match="только свою"):
        consultations.book(slot_of(mentor, 48), dossier, about="Устав", instead=Consultation(pk=booked.pk, dossier=other), by=participant)


@pytest.mark.parametrize("handed", [True, False])
def test_it_goes_with_its_mentor_and_the_ngo_is_told(booked, dossier, mentor, handed):
    mentorship = Mentorship.objects.get(mentor=mentor, organization=dossier.organization)
    other = DossierFactory()
    MentorshipFactory(mentor=mentor, organization=other.organization)
    kept = consultations.book(slot_of(mentor, 30), other, about="Смета", by=other.opened_by)
    Letter.objects.all().delete()

    if handed:
        hand_over(mentorship, MentorshipFactory().mentor, words="Ждём устав.", by=UserFactory())
    else:
        end_mentorship(mentorship, by=UserFactory())

    assert letters() == [("consultation_cancelled", dossier.opened_by.email)]
    assert "больше не ведёт вашу организацию" in Letter.objects.get(name="consultation_cancelled").text
    assert list(Consultation.objects.filter(cancelled_at=None)) == [kept]


def test_what_was_stays_when_the_mentor_goes(dossier, mentor):
    held = Consultation.objects.create(slot=slot_of(mentor, -24), dossier=dossier, by=dossier.opened_by, about="Устав")

    end_mentorship(Mentorship.objects.get(mentor=mentor, organization=dossier.organization), by=UserFactory())

    assert list(consultation_rules.consultations_of(dossier)) == [held]
    assert letters() == []


def events(client, person):
    response = client.get(reverse("portals:calendar_feed", args=[make_calendar_address(by=person)]))
    return {str(event["summary"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}


def test_both_sides_have_it_in_their_calendars(booked, dossier, mentor, client):
    for person, title in ((mentor, dossier.organization.short_name), (dossier.opened_by, mentor.full_name)):
        event = events(client, person)[f"Консультация: {title}"]
        assert (event["dtstart"].dt, str(event["location"])) == (booked.slot.starts_at.replace(microsecond=0), "Дом НКО")
        assert "Устав" not in event.to_ical().decode()
    assert events(client, UserFactory()) == {}

    consultations.cancel(booked, by=mentor)

    assert (events(client, mentor), events(client, dossier.opened_by)) == ({}, {})


@pytest.mark.parametrize("number", [1, 3, 300])
def test_the_feed_asks_the_same_for_any_number(dossier, mentor, client, number, django_assert_num_queries):
    for place in range(number):
        Consultation.objects.create(slot=slot_of(mentor, 24 + place), dossier=dossier, by=dossier.opened_by, about="Устав")
    address = reverse("portals:calendar_feed", args=[make_calendar_address(by=mentor)])

    with django_assert_num_queries(3):
        response = client.get(address)
    assert response.content.count(b"BEGIN:VEVENT") == number


def test_a_former_mentor_has_it_no_more(booked, dossier, mentor, client):
    Mentorship.objects.update(until=timezone.localdate() - timedelta(days=1))

    assert events(client, mentor) == {}
