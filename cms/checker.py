"""Wagtail's checker of accessibility in Russian. It shows and counts; it stops nobody from saving, submitting or publishing."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

from school.people.rules import Text

ALT = _("Опишите, что на картинке: этот текст услышит тот, кто её не видит.")
MESSAGES: dict[str, tuple[Text, Text]] = {
    "alt-text-quality": (_("Описание картинки похоже на имя файла"), ALT),
    "button-name": (_("У кнопки нет названия"), _("Напишите, что она делает.")),
    "color-contrast": (_("Текст сливается с фоном"), _("Возьмите другую картинку или другой блок.")),
    "empty-heading": (_("Пустой заголовок"), _("Напишите его или уберите блок.")),
    "empty-table-header": (_("Пустой заголовок столбца"), _("Назовите каждый столбец таблицы.")),
    "frame-title": (_("Окно с чужой страницей без названия"), _("Назовите его: что в нём показано.")),
    "heading-order": (_("Пропущен уровень заголовка"), _("После раздела идёт подраздел, через уровень не прыгают.")),
    "image-alt": (_("У картинки нет описания"), ALT),
    "input-button-name": (_("У кнопки формы нет названия"), _("Напишите, что она делает.")),
    "link-in-text-block": (_("Ссылка не отличается от текста"), _("Уберите цвет, оставьте обычную ссылку.")),
    "link-name": (_("Ссылка без слов"), _("Напишите, куда она ведёт: «бланк заявления», а не «здесь».")),
    "p-as-heading": (_("Жирная строка вместо заголовка"), _("Возьмите блок «Подзаголовок»: по нему находят раздел.")),
    "table-duplicate-name": (_("Название таблицы повторяет описание"), _("Оставьте одно.")),
    "td-headers-attr": (_("Ячейки таблицы не связаны с заголовками"), _("Отметьте первую строку как заголовки.")),
    "video-caption": (_("У видео нет субтитров"), _("Приложите файл субтитров: его читают и те, кто слышит.")),
    "empty-meta-description": (_("Нет описания для поиска"), _("Одно-два предложения на вкладке «Адрес и меню».")),
}


class SchoolChecker(ContentCheckerItem):
    """The rules that an editor can do something about, in the text only: the frame of the site is not the editor's."""

    axe_include: ClassVar[list[str]] = ["main"]
    axe_run_only: ClassVar[list[str]] = list(MESSAGES)
    axe_messages: ClassVar[dict[str, dict[str, Text]]] = {
        rule: {"error_name": name, "help_text": help_text} for rule, (name, help_text) in MESSAGES.items()
    }


def speak_russian(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """For `construct_wagtail_userbar`: in the place of Wagtail's checker, in the bar, in the preview and in the panel of checks."""
    items[:] = [SchoolChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item for item in items]
