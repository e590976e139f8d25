"""A module's page: one concrete class with what every module has, and five kinds with fields of their own."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import (
    NARROW,
    CriterionBlock,
    ExerciseBlock,
    HoursBlock,
    PageBody,
    PaperBlock,
    QuestionsToDiscussBlock,
    SpeakerBlock,
    StageBlock,
)
from cms.models.fields import BodyField, CleanTextField
from cms.models.records import RecordField, RecordPage
from courses.program.models import Kind, Module


class ModulePage(RecordPage):
    """Concrete, so that `module.page` is one name for all five kinds; never made by itself."""

    record_name = "module"
    in_other_words = {"title": "english_title", "short": "english_lead", "body": "english_body"}
    kind: ClassVar[str] = ""

    module = RecordField(Module, verbose_name=_("модуль"))
    short = models.CharField(_("одной строкой"), max_length=160, blank=True, help_text=_("Стоит под названием части на главной и в программе."))
    hours = models.PositiveSmallIntegerField(
        _("академических часов"),
        default=0,
        validators=[MaxValueValidator(999)],
        help_text=_("У потоков, которые уже начались, часы не меняются."),
    )
    body = BodyField(PageBody(), verbose_name=_("о модуле"), blank=True)

    exclude_fields_in_copy = ["module"]
    own_panels: ClassVar[list[Any]] = []
    common_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("short"), FieldPanel("hours")], heading=_("В программе")),
    ]
    content_panels = [*common_panels, FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("short"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.ProgramPage"]
    subpage_types: ClassVar[list[str]] = ["cms.LessonPage"]
    template = "cms/module_page.html"
    is_creatable = False

    class Meta:
        verbose_name = _("страница модуля")
        verbose_name_plural = _("страницы модулей")

    @property
    def part(self) -> int:
        """The number of the part, 1 to 5, by the kind of the page."""
        kind = self.specific_class.kind if self.specific_class else self.kind
        return Kind.values.index(kind) + 1

    @property
    def part_name(self) -> str:
        return str(Kind(Kind.values[self.part - 1]).label)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.showcase import module_context

        return {**super().get_context(request, *args, **kwargs), **module_context(self)}


class SeminarPage(ModulePage):
    kind = Kind.SEMINAR
    speakers = BodyField([("speaker", SpeakerBlock())], verbose_name=_("кто ведёт"), blank=True)
    questions = BodyField([("question", QuestionsToDiscussBlock())], verbose_name=_("вопросы семинара"), blank=True)

    content_panels = [*ModulePage.content_panels, FieldPanel("speakers"), FieldPanel("questions")]
    is_creatable = True
    page_description = _("Часть 1: семинары о законе, перечне услуг и критериях.")

    class Meta:
        verbose_name = _("модуль «Теория»: семинары")
        verbose_name_plural = _("модули «Теория»: семинары")


class TrainingPage(ModulePage):
    kind = Kind.TRAINING
    skills = CleanTextField(_("чему научатся"), blank=True, features=NARROW, help_text=_("Навыки списком."))
    group_size = models.PositiveSmallIntegerField(_("человек в группе"), null=True, blank=True, validators=[MaxValueValidator(200)])
    exercises = BodyField([("exercise", ExerciseBlock())], verbose_name=_("упражнения"), blank=True)

    content_panels = [
        *ModulePage.content_panels,
        FieldPanel("skills"),
        FieldPanel("group_size"),
        FieldPanel("exercises"),
    ]
    is_creatable = True
    page_description = _("Часть 2: тренинги в малых группах.")

    class Meta:
        verbose_name = _("модуль «Практика»: тренинги")
        verbose_name_plural = _("модули «Практика»: тренинги")


class ExchangeVisitPage(ModulePage):
    kind = Kind.EXCHANGE_VISIT
    host = models.CharField(_("принимающая организация"), max_length=255, blank=True)
    host_status = models.CharField(
        _("её статус"),
        max_length=255,
        blank=True,
        help_text=_("Какую услугу оказывает и с какого года состоит в реестре исполнителей."),
    )
    address = models.CharField(_("адрес"), max_length=255, blank=True)
    directions = CleanTextField(_("как добраться"), blank=True, features=NARROW)
    bring = CleanTextField(_("что взять с собой"), blank=True, features=NARROW)

    content_panels = [
        *ModulePage.content_panels,
        MultiFieldPanel([FieldPanel("host"), FieldPanel("host_status"), FieldPanel("address")], heading=_("К кому едем")),
        FieldPanel("directions"),
        FieldPanel("bring"),
    ]
    search_fields = [*ModulePage.search_fields, index.SearchField("host")]
    is_creatable = True
    page_description = _("Часть 3: поездки к организациям, у которых статус уже есть.")

    class Meta:
        verbose_name = _("модуль «Диалог»: поездки")
        verbose_name_plural = _("модули «Диалог»: поездки")


class ProjectWorkPage(ModulePage):
    kind = Kind.PROJECT_WORK
    brief = CleanTextField(_("задание"), blank=True, features=NARROW)
    stages = BodyField([("stage", StageBlock())], verbose_name=_("этапы"), blank=True)
    criteria = BodyField([("criterion", CriterionBlock())], verbose_name=_("критерии оценки"), blank=True)

    content_panels = [*ModulePage.content_panels, FieldPanel("brief"), FieldPanel("stages"), FieldPanel("criteria")]
    search_fields = [*ModulePage.search_fields, index.SearchField("brief")]
    is_creatable = True
    page_description = _("Часть 4: команды проектируют новую инициативу.")

    class Meta:
        verbose_name = _("модуль «Проект»")
        verbose_name_plural = _("модули «Проект»")


class DocumentSupportPage(ModulePage):
    kind = Kind.DOCUMENT_SUPPORT
    papers = BodyField([("paper", PaperBlock())], verbose_name=_("документы"), blank=True)
    consultations = BodyField([("hours", HoursBlock())], verbose_name=_("часы консультаций"), blank=True)

    content_panels = [
        *ModulePage.content_panels,
        HelpPanel(
            content=_("Перечень документов – справка для слушателей. Сам пакет организации ведут в кабинете."),
            heading=_("О перечне"),
        ),
        FieldPanel("papers"),
        FieldPanel("consultations"),
    ]
    is_creatable = True
    page_description = _("Часть 5: наставник помогает собрать документы.")

    class Meta:
        verbose_name = _("модуль «Документы»")
        verbose_name_plural = _("модули «Документы»")
