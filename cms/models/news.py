"""News: a list by date and its pages."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import PageBody
from cms.models.fields import BodyField
from cms.models.records import TITLE_AND_LEAD, SchoolPage
from cms.news_form import NewsForm


class NewsIndexPage(SchoolPage):
    lead = models.TextField(_("вступление"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    english_panels = TITLE_AND_LEAD
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count = 1
    template = "cms/news_index_page.html"
    page_description = _("Раздел новостей: свежие сверху, есть лента RSS.")

    class Meta:
        verbose_name = _("раздел новостей")
        verbose_name_plural = _("разделы новостей")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.newsstand import index_context

        return {**super().get_context(request, *args, **kwargs), **index_context(self, request)}


class NewsPage(SchoolPage):
    base_form_class = NewsForm

    date = models.DateField(_("дата"), default=timezone.localdate, db_index=True)
    lead = models.TextField(_("коротко"), max_length=300, help_text=_("Одно-два предложения: их видно в списке и в ленте."))
    cover = models.ForeignKey(
        get_image_model_string(), verbose_name=_("картинка"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cover_alt = models.CharField(_("что на картинке"), max_length=300, blank=True)
    body = BodyField(PageBody(), verbose_name=_("текст"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("date"), FieldPanel("lead")], heading=_("Коротко")),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Картинка")),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "cms/news_page.html"
    page_description = _("Новость с датой и картинкой.")

    class Meta:
        verbose_name = _("новость")
        verbose_name_plural = _("новости")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.newsstand import story_context

        return {**super().get_context(request, *args, **kwargs), **story_context(self)}
