"""The sheet: one transaction, only expected people, a journal that can be taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.attendance import rules
from courses.attendance.actions import save_sheet, undo_sheet
from courses.attendance.models import Mark
from school.journal.models import Entry
from school.people.rules import Refused
from tests.factories import EnrollmentFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort):
    return MeetingFactory(cohort=cohort)


@pytest.fixture
def people(cohort):
    return EnrollmentFactory.create_batch(3, cohort=cohort)


def marks(meeting):
    return dict(Mark.objects.filter(meeting=meeting).values_list("enrollment_id", "status"))


def test_save_sheet_writes_marks_and_tells_what_changed(meeting, people, trainer):
    first, second, third = people
    save_sheet(meeting, {first.pk: "present", second.pk: "late"}, by=trainer)

    changes = save_sheet(meeting, {first.pk: "present", second.pk: "excused", third.pk: "absent"}, by=trainer)

    assert {(change.enrollment, change.was, change.now) for change in changes} == {(second.pk, "late", "excused"), (third.pk, "", "absent")}
    assert marks(meeting) == {first.pk: "present", second.pk: "excused", third.pk: "absent"}


def test_save_sheet_journals_from_and_to(meeting, people, trainer):
    save_sheet(meeting, {people[0].pk: "present"}, by=trainer)

    entry = Entry.objects.about(meeting).get(verb="attendance.saved")

    assert (entry.by, entry.facts["changes"]) == (trainer, [{"enrollment": people[0].pk, "from": "", "to": "present"}])


def test_an_empty_status_clears_the_mark(meeting, people, trainer):
    save_sheet(meeting, {people[0].pk: "present"}, by=trainer)

    save_sheet(meeting, {people[0].pk: ""}, by=trainer)

    assert marks(meeting) == {}


def test_the_same_sheet_twice_changes_and_journals_once(meeting, people, trainer):
    sheet = {person.pk: "present" for person in people}
    save_sheet(meeting, sheet, by=trainer)

    assert save_sheet(meeting, sheet, by=trainer) == []
    assert Entry.objects.filter(verb="attendance.saved").count() == 1


@pytest.mark.parametrize("state", ["withdrawn", "expelled"])
def test_who_left_is_not_marked(meeting, people, trainer, cohort, state):
    gone = EnrollmentFactory(cohort=cohort, state=state)

    with pytest.raises(Refused):
        save_sheet(meeting, {people[0].pk: "present", gone.pk: "present"}, by=trainer)

    assert marks(meeting) == {}


@pytest.mark.parametrize("status", ["П", "PRESENT", "here", " ", "present; drop"])
def test_an_unknown_status_is_refused_whole(meeting, people, trainer, status):
    with pytest.raises(Refused):
        save_sheet(meeting, {people[0].pk: "present", people[1].pk: status}, by=trainer)

    assert marks(meeting) == {}


def test_people_of_another_cohort_are_refused(meeting, people, trainer):
    with pytest.raises(Refused):
        save_sheet(meeting, {EnrollmentFactory().pk: "present"}, by=trainer)

    assert marks(meeting) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"starts_at": timezone.now() + timedelta(hours=1), "ends_at": timezone.now() + timedelta(hours=2)},
        {"cancelled_at": timezone.now()},
    ],
)
def test_a_meeting_to_come_or_cancelled_is_not_marked(cohort, people, trainer, fields):
    meeting = MeetingFactory(cohort=cohort, **fields)

    with pytest.raises(Refused):
        save_sheet(meeting, {people[0].pk: "present"}, by=trainer)


def test_undo_puts_back_the_last_change(meeting, people, trainer):
    first, second, _third = people
    save_sheet(meeting, {first.pk: "late"}, by=trainer)
    save_sheet(meeting, {first.pk: "present", second.pk: "present"}, by=trainer)

    undo_sheet(meeting, rules.last_change(meeting).pk, by=trainer)

    assert marks(meeting) == {first.pk: "late"}


def test_undo_works_once(meeting, people, trainer):
    save_sheet(meeting, {people[0].pk: "present"}, by=trainer)
    entry = rules.last_change(meeting).pk
    undo_sheet(meeting, entry, by=trainer)

    with pytest.raises(Refused):
        undo_sheet(meeting, entry, by=trainer)


def test_undo_never_takes_back_what_somebody_else_saved(meeting, people, trainer, coordinator):
    save_sheet(meeting, {people[0].pk: "present"}, by=coordinator)

    with pytest.raises(Refused):
        undo_sheet(meeting, rules.last_change(meeting).pk, by=trainer)


def test_undo_is_refused_after_a_later_change(meeting, people, trainer):
    save_sheet(meeting, {people[0].pk: "present"}, by=trainer)
    entry = rules.last_change(meeting).pk
    save_sheet(meeting, {people[1].pk: "present"}, by=trainer)

    with pytest.raises(Refused):
        undo_sheet(meeting, entry, by=trainer)


def test_queries_do_not_grow_with_the_hall(meeting, cohort, trainer):
    EnrollmentFactory.create_batch(1, cohort=cohort)
    few = count_of(meeting, trainer)
    Mark.objects.all().delete()
    EnrollmentFactory.create_batch(299, cohort=cohort)

    # SQLite takes an insert of this size in three batches
    assert count_of(meeting, trainer) <= few + 2


def count_of(meeting, trainer):
    sheet = dict.fromkeys(rules.expected(meeting).values_list("pk", flat=True), "present")
    with CaptureQueriesContext(connection) as queries:
        changes = save_sheet(meeting, sheet, by=trainer)
    assert len(changes) == len(sheet)
    return len(queries)
