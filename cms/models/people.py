"""Teachers and towns: who teaches and where."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import PageBody
from cms.models.fields import BodyField
from cms.models.records import TITLE_AND_LEAD, SchoolPage
from school.people.models import Town


class TeachersPage(SchoolPage):
    lead = models.TextField(_("вступление"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    english_panels = TITLE_AND_LEAD
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TeacherPage"]
    max_count = 1
    template = "cms/teachers_page.html"
    page_description = _("Преподаватели школы.")

    class Meta:
        verbose_name = _("раздел преподавателей")
        verbose_name_plural = _("разделы преподавателей")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.faces import teachers_context

        return {**super().get_context(request, *args, **kwargs), **teachers_context(self, request)}


class TeacherPage(SchoolPage):
    """The title is the full name."""

    position = models.CharField(_("кто это"), max_length=200, help_text=_("Должность и опыт одной строкой."))
    portrait = models.ForeignKey(
        get_image_model_string(), verbose_name=_("портрет"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead = models.TextField(_("коротко"), max_length=400, blank=True)
    topics = models.TextField(_("чему учит"), max_length=600, blank=True, help_text=_("По одной теме в строке."))
    body = BodyField(PageBody(), verbose_name=_("подробно"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("position"), FieldPanel("portrait"), FieldPanel("lead"), FieldPanel("topics")], heading=_("Коротко")),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("position"), index.SearchField("lead"), index.SearchField("topics")]
    parent_page_types = ["cms.TeachersPage"]
    subpage_types: list[str] = []
    template = "cms/teacher_page.html"
    page_description = _("Страница преподавателя: портрет, опыт, темы.")

    class Meta:
        verbose_name = _("преподаватель")
        verbose_name_plural = _("преподаватели")


class TownsPage(SchoolPage):
    lead = models.TextField(_("вступление"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    english_panels = TITLE_AND_LEAD
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.TownPage"]
    max_count = 1
    template = "cms/towns_page.html"
    page_description = _("Города, где идут занятия.")

    class Meta:
        verbose_name = _("раздел городов")
        verbose_name_plural = _("разделы городов")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.faces import towns_context

        return {**super().get_context(request, *args, **kwargs), **towns_context(self)}


class TownPage(SchoolPage):
    town = models.ForeignKey(Town, verbose_name=_("город"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lead = models.TextField(_("коротко"), max_length=400, blank=True)
    body = BodyField(PageBody(), verbose_name=_("где учимся и как добраться"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("town"), FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["cms.TownsPage"]
    subpage_types: list[str] = []
    template = "cms/town_page.html"
    page_description = _("Город: где занятия и какие наборы открыты.")

    class Meta:
        verbose_name = _("город")
        verbose_name_plural = _("города")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.faces import town_context

        return {**super().get_context(request, *args, **kwargs), **town_context(self)}
