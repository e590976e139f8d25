"""Choosing a lesson's file, film, sound or captions in the editor: find one of the shelf, or upload a new one through the vault."""

from pathlib import PurePosixPath
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenMultipleView, ChosenView, CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock

from cms.keepers import own_files
from cms.models.files import LessonCaptions, LessonFile, LessonSound, LessonVideo, LibraryFile
from cms.numbers import OnlyNumbers, is_number
from school.people.rules import Refused
from school.vault.actions import keep
from school.vault.kinds import FILMS, MEGABYTE, PAPERS, SOUNDS, SUBTITLES, Kind
from school.vault.models import File
from school.vault.rules import cleaned, inspected

TABS = 'data-controller="w-tabs"'


def words_of(kind: Kind) -> dict[str, str]:
    """What the script says while a file is on its way."""
    return {
        "data-over": gettext("Файл слишком большой: можно до %(limit)s МБ.") % {"limit": kind.limit // MEGABYTE},
        "data-sent": gettext("Загружено {percent} %"),
        "data-judged": gettext("Файл загружен, проверяем его…"),
        "data-broken": gettext("Файл не загрузился: связь прервалась. Попробуйте ещё раз."),
    }


class UploadForm(forms.ModelForm):
    """The vault judges the file; its reasons stand at the field. `kind` says what is taken here, before anybody has chosen."""

    kind: ClassVar[Kind] = PAPERS
    file = forms.FileField(label=_("Файл"))

    class Meta:
        model = LessonFile
        fields = ["file", "title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.help_text = str(self.kind.hint)
        field.widget.attrs |= {"accept": self.kind.accept, "data-limit": self.kind.limit, **words_of(self.kind)}
        self.fields["title"].help_text = _("Как файл называется для людей. Можно оставить пустым: возьмём имя файла.")
        self.order_fields(["file", "title"])

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            inspected(upload, upload.name, (self.kind,))
        except Refused as refusal:
            raise forms.ValidationError([str(reason) for reason in refusal.reasons]) from refusal
        return upload

    def clean(self) -> dict[str, Any]:
        """A file without a title is called by its name."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("title") and (upload := data.get("file")):
            data["title"] = PurePosixPath(cleaned(upload.name)).stem.replace("_", " ")[:200]
        return data


class VideoForm(UploadForm):
    kind = FILMS


class SoundForm(UploadForm):
    kind = SOUNDS


class CaptionsForm(UploadForm):
    kind = SUBTITLES


class UploadView(CreateView):
    form: UploadForm

    def post(self, request: HttpRequest) -> HttpResponse:
        """What is refused at the last step (no room on the disk) stands at the field too."""
        try:
            return super().post(request)
        except Refused as refusal:
            self.form.add_error("file", [str(reason) for reason in refusal.reasons])
            return self.get_reshow_creation_form_response()

    def save_form(self, form: UploadForm) -> File:
        shelf = self.model_class._default_manager.shelf
        kept = keep(form.cleaned_data["file"], by=self.request.user, title=form.cleaned_data["title"], shelf=shelf)
        return self.model_class._default_manager.get(pk=kept.pk)


class OwnFiles:
    def get_object_list(self) -> "QuerySet[File]":
        return own_files(self.request.user, self.model_class)  # type: ignore[attr-defined]


class FindView(OwnFiles, ChooseView):
    """With nothing to find the window opens where a new file is uploaded. Wagtail's tabs know the first one to open only from their tag."""

    def render_to_response(self) -> HttpResponse:
        context = self.get_context_data()
        html: str = render_to_string(self.template_name, context, request=self.request)
        if context.get("creation_form") and not context["is_searching"] and not self.results.paginator.count:
            html = html.replace(TABS, f'{TABS} data-w-tabs-active-panel-id-value="tab-{self.creation_tab_id}"', 1)
        return JsonResponse({"html": html, **self.get_response_json_data()})


class FoundView(OwnFiles, ChooseResultsView):
    pass


class FileBlock(OnlyNumbers, ChooserBlock):
    pass


def number(given: str) -> int:
    """The id out of an address: anything else is a file that does not exist."""
    if not is_number(given):
        raise Http404
    return int(given)


class PickedView(OwnFiles, ChosenView):
    def get_object(self, pk: str) -> File:
        return self.get_object_list().get(pk=number(pk))


class PickedManyView(OwnFiles, ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> "QuerySet[File]":
        return self.get_object_list().filter(pk__in=[number(pk) for pk in pks])


class ShelfChooser(ChooserViewSet):
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
    base_block_class = FileBlock


lesson_files = ShelfChooser("lesson_files", model=LessonFile, url_prefix="lesson-files")
lesson_videos = ShelfChooser("lesson_videos", model=LessonVideo, creation_form_class=VideoForm, icon="media", url_prefix="lesson-videos")
lesson_sounds = ShelfChooser("lesson_sounds", model=LessonSound, creation_form_class=SoundForm, icon="media", url_prefix="lesson-sounds")
lesson_captions = ShelfChooser(
    "lesson_captions", model=LessonCaptions, creation_form_class=CaptionsForm, icon="openquote", url_prefix="lesson-captions"
)
library_files = ShelfChooser("library_files", model=LibraryFile, url_prefix="library-files")
CHOOSERS = [lesson_files, lesson_videos, lesson_sounds, lesson_captions, library_files]
LessonFileChooserBlock = lesson_files.get_block_class(name="LessonFileChooserBlock", module_path="cms.choosers")
VideoChooserBlock = lesson_videos.get_block_class(name="VideoChooserBlock", module_path="cms.choosers")
SoundChooserBlock = lesson_sounds.get_block_class(name="SoundChooserBlock", module_path="cms.choosers")
CaptionsChooserBlock = lesson_captions.get_block_class(name="CaptionsChooserBlock", module_path="cms.choosers")
