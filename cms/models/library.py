"""The library: forms, samples and acts of law, each with its date and its doubts."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import PageBody
from cms.models.fields import BodyField
from cms.models.files import LibraryFile
from cms.models.records import TITLE_AND_LEAD, SchoolPage


class LibraryPage(SchoolPage):
    lead = models.TextField(_("вступление"), max_length=400, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    english_panels = TITLE_AND_LEAD
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.LibraryEntryPage"]
    max_count = 1
    template = "cms/library_page.html"
    page_description = _("Библиотека: бланки, образцы и правовые акты с поиском и отбором.")

    class Meta:
        verbose_name = _("библиотека")
        verbose_name_plural = _("библиотеки")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.shelves import library_context

        return {**super().get_context(request, *args, **kwargs), **library_context(self, request)}


class LibraryEntryPage(SchoolPage):
    """Law is data with a date: an act says which edition it is, where it is printed, what is doubtful and who has checked it."""

    class Kind(models.TextChoices):
        FORM = "form", _("бланк")
        SAMPLE = "sample", _("образец")
        ACT = "act", _("правовой акт")

    in_other_words = {"title": "english_title", "summary": "english_lead", "body": "english_body"}

    kind = models.CharField(_("вид"), max_length=10, choices=Kind.choices, default=Kind.FORM, db_index=True)
    summary = models.TextField(_("о чём"), max_length=500)
    number = models.CharField(_("номер и дата акта"), max_length=160, blank=True, help_text=_("Например: «№ 7-ФЗ от 12 января 1996 года»."))
    edition = models.DateField(_("дата редакции"), null=True, blank=True, help_text=_("Пусто – «дата не установлена»."))
    source = models.CharField(_("источник"), max_length=500, blank=True, help_text=_("Где напечатано: издание, номер, дата."))
    link = models.URLField(_("адрес источника"), max_length=500, blank=True)
    doubt = models.TextField(_("сомнение"), max_length=600, blank=True, help_text=_("Что не сверено или может измениться. Стоит рядом с названием."))
    verified = models.CharField(_("кто и когда проверил"), max_length=200, blank=True, help_text=_("Юрист и дата. Пусто – «не проверено юристом»."))
    file = models.ForeignKey(LibraryFile, verbose_name=_("файл"), null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = BodyField(PageBody(), verbose_name=_("подробно"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("kind"), FieldPanel("summary"), FieldPanel("file")], heading=_("Коротко")),
        MultiFieldPanel(
            [FieldPanel("number"), FieldPanel("edition"), FieldPanel("source"), FieldPanel("link"), FieldPanel("doubt"), FieldPanel("verified")],
            heading=_("Право: дата, источник, проверка"),
        ),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("number"), index.SearchField("body")]
    parent_page_types = ["cms.LibraryPage"]
    subpage_types: list[str] = []
    template = "cms/library_entry_page.html"
    page_description = _("Бланк, образец или правовой акт.")

    class Meta:
        verbose_name = _("запись библиотеки")
        verbose_name_plural = _("записи библиотеки")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.shelves import entry_context

        return {**super().get_context(request, *args, **kwargs), **entry_context(self)}
