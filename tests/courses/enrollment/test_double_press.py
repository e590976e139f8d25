"""The same POST twice in the same moment, each in a thread of its own: one intent is one row, one line of the journal and one letter (R24).

The twins without the protection, where everybody looks before anybody writes, do it twice.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions, rules
from courses.enrollment.actions import applications, asking, enrollments, offers, steps, talk
from courses.enrollment.models import Application, Enrollment, Remark
from school.journal.models import Entry
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 2
TEXT = "Помогаем пожилым людям на дому уже пять лет."


class Press:
    """Who presses what, and what one press leaves: rows, journal lines, letters."""

    def __init__(self, name):
        self.quota = factories.QuotaFactory(seats=5, cohort=factories.CohortFactory(letters_after=0))
        self.member = factories.MembershipFactory()
        self.person = self.member.person
        self.coordinator = factories.UserFactory()
        actions.assign(self.coordinator, "coordinator", by=None)
        Letter.objects.all().delete()
        self.data = {}
        getattr(self, name)()

    def ask(self, state, **fields):
        fields |= {"organization": self.member.organization, "state": state}
        return factories.ApplicationFactory(cohort=self.quota.cohort, town=self.quota.town, person=self.person, **fields)

    def left(self, verb, state, letter, enrolled):
        self.verb, self.state, self.letters, self.enrolled = f"enrollment.{verb}", state, [letter] if letter else [], enrolled

    def send(self):
        self.by, self.url = self.person, reverse("portals:apply", args=[self.quota.cohort_id])
        self.data = {"organization": self.member.organization_id, "town": self.quota.town_id, "motivation": TEXT}
        self.left("applied", "submitted", "application_received", [])

    def admit(self):
        self.by, self.url = self.coordinator, reverse("office:decide", args=[self.ask("submitted").pk, "admit"])
        self.left("admitted", "admitted", "application_admitted", ["active"])

    def accept(self):
        row = self.ask("offered", offer_until=timezone.now() + timedelta(hours=1))
        self.by, self.url = self.person, reverse("portals:offer", args=[row.pk, "accept"])
        self.left("offer_accepted", "admitted", "application_admitted", ["active"])

    def refuse(self):
        row = self.ask("offered", offer_until=timezone.now() + timedelta(hours=1))
        self.by, self.url = self.person, reverse("portals:offer", args=[row.pk, "refuse"])
        self.left("offer_refused", "withdrawn", "", [])

    def withdraw(self):
        self.by, self.url = self.person, reverse("portals:withdraw", args=[self.ask("submitted").pk])
        self.left("withdrawn", "withdrawn", "", [])

    def leave(self):
        row = self.ask("admitted")
        seat = factories.EnrollmentFactory(person=self.person, cohort=self.quota.cohort, town=self.quota.town, application=row)
        self.by, self.url, self.data = self.coordinator, reverse("office:person_move", args=[seat.pk, "leave"]), {"reason": "Переезд."}
        self.left("leave", "ended", "enrollment_leave", ["withdrawn"])

    def question(self):
        self.by, self.url, self.data = self.coordinator, reverse("office:application_ask", args=[self.ask("submitted").pk]), {"ask-text": "Сколько?"}
        self.left("asked", "submitted", "application_asked", [])

    def note(self):
        self.by, self.url, self.data = (
            self.coordinator,
            reverse("office:application_note", args=[self.ask("submitted").pk]),
            {"note-text": "Звонила."},
        )
        self.left("noted", "submitted", "", [])

    def answer(self):
        row = self.ask("submitted")
        row.remarks.create(text="Сколько?", by=self.coordinator)
        self.by, self.url, self.data = self.person, reverse("portals:answer", args=[row.pk]), {"text": "Сорок."}
        self.left("answered", "submitted", "", [])

    def twice(self):
        """Two browsers of one person, let go by one barrier; their statuses."""
        browsers, barrier = [], Barrier(PRESSES)
        for _ in range(PRESSES):
            browser = Client(raise_request_exception=False)
            browser.force_login(self.by)
            browsers.append(browser)

        def one(browser):
            barrier.wait()
            status = browser.post(self.url, self.data).status_code
            connections.close_all()
            return status

        with ThreadPoolExecutor(PRESSES) as pool:
            return sorted(pool.map(one, browsers))

    def check(self, statuses):
        """The first press is led on; the second is led on too or reads why not (409, or its form again)."""
        assert statuses in ([302, 302], [302, 409], [200, 302])
        assert list(Application.objects.values_list("state", flat=True)) == [self.state]
        assert list(Enrollment.objects.values_list("state", flat=True)) == self.enrolled
        assert Entry.objects.filter(verb=self.verb).count() == 1
        assert list(Letter.objects.values_list("name", flat=True)) == self.letters


PRESSED = ["send", "admit", "accept", "refuse", "withdraw", "leave", "question", "note", "answer"]


@pytest.mark.parametrize("name", PRESSED)
def test_two_presses_in_one_moment_are_one(name):
    press = Press(name)

    press.check(press.twice())


@pytest.fixture
def unprotected(monkeypatch):
    """No lock of seats, no locked row, no transaction around the step; whoever has looked waits for the other."""
    reverse("office:applications")  # every module is there before its tools are taken away
    gate = Barrier(PRESSES)

    def waiting(ask):
        def asked(*args):
            found = ask(*args)
            with suppress(BrokenBarrierError):
                gate.wait(10)
            return found

        return asked

    for module in (applications, asking, enrollments, offers, steps):
        monkeypatch.setattr(module, "lock_cohorts", lambda *cohorts: None)
    for name in ("against_admitting", "against_accepting"):  # asked after the state: the slower one would read the seat of the quicker
        monkeypatch.setattr(rules, name, waiting(getattr(rules, name)))
    check = waiting(steps.check)
    for module in (applications, offers, steps):
        monkeypatch.setattr(module, "check", check)
        monkeypatch.setattr(
            module, "locked", lambda row: Application.objects.select_related("cohort", "person", "organization", "town").get(pk=row.pk)
        )
    rows = Enrollment.objects.select_related("cohort", "person", "town", "organization", "application__cohort")
    monkeypatch.setattr(enrollments, "_locked", lambda row: rows.get(pk=row.pk))
    monkeypatch.setattr(enrollments, "_check", waiting(enrollments._check))
    monkeypatch.setattr(enrollments, "_moved", enrollments._moved.__wrapped__)
    for module, name in ((applications, "admit"), (applications, "withdraw"), (offers, "refuse")):
        monkeypatch.setattr(actions, name, getattr(module, name).__wrapped__)
    monkeypatch.setattr(offers, "_taken", offers._taken.__wrapped__)
    for name in ("ask", "note", "reply"):
        monkeypatch.setattr(actions, name, getattr(talk, name).__wrapped__)
    monkeypatch.setattr(talk, "lock", lambda row: None)
    monkeypatch.setattr(talk, "said_lately", waiting(talk.said_lately))
    monkeypatch.setattr(asking.transaction, "atomic", lambda *args, **options: nullcontext())
    monkeypatch.setattr(rules, "reasons_not_to_apply", waiting(rules.reasons_not_to_apply))


@pytest.fixture
def loose():
    """The database does not know of one application in force."""
    known = next(rule for rule in Application._meta.constraints if rule.name == "one_application_in_force")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Application, known)
    yield
    Remark.objects.all().delete()
    Enrollment.objects.all().delete()
    Application.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Application, known)


@pytest.mark.parametrize("name", PRESSED)
def test_without_the_protection_two_presses_are_two(name, loose, unprotected):
    """The negative control: the same check finds the second row, line or letter; where a constraint of the table still stands, a crash."""
    press = Press(name)
    statuses = press.twice()

    with pytest.raises(AssertionError):
        press.check(statuses)
    assert Entry.objects.filter(verb=press.verb).count() == PRESSES or 500 in statuses
