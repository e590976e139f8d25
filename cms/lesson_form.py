"""The form of a lesson's page. It stands apart from `cms.forms`: models import it while pictures' forms are not ready yet."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamValue

from cms.choosers import own_files


def files_of(body: StreamValue | None) -> set[int]:
    return {block.value["file"].pk for block in body or [] if block.block_type == "file" and block.value["file"]}


class LessonForm(WagtailAdminPageForm):
    """A file new to the lesson is one that the person may choose: a number typed into the form opens nobody else's file."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        fresh = files_of(data.get("body")) - files_of(self.instance.body)
        if fresh and own_files(self.for_user).filter(pk__in=fresh).count() < len(fresh):
            self.add_error("body", _("Одного из файлов здесь нет. Выберите файл из списка или загрузите новый."))
        return data
