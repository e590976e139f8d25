"""A long list is cut where a short one is, and brings no more rows than the page shows."""

import pytest
from django.core.paginator import Paginator

from courses.enrollment.models import Enrollment
from courses.portals import paging
from tests.factories import EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(cohort):
    EnrollmentFactory.create_batch(7, cohort=cohort)
    return Enrollment.objects.select_related("person").order_by("-since", "pk")


def test_a_long_list_is_cut_as_a_short_one_is(rows, monkeypatch, django_assert_num_queries):
    plain = [list(Paginator(rows, 3).page(number)) for number in (1, 2, 3)]
    monkeypatch.setattr(paging, "SHORT", 1)
    long = paging.LongPages(rows, 3)

    assert [list(long.page(number)) for number in (1, 2, 3)] == plain
    assert (long.get_page("99").number, long.get_page("нет").number) == (3, 1)
    with django_assert_num_queries(2):
        assert [row.person.pk for row in long.page(2)] == [row.person_id for row in plain[1]]


def test_a_short_list_is_read_at_once(rows, django_assert_num_queries):
    short = paging.LongPages(rows, 3)
    assert short.count == 7

    with django_assert_num_queries(1):
        assert len(list(short.page(1))) == 3
