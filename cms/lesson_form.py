"""The form of a lesson's page. It stands apart from `cms.forms`: models import it while pictures' forms are not ready yet."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from cms.keepers import own_files
from cms.models.files import LessonCaptions, LessonFile, LessonSound, LessonVideo
from cms.page_form import SchoolPageForm
from courses.program.models import Lesson
from school.vault.models import File

# Where blocks of a lesson hold files of the vault, and on which part of the shelf each belongs.
PLACES: dict[str, dict[str, type[File]]] = {
    "file": {"file": LessonFile},
    "video": {"file": LessonVideo, "captions": LessonCaptions},
    "audio": {"file": LessonSound},
}


def placed(body: StreamValue | None) -> Iterable[tuple[type[File], File]]:
    for block in body or []:
        for name, model in PLACES.get(block.block_type, {}).items():
            if file := block.value.get(name):
                yield model, file


def files_of(body: StreamValue | None) -> list[File]:
    return [file for _model, file in placed(body)]


class LessonForm(SchoolPageForm):
    """A file new to the lesson is one that the person may choose: a number typed into the form opens nobody else's file. A lesson done by a work says
    which one, before it is sent to anybody; a draft may be half-typed."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        known = {file.pk for file in files_of(self.instance.body)}
        fresh: dict[type[File], set[int]] = {}
        for model, file in placed(data.get("body")):
            if file.pk not in known:
                fresh.setdefault(model, set()).add(file.pk)
        if any(own_files(self.for_user, model).filter(pk__in=keys).count() < len(keys) for model, keys in fresh.items()):
            self.add_error("body", _("Одного из файлов здесь нет. Выберите файл из списка или загрузите новый."))
        if data.get("done_by") == Lesson.DoneBy.WORK and not data.get("task") and "task" not in self.errors and not self.is_deferred_validation:
            self.add_error("task", _("Напишите, что сдать: по этим словам человек готовит работу."))
        return data
