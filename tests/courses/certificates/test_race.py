"""Two coordinators issue at once: everyone gets one certificate, numbers have no gaps. The twin without the lock fails."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from courses.certificates import actions
from courses.certificates.actions import certificates
from courses.certificates.models import Certificate
from school.people.rules import Refused
from tests import factories

PEOPLE, COORDINATORS = 6, 4


def rush(people, by):
    """Every coordinator issues to everyone at the same moment; returns what went wrong."""
    barrier = Barrier(COORDINATORS)

    def one(_):
        failures = []
        barrier.wait()
        for enrollment in people:
            try:
                actions.issue(enrollment, by=by)
            except Refused:
                pass
            except Exception as failure:
                failures.append(failure)
        connections.close_all()
        return failures

    with ThreadPoolExecutor(COORDINATORS) as pool:
        return [failure for failures in pool.map(one, range(COORDINATORS)) for failure in failures]


@pytest.mark.django_db(transaction=True)
def test_rush_gives_each_person_one_certificate(earn):
    people, by = [earn() for _ in range(PEOPLE)], factories.UserFactory()

    failures = rush(people, by)

    numbers = sorted(int(number[-4:]) for number in Certificate.objects.values_list("number", flat=True))
    assert failures == []
    assert numbers == list(range(1, PEOPLE + 1))


@pytest.mark.django_db(transaction=True)
def test_rush_without_the_counter_row_fails(earn, monkeypatch):
    """The negative control: numbers counted from what is already there, and no lock on the enrollment or the transaction."""
    people, by = [earn() for _ in range(PEOPLE)], factories.UserFactory()
    gate = Barrier(COORDINATORS, timeout=20)

    def counted(year):
        number = Certificate.objects.count() + 1
        try:
            gate.wait(0.3)
        except Exception:
            gate.reset() if gate.broken else None
        return f"ШЛ-{year}-{number:04d}"

    monkeypatch.setattr(certificates, "_next_number", counted)
    monkeypatch.setattr(certificates.transaction, "atomic", _no_transaction)
    monkeypatch.setattr(type(certificates.Enrollment.objects.all()), "select_for_update", lambda self, **_: self)

    failures = rush(people, by)

    numbers = [int(number[-4:]) for number in Certificate.objects.values_list("number", flat=True)]
    assert failures or sorted(numbers) != list(range(1, PEOPLE + 1))


class _no_transaction:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False
