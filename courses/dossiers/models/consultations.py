"""Time of a mentor that an NGO books, and what was said in it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models.dossiers import Dossier
from school.people.models import User


class ConsultationSlot(models.Model):
    """One slot is one consultation at most."""

    mentor = models.ForeignKey(User, verbose_name=_("наставник"), on_delete=models.PROTECT, related_name="consultation_slots")
    starts_at = models.DateTimeField(_("начало"))
    ends_at = models.DateTimeField(_("конец"))
    place = models.CharField(_("где"), max_length=300, blank=True)
    link = models.URLField(_("ссылка на встречу"), blank=True)
    cancelled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("время консультации")
        verbose_name_plural = _("время консультаций")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "starts_at"],
                condition=Q(cancelled_at=None),
                name="a_mentor_is_in_one_place",
                violation_error_message=_("На это время у вас уже есть консультация."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_consultation_lasts", violation_error_message=_("Конец раньше начала.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}: {self.starts_at:%d.%m.%Y %H:%M}"


class Consultation(models.Model):
    """`notes` are read by the NGO and every later mentor."""

    slot = models.ForeignKey(ConsultationSlot, on_delete=models.PROTECT, related_name="consultations")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(_("о чём"), max_length=500)
    notes = models.TextField(_("о чём договорились"), max_length=5000, blank=True)
    booked_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    cancelled_by = models.ForeignKey(User, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("консультация")
        verbose_name_plural = _("консультации")
        ordering = ["slot__starts_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["slot"], condition=Q(cancelled_at=None), name="a_slot_is_booked_once")]

    def __str__(self) -> str:
        return self.about
