"""Choosing a lesson's file in the editor: find one of the shelf, or upload a new one through the vault."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView, CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from cms.models.files import LessonFile
from school.people.models import User
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


def own_files(user: User) -> "QuerySet[LessonFile]":
    """Authors choose among files that people of their own programmes brought; editors and administrators among all."""
    files = LessonFile.objects.all()
    if user.is_superuser or user.groups.filter(name="Editors").exists():
        return files
    return files.filter(uploaded_by__groups__in=user.groups.all()).distinct()


class OwnFiles:
    def get_object_list(self) -> "QuerySet[LessonFile]":
        return own_files(self.request.user)  # type: ignore[attr-defined]


class FindView(OwnFiles, ChooseView):
    pass


class FoundView(OwnFiles, ChooseResultsView):
    pass


def number(given: str) -> int:
    """The id out of an address: anything else is a file that does not exist."""
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Http404
    return int(given)


class PickedView(OwnFiles, ChosenView):
    def get_object(self, pk: str) -> LessonFile:
        return self.get_object_list().get(pk=number(pk))


class PickedManyView(OwnFiles, ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> "QuerySet[LessonFile]":
        return self.get_object_list().filter(pk__in=[number(pk) for pk in pks])


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
    chosen_view_class = PickedView
    chosen_multiple_view_class = PickedManyView
    create_view_class = UploadView


lesson_files = LessonFileChooser("lesson_files", url_prefix="lesson-files")
LessonFileChooserBlock = lesson_files.get_block_class(name="LessonFileChooserBlock", module_path="cms.choosers")
