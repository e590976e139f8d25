"""What people thought of a meeting or a module."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.program.models import Cohort, Meeting, Module
from school.people.models import User


class Survey(models.Model):
    """Asked after a meeting, or at the end of a module (no meeting). Anonymous ones keep no name: `Reply.person` is empty, `Turnout` says who has answered."""

    class Scale(models.TextChoices):
        POINTS = "points", _("оценка от 1 до 5")
        TEXT = "text", _("свободный ответ")

    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="surveys")
    meeting = models.OneToOneField(Meeting, verbose_name=_("занятие"), null=True, blank=True, on_delete=models.PROTECT, related_name="survey")
    module = models.ForeignKey(Module, verbose_name=_("модуль"), null=True, blank=True, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(_("название"), max_length=160)
    anonymous = models.BooleanField(_("без имён"), default=True)
    questions = models.JSONField(_("вопросы"), default=list)  # [{"text": str, "scale": "points"|"text"}], frozen at the first reply
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("опрос")
        verbose_name_plural = _("опросы")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Turnout(models.Model):
    """Who has answered, apart from what was answered."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="turnout")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("участие в опросе")
        verbose_name_plural = _("участие в опросах")
        constraints = [models.UniqueConstraint(fields=["survey", "person"], name="one_turnout_per_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.survey}"


class Reply(models.Model):
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="replies")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=list)
    day = models.DateField(default=timezone.localdate)  # no moment: it would tell who it was

    class Meta:
        verbose_name = _("ответ на опрос")
        verbose_name_plural = _("ответы на опросы")

    def __str__(self) -> str:
        return str(self.survey)
