"""Choosing a lesson's file in the editor: find one of the shelf, or upload a new one through the vault."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.models.files import LessonFile
from school.people.rules import Refused
from school.vault.actions import keep, taken
from school.vault.models import File
from school.vault.rules import inspected


class UploadForm(forms.ModelForm):
    """The vault judges the file; its reasons stand at the field."""

    file = forms.FileField(label=_("файл"), help_text=_("PDF, DOCX, XLSX, PPTX, JPEG или PNG, до 20 МБ."))

    class Meta:
        model = LessonFile
        fields = ["title"]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            inspected(taken(upload), upload.name)
        except Refused as refusal:
            raise forms.ValidationError([str(reason) for reason in refusal.reasons]) from refusal
        return upload


class UploadView(CreateView):
    def save_form(self, form: UploadForm) -> LessonFile:
        upload = form.cleaned_data["file"]
        kept = keep(upload, by=self.request.user, title=form.cleaned_data["title"], shelf=File.Shelf.LESSONS)
        return LessonFile.objects.get(pk=kept.pk)


class OwnFiles:
    """Authors choose among files that people of their own programmes brought; editors and administrators among all."""

    def get_object_list(self) -> "QuerySet[LessonFile]":
        user = self.request.user  # type: ignore[attr-defined]
        files = LessonFile.objects.all()
        if user.is_superuser or user.groups.filter(name="Editors").exists():
            return files
        return files.filter(uploaded_by__groups__in=user.groups.all()).distinct()


class FindView(OwnFiles, ChooseView):
    pass


class FoundView(OwnFiles, ChooseResultsView):
    pass


class LessonFileChooser(ChooserViewSet):
    model = LessonFile
    icon = "doc-full"
    choose_one_text = _("Выбрать файл")
    choose_another_text = _("Выбрать другой файл")
    edit_item_text = _("Открыть")
    create_action_label = _("Загрузить")
    creation_tab_label = _("Загрузить новый")
    search_tab_label = _("Найти")
    creation_form_class = UploadForm
    choose_view_class = FindView
    choose_results_view_class = FoundView
    create_view_class = UploadView


lesson_files = LessonFileChooser("lesson_files", url_prefix="lesson-files")
LessonFileChooserBlock = lesson_files.get_block_class(name="LessonFileChooserBlock", module_path="cms.choosers")
