"""A lesson of a person: how far it was read, whether it is done, what the person wrote down."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson
from school.people.models import User


class Progress(models.Model):
    """A row appears when the lesson is first read in a browser that tells, or with the first «готово»; undoing clears `done_at` and keeps the row.

    `place` is the id of the block of the lesson's text where the person stopped reading; blocks keep their ids when the text is edited.
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="progress")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    opened_at = models.DateTimeField(_("открыт"), null=True)
    place = models.CharField(max_length=40, blank=True)
    place_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(_("готово"), null=True)

    class Meta:
        verbose_name = _("урок слушателя")
        verbose_name_plural = _("уроки слушателей")
        constraints = [models.UniqueConstraint(fields=["enrollment", "lesson"], name="one_progress_per_lesson")]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.lesson}"


class LessonNote(models.Model):
    """The person's own words beside a lesson: nobody else ever reads them. `edition` grows with every save, so that a second device sees the first one's change.
    A deleted note waits a day for «Вернуть», then the clock forgets it for good.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="lesson_notes")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("заметка"), max_length=20_000, blank=True)
    edition = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(_("когда"), auto_now=True)
    deleted_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        verbose_name = _("заметка к уроку")
        verbose_name_plural = _("заметки к урокам")
        ordering = ["lesson__module__position", "lesson__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "lesson"], name="one_note_per_lesson")]

    def __str__(self) -> str:
        return f"{self.person}: {self.lesson}"
