"""The blocks that pages are made of. Keys of values are a contract with the demo lessons: change them only with a data migration."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.choosers import LessonFileChooserBlock

NARROW = ["bold", "italic", "link", "ol", "ul"]
WIDE = ["bold", "italic", "link", "ol", "ul", "h3"]


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Картинка"), help_text=_("Картинки открыты всем: не ставьте сюда лица без согласия и личные данные."))
    alt = blocks.CharBlock(label=_("Что на картинке"), max_length=300, help_text=_("Для тех, кто не видит картинку: одно предложение."))
    caption = blocks.CharBlock(label=_("Подпись под картинкой"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("Картинка")
        template = "cms/blocks/picture.html"


class FileBlock(blocks.StructBlock):
    file = LessonFileChooserBlock(label=_("Файл"), help_text=_("PDF, DOCX, XLSX, PPTX, JPEG или PNG, до 20 МБ."))
    title = blocks.CharBlock(label=_("Название для участников"), max_length=200, help_text=_("Что это и зачем, например: «Лист самопроверки»."))

    class Meta:
        icon = "doc-full"
        label = _("Файл")
        template = "cms/blocks/file.html"


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        label=_("Вид"),
        choices=[("important", _("Важно")), ("example", _("Пример")), ("mistake", _("Частая ошибка"))],
        default="important",
    )
    title = blocks.CharBlock(label=_("Заголовок"), max_length=160, required=False)
    text = blocks.RichTextBlock(label=_("Текст"), features=NARROW)

    class Meta:
        icon = "warning"
        label = _("Выноска")
        template = "cms/blocks/callout.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        words = {"important": ("", "info", _("Важно")), "example": ("ok", "idea", _("Пример")), "mistake": ("warn", "alert", _("Частая ошибка"))}
        tone, icon, name = words.get(value.get("tone"), words["important"])
        return {**super().get_context(value, parent_context), "tone": tone, "icon": icon, "tone_name": name}


class LegalBlock(blocks.StructBlock):
    """Law is data with a date: what is said, by which edition of which act, and who has checked it."""

    act = blocks.CharBlock(label=_("Акт и пункт"), max_length=300, help_text=_("Например: «Закон № 7-ФЗ, статья 2, пункт 2.2»."))
    date = blocks.DateBlock(label=_("Дата редакции"), required=False, help_text=_("Пусто – «дата не установлена»."))
    text = blocks.RichTextBlock(label=_("Что сказано"), features=NARROW)
    source = blocks.CharBlock(label=_("Источник"), required=False, max_length=500, help_text=_("Где напечатано: издание, номер, дата."))
    link = blocks.URLBlock(label=_("Адрес источника"), required=False, help_text=_("Адрес официальной публикации."))
    verified = blocks.CharBlock(
        label=_("Кто и когда проверил"), required=False, max_length=200, help_text=_("Юрист и дата. Пусто – «не проверено юристом».")
    )

    class Meta:
        icon = "openquote"
        label = _("Норма закона")
        template = "cms/blocks/legal.html"


class PageBody(blocks.StreamBlock):
    """Public pages: no files, those belong to lessons and have an owner who is asked."""

    heading = blocks.CharBlock(label=_("Подзаголовок"), icon="title", max_length=160, template="cms/blocks/heading.html", form_classname="title")
    text = blocks.RichTextBlock(label=_("Текст"), icon="pilcrow", features=WIDE, template="cms/blocks/text.html")
    callout = CalloutBlock()
    legal = LegalBlock()
    picture = PictureBlock()

    class Meta:
        template = "cms/blocks/body.html"


class LessonBody(PageBody):
    file = FileBlock()


class SpeakerBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Имя ведущего"), max_length=160)
    about = blocks.CharBlock(label=_("Кто это"), max_length=300, required=False, help_text=_("Должность и опыт одной строкой."))

    class Meta:
        icon = "user"
        label = _("Ведущий")
        template = "cms/blocks/titled.html"


class QuestionsToDiscussBlock(blocks.CharBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(**({"max_length": 300, "label": _("Вопрос"), "icon": "help"} | options))


class QuestionsBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Вопрос"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Ответ"), features=NARROW)

    class Meta:
        icon = "help"
        label = _("Вопрос и ответ")


class ExerciseBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Название"), max_length=160)
    about = blocks.TextBlock(label=_("Что делают"), max_length=1000, required=False)
    minutes = blocks.IntegerBlock(label=_("Минут"), min_value=1, max_value=600, required=False)

    class Meta:
        icon = "tasks"
        label = _("Упражнение")


class StageBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Этап"), max_length=160)
    about = blocks.TextBlock(label=_("Что будет готово"), max_length=1000, required=False)

    class Meta:
        icon = "order"
        label = _("Этап")


class CriterionBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Критерий"), max_length=200)
    about = blocks.TextBlock(label=_("Как оценивают"), max_length=1000, required=False)
    points = blocks.IntegerBlock(label=_("Баллов, не больше"), min_value=1, max_value=100, required=False)

    class Meta:
        icon = "check"
        label = _("Критерий")


class PaperBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Документ"), max_length=300)
    about = blocks.TextBlock(label=_("Где взять и на что смотреть"), max_length=1000, required=False)

    class Meta:
        icon = "doc-full"
        label = _("Документ")


class HoursBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Когда"), max_length=160, help_text=_("Например: «По вторникам с 15 до 18»."))
    about = blocks.CharBlock(label=_("Где и с кем"), max_length=300, required=False)

    class Meta:
        icon = "time"
        label = _("Консультация")
