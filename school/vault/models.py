"""A private file and the looks at it."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from school.people.models import User

# Shelves of a day: tables on their way out to whoever asked for them, tables on their way in. Their rows stay: they say who took what.
PASSING = ("exports", "imports")
DAY = timedelta(hours=24)


class File(models.Model):
    """`key` is generated and unguessable, the name people gave is data only. The bytes lie at VAULT_ROOT/<key[:2]>/<key>."""

    class Shelf(models.TextChoices):
        """Which room put the file here; a chooser of one room never offers the files of another."""

        OWN = "", _("без полки")
        LESSONS = "lessons", _("файлы уроков")
        LIBRARY = "library", _("бланки и образцы библиотеки")

    key = models.CharField(max_length=64, unique=True, editable=False)
    title = models.CharField(_("название"), max_length=200, blank=True)
    name = models.CharField(_("имя файла"), max_length=200)
    content_type = models.CharField(max_length=100)
    shelf = models.CharField(max_length=20, choices=Shelf.choices, default=Shelf.OWN, blank=True, editable=False, db_index=True)
    size = models.PositiveBigIntegerField(_("размер, байт"))
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("загружен"), auto_now_add=True)

    class Meta:
        verbose_name = _("файл")
        verbose_name_plural = _("файлы")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title or self.name


class Look(models.Model):
    """Who downloaded a file, when, from where."""

    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="looks")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = _("просмотр файла")
        verbose_name_plural = _("просмотры файлов")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.by}: {self.file}"
