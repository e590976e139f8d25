"""Own notes: saved over what was read, deleted with a way back, forgotten for good."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from courses.progress import note_rules
from courses.progress.actions.notes import delete_note, restore_note, save_note
from courses.progress.models import LessonNote
from school.journal.models import Entry
from school.people.rules import Changed
from tests import factories
from tests.lessons import readable_lesson

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(participant):
    return participant


@pytest.fixture
def lesson(cohort):
    return readable_lesson(factories.ModuleFactory(program=cohort.program), title="Разбор отказа")


def test_a_note_is_one_row_however_often_it_is_saved(person, lesson):
    first = save_note(person, lesson, "  Спросить про устав\r\n", edition=0)
    again = save_note(person, lesson, "Спросить про устав", edition=0)
    longer = save_note(person, lesson, "Спросить про устав и про штат", edition=1)

    assert (first.text, first.edition, again.edition) == ("Спросить про устав", 1, 1)
    assert (longer.edition, LessonNote.objects.get().text) == (2, "Спросить про устав и про штат")
    assert not Entry.objects.exists()


def test_an_older_page_does_not_overwrite(person, lesson):
    save_note(person, lesson, "Первое", edition=0)
    save_note(person, lesson, "Второе", edition=1)

    with pytest.raises(Changed) as changed:
        save_note(person, lesson, "Третье", edition=1)

    assert changed.value.current.text == "Второе"
    assert LessonNote.objects.get().text == "Второе"
    assert save_note(person, lesson, "Третье", edition=changed.value.current.edition).text == "Третье"


def test_two_first_notes_of_two_devices_do_not_overwrite_each_other(person, lesson):
    save_note(person, lesson, "С телефона", edition=0)

    with pytest.raises(Changed):
        save_note(person, lesson, "С ноутбука", edition=0)


def test_deleted_comes_back_within_a_day_and_is_forgotten_after_it(person, lesson):
    note = save_note(person, lesson, "Первое", edition=0)

    delete_note(note)
    assert list(note_rules.written(person)) == []
    assert restore_note(note) is True
    assert [row.text for row in note_rules.written(person)] == ["Первое"]

    delete_note(note)
    call_command("forget_notes", verbosity=0)
    assert LessonNote.objects.exists()
    LessonNote.objects.update(deleted_at=timezone.now() - timedelta(days=2))
    call_command("forget_notes", verbosity=0)
    assert not LessonNote.objects.exists()
    assert restore_note(note) is False


def test_a_note_written_after_the_deletion_takes_its_place(person, lesson):
    delete_note(save_note(person, lesson, "Первое", edition=0))

    assert save_note(person, lesson, "Новое", edition=0).text == "Новое"
    assert [row.text for row in note_rules.written(person)] == ["Новое"]


def test_written_leads_back_to_the_cohort_where_the_lesson_is_read(person, lesson, cohort):
    save_note(person, lesson, "Первое", edition=0)
    elsewhere = factories.LessonFactory()
    save_note(person, elsewhere, "Чужая программа", edition=0)
    save_note(person, factories.LessonFactory(module=lesson.module), "", edition=0)

    assert {row.lesson: row.cohort for row in note_rules.written(person)} == {lesson: cohort.pk, elsewhere: None}


@pytest.mark.parametrize(("words", "number"), [("", 1), ("устав", 1), ("УСТАВ", 1), ("отказа устав", 1), ("ёж", 1), ("еж", 1), ("штат", 0)])
def test_notes_are_found_by_every_word(person, lesson, words, number):
    save_note(person, lesson, "Спросить про Устав, Ёж", edition=0)

    assert len(note_rules.found(list(note_rules.written(person)), words)) == number


def test_nobody_elses_notes_are_there(person, lesson, trainer, administrator):
    save_note(person, lesson, "Личное", edition=0)

    for other in (trainer, administrator):
        assert list(note_rules.own_notes(other)) == []
