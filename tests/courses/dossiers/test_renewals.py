"""A status near its end: reminders at their distances, an answer that has not come, the renewal that is filled in beforehand."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from courses.dossiers import status_rules
from courses.dossiers.actions import filings, statuses
from courses.dossiers.models import DocumentVersion, Dossier, Item, Status
from school.people.rules import Refused
from school.post.models import Letter
from tests.courses.dossiers.filing import granted, mentor_of, ready, sent, today
from tests.factories import ChecklistFactory, DocumentVersionFactory, ItemFactory, RequirementFactory, UserFactory

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Yekaterinburg")


def day(text):
    return datetime.fromisoformat(text).replace(hour=9, tzinfo=ZONE)


@pytest.fixture
def status():
    """Until 28 February 2029."""
    with time_machine.travel(day("2027-03-10"), tick=False):
        found = granted(since=date(2027, 3, 8))
        Status.objects.update(since=date(2027, 3, 1), until=date(2029, 2, 28))
        Letter.objects.all().delete()
    return Status.objects.get(pk=found.pk)


def reminded(status, *days):
    for text in days:
        with time_machine.travel(day(text), tick=False):
            call_command("remind_renewal", verbosity=0)
    return list(status.reminders.order_by("-days").values_list("days", flat=True))


def test_reminders_come_once_at_each_distance(status):
    mentor = mentor_of(status.dossier)

    assert reminded(status, "2028-08-31") == []
    assert reminded(status, "2028-09-01", "2028-09-01", "2028-09-02") == [180]
    assert reminded(status, "2028-11-30", "2028-12-01") == [180, 90]
    assert reminded(status, "2029-01-29", "2029-02-28", "2029-03-01") == [180, 90, 30]
    letters = Letter.objects.filter(name="status_reminder")
    assert sorted(letters.values_list("email", flat=True)) == sorted([mentor.email, status.dossier.opened_by.email] * 3)


def test_missed_days_catch_up_with_the_nearest_only(status):
    assert reminded(status, "2029-02-05", "2029-02-06") == [30]
    assert Letter.objects.filter(name="status_reminder").count() == 1


@pytest.mark.parametrize("change", [{"ended_on": date(2028, 1, 1), "ended_why": "debt"}, {"until": date(2028, 8, 1)}])
def test_what_has_ended_is_not_reminded_of(status, change):
    Status.objects.update(**change)

    assert reminded(status, "2028-09-01") == []


def test_an_answer_that_has_not_come_is_told_once():
    with time_machine.travel(day("2026-12-20"), tick=False):
        dossier = ready()
        mentor, filing = mentor_of(dossier), sent(dossier, sent_on=date(2026, 12, 20))
    for text in ("2027-01-19", "2027-01-20", "2027-01-21", "2027-01-22"):
        with time_machine.travel(day(text), tick=False):
            call_command("remind_renewal", verbosity=0)
            if text == "2027-01-21":
                filings.extend(filing, by=dossier.opened_by)

    assert sorted(Letter.objects.filter(name="filing_overdue").values_list("email", flat=True)) == sorted([dossier.opened_by.email, mentor.email])


# Renewal


def test_a_renewal_is_filled_in_beforehand():
    dossier = ready(services=2, facts={"head": "Берёзкина А. Л."})
    dossier.claims.update(charter_clause="п. 2.3")
    reader = UserFactory()
    reader.memberships.create(organization=dossier.organization, state="confirmed")
    dossier.shares.create(person=reader, role="reader")
    status = granted(dossier)

    renewal = statuses.renew(status, by=mentor_of(dossier))

    assert (renewal.path, renewal.previous, renewal.state, renewal.facts) == ("renewal", dossier, "eligibility", dossier.facts)
    assert list(renewal.claims.values_list("service", "charter_clause", "state")) == [
        (claim.service_id, "п. 2.3", "preparing") for claim in dossier.claims.all()
    ]
    assert sorted(renewal.shares.values_list("person", "role")) == sorted(dossier.shares.values_list("person", "role"))
    assert statuses.renew(status, by=dossier.opened_by) == renewal
    assert Dossier.objects.count() == 2


def test_what_is_still_good_is_not_asked_twice():
    dossier = ready()
    newer = ChecklistFactory(version=900)
    rows = {
        "charter": ({}, {}),
        "debts": ({"lasts": 30}, {"valid_until": today(60)}),
        "old": ({"lasts": 30}, {"valid_until": today(10)}),
        "table": ({"paper": "year_table"}, {}),
        "never": ({}, None),
    }
    for code, (line, item) in rows.items():
        RequirementFactory(checklist=newer, code=code, **line)
        found = ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, code=code, **line))
        if item is not None:
            DocumentVersionFactory(item=found, state="accepted")
            Item.objects.filter(pk=found.pk).update(**item)
    dossier.state = "at_justice"
    status = granted(dossier_filed(dossier))

    renewal = statuses.renew(status, by=dossier.opened_by)

    said = dict(renewal.items.values_list("requirement__code", "state"))
    assert said == {"charter": "accepted", "debts": "accepted", "old": "empty", "table": "empty", "never": "empty"}
    assert renewal.items.get(requirement__code="debts").valid_until == today(60)
    assert set(DocumentVersion.objects.filter(item__dossier=renewal).values_list("state", flat=True)) == {"accepted"}


def dossier_filed(dossier):
    """Whatever is lacking."""
    Item.objects.filter(dossier=dossier, state="empty").update(state="not_needed")
    dossier.state = "gathering"
    return dossier


def test_an_organisation_with_a_dossier_in_work_renews_nothing():
    status = granted()
    ready(organization=status.organization, owner=status.dossier.opened_by)

    with pytest.raises(Refused, match="уже есть папка"):
        statuses.renew(status, by=status.dossier.opened_by)


def test_a_renewal_is_offered_half_a_year_before():
    status = granted()

    assert not status_rules.offers_renewal(status)
    assert status_rules.offers_renewal(status, status.until - timedelta(days=180))
