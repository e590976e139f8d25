"""Blocks of pages that answer: questions by subject, and the six questions about the status."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.blocks.clean import CleanTextBlock
from cms.blocks.modules import QuestionsBlock
from cms.blocks.text import NARROW


class QuestionGroupBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Тема"), max_length=160)
    questions = blocks.ListBlock(QuestionsBlock(), label=_("Вопросы"), min_num=1, max_num=40)

    class Meta:
        icon = "help"
        label = _("Тема")


class QuestionGroups(blocks.StreamBlock):
    group = QuestionGroupBlock()


class EligibilityQuestionBlock(blocks.StructBlock):
    """`good` is the answer that fits; questions of one `group` are alternatives: one good answer is enough for all of them."""

    question = blocks.CharBlock(label=_("Вопрос"), max_length=200)
    help = blocks.CharBlock(label=_("Пояснение"), max_length=400, required=False)
    good = blocks.ChoiceBlock(label=_("Подходящий ответ"), choices=[("yes", _("Да")), ("no", _("Нет"))], default="yes")
    weight = blocks.ChoiceBlock(
        label=_("Если ответ другой"),
        choices=[("stop", _("пока подавать нельзя")), ("check", _("надо выяснить"))],
        default="stop",
    )
    group = blocks.CharBlock(
        label=_("Одно из двух"),
        max_length=40,
        required=False,
        help_text=_("Одинаковое слово у вопросов, из которых достаточно одного подходящего ответа."),
    )
    fits = blocks.CharBlock(label=_("Что сказать, если подходит"), max_length=300)
    missing = blocks.CharBlock(label=_("Чего не хватает, если не знают"), max_length=300)
    firm = blocks.CharBlock(
        label=_("Чего не хватает, если ответ твёрдый"), max_length=300, required=False, help_text=_("Пусто – те же слова, что и для «не знаю».")
    )
    todo = CleanTextBlock(label=_("Что сделать"), features=NARROW)
    part = blocks.ChoiceBlock(
        label=_("Какая часть программы поможет"),
        choices=[("1", _("Теория")), ("2", _("Практика")), ("3", _("Диалог")), ("4", _("Проект")), ("5", _("Документы"))],
        required=False,
    )
    act = blocks.CharBlock(label=_("Акт и пункт"), max_length=300, required=False)
    edition = blocks.DateBlock(label=_("Дата редакции"), required=False)
    source = blocks.CharBlock(label=_("Источник"), max_length=500, required=False)
    verified = blocks.CharBlock(label=_("Кто и когда проверил"), max_length=200, required=False)

    class Meta:
        icon = "help"
        label = _("Вопрос")


class EligibilityBody(blocks.StreamBlock):
    question = EligibilityQuestionBlock()

    class Meta:
        min_num = 1
        max_num = 12
