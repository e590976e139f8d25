"""What a module may wait for: of the same calendar, no circles, no new gate before what people have begun."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.program import actions
from courses.program.calendar_rules import Opening, reasons_against_calendar
from courses.program.models import CohortModule
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db
TODAY, AHEAD = 0, 5


@pytest.fixture
def modules(cohort):
    return [factories.ModuleFactory(program=cohort.program, title=title) for title in ("Теория", "Практика", "Диалог")]


def openings(modules, waits, days=AHEAD):
    """`waits` – for each module the number of the one it waits for."""
    opens_on = timezone.localdate() + timedelta(days=days)
    return {module.pk: Opening(opens_on, 8, None if wait is None else modules[wait].pk) for module, wait in zip(modules, waits, strict=True)}


@pytest.mark.parametrize(
    ("waits", "wrong"),
    [
        ((None, None, None), []),
        ((None, 0, 1), []),
        ((None, 0, 0), []),
        ((2, 0, None), []),
        ((0, None, None), [0]),
        ((1, 0, None), [0, 1]),
        ((2, 0, 1), [0, 1, 2]),
        ((None, 2, 1), [1, 2]),
    ],
)
def test_what_a_module_may_wait_for(cohort, modules, waits, wrong):
    found = reasons_against_calendar(cohort, openings(modules, waits))

    assert list(found) == [modules[number].pk for number in wrong]


def test_a_circle_is_told_by_name(cohort, modules):
    reasons = reasons_against_calendar(cohort, openings(modules, (1, 0, None)))

    assert reasons[modules[0].pk] == ["Получается круг: «Теория» → «Практика» → «Теория». Никто не смог бы начать."]


def test_a_circle_may_close_through_a_row_that_is_not_in_the_form(cohort, modules):
    factories.CohortModuleFactory(cohort=cohort, module=modules[0], after=modules[1])
    given = {modules[1].pk: Opening(timezone.localdate() + timedelta(days=1), 8, modules[0].pk)}

    assert list(reasons_against_calendar(cohort, given)) == [modules[1].pk]


def test_a_module_of_another_program_is_not_in_the_calendar(cohort, modules):
    foreign = factories.ModuleFactory()
    given = {modules[0].pk: Opening(None, 8, foreign.pk)}

    assert reasons_against_calendar(cohort, given) == {modules[0].pk: ["Этого модуля нет в календаре потока."]}


@pytest.mark.parametrize(
    ("state", "before", "after", "days", "kept"),
    [
        ("open", None, 0, TODAY, True),
        ("under_way", None, 0, AHEAD, True),
        ("under_way", None, 0, TODAY, False),
        ("under_way", 2, 0, TODAY, False),
        ("under_way", 0, 0, TODAY, True),
        ("under_way", 0, None, TODAY, True),
        ("finished", None, 0, TODAY, False),
    ],
)
def test_an_open_module_gets_no_new_gate(cohort, modules, state, before, after, days, kept):
    cohort.state = state
    cohort.save()
    for module in modules:
        factories.CohortModuleFactory(cohort=cohort, module=module)
    CohortModule.objects.filter(module=modules[1]).update(after=None if before is None else modules[before])
    given = openings(modules, (None, after, None), days)

    assert (reasons_against_calendar(cohort, given) == {}) == kept


def test_the_calendar_is_kept_with_its_gates(cohort, modules, coordinator):
    actions.set_calendar(cohort, openings(modules, (None, 0, 1)), by=coordinator)

    assert list(CohortModule.objects.values_list("module", "after")) == [
        (modules[0].pk, None), (modules[1].pk, modules[0].pk), (modules[2].pk, modules[1].pk)
    ]  # fmt: skip
    assert Entry.objects.get(verb="program.cohort_calendar").facts["waits"] == {
        str(modules[1].pk): str(modules[0].pk), str(modules[2].pk): str(modules[1].pk)
    }  # fmt: skip


def test_a_wrong_calendar_is_not_kept(cohort, modules, coordinator):
    with pytest.raises(Refused, match="круг"):
        actions.set_calendar(cohort, openings(modules, (1, 0, None)), by=coordinator)

    assert not CohortModule.objects.exists()


def test_queries_do_not_grow_with_the_modules(cohort, django_assert_num_queries):
    modules = [factories.ModuleFactory(program=cohort.program) for _number in range(20)]
    given = openings(modules, (None, *range(19)))

    with django_assert_num_queries(1):
        assert reasons_against_calendar(cohort, given) == {}
