"""«Готово»: once, undoable, journaled; which lessons a person needs."""

import pytest

from courses.progress import actions, rules
from courses.progress.models import Progress
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories
from tests.lessons import give_page, readable_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def module(cohort):
    return factories.ModuleFactory(program=cohort.program)


def test_done_twice_is_done_once(enrollment, module):
    lesson = factories.LessonFactory(module=module)

    assert actions.mark_done(enrollment, lesson, by=enrollment.person) is True
    first = Progress.objects.get().done_at
    assert actions.mark_done(enrollment, lesson, by=enrollment.person) is False

    assert Progress.objects.get().done_at == first
    assert Entry.objects.about(lesson).get().verb == "progress.done"


def test_undo_keeps_the_row_and_works_once(enrollment, module):
    lesson = factories.LessonFactory(module=module)
    actions.mark_done(enrollment, lesson, by=enrollment.person)

    assert actions.undo_done(enrollment, lesson, by=enrollment.person) is True
    assert actions.undo_done(enrollment, lesson, by=enrollment.person) is False

    assert Progress.objects.get().done_at is None
    assert [entry.verb for entry in Entry.objects.about(lesson).order_by("pk")] == ["progress.done", "progress.undone"]


@pytest.mark.parametrize("state", ["finished", "expelled", "withdrawn"])
def test_marks_do_not_change_after_studying(cohort, module, state):
    enrollment = factories.EnrollmentFactory(cohort=cohort, state=state)

    with pytest.raises(Refused):
        actions.mark_done(enrollment, factories.LessonFactory(module=module), by=enrollment.person)


def test_lesson_of_another_program_is_refused(enrollment):
    with pytest.raises(Refused):
        actions.mark_done(enrollment, factories.LessonFactory(), by=enrollment.person)


def test_standing_needs_readable_lessons_and_keeps_done_ones(enrollment, module):
    readable = readable_lesson(module)
    hidden, never = factories.LessonFactory(module=module), factories.LessonFactory(module=module)
    page = give_page(hidden)
    actions.mark_done(enrollment, hidden, by=enrollment.person)
    page.unpublish()

    standing = rules.standings([enrollment])[enrollment.pk]

    assert standing.lessons == (readable, hidden)
    assert standing.done == {hidden.pk}
    assert standing.left == (readable,)
    assert never not in standing.lessons


def test_lessons_outside_the_calendar_are_not_needed(enrollment, cohort, module):
    inside = readable_lesson(module)
    readable_lesson(factories.ModuleFactory(program=cohort.program))
    factories.CohortModuleFactory(cohort=cohort, module=module)

    assert rules.standings([enrollment])[enrollment.pk].lessons == (inside,)


@pytest.mark.parametrize("number", [1, 3])
def test_standings_cost_three_queries(number, django_assert_num_queries):
    people = []
    for _ in range(number):
        enrollment = factories.EnrollmentFactory()
        lesson = readable_lesson(factories.ModuleFactory(program=enrollment.cohort.program))
        actions.mark_done(enrollment, lesson, by=enrollment.person)
        people.append(enrollment)

    with django_assert_num_queries(3):
        found = rules.standings(people)

    assert [len(standing.done) for standing in found.values()] == [1] * number
