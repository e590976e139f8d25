"""One table, written once."""

from datetime import timedelta
from typing import Any, NoReturn

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from school.people.models import User

SAME = timedelta(minutes=10)  # the same words of the same person within this time are the same press


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, target: models.Model) -> "EntryQuerySet":
        return self.filter(content_type=ContentType.objects.get_for_model(target), object_id=str(target.pk))

    def lately(self, by: User, verb: str) -> "EntryQuerySet":
        """What a doubled press is known by."""
        return self.filter(by=by, verb=verb, at__gte=timezone.now() - SAME)

    def update(self, **fields: Any) -> NoReturn:
        raise TypeError("The journal is append-only")

    def delete(self) -> NoReturn:
        raise TypeError("The journal is append-only")


class Entry(models.Model):
    """`verb` is «room.verb», its Russian label lives in `labels`; `facts` holds from, to, reason and figures, never passwords, tokens or scans."""

    at = models.DateTimeField(_("когда"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(User, verbose_name=_("кто"), null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(_("что сделано"), max_length=60, db_index=True)
    content_type = models.ForeignKey(ContentType, null=True, on_delete=models.PROTECT)
    object_id = models.CharField(max_length=40, blank=True)
    target_label = models.CharField(_("с чем"), max_length=300, blank=True)
    facts = models.JSONField(_("подробности"), default=dict)
    address = models.GenericIPAddressField(_("сетевой адрес"), null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("запись журнала")
        verbose_name_plural = _("журнал")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="journal_what_happened_to_it")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_label}"
