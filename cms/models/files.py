"""Files as editors see them: the shelves of lessons and of the library, and nothing else of the vault. Each kind has a chooser of its own."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from school.vault.models import File

VIDEO = ["video/mp4", "video/webm"]
SOUND = ["audio/mpeg", "audio/mp4", "audio/ogg"]
CAPTIONS = ["text/vtt"]


class ShelfManager(models.Manager[Any]):
    """`kinds` are the content types of one chooser; `apart` those that belong to the others."""

    def __init__(self, shelf: str, kinds: list[str] | None = None, apart: list[str] | None = None) -> None:
        super().__init__()
        self.shelf, self.kinds, self.apart = shelf, kinds, apart

    def get_queryset(self) -> "models.QuerySet[Any]":
        files = super().get_queryset().filter(shelf=self.shelf)
        if self.kinds:
            files = files.filter(content_type__in=self.kinds)
        return files.exclude(content_type__in=self.apart) if self.apart else files


class LessonFile(File):
    """A file uploaded in the editor. No other file of the vault can be put into a page, not even by a forged form."""

    objects: ClassVar[ShelfManager] = ShelfManager(File.Shelf.LESSONS, apart=[*VIDEO, *SOUND, *CAPTIONS])

    class Meta:
        proxy = True
        verbose_name = _("файл урока")
        verbose_name_plural = _("файлы уроков")


class LessonVideo(File):
    objects: ClassVar[ShelfManager] = ShelfManager(File.Shelf.LESSONS, VIDEO)

    class Meta:
        proxy = True
        verbose_name = _("видео урока")
        verbose_name_plural = _("видео уроков")


class LessonSound(File):
    objects: ClassVar[ShelfManager] = ShelfManager(File.Shelf.LESSONS, SOUND)

    class Meta:
        proxy = True
        verbose_name = _("звукозапись урока")
        verbose_name_plural = _("звукозаписи уроков")


class LessonCaptions(File):
    objects: ClassVar[ShelfManager] = ShelfManager(File.Shelf.LESSONS, CAPTIONS)

    class Meta:
        proxy = True
        verbose_name = _("субтитры")
        verbose_name_plural = _("субтитры")


class LibraryFile(File):
    """A form or a sample that anybody may take while its page is public."""

    objects: ClassVar[ShelfManager] = ShelfManager(File.Shelf.LIBRARY)

    class Meta:
        proxy = True
        verbose_name = _("файл библиотеки")
        verbose_name_plural = _("файлы библиотеки")
