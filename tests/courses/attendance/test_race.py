"""Six phones at once: one mark. The twin on a table without the constraint fails."""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.actions import check_in, show_code
from courses.attendance.models import Guest, Mark
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(cohort, trainer):
    soon = timezone.now() + timedelta(minutes=5)
    return show_code(MeetingFactory(cohort=cohort, starts_at=soon, ends_at=soon + timedelta(hours=3)), by=trainer)


def crowd(number, work):
    """All at once; returns what each thread got."""
    found, start = [], threading.Barrier(number)

    def run():
        try:
            start.wait()
            found.append(work())
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_repeats_under_a_race_are_one_mark(meeting, participant):
    now = timezone.now()
    good = code_rules.Proof(code_rules.step_at(now), now)

    attempts = crowd(6, lambda: check_in(meeting, good, by=participant).outcome)

    assert sorted(attempts) == ["already"] * 5 + ["marked"]
    assert Mark.objects.filter(meeting=meeting).count() == 1


def test_race_without_the_constraint_makes_doubles(meeting, trainer):
    """The control: «look, then write» on a table without the constraint; the same crowd gets in more than once."""
    looked = threading.Barrier(6)

    def careless():
        free = not Guest.objects.filter(meeting=meeting, name="Двойник").exists()
        looked.wait()
        if free:
            Guest.objects.create(meeting=meeting, name="Двойник", by=trainer)

    crowd(6, careless)

    assert Guest.objects.filter(meeting=meeting).count() == 6
