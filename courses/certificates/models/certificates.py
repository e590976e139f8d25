"""The design, the counter and the certificate."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from school.people.models import User
from school.vault.models import File


class Design(models.Model):
    """Who issues and signs. The newest one in force is used; an issued certificate keeps its own copy of these facts."""

    school_name = models.CharField(_("школа"), max_length=120)
    school_region = models.CharField(_("регион"), max_length=120, blank=True)
    place = models.CharField(_("место выдачи"), max_length=100)
    signatory_name = models.CharField(_("кто подписывает"), max_length=120, help_text=_("Например: «Е. А. Соколова»."))
    signatory_post = models.CharField(_("должность"), max_length=200)
    since = models.DateField(_("действует с"))

    class Meta:
        verbose_name = _("бланк сертификата")
        verbose_name_plural = _("бланки сертификатов")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.school_name}, {self.signatory_name}"


class Series(models.Model):
    """The counter row: numbers of a year without gaps or doubles, taken under the row's lock."""

    year = models.PositiveSmallIntegerField(_("год"), unique=True)
    next = models.PositiveIntegerField(_("следующий номер"), default=1)

    class Meta:
        verbose_name = _("серия номеров")
        verbose_name_plural = _("серии номеров")

    def __str__(self) -> str:
        return str(self.year)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> "CertificateQuerySet":
        return self.filter(holder=user)

    def valid(self) -> "CertificateQuerySet":
        return self.filter(state=Certificate.State.VALID)


class Certificate(models.Model):
    """`facts` is what the PDF prints, frozen at issue; `digest` is the SHA-256 of its canonical JSON; `token` is 130 random bits in the QR's alphabet."""

    class State(models.TextChoices):
        VALID = "valid", _("действует")
        REPLACED = "replaced", _("заменён")
        REVOKED = "revoked", _("аннулирован")

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", _("участник программы")

    holder = models.ForeignKey(User, verbose_name=_("кому"), on_delete=models.PROTECT, related_name="certificates")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(_("вид"), max_length=20, choices=Kind.choices, default=Kind.PARTICIPANT)
    number = models.CharField(_("номер"), max_length=30, unique=True)
    token = models.CharField(max_length=40, unique=True)
    facts: models.JSONField[Any, Any] = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.VALID, db_index=True)
    issued_at = models.DateTimeField(_("выдан"), auto_now_add=True)
    issued_by = models.ForeignKey(User, verbose_name=_("выдал"), null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("аннулирован"), null=True)
    revoked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("причина"), max_length=500, blank=True)
    replaced_by = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaces")
    file = models.OneToOneField(File, null=True, on_delete=models.PROTECT, related_name="+")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("сертификат")
        verbose_name_plural = _("сертификаты")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["-issued_at", "-id"], name="certificates_newest_first")]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "kind"], condition=Q(state="valid"), name="one_valid_certificate_per_kind"),
        ]

    def __str__(self) -> str:
        return self.number
