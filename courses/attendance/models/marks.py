"""A mark."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school.people.models import User


class Mark(models.Model):
    class Status(models.TextChoices):
        PRESENT = "present", pgettext_lazy("mark", "присутствует")
        LATE = "late", pgettext_lazy("mark", "опоздание")
        EXCUSED = "excused", pgettext_lazy("mark", "уважительная причина")
        ABSENT = "absent", pgettext_lazy("mark", "не был")

    LETTERS = {"present": "П", "late": "О", "excused": "У", "absent": "Н"}

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="marks")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="marks")
    status = models.CharField(_("отметка"), max_length=10, choices=Status.choices)

    class Source(models.TextChoices):
        MANUAL = "manual", _("тренер")
        CHECK_IN = "check_in", _("код в зале")
        PAPER = "paper", _("бумажный лист")
        EXCUSE = "excuse", _("заявление о пропуске")

    source = models.CharField(_("откуда"), max_length=10, choices=Source.choices, default=Source.MANUAL)
    note = models.CharField(_("заметка"), max_length=200, blank=True)
    by = models.ForeignKey(User, verbose_name=_("поставил"), null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("когда"), auto_now=True)

    class Meta:
        verbose_name = _("отметка посещения")
        verbose_name_plural = _("отметки посещения")
        constraints = [models.UniqueConstraint(fields=["meeting", "enrollment"], name="one_mark_per_person")]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.get_status_display()}"
