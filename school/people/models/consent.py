"""Consent: each purpose separate, with the version of the text, the time and the address (152-ФЗ, ст. 9; 156-ФЗ from 1 September 2025)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from school.people.models.user import User


class Purpose(models.TextChoices):
    PROCESSING = "processing", _("обработка персональных данных для учёбы")
    PUBLICATION = "publication", _("показ имени на странице проверки сертификата")
    MAILING = "mailing", _("новости школы по почте")


class ConsentText(models.Model):
    """A published text is never edited: a change is a new version."""

    purpose = models.CharField(_("цель"), max_length=20, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField(_("версия"))
    text = models.TextField(_("текст"))
    effective_from = models.DateField(_("действует с"))

    class Meta:
        verbose_name = _("текст согласия")
        verbose_name_plural = _("тексты согласий")
        ordering = ["purpose", "-version"]
        constraints = [models.UniqueConstraint(fields=["purpose", "version"], name="one_text_per_version")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.version}"


class Consent(models.Model):
    person = models.ForeignKey(User, verbose_name=_("человек"), on_delete=models.PROTECT, related_name="consents")
    text = models.ForeignKey(ConsentText, verbose_name=_("текст"), on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(_("дано"), auto_now_add=True)
    address = models.GenericIPAddressField(_("сетевой адрес"), null=True)
    withdrawn_at = models.DateTimeField(_("отозвано"), null=True)

    class Meta:
        verbose_name = _("согласие")
        verbose_name_plural = _("согласия")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "text"], condition=Q(withdrawn_at=None), name="one_consent_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.text}"
