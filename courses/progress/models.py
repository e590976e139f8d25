"""A lesson of a person in a cohort."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson


class Progress(models.Model):
    """A row appears with the first «готово»; undoing clears `done_at` and keeps the row."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="progress")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress")
    done_at = models.DateTimeField(_("готово"), null=True)

    class Meta:
        verbose_name = _("урок слушателя")
        verbose_name_plural = _("уроки слушателей")
        constraints = [models.UniqueConstraint(fields=["enrollment", "lesson"], name="one_progress_per_lesson")]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.lesson}"
