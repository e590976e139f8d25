"""Files of lessons, as editors see them: the vault's shelf of lessons and nothing else of the vault."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from school.vault.models import File


class LessonFileManager(models.Manager["LessonFile"]):
    def get_queryset(self) -> "models.QuerySet[LessonFile]":
        return super().get_queryset().filter(shelf=File.Shelf.LESSONS)


class LessonFile(File):
    """A file uploaded in the editor. No other file of the vault can be put into a page, not even by a forged form."""

    objects: ClassVar[LessonFileManager] = LessonFileManager()

    class Meta:
        proxy = True
        verbose_name = _("файл урока")
        verbose_name_plural = _("файлы уроков")
