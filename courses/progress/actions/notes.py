"""Own notes. They are private for good: the journal is told nothing of them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from courses.program.models import Lesson
from courses.progress.models import LessonNote
from school.people.models import User
from school.people.rules import Changed, tidy

UNDO = timedelta(days=1)
LONGEST = 20_000


@transaction.atomic
def save_note(person: User, lesson: Lesson, text: str, *, edition: int) -> LessonNote:
    """`edition` is what the text was written over: 0 – over nothing. A newer one in the table is not overwritten: `Changed`, unless it says the same."""
    text = tidy(text, lines=True)[:LONGEST]
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)  # the note may not be there yet: two devices are one after the other
    note = LessonNote.objects.select_for_update(of=("self",)).filter(person=person, lesson=lesson).first()
    if note is None:
        return LessonNote.objects.create(person=person, lesson=lesson, text=text)
    if note.deleted_at is None and note.text == text:
        return note
    if note.deleted_at is None and note.edition != edition:
        raise Changed(note)
    note.text, note.deleted_at = text, None
    note.edition += 1
    note.save(update_fields=["text", "deleted_at", "edition", "at"])
    return note


def delete_note(note: LessonNote) -> None:
    LessonNote.objects.filter(pk=note.pk, deleted_at=None).update(deleted_at=timezone.now())


def restore_note(note: LessonNote) -> bool:
    """False when the clock was faster."""
    return bool(LessonNote.objects.filter(pk=note.pk).update(deleted_at=None))


def forget_notes() -> int:
    """What was deleted a day ago goes for good. Returns how many."""
    gone, _each = LessonNote.objects.filter(deleted_at__lt=timezone.now() - UNDO).delete()
    return gone
