"""What is typed around a lesson: a note, a question, an answer, a work and the word about it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.progress.actions.notes import LONGEST
from school.people.fields import ParagraphField
from school.vault.kinds import PAPERS


class NoteForm(forms.Form):
    """An empty text is a cleared note."""

    text = ParagraphField(
        label=_("Заметка"),
        required=False,
        max_length=LONGEST,
        help_text=_("Её читаете только вы: ни тренеры, ни координаторы заметок не видят."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1, required=False)

    def clean_edition(self) -> int:
        return self.cleaned_data["edition"] or 0


class AskForm(forms.Form):
    text = ParagraphField(label=_("Ваш вопрос"), max_length=3000, widget=forms.Textarea(attrs={"rows": 4}))
    private = forms.BooleanField(
        label=_("Только тренеру"), required=False, help_text=_("Без этой отметки вопрос, ваше имя и ответ читает весь поток.")
    )


class WordsForm(forms.Form):
    """Further words of whoever asked."""

    words = ParagraphField(label=_("Дополнить"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    text = ParagraphField(
        label=_("Ответ"), max_length=5000, help_text=_("Уйдёт письмом тому, кто спросил."), widget=forms.Textarea(attrs={"rows": 6})
    )


class CorrectionForm(forms.Form):
    text = ParagraphField(
        label=_("Ответ"), max_length=5000, help_text=_("Рядом будет написано, что ответ исправлен."), widget=forms.Textarea(attrs={"rows": 6})
    )


class LiftForm(forms.Form):
    question = ParagraphField(
        label=_("Вопрос"),
        max_length=3000,
        help_text=_("Своими словами, без имён и названий организаций: это прочтут все потоки."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    answer = ParagraphField(label=_("Ответ"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6}))


class WorkForm(forms.Form):
    file = forms.FileField(
        label=_("Файл"),
        help_text=PAPERS.hint,  # type: ignore[arg-type]
        widget=forms.FileInput(attrs=PAPERS.attributes),
        error_messages={"required": _("Выберите файл."), "empty": _("Файл пустой.")},
    )
    words = ParagraphField(
        label=_("Пояснение"),
        required=False,
        max_length=1000,
        help_text=_("Что прочесть тренеру вместе с файлом."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WorkDecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Решение"), widget=forms.RadioSelect, choices=[("accept", _("Принять работу")), ("return", _("Вернуть на доработку"))]
    )
    answer = ParagraphField(
        label=_("Ответ"),
        required=False,
        max_length=3000,
        help_text=_("Если возвращаете, напишите, что исправить. Уйдёт письмом."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("verdict") == "return" and not data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("Напишите, что исправить: человек прочтёт это."))
        return data
