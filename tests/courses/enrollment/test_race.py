"""Applicants are admitted by several coordinators at once: never one over the seats. The twin without the protection gives too many."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections
from django.db.models import Count
from django.utils import timezone

from courses.enrollment import actions
from courses.enrollment.actions import applications
from courses.enrollment.models import Application, Enrollment
from school.people.rules import Refused
from tests import factories

SEATS, APPLICANTS, COORDINATORS = 3, 8, 4


def rush(rows, by):
    barrier = Barrier(COORDINATORS)

    def one(number):
        failures = []
        barrier.wait()
        for application in rows[number::COORDINATORS]:
            try:
                actions.admit(application, by=by)
            except Refused:
                pass
            except Exception as failure:
                failures.append(failure)
        connections.close_all()
        return failures

    with ThreadPoolExecutor(COORDINATORS) as pool:
        return [failure for failures in pool.map(one, range(COORDINATORS)) for failure in failures]


@pytest.fixture(params=["town", "cohort", "organization"])
def queue(transactional_db, request):
    """Applicants of whom one limit lets in exactly SEATS: the town's quota, the cohort's cap, the organisation's share."""
    wide = {"town": {}, "cohort": {"seats": SEATS}, "organization": {"per_organization": SEATS}}[request.param]
    quota = factories.QuotaFactory(seats=SEATS if request.param == "town" else 100, cohort=factories.CohortFactory(**wide))
    same = {"organization": factories.OrganizationFactory()} if request.param == "organization" else {}
    return [factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, **same) for _ in range(APPLICANTS)]


@pytest.mark.django_db(transaction=True)
def test_rush_gives_exactly_the_seats(queue):
    failures = rush(queue, factories.UserFactory())

    assert failures == []
    assert Enrollment.objects.count() == SEATS
    assert Application.objects.filter(state="admitted").count() == SEATS
    assert Application.objects.filter(state="submitted").count() == APPLICANTS - SEATS


@pytest.mark.django_db(transaction=True)
def test_rush_without_the_lock_gives_too_many(queue, monkeypatch):
    """The negative control: neither the lock of the seats nor one transaction, and everybody looks before anybody writes."""
    gate, ask = Barrier(COORDINATORS), applications.rules.against_admitting

    def slow(application):
        reasons = ask(application)
        with suppress(BrokenBarrierError):
            gate.wait(5)
        return reasons

    monkeypatch.setattr(actions, "admit", applications.admit.__wrapped__)
    monkeypatch.setattr(applications, "lock_cohorts", lambda *cohorts: None)
    monkeypatch.setattr(
        applications,
        "locked",
        lambda application: Application.objects.select_related("cohort", "person", "organization", "town").get(pk=application.pk),
    )
    monkeypatch.setattr(applications.rules, "against_admitting", slow)

    failures = rush(queue[:COORDINATORS], factories.UserFactory())

    assert failures == []
    assert Enrollment.objects.count() > SEATS


@pytest.mark.django_db(transaction=True)
def test_answers_and_the_clock_at_once_give_each_seat_to_one(transactional_db):
    """Offers are accepted, refused and expire in the same moment, each freed seat goes on: never one person over, nobody twice."""
    quota = factories.QuotaFactory(seats=SEATS)
    fields = {"cohort": quota.cohort, "town": quota.town}
    soon = timezone.now() + timedelta(hours=1)
    offered = [factories.ApplicationFactory(state="offered", offer_until=soon, **fields) for _ in range(SEATS)]
    waiting = [factories.ApplicationFactory(state="waiting", **fields) for _ in range(APPLICANTS)]
    barrier = Barrier(COORDINATORS)

    def over(row):
        Application.objects.filter(pk=row.pk, state="offered").update(offer_until=timezone.now() - timedelta(seconds=1))
        actions.expire(row)

    answers = [
        lambda row: actions.accept(row, by=row.person),
        lambda row: actions.refuse(row, by=row.person),
        over,
        lambda row: actions.admit(row, by=row.person),
    ]

    def one(number):
        failures = []
        barrier.wait()
        for row in [*offered, *waiting[:2]]:
            try:
                answers[number](row)
            except Refused:
                pass
            except Exception as failure:
                failures.append(failure)
        connections.close_all()
        return failures

    with ThreadPoolExecutor(COORDINATORS) as pool:
        failures = [failure for failures in pool.map(one, range(COORDINATORS)) for failure in failures]

    held = Application.objects.filter(state="offered").count()
    assert failures == []
    assert Enrollment.objects.filter(state="active").count() + held <= SEATS
    assert Enrollment.objects.count() == Application.objects.filter(state="admitted").count()
    assert list(Enrollment.objects.values_list("person").annotate(n=Count("pk")).filter(n__gt=1)) == []
