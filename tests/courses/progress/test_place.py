"""How far a lesson was read, and what makes it done."""

import pytest

from courses.progress import actions
from courses.progress.actions.lessons import undone_by_rule
from courses.progress.models import Progress
from school.journal.models import Entry
from school.people.rules import Refused
from tests import factories

pytestmark = pytest.mark.django_db
FIRST, SECOND = "0b1c2d3e-0000-4000-8000-000000000001", "0b1c2d3e-0000-4000-8000-000000000002"


@pytest.fixture
def lesson(cohort):
    return factories.LessonFactory(module=factories.ModuleFactory(program=cohort.program))


def test_the_first_word_of_the_browser_opens_the_lesson(enrollment, lesson):
    actions.reach(enrollment, lesson, "", by=enrollment.person)
    opened = Progress.objects.get()
    actions.reach(enrollment, lesson, FIRST, by=enrollment.person)

    found = Progress.objects.get()
    assert (opened.place, opened.place_at, opened.done_at) == ("", None, None)
    assert found.opened_at == opened.opened_at
    assert (found.place, found.done_at) == (FIRST, None)
    assert not Entry.objects.exists()


def test_the_last_place_stays_and_the_beginning_moves_nobody_back(enrollment, lesson):
    for place in (FIRST, SECOND, ""):
        actions.reach(enrollment, lesson, place, by=enrollment.person)

    assert Progress.objects.get().place == SECOND


def test_nobody_reads_for_another(enrollment, lesson, trainer):
    with pytest.raises(Refused):
        actions.reach(enrollment, lesson, FIRST, by=trainer)


def test_a_lesson_done_before_it_was_opened_keeps_its_mark(enrollment, lesson):
    actions.mark_done(enrollment, lesson, by=enrollment.person)
    actions.reach(enrollment, lesson, FIRST, by=enrollment.person)

    found = Progress.objects.get()
    assert found.done_at
    assert found.opened_at


@pytest.mark.parametrize(("done_by", "word"), [("word", ""), ("quiz", "тест"), ("work", "работа")])
def test_ones_own_word_counts_where_nothing_else_is_asked(enrollment, lesson, done_by, word):
    lesson.done_by = done_by
    lesson.save()
    if not word:
        assert actions.mark_done(enrollment, lesson, by=enrollment.person) is True
        return

    with pytest.raises(Refused, match=word):
        actions.mark_done(enrollment, lesson, by=enrollment.person)
    assert not Progress.objects.exists()


@pytest.mark.parametrize("done_by", ["quiz", "work"])
def test_a_rule_marks_once_and_the_person_does_not_undo_it(enrollment, lesson, done_by):
    lesson.done_by = done_by
    lesson.save()

    assert actions.done_by_rule(enrollment, lesson, by=enrollment.person) is True
    first = Progress.objects.get().done_at
    assert actions.done_by_rule(enrollment, lesson, by=None) is False
    with pytest.raises(Refused):
        actions.undo_done(enrollment, lesson, by=enrollment.person)

    assert Progress.objects.get().done_at == first
    assert [entry.verb for entry in Entry.objects.about(lesson)] == ["progress.done"]


@pytest.mark.parametrize("state", ["finished", "expelled", "withdrawn"])
def test_a_rule_changes_nothing_after_studying(cohort, lesson, state):
    enrollment = factories.EnrollmentFactory(cohort=cohort, state=state)

    assert actions.done_by_rule(enrollment, lesson, by=None) is False
    assert undone_by_rule(enrollment, lesson, by=enrollment.person) is False
    assert not Progress.objects.exists()
