"""Any sequence of verbs, by whomever: never more seats taken and offered than there are, one application in force per person, the order kept,
every line of the journal a step of the table."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.enrollment import actions, rules
from courses.enrollment.actions.steps import VERBS as VERBS_OF_STEPS
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort, Quota
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db
PEOPLE, ORGANIZATIONS = 5, 3
ASKED = ["apply", "admit", "decline", "wait", "offer", "accept", "refuse", "expire", "withdraw", "reconsider", "move"]
SEATED = ["expel", "leave", "finish", "restore", "transfer"]
VERBS = [*ASKED, *SEATED, "grow", "time"]
STEPS = {"wait": "put_on_waiting_list"}
# Whose turn it is, and which of the steps that are open to that person; now and then any step at all.
steps = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 5039), st.sampled_from([None] * 30 + VERBS)), min_size=25, max_size=50)


APPLICATION = {verb: rules.TRANSITIONS[step] for step, verb in VERBS_OF_STEPS.items()}
PLACE = {f"enrollment.{step}": move for step, move in rules.ENROLLMENT_TRANSITIONS.items()}
PLACE["enrollment.transferred"] = rules.ENROLLMENT_TRANSITIONS["leave"]


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
        town = self.quota.town
        self.other = factories.QuotaFactory(seats=1, town=town, cohort=factories.CohortFactory(title="Весенний", letters_after=letters_after))
        self.line = []
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
                Quota.objects.filter(pk=self.quota.pk).update(seats=3)
                actions.promote(self.quota.cohort)
            elif verb == "time":
                Application.objects.update(decided_at=F("decided_at") - timedelta(minutes=11), told_at=F("told_at") - timedelta(minutes=11))
            elif verb in SEATED:
                self.change_place(verb, member.person)
            elif verb == "move" and last:
                actions.move(last, cohort=self.beside(last.cohort_id), by=self.by)
            elif last:
                CALLS[verb](last, self.by)
        except Refused:
            pass

    def open_to(self, n):
        """What the tables allow for this person now, limits apart."""
        rows = Application.objects.filter(person=self.members[n].person).order_by("pk")
        last, seats = rows.last(), set(Enrollment.objects.filter(person=self.members[n].person).values_list("state", flat=True))
        found = [verb for verb in ASKED[1:-1] if last and last.state in rules.TRANSITIONS[STEPS.get(verb, verb)].sources]
        found += [verb for verb in SEATED[:-1] if seats & rules.ENROLLMENT_TRANSITIONS[verb].sources]
        found += (
            ["transfer"] * ("active" in seats) + ["time"] * bool(last and last.untold) + ["apply"] * (last is None or last not in rows.in_force())
        )
        return found or ["grow"]

    def beside(self, cohort):
        return Cohort.objects.get(pk=({self.quota.cohort_id, self.other.cohort_id} - {cohort}).pop())

    def change_place(self, verb, person):
        for enrollment in Enrollment.objects.filter(person=person):
            options = {"expel": {"reason": "Нет."}, "transfer": {"cohort": self.beside(enrollment.cohort_id)}}.get(verb, {})
            getattr(actions, verb)(enrollment, by=self.by, **options)

    def check(self):
        for quota in Quota.objects.select_related("cohort"):
            self.check_seats(quota.cohort, quota.seats)
        self.check_places()
        self.check_order()
        self.check_journal()

    def check_places(self):
        """Whoever was admitted has a place, and a place belongs to an application that was admitted or to none; one row in a cohort."""
        rows = list(Enrollment.objects.select_related("application"))
        assert len({(row.person_id, row.cohort_id) for row in rows}) == len(rows)
        seated = [row for row in rows if row.state in rules.SEATED]
        assert {row.application.state for row in seated if row.application} <= {"admitted"}
        assert set(Application.objects.filter(state="admitted").values_list("pk", flat=True)) == {row.application_id for row in seated} - {None}

    def check_order(self):
        """Nobody overtakes anybody: whoever waits since before stands before, by the date of sending."""
        waiting = list(Application.objects.waiting())
        assert [row.submitted_at for row in waiting] == sorted(row.submitted_at for row in waiting)
        still = [row.pk for row in waiting if row.pk in self.line]
        assert still == [pk for pk in self.line if pk in still]
        self.line = [row.pk for row in waiting]
        for cohort in {row.cohort_id for row in waiting}:
            own = [row for row in waiting if row.cohort_id == cohort]
            assert list(rules.waiting_places(own).values()) == list(range(1, len(own) + 1))

    def check_journal(self):
        """Each line is a step of its table and begins where the line before has ended."""
        stories = {}
        for entry in Entry.objects.filter(verb__startswith="enrollment.", facts__has_key="before").order_by("pk"):
            steps = APPLICATION if entry.verb in APPLICATION else PLACE
            move, story = steps[entry.verb], (entry.content_type_id, entry.object_id)
            assert entry.facts["before"] in move.sources, entry.verb
            assert entry.facts["after"] == move.target, entry.verb
            assert steps is PLACE or stories.get(story, entry.facts["before"]) == entry.facts["before"], entry.verb
            stories[story] = entry.facts["after"]

    def check_seats(self, cohort, seats):
        seated = list(Enrollment.objects.filter(cohort=cohort, state__in=rules.SEATED).values_list("person_id", "organization_id"))
        offered = list(Application.objects.filter(cohort=cohort, state="offered").values_list("person_id", "organization_id"))
        assert len(seated) + len(offered) <= seats
        assert cohort.seats is None or len(seated) + len(offered) <= cohort.seats
        people = [person for person, _card in seated]
        assert len(people) == len(set(people))
        if cohort.per_organization:
            cards = [card for _person, card in [*seated, *offered]]
            assert max(map(cards.count, cards), default=0) <= cohort.per_organization
        forced = list(Application.objects.in_force().filter(cohort=cohort).values_list("person_id", flat=True))
        assert len(forced) == len(set(forced))


@given(steps=steps, cap=st.sampled_from([None, 1, 2]), per_organization=st.sampled_from([None, 1]), letters_after=st.sampled_from([0, 10]))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_sequence_of_steps_gives_one_seat_too_many(db, steps, cap, per_organization, letters_after):
    with transaction.atomic():
        school = School(cap, per_organization, letters_after)
        for n, choice, verb in steps:
            open_now = school.open_to(n)
            school.do(verb or open_now[choice % len(open_now)], n)
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
