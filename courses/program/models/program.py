"""What is taught. Revised by publication of its pages (`actions.publish_*`), never per cohort."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The five kinds of module; the number of the part is the position in this list."""

    SEMINAR = "seminar", _("Теория")
    TRAINING = "training", _("Практика")
    EXCHANGE_VISIT = "exchange_visit", _("Диалог")
    PROJECT_WORK = "project_work", _("Проект")
    DOCUMENT_SUPPORT = "document_support", _("Документы")


class Program(models.Model):
    title = models.CharField(_("название"), max_length=255)
    summary = models.TextField(_("коротко"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("программа")
        verbose_name_plural = _("программы")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Module(models.Model):
    program = models.ForeignKey(Program, verbose_name=_("программа"), on_delete=models.PROTECT, related_name="modules")
    kind = models.CharField(_("вид"), max_length=20, choices=Kind.choices)
    title = models.CharField(_("название"), max_length=255)
    hours = models.PositiveSmallIntegerField(_("академических часов"), default=0)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("модуль")
        verbose_name_plural = _("модули")
        ordering = ["program", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def part(self) -> int:
        """The number of the part of the school, 1 to 5: the colour and the station of the module."""
        return Kind.values.index(self.kind) + 1


class LessonQuerySet(models.QuerySet["Lesson"]):
    def readable(self) -> "LessonQuerySet":
        """Lessons that have a page people can read now."""
        return self.filter(page__live=True)


class Lesson(models.Model):
    """`done_by` – what makes it done for a person; `task` – what must be handed in, when it is by a work."""

    class DoneBy(models.TextChoices):
        WORD = "word", _("по слову слушателя")
        QUIZ = "quiz", _("по сданному тесту")
        WORK = "work", _("по сданной работе")

    module = models.ForeignKey(Module, verbose_name=_("модуль"), on_delete=models.PROTECT, related_name="lessons")
    title = models.CharField(_("название"), max_length=255)
    minutes = models.PositiveSmallIntegerField(_("минут на чтение"), default=20)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)
    done_by = models.CharField(_("пройден"), max_length=10, choices=DoneBy.choices, default=DoneBy.WORD)
    task = models.TextField(_("что сдать"), max_length=2000, blank=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        verbose_name = _("урок")
        verbose_name_plural = _("уроки")
        ordering = ["module__position", "position", "pk"]

    def __str__(self) -> str:
        return self.title
