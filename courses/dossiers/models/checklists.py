"""What has to be gathered: dated versions of the checklist, forms to download, reasons and grounds to choose from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.dossiers.models.law import Body, LawLine, QualityCriterion, Unit
from school.vault.models import File


class Path(models.TextChoices):
    USUAL = "usual", _("обычный путь")
    SOCIAL = "social", _("организация в реестре поставщиков социальных услуг")
    GRANT = "grant", _("получатель гранта Президента")
    RENEWAL = "renewal", _("продление статуса")


class PaperForm(LawLine):
    """A form or a sample to download."""

    class Kind(models.TextChoices):
        FORM = "form", _("бланк")
        SAMPLE = "sample", _("образец")

    code = models.SlugField(_("код"), max_length=60, unique=True)
    title = models.CharField(_("название"), max_length=300)
    kind = models.CharField(_("вид"), max_length=10, choices=Kind.choices, default=Kind.FORM)
    body = models.ForeignKey(Body, verbose_name=_("чья форма"), null=True, blank=True, on_delete=models.PROTECT, related_name="forms")
    file = models.ForeignKey(File, verbose_name=_("файл"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(LawLine.Meta):
        verbose_name = _("бланк или образец")
        verbose_name_plural = _("бланки и образцы")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Checklist(LawLine):
    """A version is closed for changes once published; running dossiers keep theirs. `note` tells in words what is new in it."""

    title = models.CharField(_("название"), max_length=200)
    version = models.PositiveSmallIntegerField(_("версия"), unique=True)
    note = models.TextField(_("что изменилось"), max_length=2000, blank=True)
    published_at = models.DateTimeField(_("опубликован"), null=True, editable=False)

    class Meta(LawLine.Meta):
        verbose_name = _("перечень документов")
        verbose_name_plural = _("перечни документов")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.title}, {self.version}"


class Requirement(LawLine):
    """One line of a checklist; `code` is the same line's in every version. `paths` empty means every path.

    `per_claim` asks for a document of each service. `condition` says when the line is asked at all. `paper` names what the school fills in from the NGO's card.
    """

    class Stage(models.TextChoices):
        ELIGIBILITY = "eligibility", _("право на статус")
        CHARTER = "charter", _("изменения в устав")
        ASSESSMENT = "assessment", _("заключение о качестве")
        JUSTICE = "justice", _("признание в Минюсте")

    class Provider(models.TextChoices):
        NGO = "ngo", _("пишет организация")
        OBTAINED = "obtained", _("организация получает")
        STATE = "state", _("государство запрашивает само")

    class Condition(models.TextChoices):
        ALWAYS = "", _("всегда")
        CHARTER = "charter", _("если меняется устав")
        REPRESENTATIVE = "representative", _("если подаёт представитель")

    class Paper(models.TextChoices):
        NONE = "", _("нет")
        APPLICATION = "application", _("заявление о выдаче заключения")
        JUSTIFICATION = "justification", _("обоснование по критериям")
        YEAR_TABLE = "year_table", _("таблица услуг за год")
        COMPLAINTS = "complaints", _("сведения о жалобах")
        AUTHORITY = "authority", _("доверенность")
        RECOGNITION = "recognition", _("заявление о признании")

    checklist = models.ForeignKey(Checklist, verbose_name=_("перечень"), on_delete=models.PROTECT, related_name="requirements")
    code = models.SlugField(_("код"), max_length=60)
    stage = models.CharField(_("этап"), max_length=20, choices=Stage.choices)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)
    title = models.CharField(_("документ"), max_length=300)
    description = models.TextField(_("что это и как подготовить"), max_length=3000, blank=True)
    provider = models.CharField(_("кто даёт"), max_length=10, choices=Provider.choices)
    mandatory = models.BooleanField(_("обязателен"), default=True)
    per_claim = models.BooleanField(_("на каждую услугу"), default=False)
    paths = models.JSONField(_("на каких путях"), default=list, blank=True)
    condition = models.CharField(_("когда нужен"), max_length=20, choices=Condition.choices, default=Condition.ALWAYS, blank=True)
    criterion = models.ForeignKey(
        QualityCriterion, verbose_name=_("что доказывает"), null=True, blank=True, on_delete=models.PROTECT, related_name="requirements"
    )
    form = models.ForeignKey(PaperForm, verbose_name=_("бланк или образец"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paper = models.CharField(_("школа заполняет сама"), max_length=20, choices=Paper.choices, default=Paper.NONE, blank=True)
    weight = models.PositiveSmallIntegerField(_("вес в готовности"), default=1)
    lasts = models.PositiveSmallIntegerField(_("сколько действует"), null=True, blank=True)
    lasts_unit = models.CharField(_("единица"), max_length=10, choices=Unit.choices, default=Unit.DAY)
    personal = models.CharField(_("напоминание о личных данных"), max_length=500, blank=True)

    class Meta(LawLine.Meta):
        verbose_name = _("требование")
        verbose_name_plural = _("требования")
        ordering = ["position", "pk"]
        constraints = [
            *LawLine.Meta.constraints,
            models.UniqueConstraint(
                fields=["checklist", "code"], name="one_line_of_a_code_in_a_checklist", violation_error_message=_("Такой код в перечне уже есть.")
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=1), name="a_requirement_weighs_something", violation_error_message=_("Вес – не меньше единицы.")
            ),
            models.CheckConstraint(
                condition=Q(lasts=None) | Q(lasts__gte=1, lasts__lte=3660),
                name="a_paper_lasts_from_a_day_to_ten_years",
                violation_error_message=_("Срок годности – от 1 до 3660."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReturnReason(models.Model):
    """Why a document is sent back; `hint` says what to do about it."""

    code = models.SlugField(_("код"), max_length=60, unique=True)
    title = models.CharField(_("причина"), max_length=200)
    hint = models.CharField(_("что сделать"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)
    closed = models.BooleanField(_("больше не предлагать"), default=False)

    class Meta:
        verbose_name = _("причина возврата")
        verbose_name_plural = _("причины возврата")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class RefusalGround(LawLine):
    """A ground on which a body refuses."""

    code = models.SlugField(_("код"), max_length=60, unique=True)
    kind = models.CharField(_("чей отказ"), max_length=10, choices=Body.Kind.choices)
    title = models.CharField(_("основание отказа"), max_length=500)
    advice = models.TextField(_("что сделать"), max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta(LawLine.Meta):
        verbose_name = _("основание отказа")
        verbose_name_plural = _("основания отказа")
        ordering = ["kind", "position", "pk"]

    def __str__(self) -> str:
        return self.title
