"""The steps of a cohort, frozen hours, cancelled meetings."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.program import actions
from courses.program.models import Cohort, CohortModule
from courses.program.rules import TRANSITIONS, reasons_against
from school.journal.models import Entry
from school.people.rules import Refused
from tests.factories import CohortFactory, MeetingFactory, ModuleFactory, ProgramFactory, QuotaFactory, UserFactory


@pytest.fixture
def boss(db):
    return UserFactory(email="boss@shkola.example")


@pytest.mark.parametrize("verb", TRANSITIONS)
@pytest.mark.parametrize("state", Cohort.State.values)
def test_every_step_starts_only_where_the_table_says(db, verb, state):
    cohort = CohortFactory(state=state)
    QuotaFactory(cohort=cohort)
    ModuleFactory(program=cohort.program)

    assert (reasons_against(cohort, verb) == []) == (state in TRANSITIONS[verb][0])


def test_start_freezes_the_hours(boss):
    cohort = CohortFactory()
    known, new = (ModuleFactory(program=cohort.program, hours=hours) for hours in (10, 20))
    CohortModule.objects.create(cohort=cohort, module=known, hours=8)

    actions.start_cohort(cohort, by=boss)
    actions.publish_module(new, program=cohort.program, kind=new.kind, title="Иначе", hours=99, position=new.position)

    assert dict(cohort.cohort_modules.values_list("module", "hours")) == {known.pk: 8, new.pk: 20}
    assert cohort.state == "under_way"
    assert Entry.objects.filter(verb="program.cohort_start", by=boss).exists()


def test_start_needs_a_module(boss):
    with pytest.raises(Refused, match="ни одного"):
        actions.start_cohort(CohortFactory(), by=boss)


def test_announce_needs_seats_and_time(boss):
    late = timezone.localdate() - timedelta(days=1)
    cohort = CohortFactory(state="draft", apply_until=late)

    with pytest.raises(Refused) as refusal:
        actions.announce(cohort, by=boss)

    assert len(refusal.value.reasons) == 2


def test_finish_waits_for_the_last_meeting_and_can_be_undone(boss):
    cohort = CohortFactory(under_way=True)
    meeting = MeetingFactory(cohort=cohort)
    with pytest.raises(Refused):
        actions.finish_cohort(cohort, by=boss)

    actions.cancel_meeting(meeting, by=boss, reason="Мороз")
    actions.finish_cohort(cohort, by=boss)
    actions.resume_cohort(cohort, by=boss)

    assert Cohort.objects.get().state == "under_way"


def test_cancelled_meeting_is_restored(boss):
    meeting = actions.cancel_meeting(MeetingFactory(), by=boss)
    with pytest.raises(Refused):
        actions.cancel_meeting(meeting, by=boss)

    assert actions.restore_meeting(meeting, by=boss).cancelled_at is None


def test_module_and_lesson_stay_in_their_program(db):
    module = ModuleFactory()
    other = ProgramFactory(title="Другая")

    with pytest.raises(Refused):
        actions.publish_module(module, program=other, kind=module.kind, title="x", hours=1, position=0)


def test_publication_that_changes_nothing_is_not_journaled(db):
    program = actions.publish_program(None, title="Программа")

    actions.publish_program(program, title="Программа")

    assert Entry.objects.filter(verb="program.program_published").count() == 1
