"""The home page, plain text pages, the programme's page."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks import NARROW, PageBody, QuestionsBlock
from cms.models.fields import BodyField, CleanTextField
from cms.models.records import RecordField, RecordPage, SchoolPage
from courses.program.models import Program


class HomePage(SchoolPage):
    in_other_words = {"headline": "english_title", "lead": "english_lead"}

    headline = models.CharField(_("заголовок"), max_length=60, default=_("От первого семинара до статуса – один путь"))
    lead = models.TextField(
        _("вступление"),
        max_length=240,
        blank=True,
        help_text=_("Два предложения: для кого школа и чему в ней учат. Длинный текст закроет рисунок пути."),
    )
    eligibility_title = models.CharField(_("заголовок условий"), max_length=120, blank=True, default=_("Подойдёт ли статус вашей организации"))
    eligibility = CleanTextField(_("условия коротко"), blank=True, features=NARROW, help_text=_("Список из трёх-пяти строк. Пусто – раздела нет."))
    eligibility_source = models.CharField(_("источник условий"), max_length=300, blank=True, help_text=_("Закон, пункт и дата редакции."))

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("lead")], heading=_("Первый экран")),
        MultiFieldPanel(
            [FieldPanel("eligibility_title"), FieldPanel("eligibility"), FieldPanel("eligibility_source")],
            heading=_("Кому подойдёт статус"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("headline"), index.SearchField("lead")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.TextPage",
        "cms.ProgramPage",
        "cms.NewsIndexPage",
        "cms.LibraryPage",
        "cms.TeachersPage",
        "cms.TownsPage",
        "cms.QuestionsPage",
        "cms.GlossaryPage",
        "cms.EligibilityPage",
        "cms.PolicyPage",
    ]
    max_count = 1
    template = "cms/home_page.html"
    page_description = _("Главная страница школы: путь из пяти частей, открытые наборы, проверка сертификата.")

    class Meta:
        verbose_name = _("главная страница")
        verbose_name_plural = _("главные страницы")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Wagtail's walk asks twice for every step of the address; the whole address is asked for once."""
        from cms.keeping import is_kept

        if not path_components:
            return super().route(request, path_components)
        address = f"{self.url_path}{'/'.join(path_components)}/"
        found = Page.objects.descendant_of(self).filter(url_path=address).values_list("pk", "content_type", "live_revision").first()
        if found is None:
            raise Http404
        model = ContentType.objects.get_for_id(found[1]).model_class() or Page
        texts = [field.name for field in model._meta.fields if isinstance(field, BodyField)] if is_kept(request, found[0], found[2]) else []
        return get_object_or_404(model._default_manager.defer(*texts), pk=found[0]).route(request, [])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.showcase import home_context

        return {**super().get_context(request, *args, **kwargs), **home_context(request)}


class TextPage(SchoolPage):
    lead = models.TextField(_("вступление"), max_length=400, blank=True)
    body = BodyField(PageBody(), verbose_name=_("текст"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage", "cms.TextPage"]
    subpage_types = ["cms.TextPage"]
    template = "cms/text_page.html"
    page_description = _("Обычная страница: о школе, персональные данные, доступность.")

    class Meta:
        verbose_name = _("текстовая страница")
        verbose_name_plural = _("текстовые страницы")


class ProgramPage(RecordPage):
    record_name = "program"
    in_other_words = {"title": "english_title", "lead": "english_lead", "facts": "english_body"}

    program = RecordField(Program, verbose_name=_("программа"))
    lead = models.TextField(_("вступление"), max_length=400, blank=True, help_text=_("Для кого программа и что будет в конце."))
    facts = BodyField(PageBody(), verbose_name=_("о программе подробно"), blank=True, help_text=_("Стоит под частями пути."))
    length = models.CharField(_("длительность"), max_length=120, blank=True, help_text=_("Например: «4 месяца»."))
    rhythm = models.CharField(_("когда идут занятия"), max_length=120, blank=True, help_text=_("Например: «по субботам»."))
    price = models.CharField(_("стоимость"), max_length=120, blank=True, default=_("бесплатно"))
    outcome = models.CharField(_("по итогам"), max_length=120, blank=True, default=_("сертификат участника"))
    questions = BodyField([("question", QuestionsBlock())], verbose_name=_("частые вопросы"), blank=True)

    exclude_fields_in_copy = ["program"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel([FieldPanel("length"), FieldPanel("rhythm"), FieldPanel("price"), FieldPanel("outcome")], heading=_("Коротко")),
        FieldPanel("facts"),
        FieldPanel("questions"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("facts")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = [
        "cms.SeminarPage",
        "cms.TrainingPage",
        "cms.ExchangeVisitPage",
        "cms.ProjectWorkPage",
        "cms.DocumentSupportPage",
    ]
    template = "cms/program_page.html"
    page_description = _("Программа школы. При первой публикации появляется в разделе «Школа», где для неё открывают потоки.")

    class Meta:
        verbose_name = _("страница программы")
        verbose_name_plural = _("страницы программ")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from cms.keeping import kept_for_visitors

        return kept_for_visitors(request, self, lambda: super(ProgramPage, self).serve(request, *args, **kwargs))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.showcase import program_context

        return {**super().get_context(request, *args, **kwargs), **program_context(self)}
