"""One run of a program: dates, seats by town, opening dates of modules, meetings."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.program.models.program import Module, Program
from school.people.models import Town, User


class CohortQuerySet(models.QuerySet["Cohort"]):
    def accepting(self, today: date | None = None) -> "CohortQuerySet":
        """Open cohorts whose application window covers the day (in the school's zone)."""
        today = today or timezone.localdate()
        return self.filter(state=Cohort.State.OPEN, apply_from__lte=today, apply_until__gte=today)

    def announced(self) -> "CohortQuerySet":
        """Cohorts that visitors may see: open ones whose application window has not ended."""
        return self.filter(state=Cohort.State.OPEN, apply_until__gte=timezone.localdate())

    def working(self) -> "CohortQuerySet":
        """What pickers and daily lists show: an archived cohort is looked for on purpose."""
        return self.exclude(state=Cohort.State.ARCHIVED)

    def led_by(self, user: User) -> "CohortQuerySet":
        """Cohorts whose trainer the person is today."""
        today = timezone.localdate()
        rows = Q(assignments__person=user, assignments__role="trainer", assignments__since__lte=today)
        return self.filter(rows & (Q(assignments__until=None) | Q(assignments__until__gte=today))).distinct()


class Cohort(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", _("черновик")
        OPEN = "open", _("набор открыт")
        CLOSED = "closed", _("набор закрыт")
        UNDER_WAY = "under_way", _("идёт")
        FINISHED = "finished", _("завершён")
        ARCHIVED = "archived", _("в архиве")

    program = models.ForeignKey(Program, verbose_name=_("программа"), on_delete=models.PROTECT, related_name="cohorts")
    title = models.CharField(_("название"), max_length=200, help_text=_("Например: «Осенний поток 2026 года»."))
    state = models.CharField(_("состояние"), max_length=20, choices=State.choices, default=State.DRAFT)
    starts_on = models.DateField(_("начало"))
    ends_on = models.DateField(_("окончание"))
    apply_from = models.DateField(_("заявки с"))
    apply_until = models.DateField(_("заявки до"))
    needed_share = models.PositiveSmallIntegerField(_("нужная явка, %"), default=75, help_text=_("Для сертификата."))
    about = models.TextField(_("для кого и как идёт"), blank=True)
    responsible = models.ForeignKey(
        User, verbose_name=_("ответственный координатор"), null=True, blank=True, on_delete=models.PROTECT, related_name="responsible_for"
    )
    seats = models.PositiveSmallIntegerField(_("мест всего"), null=True, blank=True, help_text=_("Пусто – сколько мест в городах вместе."))
    per_organization = models.PositiveSmallIntegerField(
        _("человек от одной организации"), null=True, blank=True, help_text=_("Пусто – без ограничения.")
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("часов на ответ из листа ожидания"),
        default=48,
        help_text=_("Освободилось место – человек подтверждает его за это время, потом оно идёт следующему."),
    )
    letters_after = models.PositiveSmallIntegerField(
        _("минут до писем о решении"), default=10, help_text=_("Пока письмо не ушло, решение по заявке можно отменить незаметно.")
    )
    late_after = models.PositiveSmallIntegerField(
        _("опоздание с минуты"), default=15, help_text=_("Отметка самому позже этих минут от начала – опоздание.")
    )
    late_weight = models.PositiveSmallIntegerField(
        _("вес опоздания, %"), default=100, help_text=_("Сколько часов занятия засчитать опоздавшему: 100 – все, 50 – половину.")
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("поток")
        verbose_name_plural = _("потоки")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_start", violation_error_message=_("Окончание раньше начала.")
            ),
            models.CheckConstraint(
                condition=Q(apply_until__gte=F("apply_from")),
                name="window_ends_after_start",
                violation_error_message=_("Приём заявок кончается раньше, чем начинается."),
            ),
            models.CheckConstraint(
                condition=Q(needed_share__lte=100), name="share_is_a_percentage", violation_error_message=_("Явка не больше 100 %%.")
            ),
            models.CheckConstraint(
                condition=Q(late_weight__lte=100), name="late_weight_is_a_percentage", violation_error_message=_("Вес опоздания не больше 100 %%.")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Quota(models.Model):
    """Seats of a cohort for one town; the town is the NGO's."""

    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="quotas")
    town = models.ForeignKey(Town, verbose_name=_("город"), on_delete=models.PROTECT)
    seats = models.PositiveSmallIntegerField(_("мест"))

    class Meta:
        verbose_name = _("места для города")
        verbose_name_plural = _("места по городам")
        ordering = ["town__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "town"], name="one_quota_per_town")]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.town}: {self.seats}"


class CohortModule(models.Model):
    """When a module opens for a cohort and how many hours it has there; the hours are frozen when the cohort starts."""

    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="cohort_modules")
    module = models.ForeignKey(Module, verbose_name=_("модуль"), on_delete=models.PROTECT)
    opens_on = models.DateField(_("открывается"), null=True, blank=True, help_text=_("Пусто – открыт с начала потока."))
    after = models.ForeignKey(
        Module,
        verbose_name=_("сначала модуль"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Пусто – ничего не ждёт. Откроется тому, кто прошёл выбранный модуль."),
    )
    hours = models.PositiveSmallIntegerField(_("часов"))

    class Meta:
        verbose_name = _("модуль потока")
        verbose_name_plural = _("модули потока")
        ordering = ["module__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "module"], name="one_module_per_cohort"),
            models.CheckConstraint(
                condition=Q(after=None) | ~Q(after=F("module")),
                name="a_module_does_not_wait_for_itself",
                violation_error_message=_("Модуль ждёт сам себя."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.module}"


class Subgroup(models.Model):
    """A part of a cohort that trains together; a meeting without one is for all."""

    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="subgroups")
    title = models.CharField(_("название"), max_length=80, help_text=_("Например: «Группа А»."))

    class Meta:
        verbose_name = _("подгруппа")
        verbose_name_plural = _("подгруппы")
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["cohort", "title"], name="one_subgroup_per_title")]

    def __str__(self) -> str:
        return self.title


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def led_by(self, user: User) -> "MeetingQuerySet":
        """Meetings whose attendance the person may mark: as its own trainer, or as a trainer of the cohort today."""
        today = timezone.localdate()
        of_cohort = Q(cohort__assignments__person=user, cohort__assignments__role="trainer", cohort__assignments__since__lte=today) & (
            Q(cohort__assignments__until=None) | Q(cohort__assignments__until__gte=today)
        )
        return self.filter(of_cohort).distinct()


class Meeting(models.Model):
    cohort = models.ForeignKey(Cohort, verbose_name=_("поток"), on_delete=models.PROTECT, related_name="meetings")
    module = models.ForeignKey(Module, verbose_name=_("модуль"), on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("тема"), max_length=255)
    starts_at = models.DateTimeField(_("начало"), help_text=_("Время тюменское."))
    ends_at = models.DateTimeField(_("конец"))
    town = models.ForeignKey(Town, verbose_name=_("город"), null=True, blank=True, on_delete=models.PROTECT)
    place = models.CharField(_("место"), max_length=255, blank=True)
    link = models.URLField(_("ссылка на трансляцию"), blank=True)
    trainer = models.ForeignKey(User, verbose_name=_("ведёт"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subgroup = models.ForeignKey(
        Subgroup,
        verbose_name=_("подгруппа"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text=_("Пусто – для всех."),
    )
    hours = models.PositiveSmallIntegerField(_("академических часов"), null=True, blank=True, help_text=_("Пусто – по времени занятия."))
    host = models.CharField(_("принимающая организация"), max_length=255, blank=True, help_text=_("Для поездок: к кому едем."))
    check_in_before = models.PositiveSmallIntegerField(_("отметка самому: за сколько минут до начала"), default=20)
    check_in_after = models.PositiveSmallIntegerField(_("отметка самому: сколько минут после начала"), default=40)
    secret = models.CharField(max_length=64, blank=True, editable=False)  # of the rotating code; made at first use
    sequence = models.PositiveIntegerField(default=0, editable=False)  # SEQUENCE of the calendar: grows with every move and cancellation
    cancelled_at = models.DateTimeField(_("отменено"), null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("занятие")
        verbose_name_plural = _("занятия")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at", "id", "cohort"], name="meetings_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start", violation_error_message=_("Конец раньше начала.")
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def where(self) -> str:
        """Town and place in one line; the town is said once when the place begins with it."""
        town = str(self.town) if self.town else ""
        return self.place if self.place.casefold().startswith(town.casefold()) else ", ".join(filter(None, [town, self.place]))

    @property
    def under_way(self) -> bool:
        return self.cancelled_at is None and self.starts_at <= timezone.now() < self.ends_at

    @property
    def over(self) -> bool:
        return self.ends_at <= timezone.now()
