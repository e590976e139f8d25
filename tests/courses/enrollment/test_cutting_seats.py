"""Seats are cut while somebody is admitted: the form counted before, the admission came in between. Never one over (R13)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from courses.enrollment import actions
from courses.enrollment.models import Enrollment
from courses.office.forms import CohortForm
from courses.office.viewsets import WithSeats
from courses.program import actions as program
from courses.program.models import Cohort, Quota
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = {"town": "Здесь уже занято и предложено мест: 2", "cohort": "В потоке уже занято и предложено мест: 2", "organization": "уже держит мест: 2"}


class Office:
    """One seat of two is taken; one coordinator cuts this limit to one, another admits."""

    def __init__(self, limit):
        self.limit = limit
        cohort = factories.CohortFactory(seats=2, per_organization=2)
        self.quota = factories.QuotaFactory(seats=2, cohort=cohort)
        card = factories.OrganizationFactory()
        factories.EnrollmentFactory(cohort=cohort, town=self.quota.town, organization=card)
        self.asking = factories.ApplicationFactory(cohort=cohort, town=self.quota.town, organization=card)
        self.coordinator = factories.UserFactory()
        actions.assign(self.coordinator, "coordinator", by=None)

    def fields(self):
        cohort = self.quota.cohort
        days = {name: getattr(cohort, name).isoformat() for name in ("starts_on", "ends_on", "apply_from", "apply_until")}
        limits = {"town": 2, "cohort": 2, "organization": 2} | {self.limit: 1}
        return days | {
            "program": cohort.program_id,
            "title": cohort.title,
            "needed_share": "75",
            f"seats_{self.quota.town_id}": limits["town"],
            "seats": limits["cohort"],
            "per_organization": limits["organization"],
        }

    def cut(self, before=lambda: None):
        browser = Client()
        browser.force_login(self.coordinator)
        before()
        page = browser.post(reverse("office_cohorts:edit", args=[self.quota.cohort_id]), self.fields())
        connections.close_all()
        return page.status_code, page.content.decode()

    def admit(self, before=lambda: None):
        before()
        try:
            actions.admit(self.asking, by=self.coordinator)
        except Refused as refused:
            return " ".join(map(str, refused.reasons))
        finally:
            connections.close_all()
        return ""

    def left(self):
        """How many seats the limit has and how many are held."""
        cohort = Cohort.objects.get()
        given = {"town": Quota.objects.get().seats, "cohort": cohort.seats, "organization": cohort.per_organization}
        return given[self.limit], Enrollment.objects.filter(state="active").count()


@pytest.fixture(params=["town", "cohort", "organization"])
def office(transactional_db, request):
    return Office(request.param)


@pytest.fixture
def between(monkeypatch):
    """The form is found right; then the other coordinator admits; then the form goes on."""
    asked, admitted, clean = Event(), Event(), CohortForm.clean

    def slow(form):
        data = clean(form)
        asked.set()
        admitted.wait(20)
        return data

    monkeypatch.setattr(CohortForm, "clean", slow)

    def run(office):
        def admit():
            said = office.admit(lambda: asked.wait(20))
            admitted.set()
            return said

        with ThreadPoolExecutor(2) as pool:
            cut, said = pool.submit(office.cut), pool.submit(admit)
            return cut.result(), said.result()

    return run


def test_an_admission_between_the_form_and_its_writing_is_seen(office, between):
    (status, page), said = between(office)

    assert (status, said) == (200, "")
    assert WORDS[office.limit] in page
    assert office.left() == (2, 2)


def test_without_asking_again_there_is_one_over(office, between, monkeypatch):
    """The negative control: the form believes what it counted before."""
    monkeypatch.setattr(WithSeats, "ask_again", lambda view: None)

    (status, _page), said = between(office)

    assert (status, said) == (302, "")
    assert office.left() == (1, 2)


def test_both_at_once_are_never_one_over(office):
    barrier = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        cut, said = pool.submit(office.cut, barrier.wait), pool.submit(office.admit, barrier.wait)
        (status, _page), words = cut.result(), said.result()

    assert (status, bool(words)) in [(200, False), (302, True)]
    seats, held = office.left()
    assert held <= seats


def test_a_step_made_meanwhile_is_not_undone_by_the_form(office, between, monkeypatch):
    """The form writes the cohort whole: its state is the one under the lock."""
    monkeypatch.setattr(
        Office, "admit", lambda office, before: (before(), program.close(office.quota.cohort, by=office.coordinator), connections.close_all())
    )

    (status, _page), _done = between(office)

    assert (status, Cohort.objects.get().state) == (302, "closed")
