"""The status, its reminders, and the other two registers."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models.dossiers import Claim, Dossier
from school.people.models import Organization, User


class StatusQuerySet(models.QuerySet["Status"]):
    def in_force(self) -> "StatusQuerySet":
        today = timezone.localdate()
        return self.filter(since__lte=today, until__gte=today, ended_on=None)


class Status(models.Model):
    """The only place that says an organisation has the ИОПУ status. `until` is its last day; `ended_on` – removed from the register earlier."""

    class Ended(models.TextChoices):
        IN_FORCE = "", _("действует")
        OWN_WISH = "own_wish", _("по заявлению организации")
        LIQUIDATED = "liquidated", _("организация прекращена")
        FOREIGN_AGENT = "foreign_agent", _("включена в реестр иностранных агентов")
        DEBT = "debt", _("задолженность")
        QUALITY = "quality", _("качество услуг не подтверждено")
        FALSE_PAPERS = "false_papers", _("недостоверные документы")

    organization = models.ForeignKey(Organization, verbose_name=_("организация"), on_delete=models.PROTECT, related_name="statuses")
    dossier = models.OneToOneField(Dossier, verbose_name=_("папка"), on_delete=models.PROTECT, related_name="status")
    claims = models.ManyToManyField(Claim, verbose_name=_("услуги"), related_name="+")
    number = models.CharField(_("номер распоряжения"), max_length=100)
    since = models.DateField(_("с"))
    until = models.DateField(_("по"))
    ended_on = models.DateField(_("исключена из реестра"), null=True, blank=True)
    ended_why = models.CharField(_("почему исключена"), max_length=20, choices=Ended.choices, default=Ended.IN_FORCE, blank=True)
    ended_words = models.CharField(_("подробности"), max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = StatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("статус ИОПУ")
        verbose_name_plural = _("статусы ИОПУ")
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_status_lasts"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="") | (Q(ended_on__isnull=False) & ~Q(ended_why="")), name="a_status_ends_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class StatusReminder(models.Model):
    """Told once at each of 180, 90 and 30 days before the end."""

    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("напоминание о продлении")
        verbose_name_plural = _("напоминания о продлении")
        ordering = ["-days"]
        constraints = [models.UniqueConstraint(fields=["status", "days"], name="reminded_once_at_a_distance")]

    def __str__(self) -> str:
        return str(self.days)


class RegisterEntry(models.Model):
    """The other two registers, often confused with the status: providers of social services (442-ФЗ), socially oriented NGOs (ПП РФ № 1290)."""

    class Register(models.TextChoices):
        SOCIAL = "social", _("реестр поставщиков социальных услуг")
        SONKO = "sonko", _("реестр СО НКО Минэкономразвития")

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="register_entries")
    register = models.CharField(_("реестр"), max_length=10, choices=Register.choices)
    number = models.CharField(_("номер записи"), max_length=100, blank=True)
    since = models.DateField(_("с"), null=True, blank=True)
    until = models.DateField(_("по"), null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("запись другого реестра")
        verbose_name_plural = _("записи других реестров")
        ordering = ["register", "-since", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "register"], condition=Q(until=None), name="one_entry_in_a_register")]

    def __str__(self) -> str:
        return self.get_register_display()
