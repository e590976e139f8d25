"""Two write about one person at the same moment: the sheet, the code in the hall, a decision about an excuse. Nothing that was seen later is lost.

One of them is caught half way: it has written and has not committed yet. The twins without the protection lose the mark.
"""

import threading
from datetime import timedelta

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.actions import accept_excuse, ask_excuse, check_in, excuses, save_sheet, show_code
from courses.attendance.models import CheckIn, Excuse, Mark
from courses.enrollment.models import Enrollment
from school.journal.models import Entry
from school.people.rules import Refused
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(cohort, trainer):
    began = timezone.now() - timedelta(minutes=20)  # by now everybody who checks in is late
    return show_code(MeetingFactory(cohort=cohort, starts_at=began, ends_at=began + timedelta(hours=3)), by=trainer)


@pytest.fixture
def enrollment(participant):
    return Enrollment.objects.select_related("person").get(person=participant)


def comes(meeting, enrollment):
    now = timezone.now()
    return check_in(meeting, code_rules.Proof(code_rules.step_at(now), now), by=enrollment.person)


def while_open(first, second):
    """`second` begins when `first` has written, and before it commits."""
    written, failures = threading.Event(), []

    def slow():
        try:
            with transaction.atomic():
                first()
                written.set()
                threading.Event().wait(0.6)
        except Exception as failure:  # pragma: no cover
            failures.append(failure)
        finally:
            written.set()
            close_old_connections()
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait()
    try:
        return second()
    finally:
        thread.join()
        assert failures == []


def mark():
    return Mark.objects.values_list("status", "source").get()


def test_the_rest_came_does_not_overwrite_who_has_just_checked_in(meeting, enrollment, trainer):
    changes = while_open(lambda: comes(meeting, enrollment), lambda: save_sheet(meeting, {}, rest=[enrollment.pk], by=trainer))

    assert (mark(), changes) == (("late", "check_in"), [])
    assert not Entry.objects.filter(verb="attendance.saved").exists()


def test_the_rest_came_decided_before_the_lock_loses_the_check_in(meeting, enrollment, trainer):
    """The control: who is unmarked is read from the sheet on the screen, as a touched row is."""
    while_open(lambda: comes(meeting, enrollment), lambda: save_sheet(meeting, {enrollment.pk: "present"}, by=trainer))

    assert mark() == ("present", "manual")


def test_check_in_after_the_rest_came_hears_already(meeting, enrollment, trainer):
    attempt = while_open(lambda: save_sheet(meeting, {}, rest=[enrollment.pk], by=trainer), lambda: comes(meeting, enrollment))

    assert (mark(), attempt.outcome) == (("present", "manual"), "already")


def accepted(excuse, by):
    try:
        accept_excuse(excuse, by=by)
    except Refused:
        return "refused"
    return "accepted"


@pytest.fixture
def excuse(meeting, enrollment, trainer):
    return ask_excuse(meeting, enrollment, reason="Болею", by=enrollment.person)


def test_excuse_is_not_accepted_over_a_check_in(meeting, enrollment, excuse, trainer):
    answer = while_open(lambda: comes(meeting, enrollment), lambda: accepted(excuse, trainer))

    assert (answer, mark(), Excuse.objects.get().state) == ("refused", ("late", "check_in"), "asked")


def test_excuse_is_not_accepted_over_a_sheet(meeting, enrollment, excuse, trainer, coordinator):
    answer = while_open(lambda: save_sheet(meeting, {enrollment.pk: "present"}, by=trainer), lambda: accepted(excuse, coordinator))

    assert (answer, mark()) == ("refused", ("present", "manual"))


def test_excuse_accepted_carelessly_loses_the_check_in(meeting, enrollment, excuse, trainer, monkeypatch):
    """The control: «look, then write». SQLite has one writer, so there the look is left out."""
    monkeypatch.setattr(excuses, "written", careless)
    if connection.vendor == "sqlite":
        monkeypatch.setattr(excuses.excuse_rules, "reasons_against", lambda *_: [])

    answer = while_open(lambda: comes(meeting, enrollment), lambda: accepted(excuse, trainer))

    assert (answer, mark()) == ("accepted", ("excused", "excuse"))


def careless(excuse, by):
    values = {"status": Mark.Status.EXCUSED, "source": Mark.Source.EXCUSE, "by": by}
    Mark.objects.update_or_create(meeting=excuse.meeting, enrollment=excuse.enrollment, defaults=values)
    return ""


def test_who_came_while_the_excuse_was_being_accepted_was_there(meeting, enrollment, excuse, trainer):
    attempt = while_open(lambda: accept_excuse(excuse, by=trainer), lambda: comes(meeting, enrollment))

    assert (attempt.outcome, mark(), CheckIn.objects.count()) == ("marked", ("late", "check_in"), 1)
    assert Entry.objects.filter(verb="attendance.came_after_excuse").count() == 1
