"""What stands around marks: how a person checked in, asked to be excused, guests, scanned sheets."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enrollment.models import Enrollment
from courses.program.models import Meeting
from school.people.models import User
from school.vault.models import File


class CheckIn(models.Model):
    """One try to check in, whatever came of it. `device` is a random mark of the browser: several people from one device in one step are a hint, not a proof."""

    class Outcome(models.TextChoices):
        MARKED = "marked", _("отмечен")
        ALREADY = "already", _("уже был отмечен")
        WRONG_CODE = "wrong_code", _("код не подошёл")
        WRONG_MEETING = "wrong_meeting", _("не ждут на этом занятии")
        EARLY = "early", _("рано")
        LATE = "late", _("поздно")
        CLOSED = "closed", _("занятие отменено")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="check_ins")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("исход"), max_length=15, choices=Outcome.choices)
    step = models.BigIntegerField(default=0)
    device = models.CharField(max_length=40, blank=True)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("попытка отметиться")
        verbose_name_plural = _("попытки отметиться")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_outcome_display()}"


class Excuse(models.Model):
    """Asked in advance or afterwards; the trainer or a coordinator decides."""

    class State(models.TextChoices):
        ASKED = "asked", _("ждёт решения")
        ACCEPTED = "accepted", _("причина принята")
        REFUSED = "refused", _("причина не принята")
        TAKEN_BACK = "taken_back", _("отозвано")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="excuses")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="excuses")
    reason = models.TextField(_("причина"), max_length=1000)
    file = models.ForeignKey(File, verbose_name=_("документ"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("состояние"), max_length=12, choices=State.choices, default=State.ASKED, db_index=True)
    asked_at = models.DateTimeField(_("когда"), auto_now_add=True)
    decided_by = models.ForeignKey(User, verbose_name=_("решил"), null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(_("ответ"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("заявление о пропуске")
        verbose_name_plural = _("заявления о пропуске")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "enrollment"], condition=Q(state__in=["asked", "accepted"]), name="one_excuse_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.get_state_display()}"


class Guest(models.Model):
    """Came without a seat: counted at the meeting, never in anybody's share."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(_("имя"), max_length=160)
    organization = models.CharField(_("откуда"), max_length=200, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("гость")
        verbose_name_plural = _("гости")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class PaperSheet(models.Model):
    """A signed sheet as evidence: the scan or photo of a page."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveSmallIntegerField(_("лист"), default=1)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("скан листа")
        verbose_name_plural = _("сканы листов")
        ordering = ["page", "pk"]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.page}"
