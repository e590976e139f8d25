"""Seats by town, in the cohort, from an organisation; offers to the waiting list."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.enrollment import actions, rules
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Quota
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return factories.UserFactory()


@pytest.fixture
def quota():
    return factories.QuotaFactory(seats=2)


def make(quota, state="submitted", **fields):
    if state == "offered":
        fields.setdefault("offer_until", timezone.now() + timedelta(hours=1))
    return factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state=state, **fields)


def change(cohort, **fields):
    Cohort.objects.filter(pk=cohort.pk).update(**fields)
    cohort.refresh_from_db()


def state(application):
    return Application.objects.get(pk=application.pk).state


def refusal(action, *args, **options):
    with pytest.raises(Refused) as refused:
        action(*args, **options)
    return " ".join(map(str, refused.value.reasons))


# Three limits, one rule


def test_the_cap_of_the_cohort_holds_over_the_towns(quota, by):
    other = factories.QuotaFactory(cohort=quota.cohort, town=factories.TownFactory(name="Ишим", locative="в Ишиме"), seats=2)
    change(quota.cohort, seats=3)
    for place in (quota, quota, other):
        actions.admit(make(place), by=by)

    assert "заняты все места: 3" in refusal(actions.admit, make(other), by=by)
    assert rules.seats([quota.cohort])[other.cohort_id, other.town_id].left == 0
    assert Enrollment.objects.count() == 3


def test_an_organisation_gets_no_more_than_its_limit(quota, by):
    change(quota.cohort, per_organization=1)
    organization = factories.OrganizationFactory()
    actions.admit(make(quota, organization=organization), by=by)

    assert "не больше 1 человека" in refusal(actions.admit, make(quota, organization=organization), by=by)
    actions.admit(make(quota), by=by)


def test_an_offered_seat_is_held_for_its_owner_only(quota, by):
    offered = make(quota, "offered")
    actions.admit(make(quota), by=by)

    found = rules.seats([quota.cohort])[quota.cohort_id, quota.town_id]
    assert (found.taken, found.offered, found.left) == (1, 1, 0)
    assert "Свободных мест" in refusal(actions.admit, make(quota), by=by)
    assert actions.accept(offered, by=offered.person).state == "active"


@pytest.mark.parametrize(("seats", "left"), [(None, 2), (1, 1), (0, 0), (9, 2)])
def test_seats_left_are_the_smaller_of_town_and_cohort(quota, seats, left):
    change(quota.cohort, seats=seats)

    assert rules.seats([quota.cohort])[quota.cohort_id, quota.town_id].left == left


@pytest.mark.parametrize("number", [1, 3])
def test_the_rule_costs_the_same_for_any_number_of_people(quota, by, number, django_assert_num_queries):
    for _ in range(number):
        factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town)
        make(quota, "offered")
    asking = make(quota)

    with django_assert_num_queries(3):
        rules.against_admitting(asking)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_turn_costs_the_same_for_any_queue(quota, number, django_assert_num_queries):
    for _ in range(number):
        make(quota, "waiting")

    with django_assert_num_queries(4):
        assert len(rules.next_in_turn(quota.cohort)) == min(number, 2)


# The waiting list promotes by itself


def full(quota):
    """Both seats are taken, two people wait."""
    seated = [factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town) for _ in range(2)]
    return seated, [make(quota, "waiting") for _ in range(2)]


@pytest.mark.parametrize(("verb", "options"), [("expel", {"reason": "Три пропуска."}), ("leave", {})], ids=["expel", "leave"])
def test_a_freed_seat_is_offered_to_the_first_in_turn(quota, by, verb, options):
    seated, waiting = full(quota)

    getattr(actions, verb)(seated[0], by=by, **options)

    assert [state(each) for each in waiting] == ["offered", "waiting"]
    first = Application.objects.get(pk=waiting[0].pk)
    assert first.offer_until - first.decided_at == timedelta(hours=48)
    letter = Letter.objects.get(name="application_offered")
    assert letter.recipient == first.person
    assert f"/cabinet/applications/{first.pk}/accept/" in letter.text
    assert f"/cabinet/applications/{first.pk}/refuse/" in letter.text
    assert rules.waiting_places([Application.objects.get(pk=waiting[1].pk)]) == {waiting[1].pk: 1}


def test_more_seats_go_to_the_waiting_list(quota):
    _seated, waiting = full(quota)
    Quota.objects.update(seats=4)

    actions.promote(quota.cohort)

    assert [state(each) for each in waiting] == ["offered", "offered"]


@pytest.mark.parametrize("closed", ["draft", "finished", "archived"])
def test_a_cohort_that_is_over_offers_nothing(quota, by, closed):
    seated, waiting = full(quota)
    change(quota.cohort, state=closed)

    actions.leave(seated[0], by=by)

    assert state(waiting[0]) == "waiting"


def test_who_does_not_fit_is_passed_over_and_keeps_the_place(quota, by):
    change(quota.cohort, per_organization=1)
    seated, waiting = full(quota)
    Application.objects.filter(pk=waiting[0].pk).update(organization=seated[1].organization)

    actions.leave(seated[0], by=by)

    assert [state(each) for each in waiting] == ["waiting", "offered"]


def test_another_town_is_not_offered_a_foreign_seat(quota, by):
    seated, _waiting = full(quota)
    Application.objects.filter(state="waiting").delete()
    other = factories.QuotaFactory(cohort=quota.cohort, town=factories.TownFactory(name="Ишим", locative="в Ишиме"), seats=0)
    stays = make(other, "waiting")

    actions.leave(seated[0], by=by)

    assert state(stays) == "waiting"


def test_accepting_seats_the_person_at_once(quota, by):
    change(quota.cohort, letters_after=60)
    offered = make(quota, "offered")

    enrollment = actions.accept(offered, by=offered.person)

    assert state(offered) == "admitted"
    assert list(Enrollment.objects.visible_to(offered.person)) == [enrollment]
    assert Letter.objects.get(name="application_admitted").next_try_at <= timezone.now()


@pytest.mark.parametrize("verb", ["refuse", "expire"])
def test_a_seat_that_is_not_taken_goes_to_the_next(quota, verb):
    Quota.objects.update(seats=1)
    first, second, third = make(quota, "offered"), make(quota, "waiting"), make(quota, "waiting")
    if verb == "refuse":
        actions.refuse(first, by=first.person)
    else:
        Application.objects.filter(pk=first.pk).update(offer_until=timezone.now())
        call_command("expire_offers")
        call_command("expire_offers")

    assert [state(each) for each in (first, second, third)] == ["withdrawn", "offered", "waiting"]
    assert Letter.objects.filter(name="application_offered").count() == 1
    assert Letter.objects.filter(name="application_expired").count() == (verb == "expire")
    assert Entry.objects.about(first).get().verb == f"enrollment.offer_{'refused' if verb == 'refuse' else 'expired'}"


def test_an_offer_in_time_does_not_expire(quota):
    offered = make(quota, "offered")

    call_command("expire_offers")

    assert state(offered) == "offered"
    assert actions.expire(offered) is None


def test_an_answer_that_is_late_is_told_so(quota):
    late = make(quota, "offered", offer_until=timezone.now() - timedelta(seconds=1))

    assert "Срок ответа вышел" in refusal(actions.accept, late, by=late.person)
    assert not Enrollment.objects.exists()


def test_a_coordinator_may_offer_out_of_turn_but_never_over(quota, by):
    _seated, waiting = full(quota)

    assert "Свободных мест" in refusal(actions.offer, waiting[1], by=by)
    Quota.objects.update(seats=3)
    actions.offer(waiting[1], by=by)

    assert [state(each) for each in waiting] == ["waiting", "offered"]


def test_of_two_offers_for_one_seat_the_first_to_answer_has_it(quota):
    """Quotas were cut after the offers: the other goes back to the place in the line, and reads so."""
    Quota.objects.update(seats=1)
    first, second, third = make(quota, "offered"), make(quota, "offered"), make(quota, "waiting")

    actions.accept(second, by=second.person)
    words = refusal(actions.accept, first, by=first.person)

    assert "Это место уже заняли" in words
    assert "ваше место в нём: 1" in words
    assert [state(each) for each in (first, second, third)] == ["waiting", "admitted", "waiting"]
    kept = Application.objects.select_related("cohort").get(pk=first.pk)
    assert (rules.state_told(kept), rules.waiting_places([kept])) == ("waiting", {first.pk: 1})
    assert Letter.objects.get(name="application_waiting").recipient == first.person
    assert Entry.objects.about(first).get().verb == "enrollment.returned_to_line"
