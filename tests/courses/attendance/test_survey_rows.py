"""Rows of a survey as a dump would show them. These tests commit, so they stand apart."""

import pytest
from django.db import connection

from courses.attendance.models import Reply
from tests.courses.attendance.test_surveys import answered, meeting, survey  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def test_not_even_the_places_of_the_rows_tell_who_came_when(survey, cohort):  # noqa: F811
    """As a dump would find them, no order asked for; on PostgreSQL also by the transaction that wrote each of them."""
    came = [str(number) for number in range(12)]
    for number in came:
        answered(survey, cohort, 5, text=number)

    kept = dict(Reply.objects.values_list("pk", "answers"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM courses_reply")
        lie = [kept[key][1] for (key,) in cursor.fetchall()]
        if connection.vendor == "postgresql":
            cursor.execute("SELECT COUNT(DISTINCT xmin::text) FROM courses_reply")
            assert cursor.fetchone() == (1,)

    assert sorted(lie, key=int) == came != lie
