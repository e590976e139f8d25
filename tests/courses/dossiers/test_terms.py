"""Terms across New Year, transfers, short months and leap years; `latest_start` is the inverse of `span`."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.dossiers.actions.reference import read
from courses.dossiers.models import ProductionDay, ProductionYear, Term
from courses.dossiers.term_rules import Days, is_working, latest_start, said, span, term_of, terms_of, told
from tests import factories

ONE = timedelta(days=1)


@pytest.fixture
def years(db):
    """The production calendars that come with the product."""
    for row in read("production"):
        year = ProductionYear.objects.create(year=row["year"])
        ProductionDay.objects.bulk_create(ProductionDay(year=year, **day) for day in row["days"])


def term(amount, unit="day"):
    return Term(code="term", begins="подача", ends="ответ", amount=amount, unit=unit)


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "working"),
    [
        ("2026-11-03", True),
        ("2026-11-04", False),  # the day of unity
        ("2026-11-07", False),  # Saturday
        ("2025-11-01", True),  # a working Saturday
        ("2025-11-03", False),
        ("2025-02-24", True),  # 23 February fell on Sunday and was moved to May
        ("2025-05-08", False),
        ("2025-12-31", False),
        ("2026-01-08", False),
        ("2026-01-09", False),
        ("2026-01-12", True),
        ("2026-03-09", False),
        ("2026-05-11", False),
        ("2026-12-30", True),
        ("2026-12-31", False),
        ("2027-01-08", False),
        ("2027-01-11", True),
        ("2027-05-03", False),
        ("2027-06-14", False),
        ("2027-12-31", True),  # not moved yet
        ("2028-01-07", False),  # a year without a row: weekends and holidays
        ("2028-01-08", False),
        ("2028-01-10", True),
        ("2028-02-23", False),
        ("2028-03-08", False),
        ("2028-05-01", False),
        ("2028-05-09", False),
        ("2028-06-12", False),
    ],
)
def test_working_days(years, on, working):
    assert is_working(day(on)) is working


@pytest.mark.parametrize(
    ("amount", "unit", "start", "finish"),
    [
        (30, "day", "2026-11-23", "2026-12-23"),
        (30, "day", "2026-12-05", "2027-01-04"),  # calendar days count holidays and may end on one
        (33, "day", "2026-12-01", "2027-01-03"),
        (1, "working", "2026-11-23", "2026-11-24"),
        (1, "working", "2026-11-27", "2026-11-30"),  # over a weekend
        (1, "working", "2026-11-28", "2026-11-30"),  # begun on a Saturday
        (1, "working", "2026-11-03", "2026-11-05"),
        (1, "working", "2026-12-30", "2027-01-11"),  # the whole New Year, with the moved 31 December
        (17, "working", "2026-12-15", "2027-01-18"),
        (3, "working", "2027-12-30", "2028-01-11"),  # 31 December 2027 works: nobody has moved it
        (17, "working", "2027-12-20", "2028-01-19"),
        (1, "working", "2025-10-31", "2025-11-01"),  # the working Saturday
        (2, "working", "2025-10-31", "2025-11-05"),
        (1, "month", "2027-01-28", "2027-02-27"),
        (1, "month", "2027-01-29", "2027-02-28"),
        (1, "month", "2027-01-31", "2027-02-28"),
        (1, "month", "2028-01-30", "2028-02-29"),
        (3, "month", "2026-11-15", "2027-02-14"),
        (12, "month", "2027-03-01", "2028-02-29"),
        (2, "year", "2027-03-01", "2029-02-28"),
        (2, "year", "2026-03-01", "2028-02-29"),
        (2, "year", "2028-02-29", "2030-02-28"),
        (4, "year", "2028-02-29", "2032-02-28"),
        (1, "year", "2027-01-01", "2027-12-31"),
    ],
)
def test_last_day_of_a_term(years, amount, unit, start, finish):
    assert span(term(amount, unit), day(start)) == day(finish)


@pytest.mark.parametrize("unknown", [None, Term(code="justice")])
def test_unknown_term_has_no_days(unknown):
    assert span(unknown, date(2026, 11, 23)) is None
    assert latest_start(unknown, date(2026, 11, 23)) is None
    assert said(unknown) == "срок не установлен"
    assert told(unknown, date(2026, 11, 23)) == "срок не установлен"


@pytest.mark.parametrize(("unit", "start"), [("day", date.max), ("working", date.max), ("month", date.max), ("year", date.max)])
def test_beyond_the_calendar_there_is_no_answer(db, unit, start):
    assert span(term(3, unit), start) is None
    assert latest_start(term(3, unit), date.min) is None


@pytest.mark.parametrize(
    ("amount", "unit", "finish", "start"),
    [
        (17, "working", "2027-01-18", "2026-12-15"),
        (1, "working", "2027-01-11", "2027-01-10"),  # any day of the holidays is as good as the last working one
        (1, "working", "2027-01-10", "2026-12-29"),  # a term does not end on a holiday: it has to end before
        (90, "day", "2029-02-28", "2028-11-30"),
        (2, "year", "2029-02-28", "2027-03-01"),
    ],
)
def test_latest_start(years, amount, unit, finish, start):
    assert latest_start(term(amount, unit), day(finish)) == day(start)


@pytest.fixture(scope="module")
def calendar():
    """Without the database: the transfers as they come."""
    days = Days()
    found = {row["year"]: {day(one["date"]): one["kind"] == "working" for one in row["days"]} for row in read("production")}
    days._transfers = lambda year: found.get(year, {})
    return days


@given(
    start=st.dates(date(2024, 1, 1), date(2033, 12, 31)),
    amount=st.integers(1, 400),
    unit=st.sampled_from(["day", "working", "month", "year"]),
)
@settings(max_examples=300, deadline=None)
def test_latest_start_is_the_inverse_of_span(calendar, start, amount, unit):
    row = term(amount if unit in {"day", "working"} else amount % 40 + 1, unit)
    finish = span(row, start, calendar)

    latest = latest_start(row, finish, calendar)

    assert latest >= start
    assert span(row, latest, calendar) <= finish
    assert span(row, latest + ONE, calendar) > finish
    assert unit != "working" or calendar.is_working(finish)


@given(finish=st.dates(date(2024, 1, 1), date(2033, 12, 31)), amount=st.integers(1, 60), unit=st.sampled_from(["day", "working", "month", "year"]))
@settings(max_examples=300, deadline=None)
def test_latest_start_is_in_time_for_any_day(calendar, finish, amount, unit):
    row = term(amount, unit)

    latest = latest_start(row, finish, calendar)

    assert span(row, latest, calendar) <= finish < span(row, latest + ONE, calendar)


def test_school_moves_a_day(years):
    row = ProductionYear.objects.get(year=2027)
    ProductionDay.objects.create(year=row, date="2027-11-05", kind="off")
    ProductionDay.objects.create(year=row, date="2027-11-13", kind="working")

    assert span(term(1, "working"), day("2027-11-03")) == day("2027-11-08")
    assert span(term(1, "working"), day("2027-11-12")) == day("2027-11-13")


def test_each_year_is_read_once(years, django_assert_num_queries):
    days = Days()

    with django_assert_num_queries(2):
        span(term(40, "working"), day("2026-12-01"), days)
        latest_start(term(40, "working"), day("2027-02-01"), days)
    with django_assert_num_queries(0):
        is_working(day("2026-12-31"), days)


def test_term_of_a_day(db):
    factories.TermFactory(code="charter", amount=17, unit="working", until="2026-12-31")

    assert term_of("charter", date(2026, 12, 31)).amount == 17
    assert term_of("charter", date(2027, 1, 1)) is None
    assert term_of("nothing") is None
    assert list(terms_of(["charter", "nothing"], date(2026, 11, 23))) == ["charter"]


def test_told_with_the_day(years):
    assert told(term(17, "working"), day("2026-12-15")) == "до 18\u00a0января 2027\u00a0года (17 рабочих дней)"


def test_said_in_words():
    assert said(term(30)) == "30 календарных дней"
    assert said(term(17, "working")) == "17 рабочих дней"
    assert said(term(1, "working")) == "1 рабочий день"
