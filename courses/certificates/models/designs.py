"""What a sheet looks like and who signs it; under what conditions it is given."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.program.models import Cohort
from school.vault.models import File

PARTICIPANT_TEXT = "Программа «{программа}»\nПройдены все пять частей"
PARTICIPANT_NOTE = "Сертификат подтверждает участие в программе и не является документом о квалификации."
LONGEST = 50  # years


class Kind(models.TextChoices):
    PARTICIPANT = "participant", _("участник программы")
    LISTENER = "listener", _("слушатель модуля")
    TRAINER = "trainer", _("благодарность тренеру")
    VOLUNTEER = "volunteer", _("благодарность волонтёру")


THANKS = (Kind.TRAINER, Kind.VOLUNTEER)  # nothing is to be fulfilled, nobody has to study


class DesignQuerySet(models.QuerySet["Design"]):
    def newest(self) -> "DesignQuerySet":
        """Without the versions that have a next one: these can be changed."""
        return self.filter(next_version=None)

    def current(self, today: date) -> "DesignQuerySet":
        """Without the versions whose next one is in force: until its day the former one is used."""
        return self.exclude(next_version__since__lte=today)


class Design(models.Model):
    """One version of a sheet. What has been issued by it is never changed: changing a used one makes a new version of it, `previous` leads back.

    The newest of its kind that is in force is used; an issued certificate keeps its own copy of everything said here. `text`: the first line is larger. Placeholders
    of `heading`, `text` and `note` are those of `design_rules.placeholders`.
    """

    class Orientation(models.TextChoices):
        LANDSCAPE = "landscape", _("альбомный лист")
        PORTRAIT = "portrait", _("книжный лист")

    class Ornament(models.TextChoices):
        ROAD = "road", _("дорога из пяти частей")
        FRAME = "frame", _("рамка")
        PLAIN = "plain", _("ничего: чистый лист или своя картинка")

    kind = models.CharField(_("вид"), max_length=20, choices=Kind.choices, default=Kind.PARTICIPANT)
    orientation = models.CharField(_("лист"), max_length=10, choices=Orientation.choices, default=Orientation.LANDSCAPE)
    ornament = models.CharField(_("рисунок"), max_length=10, choices=Ornament.choices, default=Ornament.ROAD)
    background = models.ForeignKey(
        File, verbose_name=_("своя картинка на весь лист"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    logo = models.ForeignKey(File, verbose_name=_("знак школы"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    heading = models.CharField(_("заголовок"), max_length=60, default="Сертификат участника")
    text = models.TextField(_("текст под именем"), max_length=400, blank=True, default=PARTICIPANT_TEXT)
    note = models.CharField(_("мелкая строка внизу"), max_length=200, blank=True, default=PARTICIPANT_NOTE)
    series = models.CharField(_("серия"), max_length=8, default="ШЛ")
    valid_years = models.PositiveSmallIntegerField(
        _("действует, лет"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)], help_text=_("Пусто – бессрочно.")
    )
    school_name = models.CharField(_("школа"), max_length=120)
    school_region = models.CharField(_("регион"), max_length=120, blank=True)
    place = models.CharField(_("место выдачи"), max_length=100)
    since = models.DateField(_("действует с"))
    version = models.PositiveSmallIntegerField(_("версия"), default=1)
    previous = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="next_version")

    objects = DesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("бланк сертификата")
        verbose_name_plural = _("бланки сертификатов")
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return f"{self.heading}, {self.school_name}"


class Signatory(models.Model):
    """Without a picture the line waits for a pen."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="signatories")
    name = models.CharField(_("кто подписывает"), max_length=120)
    post = models.CharField(_("должность"), max_length=200)
    picture = models.ForeignKey(File, verbose_name=_("подпись картинкой"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("подписывающий")
        verbose_name_plural = _("подписывающие")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class ConditionSet(models.Model):
    """What a cohort asks for before a certificate of this kind is given; a confirmed name is asked for always.

    `attendance`: per cent; None – the cohort's own share, 0 – not asked for. `dossier`: the stage that the organisation's dossier has to reach.
    """

    class Stage(models.TextChoices):
        NOT_ASKED = "", _("не важна")
        BEGUN = "eligibility", _("заведена")
        FILED = "filed", _("документы поданы")
        CONCLUDED = "concluded", _("заключение получено")
        RECOGNIZED = "recognized", _("статус присвоен")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="certificate_conditions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    attendance = models.PositiveSmallIntegerField(_("явка, %"), null=True, blank=True, validators=[MaxValueValidator(100)])
    lessons = models.BooleanField(_("все уроки"), default=True)
    tests = models.BooleanField(_("все тесты сданы"), default=False)
    project = models.BooleanField(_("проект принят"), default=False)
    dossier = models.CharField(_("папка документов организации"), max_length=20, choices=Stage.choices, blank=True)
    surveys = models.BooleanField(_("ответы на опросы"), default=False)

    class Meta:
        verbose_name = _("условия сертификата")
        verbose_name_plural = _("условия сертификатов")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "kind"], name="one_set_of_conditions_per_kind"),
            models.CheckConstraint(condition=Q(attendance=None) | Q(attendance__lte=100), name="conditions_share_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.get_kind_display()}"
