"""Pages that answer: questions of visitors, six questions about the status, texts that are in force from a date."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import NARROW, PageBody
from cms.blocks.answers import EligibilityBody, QuestionGroups
from cms.models.fields import BodyField, CleanTextField
from cms.models.records import SchoolPage
from cms.policy_form import PolicyForm
from cms.starters import eligibility_questions


class QuestionsPage(SchoolPage):
    lead = models.TextField(_("вступление"), max_length=400, blank=True)
    groups = BodyField(QuestionGroups(), verbose_name=_("вопросы по темам"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("groups")]
    english_panels: ClassVar[list[Any]] = []
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("groups")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    template = "cms/questions_page.html"
    page_description = _("Вопросы и ответы по темам.")

    class Meta:
        verbose_name = _("вопросы и ответы")
        verbose_name_plural = _("вопросы и ответы")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.questions import questions_context

        return {**super().get_context(request, *args, **kwargs), **questions_context(self, request)}


class EligibilityPage(SchoolPage):
    """Questions are data with a source and a date: the law changes, the code does not (`cms.eligibility` only counts answers)."""

    lead = models.TextField(_("вступление"), max_length=400, blank=True)
    questions = BodyField(EligibilityBody(), verbose_name=_("вопросы"), blank=True, default=eligibility_questions)
    fits_title = models.CharField(_("подходит: заголовок"), max_length=160, default=_("Похоже, статус вам подходит"))
    fits_text = CleanTextField(_("подходит: что дальше"), blank=True, features=NARROW)
    check_title = models.CharField(_("надо выяснить: заголовок"), max_length=160, default=_("Сначала надо кое-что выяснить"))
    check_text = CleanTextField(_("надо выяснить: что дальше"), blank=True, features=NARROW)
    not_yet_title = models.CharField(_("пока нет: заголовок"), max_length=160, default=_("Пока не хватает условий"))
    not_yet_text = CleanTextField(_("пока нет: что дальше"), blank=True, features=NARROW)
    note = models.TextField(
        _("оговорка под итогом"), max_length=600, blank=True, default=_("Это подсказка школы, не решение. Решение принимает Минюст.")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("questions"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("fits_title", "fits_text", "check_title", "check_text", "not_yet_title", "not_yet_text", "note")],
            heading=_("Итог"),
        ),
    ]
    english_panels: ClassVar[list[Any]] = []
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    template = "cms/eligibility_page.html"
    page_description = _("Шесть вопросов о статусе без регистрации. Ответы не сохраняются.")

    class Meta:
        verbose_name = _("проверка «Подойдёт ли статус»")
        verbose_name_plural = _("проверки «Подойдёт ли статус»")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms.eligibility import answer

        return answer(self, request)


class PolicyPage(SchoolPage):
    """A text in force from a date. Each edition that was published stays readable (`PolicyEdition`)."""

    base_form_class = PolicyForm

    lead = models.TextField(_("вступление"), max_length=400, blank=True)
    in_force_from = models.DateField(
        _("действует с"), default=timezone.localdate, help_text=_("Изменили текст – поставьте новую дату: прежняя редакция останется.")
    )
    body = BodyField(PageBody(), verbose_name=_("текст"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("in_force_from"), FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage", "cms.TextPage"]
    subpage_types: list[str] = []
    template = "cms/policy_page.html"
    page_description = _("Правовой текст школы с датой: персональные данные, правила. Прежние редакции остаются открытыми.")

    class Meta:
        verbose_name = _("правовой текст школы")
        verbose_name_plural = _("правовые тексты школы")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.editions import edition_context

        return {**super().get_context(request, *args, **kwargs), **edition_context(self, request)}


class PolicyEdition(models.Model):
    """What was published, word for word. Made by a publication, never edited (`cms.editions`)."""

    page = models.ForeignKey(PolicyPage, on_delete=models.PROTECT, related_name="editions")
    in_force_from = models.DateField(_("действует с"))
    title = models.CharField(max_length=255)
    lead = models.TextField(blank=True)
    body = BodyField(PageBody(), blank=True)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("редакция")
        verbose_name_plural = _("редакции")
        ordering = ["-in_force_from"]
        constraints = [models.UniqueConstraint(fields=["page", "in_force_from"], name="one_edition_per_day")]

    def __str__(self) -> str:
        return f"{self.title}, {self.in_force_from}"
