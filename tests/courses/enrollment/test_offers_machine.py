"""Any sequence of verbs, by whomever: never more seats taken and offered than there are, one application in force per person, the order kept."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.enrollment import actions, rules
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Quota
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE, ORGANIZATIONS = 5, 3
VERBS = ["apply", "admit", "decline", "wait", "offer", "accept", "refuse", "expire", "withdraw", "reconsider", "expel", "leave", "restore", "grow"]
steps = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, PEOPLE - 1)), max_size=25)


def over(application):
    Application.objects.filter(pk=application.pk, state="offered").update(offer_until=timezone.now() - timedelta(seconds=1))
    actions.expire(application)


CALLS = {
    "admit": lambda row, by: actions.admit(row, by=by),
    "decline": lambda row, by: actions.decline(row, reason="Нет.", by=by),
    "wait": lambda row, by: actions.put_on_waiting_list(row, by=by),
    "offer": lambda row, by: actions.offer(row, by=by),
    "accept": lambda row, by: actions.accept(row, by=row.person),
    "refuse": lambda row, by: actions.refuse(row, by=row.person),
    "expire": lambda row, by: over(row),
    "withdraw": lambda row, by: actions.withdraw(row, by=row.person),
    "reconsider": lambda row, by: actions.reconsider(row, by=by),
}


class School:
    """The real tables, made anew for each example."""

    def __init__(self, cap, per_organization, letters_after):
        self.by = factories.UserFactory()
        self.quota = factories.QuotaFactory(
            seats=2, cohort=factories.CohortFactory(seats=cap, per_organization=per_organization, letters_after=letters_after)
        )
        cards = [factories.OrganizationFactory() for _ in range(ORGANIZATIONS)]
        self.members = [factories.MembershipFactory(organization=cards[n % ORGANIZATIONS]) for n in range(PEOPLE)]

    def do(self, verb, n):
        member = self.members[n]
        last = Application.objects.filter(person=member.person).order_by("pk").last()
        try:
            if verb == "apply":
                cohort = Cohort.objects.get(pk=self.quota.cohort_id)
                actions.apply(cohort, person=member.person, organization=member.organization, motivation="Хотим учиться.", by=member.person)
            elif verb == "grow":
                Quota.objects.update(seats=3)
                actions.promote(self.quota.cohort)
            elif verb in ("expel", "leave", "restore"):
                for enrollment in Enrollment.objects.filter(person=member.person):
                    getattr(actions, verb)(enrollment, by=self.by, **({"reason": "Нет."} if verb == "expel" else {}))
            elif last:
                CALLS[verb](last, self.by)
        except Refused:
            pass

    def check(self):
        seats = Quota.objects.get().seats
        seated = list(Enrollment.objects.filter(state__in=rules.SEATED).values_list("person_id", "organization_id"))
        offered = list(Application.objects.filter(state="offered").values_list("person_id", "organization_id"))
        cohort = Cohort.objects.get()
        assert len(seated) + len(offered) <= seats
        assert cohort.seats is None or len(seated) + len(offered) <= cohort.seats
        people = [person for person, _card in seated]
        assert len(people) == len(set(people))
        if cohort.per_organization:
            cards = [card for _person, card in [*seated, *offered]]
            assert max(map(cards.count, cards), default=0) <= cohort.per_organization
        forced = list(Application.objects.in_force().values_list("person_id", flat=True))
        assert len(forced) == len(set(forced))
        waiting = list(Application.objects.waiting())
        assert [row.submitted_at for row in waiting] == sorted(row.submitted_at for row in waiting)
        assert list(rules.waiting_places(waiting).values()) == list(range(1, len(waiting) + 1))


@given(steps=steps, cap=st.sampled_from([None, 1, 2]), per_organization=st.sampled_from([None, 1]), letters_after=st.sampled_from([0, 10]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_sequence_of_steps_gives_one_seat_too_many(db, steps, cap, per_organization, letters_after):
    with transaction.atomic():
        school = School(cap, per_organization, letters_after)
        for verb, n in steps:
            school.do(verb, n)
            school.check()
        transaction.set_rollback(True)


def test_the_check_sees_one_seat_too_many(db, monkeypatch):
    """The negative control: with the rule switched off the same check fails."""
    monkeypatch.setattr(rules.Seating, "reasons_against", lambda seating, asking: [])
    school = School(1, None, 0)
    for n in range(3):
        school.do("apply", n)
        school.do("admit", n)

    with pytest.raises(AssertionError):
        school.check()


def test_offers_follow_the_order_of_sending(db):
    """Whoever waits longer is offered a seat first, whatever the order of the rows."""
    quota, by = factories.QuotaFactory(seats=1), factories.UserFactory()
    held = factories.EnrollmentFactory(cohort=quota.cohort, town=quota.town)
    now, hours = timezone.now(), count(1)
    rows = [
        factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, state="waiting", submitted_at=now - timedelta(hours=next(hours)))
        for _ in range(4)
    ]
    actions.leave(held, by=by)

    answered = []
    while (row := Application.objects.filter(state="offered").first()) is not None:
        answered.append(row.pk)
        actions.refuse(row, by=row.person)

    assert answered == [row.pk for row in reversed(rows)]
