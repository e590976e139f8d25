"""Own notes: whose they are, how they are searched. Nobody but their writer is ever given one."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from courses.enrollment.models import Enrollment
from courses.progress.models import LessonNote
from school.people.models import User
from school.people.rules import folded


def own_notes(person: User) -> QuerySet[LessonNote]:
    return LessonNote.objects.filter(person=person, deleted_at=None)


def written(person: User) -> QuerySet[LessonNote]:
    """Notes that say something, each with `cohort`: where the person reads that lesson now, or None."""
    seats = Enrollment.objects.visible_to(person).filter(cohort__program=OuterRef("lesson__module__program")).order_by("-pk")
    return (
        own_notes(person)
        .exclude(text="")
        .select_related("lesson__module__program")
        .annotate(cohort=Subquery(seats.values("cohort")[:1]), part=F("lesson__module__position"))
    )


def found(notes: list[LessonNote], words: str) -> list[LessonNote]:
    """Whose text or lesson holds every word. Here and not in the database: private words get no searchable twin in the table (L9)."""
    wanted = folded(words).split()
    return [note for note in notes if all(word in folded(note.text, note.lesson.title) for word in wanted)]
