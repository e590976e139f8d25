"""The whole dossier in one file."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models.dossiers import Dossier
from school.people.models import User
from school.vault.models import File


class Bundle(models.Model):
    """Made by a job; kept a day, for whoever asked (T3)."""

    class Kind(models.TextChoices):
        ZIP = "zip", _("архив ZIP")
        PDF = "pdf", _("один PDF")

    class State(models.TextChoices):
        WAITING = "waiting", _("собираем")
        READY = "ready", _("готово")
        FAILED = "failed", _("не получилось")

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="bundles")
    kind = models.CharField(_("вид"), max_length=3, choices=Kind.choices)
    state = models.CharField(_("состояние"), max_length=10, choices=State.choices, default=State.WAITING)
    file = models.ForeignKey(File, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("папка одним файлом")
        verbose_name_plural = _("папки одним файлом")
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["dossier", "by", "kind"], condition=Q(state="waiting"), name="one_bundle_is_made_at_a_time")]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_kind_display()}"
