"""Blocks that only the five kinds of module have: speakers, exercises, stages, criteria, papers, hours; and a question with its answer."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.clean import CleanTextBlock
from cms.blocks.text import NARROW


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
    answer = CleanTextBlock(label=_("Ответ"), features=NARROW)

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
