"""Applicants are admitted by several coordinators at once: never one over the seats. The twin without the protection gives too many."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections

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


@pytest.fixture
def queue(transactional_db):
    quota = factories.QuotaFactory(seats=SEATS)
    return [factories.ApplicationFactory(cohort=quota.cohort, town=quota.town) for _ in range(APPLICANTS)]


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
    monkeypatch.setattr(applications, "_lock_seats", lambda application: None)
    monkeypatch.setattr(
        applications,
        "_locked",
        lambda application: Application.objects.select_related("cohort", "person", "organization", "town").get(pk=application.pk),
    )
    monkeypatch.setattr(applications.rules, "against_admitting", slow)

    failures = rush(queue[:COORDINATORS], factories.UserFactory())

    assert failures == []
    assert Enrollment.objects.count() > SEATS
