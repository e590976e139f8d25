"""The counter and the certificate."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.certificates.models.designs import Design, Kind
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Module
from school.people.models import User
from school.vault.models import File


class Series(models.Model):
    """The counter row: numbers of a series and a year without gaps or doubles, taken under the row's lock."""

    code = models.CharField(_("серия"), max_length=8, default="ШЛ")
    year = models.PositiveSmallIntegerField(_("год"))
    next = models.PositiveIntegerField(_("следующий номер"), default=1)

    class Meta:
        verbose_name = _("серия номеров")
        verbose_name_plural = _("серии номеров")
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="one_counter_per_series_and_year")]

    def __str__(self) -> str:
        return f"{self.code}-{self.year}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user: User) -> "CertificateQuerySet":
        return self.filter(holder=user)

    def valid(self) -> "CertificateQuerySet":
        return self.filter(state=Certificate.State.VALID)

    def of_program(self) -> "CertificateQuerySet":
        """The participant's: neither those of single modules nor thanks."""
        return self.filter(kind=Kind.PARTICIPANT)


class Certificate(models.Model):
    """`facts` is what the PDF prints, frozen at issue; `digest` is the SHA-256 of its canonical JSON; `token` is 130 random bits in the QR's alphabet.

    A thanks has no enrollment, only `cohort`; `module` is that of a listener. Until `valid_until` it is in force, that day too; None – always.
    """

    class State(models.TextChoices):
        VALID = "valid", _("действует")
        REPLACED = "replaced", _("заменён")
        REVOKED = "revoked", _("аннулирован")

    holder = models.ForeignKey(User, verbose_name=_("кому"), on_delete=models.PROTECT, related_name="certificates")
    enrollment = models.ForeignKey(Enrollment, null=True, on_delete=models.PROTECT, related_name="certificates")
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), null=True, on_delete=models.PROTECT, related_name="certificates")
    module = models.ForeignKey(Module, verbose_name=_("модуль"), null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("вид"), max_length=20, choices=Kind.choices, default=Kind.PARTICIPANT)
    design = models.ForeignKey(Design, verbose_name=_("бланк"), null=True, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("номер"), max_length=30, unique=True)
    token = models.CharField(max_length=40, unique=True)
    facts: models.JSONField[Any, Any] = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.VALID, db_index=True)
    valid_until = models.DateField(_("действует до"), null=True)
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
            models.UniqueConstraint(fields=["enrollment", "kind"], condition=Q(state="valid", module=None), name="one_valid_certificate_per_kind"),
            models.UniqueConstraint(fields=["enrollment", "kind", "module"], condition=Q(state="valid"), name="one_valid_certificate_per_module"),
            models.UniqueConstraint(
                fields=["holder", "kind", "cohort"], condition=Q(state="valid", enrollment=None), name="one_valid_thanks_per_cohort"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def expired(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()
