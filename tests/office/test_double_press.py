"""What the office and the trainer add by a form, pressed twice in the same moment: one row, one line of the journal (R24).

The twins without the protection make two rows, or crash on a constraint of the table.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.attendance.actions import surveys
from courses.attendance.models import Survey
from courses.dossiers.models import Checklist, Requirement, Term
from courses.enrollment import actions
from courses.enrollment.actions import questions
from courses.enrollment.models import Criterion, Question
from courses.office.frames import OfficeCreate
from courses.office.viewsets import TownViewSet
from courses.program import actions as program
from courses.program.models import Cohort, Meeting
from school.journal.models import Entry
from school.people.models import Town
from tests import factories
from tests.factories.dossiers import ChecklistFactory, RequirementFactory
from tests.law_office import GIVEN
from tests.office.test_meetings import posted

pytestmark = pytest.mark.django_db(transaction=True)


class Form:
    """Who presses what; the rows and the journal verb that one press leaves."""

    def __init__(self, name):
        self.coordinator = factories.UserFactory()
        actions.assign(self.coordinator, "coordinator", by=None)
        self.cohort = factories.CohortFactory(state="under_way")
        getattr(self, name)()

    def question(self):
        self.url, self.data = reverse("office:question_add", args=[self.cohort.pk]), {"text": "Сколько вас?", "kind": "text"}
        self.rows, self.verb = Question.objects.all(), "enrollment.question_added"

    def criterion(self):
        self.url, self.data = reverse("office:criterion_add", args=[self.cohort.pk]), {"title": "Опыт", "points": 5}
        self.rows, self.verb = Criterion.objects.all(), "enrollment.criterion_added"

    def town(self):
        self.url, self.data = reverse("office_towns:add"), {"name": "Ишим", "locative": "в Ишиме", "position": 7}
        self.rows, self.verb = Town.objects.filter(name="Ишим"), "people.town_created"

    def new_cohort(self):
        days = {name: getattr(self.cohort, name).isoformat() for name in ("starts_on", "ends_on", "apply_from", "apply_until")}
        self.url, self.data = reverse("office_cohorts:add"), {"program": self.cohort.program_id, "title": "Новый", "needed_share": 75, **days}
        self.rows, self.verb = Cohort.objects.filter(title="Новый"), "courses.cohort_created"

    def meeting(self):
        start = timezone.now() + timedelta(days=3)
        pattern = factories.MeetingFactory.build(
            cohort=self.cohort, module=factories.ModuleFactory(program=self.cohort.program), starts_at=start, ends_at=start + timedelta(hours=2)
        )
        self.url, self.data = reverse("office_meetings:add"), posted(pattern)
        self.rows, self.verb = Meeting.objects.all(), "courses.meeting_created"

    def term(self):
        self.url = reverse("office_terms:add")
        self.data = {"code": "assessment", "begins": "подача", "ends": "ответ", "amount": "30", "unit": "day", "position": "1"}
        self.rows, self.verb = Term.objects.all(), "courses.term_created"

    def line(self):
        draft = ChecklistFactory(published_at=None)
        self.url, self.data = reverse("office_requirements:add"), GIVEN["requirements"] | {"checklist": draft.pk}
        self.rows, self.verb = Requirement.objects.all(), "courses.requirement_created"

    def version(self):
        old = RequirementFactory().checklist
        self.url, self.data = reverse("office:checklist_copy", args=[old.pk]), {}
        self.rows, self.verb = Checklist.objects.filter(published_at=None), "dossiers.checklist_copied"

    def survey(self):
        module = factories.ModuleFactory(program=self.cohort.program)
        self.url = reverse("portals:survey_new")
        self.data = {"about": f"module-{self.cohort.pk}-{module.pk}", "title": "Как модуль?", "text_0": "Полезно?", "scale_0": "points"}
        self.rows, self.verb = Survey.objects.all(), "attendance.survey_drafted"

    def twice(self):
        barrier = Barrier(2)

        def press(browser):
            barrier.wait()
            status = browser.post(self.url, self.data).status_code
            connections.close_all()
            return status

        browsers = [Client(raise_request_exception=False) for _ in range(2)]
        for browser in browsers:
            browser.force_login(self.coordinator)
        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(press, browsers))

    def check(self, statuses):
        """The second press is led on too; when the first was over before its form was read, it reads that there is such a row."""
        assert statuses in ([302, 302], [200, 302])
        assert (self.rows.count(), Entry.objects.filter(verb=self.verb).count()) == (1, 1)


FORMS = ["question", "criterion", "town", "new_cohort", "meeting", "survey", "term", "line", "version"]
TOLD_APART = {"town", "term", "line", "version"}  # by the table itself, or by a lock of their own


@pytest.mark.parametrize("name", FORMS)
def test_two_presses_in_one_moment_are_one_row(name):
    form = Form(name)

    form.check(form.twice())


@pytest.mark.parametrize("name", [name for name in FORMS if name not in TOLD_APART])
def test_without_looking_two_presses_are_two(name, monkeypatch):
    """The negative control: nobody looks for the row of the first press, nor whether the title is taken."""
    gate = Barrier(2)

    def blind(*args):
        with suppress(BrokenBarrierError):
            gate.wait(1)

    for owner, look in ((questions, "_doubled"), (surveys, "doubled_draft"), (OfficeCreate, "there_already"), (program, "keep_title")):
        monkeypatch.setattr(owner, look, blind)
    form = Form(name)
    statuses = form.twice()

    with pytest.raises(AssertionError):
        form.check(statuses)


def test_a_row_that_another_has_just_saved_is_told_and_not_a_crash(monkeypatch):
    """Both forms were valid when they were looked at; the table has the last word."""
    form = Form("town")
    Town.objects.create(name="Ишим", locative="в Ишиме", position=7)
    monkeypatch.setattr(TownViewSet.form_class, "validate_unique", lambda self: None)
    client = Client()
    client.force_login(form.coordinator)
    page = client.post(form.url, form.data)

    assert (page.status_code, "Такая запись уже есть" in page.content.decode(), form.rows.count()) == (200, True, 1)


def test_the_same_words_later_are_another_row(monkeypatch):
    form = Form("criterion")
    client = Client()
    client.force_login(form.coordinator)
    client.post(form.url, form.data)
    assert client.post(form.url, form.data | {"points": 6}).status_code == 302
    assert form.rows.count() == 2
    monkeypatch.setattr("school.journal.models.SAME", timedelta(0))
    client.post(form.url, form.data)
    assert form.rows.count() == 3
