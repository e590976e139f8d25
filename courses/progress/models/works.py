"""What a participant hands in: the file that a lesson asks for, the report of an exchange visit."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.program.models import Lesson, Meeting
from school.people.models import User
from school.vault.models import File


class LessonWork(models.Model):
    """One handing-in, numbered; a newer one takes the place of the older, which stays. Handed in is done, unless the trainer returns it."""

    class State(models.TextChoices):
        HANDED = "handed", _("сдано")
        ACCEPTED = "accepted", _("принято")
        RETURNED = "returned", _("вернули")

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="works")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="works")
    number = models.PositiveSmallIntegerField(default=1)
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(_("пояснение"), max_length=1000, blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.HANDED, db_index=True)
    handed_at = models.DateTimeField(_("когда сдано"), auto_now_add=True)
    decided_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("ответ тренера"), max_length=3000, blank=True)

    class Meta:
        verbose_name = _("работа к уроку")
        verbose_name_plural = _("работы к урокам")
        ordering = ["-handed_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["enrollment", "lesson", "number"], name="one_work_per_number")]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.lesson}, {self.number}"


class VisitReport(models.Model):
    """A participant's short report of an exchange visit. `edition` grows with every save of the draft."""

    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        SENT = "sent", _("на проверке")
        ACCEPTED = "accepted", _("принят")
        RETURNED = "returned", _("вернули")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="reports")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="visit_reports")
    saw = models.TextField(_("что увидели"), max_length=5000, blank=True)
    takes = models.TextField(_("что возьмёте в свою организацию"), max_length=5000, blank=True)
    asks = models.TextField(_("о чём осталось спросить"), max_length=3000, blank=True)
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True)
    edition = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(_("когда отправлен"), null=True, editable=False)
    decided_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.TextField(_("ответ тренера"), max_length=3000, blank=True)

    class Meta:
        verbose_name = _("отчёт о поездке")
        verbose_name_plural = _("отчёты о поездках")
        ordering = ["-sent_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "enrollment"], name="one_report_per_visit")]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.meeting}"


class VisitPhoto(models.Model):
    """Drawn anew by the vault: no place, no device in it."""

    report = models.ForeignKey(VisitReport, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(_("подпись"), max_length=200, blank=True)
    width = models.PositiveSmallIntegerField(default=0)
    height = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("фотография поездки")
        verbose_name_plural = _("фотографии поездок")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or str(self.file)
