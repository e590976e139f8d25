"""Words: callouts, norms of law, quotes, steps, folded answers, checklists, tables. Keys of values are a contract with pages already written."""

from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock, TypedTableBlockValidationError

from cms.blocks.clean import CleanTextBlock
from cms.blocks.samples import SAMPLES

NARROW = ["bold", "italic", "link", "ol", "ul"]
WIDE = ["bold", "italic", "link", "ol", "ul", "h3"]


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("Вид"),
        help_text=_("От него цвет и знак."),
        choices=[("important", _("Важно")), ("example", _("Пример")), ("mistake", _("Частая ошибка"))],
        default="important",
    )
    title = blocks.CharBlock(label=_("Заголовок"), max_length=160, required=False)
    text = CleanTextBlock(label=_("Текст"), features=NARROW)

    class Meta:
        icon = "warning"
        label = _("Выноска")
        template = "cms/blocks/callout.html"
        description = _("Короткая мысль, которую нельзя пропустить: важно, пример или частая ошибка.")
        preview_value = SAMPLES["callout"]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        words = {"important": ("", "info", _("Важно")), "example": ("ok", "idea", _("Пример")), "mistake": ("warn", "alert", _("Частая ошибка"))}
        tone, icon, name = words.get(value.get("tone"), words["important"])
        return {**super().get_context(value, parent_context), "tone": tone, "icon": icon, "tone_name": name}


class LegalBlock(blocks.StructBlock):
    """Law is data with a date: what is said, by which edition of which act, and who has checked it."""

    act = blocks.CharBlock(label=_("Акт и пункт"), max_length=300, help_text=_("Например: «Закон № 7-ФЗ, статья 2, пункт 2.2»."))
    date = blocks.DateBlock(label=_("Дата редакции"), required=False, help_text=_("Пусто – «дата не установлена»."))
    text = CleanTextBlock(label=_("Что сказано"), features=NARROW)
    source = blocks.CharBlock(label=_("Источник"), required=False, max_length=500, help_text=_("Где напечатано: издание, номер, дата."))
    link = blocks.URLBlock(label=_("Адрес источника"), required=False, help_text=_("Адрес официальной публикации."))
    verified = blocks.CharBlock(
        label=_("Кто и когда проверил"), required=False, max_length=200, help_text=_("Юрист и дата. Пусто – «не проверено юристом».")
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Норма закона")
        template = "cms/blocks/legal.html"
        description = _("Что говорит закон: акт, дата редакции, источник и кто проверил.")
        preview_value = SAMPLES["legal"]


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Слова"), max_length=1000)
    author = blocks.CharBlock(label=_("Кто сказал"), max_length=160, required=False)
    about = blocks.CharBlock(label=_("Кто это"), max_length=200, required=False, help_text=_("Должность и организация одной строкой."))

    class Meta:
        icon = "openquote"
        label = _("Цитата")
        template = "cms/blocks/quote.html"
        description = _("Чужие слова и кто их сказал.")
        preview_value = SAMPLES["quote"]


class NamedTextBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Название"), max_length=200)
    text = CleanTextBlock(label=_("Текст"), features=NARROW, required=False)

    class Meta:
        icon = "list-ul"


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Заголовок"), max_length=160, required=False)
    steps = blocks.ListBlock(NamedTextBlock(label=_("Шаг")), label=_("Шаги"), min_num=2, max_num=20)

    class Meta:
        icon = "list-ol"
        label = _("Шаги")
        template = "cms/blocks/steps.html"
        description = _("Что делать по порядку: от двух шагов.")
        preview_value = SAMPLES["steps"]


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(NamedTextBlock(label=_("Раздел")), label=_("Разделы"), min_num=1, max_num=30)

    class Meta:
        icon = "collapse-down"
        label = _("Раскрывающийся текст")
        template = "cms/blocks/accordion.html"
        description = _("Вопросы или разделы, которые раскрывает сам читатель.")
        preview_value = SAMPLES["accordion"]


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Заголовок"), max_length=160, required=False)
    items = blocks.ListBlock(blocks.CharBlock(label=_("Строка"), max_length=300), label=_("Что проверить"), min_num=1, max_num=60)

    class Meta:
        icon = "tasks"
        label = _("Список проверки")
        template = "cms/blocks/checklist.html"
        description = _("Строки, которые читатель отмечает; отметки помнит только его браузер.")
        preview_value = SAMPLES["checklist"]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Each line under the key its tick is remembered by: it survives edits of the list and says nothing about it."""
        lines = [(line.original_id or sha256(str(line.value).encode()).hexdigest()[:24], line.value) for line in value["items"].bound_blocks]
        return {**super().get_context(value, parent_context), "lines": lines}


class TableBlock(TypedTableBlock):
    text = blocks.CharBlock(label=_("Слова"), required=False, max_length=500)
    number = blocks.CharBlock(label=_("Число"), required=False, max_length=40, help_text=_("С единицей измерения: «90 %», «2 года»."))
    rich = CleanTextBlock(label=_("Текст со ссылками"), required=False, features=NARROW)

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        """A form without the table's own keys was not written by the editor: its table is empty, and `clean` says so."""
        try:
            return super().value_from_datadict(data, files, prefix)
        except (KeyError, ValueError):
            return self.normalize(None)

    def clean(self, table: Any) -> Any:
        table = super().clean(table)
        if not self.is_deferred_validation and not table.row_data:
            raise TypedTableBlockValidationError(
                non_block_errors=[ValidationError(_("Добавьте хотя бы один столбец и одну строку или уберите блок."))]
            )
        return table

    class Meta:
        icon = "table"
        label = _("Таблица")
        template = "cms/blocks/table.html"
        description = _("Таблица с заголовками; на телефоне строки становятся карточками.")
        preview_value = SAMPLES["table"]

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        headings = [column["heading"] for column in value.columns]
        rows = [[(heading, cell.block.name, cell.value) for heading, cell in zip(headings, row, strict=True)] for row in value.rows]
        return {**super().get_context(value, parent_context), "headings": headings if any(headings) else [], "rows": rows}
