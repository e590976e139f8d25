"""Two press «Отправить» at the same moment: one letter to each person, one row in the journal."""

import threading

import pytest
from django.db import close_old_connections, connection

from courses.route.actions import nudge
from school.journal.models import Entry
from school.post.models import Letter
from tests.factories import EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 4


def test_many_presses_at_once_send_one_letter(cohort, trainer):
    people = [EnrollmentFactory(cohort=cohort, person=UserFactory()) for _each in range(3)]
    texts, barrier, told, failures = {row.pk: "Ждём вас." for row in people}, threading.Barrier(PRESSES), [], []

    def press():
        try:
            barrier.wait()
            told.append(len(nudge(cohort, texts, by=trainer)))
        except Exception as failure:  # pragma: no cover
            failures.append(failure)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=press) for _press in range(PRESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(told) == [0] * (PRESSES - 1) + [3]
    assert Letter.objects.filter(name="nudge").count() == 3
    assert Entry.objects.filter(verb="route.nudged").count() == 3
