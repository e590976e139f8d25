"""Terms and working days: when a step ends, when it has to begin. Pure questions to the reference data.

Whoever asks about many days or terms makes one `Days` and hands it over: each year's transfers are read once.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from courses.dossiers.models import ProductionDay, Term, Unit
from school.templatetags.look import longdate

ONE = timedelta(days=1)
SATURDAY = 5
# ст. 112 ТК РФ: month, day. Transfers of days off are data: `ProductionDay`.
HOLIDAYS = frozenset({*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)})
UNKNOWN: str | Promise = gettext_lazy("срок не установлен")


class Days:
    """The production calendar as one question sees it: a row of the school's calendar, else holidays and weekends."""

    def __init__(self) -> None:
        self._years: dict[int, dict[date, bool]] = {}

    def is_working(self, day: date) -> bool:
        usual = day.weekday() < SATURDAY and (day.month, day.day) not in HOLIDAYS
        return self._transfers(day.year).get(day, usual)

    def _transfers(self, year: int) -> dict[date, bool]:
        if year not in self._years:
            rows = ProductionDay.objects.filter(date__range=(date(year, 1, 1), date(year, 12, 31))).values_list("date", "kind")
            self._years[year] = {day: kind == ProductionDay.Kind.WORKING for day, kind in rows}
        return self._years[year]


def is_working(day: date, days: Days | None = None) -> bool:
    return (days or Days()).is_working(day)


def term_of(code: str, on: date | None = None) -> Term | None:
    """In force on the day (today unless told)."""
    return terms_of([code], on).get(code)


def terms_of(codes: Iterable[str], on: date | None = None) -> dict[str, Term]:
    """Several at once; those that are not in force are left out."""
    return {term.code: term for term in Term.objects.in_force(on or timezone.localdate()).filter(code__in=list(codes))}


def span(term: Term | None, start: date, days: Days | None = None) -> date | None:
    """The last day of the term, None where the term is unknown.

    Days are counted from the day after `start`; months and years hold `start` itself, so that two years from 1 March 2027 end on 28 February 2029.
    A term in working days ends on a working day; one in calendar days ends on the day itself, holiday or not.
    """
    if term is None or not term.amount:
        return None
    try:
        if term.unit == Unit.WORKING:
            return _counted(start, term.amount, days or Days())
        if term.unit == Unit.DAY:
            return start + timedelta(days=term.amount)
        return _months_on(start, _months(term))
    except (OverflowError, ValueError):  # beyond the year 9999
        return None


def latest_start(term: Term | None, finish: date, days: Days | None = None) -> date | None:
    """The last day on which the term may begin so that it ends by `finish`: the day after would be too late."""
    if term is None or not term.amount:
        return None
    try:
        if term.unit == Unit.WORKING:
            return _counted_back(finish, term.amount, days or Days())
        if term.unit == Unit.DAY:
            return finish - timedelta(days=term.amount)
        return _months_back(finish, _months(term))
    except (OverflowError, ValueError):
        return None


def said(term: Term | None) -> str:
    """«30 календарных дней»; an unknown term has no number."""
    if term is None or not term.amount:
        return str(UNKNOWN)
    return said_of(term.amount, term.unit)


def said_of(amount: int, unit: str) -> str:
    words = {
        Unit.WORKING: ngettext("%(count)d рабочий день", "%(count)d рабочих дней", amount),
        Unit.MONTH: ngettext("%(count)d месяц", "%(count)d месяцев", amount),
        Unit.YEAR: ngettext("%(count)d год", "%(count)d лет", amount),
    }.get(Unit(unit)) or ngettext("%(count)d календарный день", "%(count)d календарных дней", amount)
    return words % {"count": amount}


def told(term: Term | None, start: date, days: Days | None = None) -> str:
    """«до 3 марта 2027 (17 рабочих дней)» in one line for people."""
    finish = span(term, start, days)
    if finish is None:
        return said(term)
    return _("до %(day)s (%(term)s)") % {"day": longdate(finish), "term": said(term)}


def _counted(start: date, amount: int, days: Days) -> date:
    day = start
    while amount:
        day += ONE
        amount -= days.is_working(day)
    return day


def _counted_back(finish: date, amount: int, days: Days) -> date:
    day = finish + ONE
    while amount:
        day -= ONE
        amount -= days.is_working(day)
    return day - ONE


def _months(term: Term) -> int:
    return (term.amount or 0) * (12 if term.unit == Unit.YEAR else 1)


def _moved(start: date, months: int) -> tuple[int, int]:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return year, month + 1


def _months_on(start: date, months: int) -> date:
    """The eve of the same number; where the month is too short for it, its last day."""
    year, month = _moved(start, months)
    if start.day > monthrange(year, month)[1]:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, start.day) - ONE


def _months_back(finish: date, months: int) -> date:
    year, month = _moved(finish, -months)
    day = date(year, month, min(finish.day, monthrange(year, month)[1])) + 2 * ONE
    while _months_on(day, months) > finish:
        day -= ONE
    while _months_on(day + ONE, months) <= finish:
        day += ONE
    return day
