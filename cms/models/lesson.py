"""A lesson's page: its words. Who has read it is the record's business."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import LessonBody
from cms.lesson_form import LessonForm, files_of
from cms.models.fields import BodyField
from cms.models.records import RecordField, RecordPage
from courses.program.models import Lesson
from school.vault.models import File


class LessonPage(RecordPage):
    record_name = "lesson"
    in_other_words = {"title": "english_title", "summary": "english_lead", "body": "english_body"}
    base_form_class = LessonForm
    seen_by = _("Название и «О чём урок» видят все; текст, видео и файлы – только слушатели потоков.")

    lesson = RecordField(Lesson, verbose_name=_("урок"))
    summary = models.TextField(_("о чём урок"), max_length=500, help_text=_("Видно всем: по этим словам решают, нужен ли урок."))
    minutes = models.PositiveSmallIntegerField(_("минут на чтение"), default=20, validators=[MinValueValidator(1), MaxValueValidator(600)])
    done_by = models.CharField(
        _("как урок становится пройденным"),
        max_length=10,
        choices=Lesson.DoneBy.choices,
        default=Lesson.DoneBy.WORD,
        help_text=_("Тест составляют в разделе тренера «Тесты» после публикации урока."),
    )
    task = models.TextField(_("что сдать"), max_length=2000, blank=True, help_text=_("Если урок проходят по сданной работе: что в ней должно быть."))
    body = BodyField(
        LessonBody(),
        verbose_name=_("текст урока"),
        blank=True,
        help_text=_("Текст и файлы видят только слушатели потоков. Картинки открыты всем, кто узнает их адрес."),
    )

    exclude_fields_in_copy = ["lesson"]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("summary"), FieldPanel("minutes")], heading=_("Коротко")),
        MultiFieldPanel([FieldPanel("done_by"), FieldPanel("task")], heading=_("Когда урок пройден")),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = [
        "cms.SeminarPage",
        "cms.TrainingPage",
        "cms.ExchangeVisitPage",
        "cms.ProjectWorkPage",
        "cms.DocumentSupportPage",
    ]
    subpage_types: list[str] = []
    template = "cms/lesson_page.html"
    page_description = _("Урок для самостоятельного чтения между встречами.")

    class Meta:
        verbose_name = _("урок")
        verbose_name_plural = _("уроки")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A participant is led to the lesson in the cabinet; everybody else sees what it is about and how to get in."""
        from cms.showcase import cohort_of

        cohort_id = cohort_of(request.user, self)
        if cohort_id:
            return redirect("portals:study", cohort_id, self.lesson_id)
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.showcase import lesson_context

        return {**super().get_context(request, *args, **kwargs), **lesson_context(self)}

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Editors see the lesson as it stands in the cabinet."""
        return "cms/lesson_preview.html"

    @property
    def outline(self) -> list[str]:
        """The headings, for those who may not read the lesson yet."""
        return [str(block.value) for block in self.body if block.block_type == "heading"]

    @property
    def files(self) -> list[File]:
        """What the body shows out of the vault: those who may read the lesson may open these and no others."""
        return files_of(self.body)
