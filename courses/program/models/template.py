"""A timetable that is used again: meetings by the number of the day, without dates."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.program.models.program import Module, Program


class TimetableTemplate(models.Model):
    program = models.ForeignKey(Program, verbose_name=_("программа"), on_delete=models.PROTECT, related_name="timetables")
    title = models.CharField(_("название"), max_length=160)

    class Meta:
        verbose_name = _("шаблон расписания")
        verbose_name_plural = _("шаблоны расписания")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class TemplateMeeting(models.Model):
    """`day` counts from the first day of the cohort, which is 1."""

    template = models.ForeignKey(TimetableTemplate, on_delete=models.CASCADE, related_name="meetings")
    module = models.ForeignKey(Module, verbose_name=_("модуль"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("тема"), max_length=255)
    day = models.PositiveSmallIntegerField(_("день потока"))
    starts = models.TimeField(_("начало"))
    minutes = models.PositiveSmallIntegerField(_("минут"))
    place = models.CharField(_("место"), max_length=255, blank=True)
    hours = models.PositiveSmallIntegerField(_("академических часов"), null=True, blank=True)

    class Meta:
        verbose_name = _("занятие шаблона")
        verbose_name_plural = _("занятия шаблона")
        ordering = ["day", "starts", "pk"]

    def __str__(self) -> str:
        return self.title
