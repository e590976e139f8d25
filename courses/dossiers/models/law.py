"""The law as data: what is assessed, by whom, in what time. Every line has a source, dates and the mark «проверено юристом»."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LawQuerySet(models.QuerySet[Any]):  # of each table of the law
    def in_force(self, on: date) -> "LawQuerySet":
        return self.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gte=on))

    def unchecked(self) -> "LawQuerySet":
        return self.filter(checked_on=None)


class LawLine(models.Model):
    """A line of reference data. `until` is the last day in force. A line without `checked_on` is shown with a soft «не проверено юристом»."""

    source = models.TextField(_("источник"), max_length=2000, blank=True, help_text=_("Акт и пункт, дата редакции, адрес страницы."))
    since = models.DateField(_("действует с"), null=True, blank=True)
    until = models.DateField(_("действует по"), null=True, blank=True)
    checked_by = models.CharField(_("проверил юрист"), max_length=200, blank=True)
    checked_on = models.DateField(_("проверено"), null=True, blank=True)

    objects = LawQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message=_("Строка перестаёт действовать раньше, чем начинает."),
            ),
            models.CheckConstraint(
                condition=Q(checked_by="", checked_on=None) | (~Q(checked_by="") & Q(checked_on__isnull=False)),
                name="%(class)s_checked_by_somebody_on_a_day",
                violation_error_message=_("Укажите и кто проверил, и когда."),
            ),
        ]

    @property
    def checked(self) -> bool:
        return self.checked_on is not None


class Service(LawLine):
    """A line of the official list (ПП РФ № 1096 of 27.10.2016). `number` is empty until the official one is known."""

    code = models.SlugField(_("код"), max_length=60, unique=True)
    group = models.CharField(_("раздел перечня"), max_length=200)
    number = models.CharField(_("номер в перечне"), max_length=20, blank=True)
    title = models.CharField(_("услуга"), max_length=500)
    folded_title = models.CharField(max_length=720, editable=False, default="", db_index=True)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta(LawLine.Meta):
        verbose_name = _("общественно полезная услуга")
        verbose_name_plural = _("общественно полезные услуги")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class QualityCriterion(LawLine):
    """One of the criteria by which a body assesses the quality of a service (ПП РФ № 1096)."""

    code = models.SlugField(_("код"), max_length=60, unique=True)
    title = models.CharField(_("критерий"), max_length=500)
    evidence = models.TextField(_("чем доказывают"), max_length=2000, blank=True)
    weight = models.PositiveSmallIntegerField(_("вес в готовности"), default=1)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta(LawLine.Meta):
        verbose_name = _("критерий качества")
        verbose_name_plural = _("критерии качества")
        ordering = ["position", "pk"]
        constraints = [
            *LawLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weight__gte=1), name="a_quality_criterion_weighs_something", violation_error_message=_("Вес – не меньше единицы.")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Body(LawLine):
    """Who assesses quality (by region and service) or recognises (the Ministry of Justice)."""

    class Kind(models.TextChoices):
        ASSESSOR = "assessor", _("оценивает качество")
        JUSTICE = "justice", _("признаёт исполнителем (Минюст)")

    code = models.SlugField(_("код"), max_length=60, unique=True)
    kind = models.CharField(_("что делает"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("орган"), max_length=300)
    region = models.CharField(_("регион"), max_length=200, blank=True, help_text=_("Пусто – вся страна."))
    address = models.CharField(_("адрес"), max_length=500, blank=True)
    site = models.URLField(_("сайт"), blank=True)
    ways = models.TextField(_("как подать"), max_length=2000, blank=True)
    services = models.ManyToManyField(Service, verbose_name=_("какие услуги оценивает"), blank=True, related_name="bodies")

    class Meta(LawLine.Meta):
        verbose_name = _("орган")
        verbose_name_plural = _("органы")
        ordering = ["kind", "region", "title", "pk"]

    def __str__(self) -> str:
        return self.title


class Unit(models.TextChoices):
    """Two years from 1 March 2027 end on 28 February 2029, not after 730 days."""

    DAY = "day", _("календарный день")
    WORKING = "working", _("рабочий день")
    MONTH = "month", _("месяц")
    YEAR = "year", _("год")


class Term(LawLine):
    """How long a step takes by law. Without `amount` the term is unknown and reads «срок не установлен»."""

    code = models.SlugField(_("код"), max_length=60, unique=True)
    begins = models.CharField(_("от чего считать"), max_length=300)
    ends = models.CharField(_("до чего"), max_length=300)
    amount = models.PositiveSmallIntegerField(_("сколько"), null=True, blank=True)
    unit = models.CharField(_("единица"), max_length=10, choices=Unit.choices, default=Unit.DAY)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta(LawLine.Meta):
        verbose_name = _("срок")
        verbose_name_plural = _("сроки")
        ordering = ["position", "pk"]
        constraints = [
            *LawLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=1, amount__lte=3660),
                name="a_term_lasts_from_a_day_to_ten_years",
                violation_error_message=_("Срок – от 1 до 3660. Неизвестный срок оставьте пустым."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins} → {self.ends}"


class ProductionYear(LawLine):
    """The Russian production calendar of a year. A year without a row has weekends and the holidays of ст. 112 ТК РФ, transfers unknown."""

    year = models.PositiveSmallIntegerField(_("год"), unique=True)

    class Meta(LawLine.Meta):
        verbose_name = _("производственный календарь")
        verbose_name_plural = _("производственные календари")
        ordering = ["-year"]
        constraints = [
            *LawLine.Meta.constraints,
            models.CheckConstraint(
                condition=Q(year__gte=2017, year__lte=2100),
                name="a_production_year_is_of_our_time",
                violation_error_message=_("Год – с 2017-го по 2100-й."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class ProductionDay(models.Model):
    """A day that is not what its place in the week says."""

    class Kind(models.TextChoices):
        OFF = "off", _("нерабочий")
        WORKING = "working", _("рабочий")

    year = models.ForeignKey(ProductionYear, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("дата"), unique=True)
    kind = models.CharField(_("какой день"), max_length=10, choices=Kind.choices)
    note = models.CharField(_("почему"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("день календаря")
        verbose_name_plural = _("дни календаря")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}: {self.get_kind_display()}"
