"""The school's words: a term is explained wherever it stands in a text, and all of them on one page."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.models.records import TITLE_AND_LEAD, SchoolPage


class Term(index.Indexed, models.Model):
    word = models.CharField(_("термин"), max_length=160, unique=True)
    slug = models.SlugField(_("якорь в словаре"), max_length=80, unique=True)
    forms = models.TextField(
        _("другие написания"), max_length=600, blank=True, help_text=_("По одному в строке: сокращения и другие слова. Падежи узнаются сами.")
    )
    explanation = models.TextField(_("объяснение"), max_length=600, help_text=_("Одно-три предложения простыми словами."))
    source = models.CharField(_("источник"), max_length=300, blank=True)
    verified = models.CharField(_("кто и когда проверил"), max_length=200, blank=True)
    english = models.CharField(_("по-английски"), max_length=600, blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("word"), FieldPanel("slug"), FieldPanel("forms")], heading=_("Слово")),
        FieldPanel("explanation"),
        MultiFieldPanel([FieldPanel("source"), FieldPanel("verified"), FieldPanel("english")], heading=_("Ещё")),
    ]
    search_fields = [index.SearchField("word"), index.AutocompleteField("word"), index.SearchField("explanation")]

    class Meta:
        verbose_name = _("термин")
        verbose_name_plural = _("словарь")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word

    @property
    def spellings(self) -> list[str]:
        return [line.strip() for line in self.forms.splitlines() if line.strip()]


class GlossaryPage(SchoolPage):
    lead = models.TextField(_("вступление"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    english_panels = TITLE_AND_LEAD
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count = 1
    template = "cms/glossary_page.html"
    page_description = _("Словарь: все термины по алфавиту.")

    class Meta:
        verbose_name = _("страница словаря")
        verbose_name_plural = _("страницы словаря")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.alphabet import glossary_context

        return {**super().get_context(request, *args, **kwargs), **glossary_context(self)}
