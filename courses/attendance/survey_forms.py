"""A survey on screen: its questions, and the answers to them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Survey
from courses.attendance.survey_rules import POINTS
from school.people.rules import tidy

MOST = 6
FIRST = ({"text": _("Насколько полезным было занятие?"), "scale": "points"}, {"text": _("Что изменить в следующий раз?"), "scale": "text"})


class SurveyForm(forms.Form):
    """Six lines for questions, empty ones are left out. `about` is asked only for a new survey."""

    title = forms.CharField(label=_("Название"), max_length=160, initial=_("Как прошло занятие"))
    anonymous = forms.BooleanField(
        label=_("Без имён"),
        required=False,
        initial=True,
        help_text=_("Ответ не хранит ни имени, ни времени. Итоги видны с трёх ответов. Обещание нельзя изменить, когда опрос открыт."),
    )

    def __init__(self, *args: Any, about: list[tuple[str, Any]] | None = None, questions: list[dict[str, Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if about is not None:
            self.fields["about"] = forms.ChoiceField(label=_("О чём спрашиваем"), choices=about)
            self.order_fields(["about"])
        shown = questions if questions is not None else list(FIRST)
        for number in range(MOST):
            known = shown[number] if number < len(shown) else {"text": "", "scale": "points"}
            label = _("Вопрос %(n)s") % {"n": number + 1}
            self.fields[f"text_{number}"] = forms.CharField(label=label, max_length=200, required=number == 0, initial=known["text"])
            self.fields[f"scale_{number}"] = forms.ChoiceField(
                label=_("Вид ответа на вопрос %(n)s") % {"n": number + 1}, choices=Survey.Scale.choices, required=False, initial=known["scale"]
            )

    def clean_title(self) -> str:
        title = tidy(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(_("Назовите опрос."))
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        texts = [(tidy(data.get(f"text_{number}") or ""), data.get(f"scale_{number}") or Survey.Scale.POINTS.value) for number in range(MOST)]
        data["questions"] = [{"text": text, "scale": scale} for text, scale in texts if text]
        if not data["questions"] and "text_0" not in self.errors:
            self.add_error("text_0", _("Задайте хотя бы один вопрос."))
        return data


class ReplyForm(forms.Form):
    """Any question may be skipped, but not all of them."""

    def __init__(self, *args: Any, questions: list[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = len(questions)
        for number, question in enumerate(questions):
            self.fields[f"answer_{number}"] = (
                forms.ChoiceField(label=question["text"], choices=[(point, str(point)) for point in POINTS], required=False, widget=forms.RadioSelect)
                if question["scale"] == Survey.Scale.POINTS
                else forms.CharField(label=question["text"], required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["answers"] = [tidy(str(data.get(f"answer_{number}") or ""), lines=True) for number in range(self.number)]
        if not self.errors and not any(data["answers"]):
            self.add_error("answer_0", _("Ответьте хотя бы на один вопрос."))
        return data
