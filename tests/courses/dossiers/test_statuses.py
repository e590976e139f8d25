"""The status: granted, its two years, removed, reminded of, renewed; the other two registers."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from courses.dossiers import status_rules
from courses.dossiers.actions import outcomes, statuses
from courses.dossiers.models import RegisterEntry
from school.people.rules import Refused
from tests.courses.dossiers.filing import answered, at_justice, granted, mentor_of, ready, sent, states, today
from tests.factories import TermFactory, UserFactory

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Yekaterinburg")


def test_the_status_ends_the_way():
    dossier = ready(services=2)

    status = granted(dossier)

    assert states(dossier) == ("recognized", ["recognized", "recognized"])
    assert list(status.claims.all()) == list(dossier.claims.all())
    assert set(dossier.filings.get(kind="justice").filed.values_list("outcomes__kind", flat=True)) == {"recognition"}
    assert status_rules.status_of(dossier.organization) == status


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2027-03-01", "2029-02-28"),
        ("2026-03-01", "2028-02-29"),
        ("2028-02-29", "2030-02-28"),
        ("2026-12-31", "2028-12-30"),
        ("2026-02-28", "2028-02-27"),
    ],
)
def test_two_years_end_on_the_right_day(since, until):
    TermFactory(code="status", amount=2, unit="year")

    assert status_rules.until_of(date.fromisoformat(since)) == date.fromisoformat(until)


def test_a_second_press_makes_no_second_status():
    dossier = ready()

    status = granted(dossier)

    assert statuses.grant(dossier, number="77-р", since=today(-2), by=dossier.opened_by) == status
    with pytest.raises(Refused, match="уже записан: 77-р"):
        statuses.grant(dossier, number="78-р", since=today(-2), by=dossier.opened_by)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"number": " "}, "номер"), ({"since": today(1)}, "не наступил"), ({"since": today(-9)}, "раньше"), ({"claims": []}, "хотя бы одну")],
)
def test_a_status_that_cannot_be(given, words):
    dossier = ready()
    at_justice(dossier)

    with pytest.raises(Refused, match=words):
        statuses.grant(dossier, **{"number": "77-р", "since": today(-2), "by": dossier.opened_by} | given)


def test_no_status_without_the_ministry():
    dossier = ready()
    answered(sent(dossier))

    with pytest.raises(Refused):
        statuses.grant(dossier, number="77-р", since=today(-1), by=dossier.opened_by)


def test_every_service_is_answered_before_the_status():
    dossier = ready(services=2)
    filing = at_justice(dossier)
    one, two = dossier.claims.all()

    with pytest.raises(Refused, match="ответа Минюста ещё нет"):
        statuses.grant(dossier, number="77-р", since=today(-2), claims=[one], by=dossier.opened_by)
    answered(filing, "refusal", number_of=1)
    assert list(statuses.grant(dossier, number="77-р", since=today(-2), claims=[one], by=dossier.opened_by).claims.all()) == [one]
    assert states(dossier) == ("recognized", ["recognized", "refused"])


def test_recognition_recorded_before_is_not_recorded_twice():
    dossier = ready()
    answered(at_justice(dossier), "recognition", number="77-р", on=today(-2))

    status = statuses.grant(dossier, number="77-р", since=today(-2), by=dossier.opened_by)

    assert dossier.filings.get(kind="justice").filed.get().outcomes.count() == 1
    with pytest.raises(Refused, match="Статус уже записан"):
        outcomes.take_outcome_back(dossier.filings.get(kind="justice").filed.get().outcomes.get(), by=status.by)


def test_an_unknown_term_needs_the_day():
    dossier = ready()
    at_justice(dossier)
    TermFactory(code="status").__class__.objects.filter(code="status").delete()

    with pytest.raises(Refused, match="последний день"):
        statuses.grant(dossier, number="77-р", since=today(-2), by=dossier.opened_by)
    assert statuses.grant(dossier, number="77-р", since=today(-2), until=today(300), by=dossier.opened_by).until == today(300)


def test_the_status_says_where_it_stands():
    status = granted()

    assert status_rules.told(status)[1:] == ("ok", "seal")
    assert "осталось дней: 90" in status_rules.told(status, status.until - timedelta(days=90))[0]
    assert "срок вышел" in status_rules.told(status, status.until + timedelta(days=1))[0]
    with time_machine.travel(datetime.combine(status.until + timedelta(days=1), datetime.min.time(), ZONE) + timedelta(hours=9), tick=False):
        assert status_rules.status_of(status.organization) is None


def test_a_removed_status_is_in_force_no_more():
    status = granted()
    person = status.dossier.opened_by

    with pytest.raises(Refused, match="Выберите"):
        statuses.remove(status, on=today(), why="", by=person)
    with pytest.raises(Refused, match="внутри срока"):
        statuses.remove(status, on=today(-3), why="debt", by=person)
    statuses.remove(status, on=today(), why="debt", words="Пени", by=person)

    assert status_rules.status_of(status.organization) is None
    with pytest.raises(Refused, match="исключили"):
        statuses.renew(status, by=person)
    assert statuses.take_removal_back(status, by=person).ended_on is None


def test_a_slip_of_the_pen_is_corrected():
    status = granted()
    status.reminders.create(days=180)

    found = statuses.correct(status, number="78-р", since=today(-3), by=mentor_of(status.dossier))

    assert (found.number, found.until, found.reminders.count()) == ("78-р", status_rules.until_of(today(-3)), 0)


def test_strangers_do_not_touch_the_status():
    status, person = granted(), UserFactory()

    for act in (
        lambda: statuses.remove(status, on=today(), why="debt", by=person),
        lambda: statuses.renew(status, by=person),
        lambda: statuses.correct(status, number="1", since=today(), by=person),
        lambda: statuses.add_entry(status.dossier, register="sonko", by=person),
    ):
        with pytest.raises(Refused, match="могут владельцы"):
            act()


# The other registers


def test_registers_are_entered_and_left():
    dossier = ready()
    person = dossier.opened_by
    entry = statuses.add_entry(dossier, register="sonko", number="1", since=today(-5), by=person)

    assert statuses.add_entry(dossier, register="sonko", number="1", since=today(-5), by=person) == entry
    with pytest.raises(Refused, match="уже есть"):
        statuses.add_entry(dossier, register="sonko", by=person)
    with pytest.raises(Refused, match="раньше"):
        statuses.end_entry(entry, dossier, until=today(-6), by=person)
    assert statuses.end_entry(entry, dossier, until=today(), by=person).until == today()
    assert statuses.add_entry(dossier, register="sonko", by=person).pk
    assert RegisterEntry.objects.count() == 2
