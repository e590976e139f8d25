"""A survey on screen: its questions, and the answers to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Survey
from courses.attendance.survey_rules import POINTS
from school.people.rules import tidy

MOST = 6
ENDS = {POINTS[0]: _("1 – плохо"), POINTS[-1]: _("5 – отлично")}
FIRST = ({"text": _("Насколько полезным было занятие?"), "scale": "points"}, {"text": _("Что изменить в следующий раз?"), "scale": "text"})


class SurveyForm(forms.Form):
    """As many lines for questions as were sent or are known, and one more when it was asked for; empty ones are left out.

    `about` is asked only for a new survey.
    """

    title = forms.CharField(label=_("Название"), max_length=160, initial=_("Как прошло занятие"))
    anonymous = forms.BooleanField(
        label=_("Без имён"),
        required=False,
        initial=True,
        help_text=_(
            "Ответ не хранит ни имени, ни времени. Итоги видны, когда опрос закрыт и ответили хотя бы трое. Обещание нельзя изменить, когда опрос открыт."
        ),
    )

    def __init__(
        self,
        *args: Any,
        about: list[tuple[str, Any]] | None = None,
        questions: Sequence[Mapping[str, Any]] | None = None,
        one_more: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if about is not None:
            self.fields["about"] = forms.ChoiceField(label=_("О чём спрашиваем"), choices=about)
            self.order_fields(["about"])
        shown = questions if questions is not None else FIRST
        self.lines = min(max(lines_of(self.data), len(shown) + one_more, 1), MOST)
        for number in range(self.lines):
            self.add_line(number, shown[number] if number < len(shown) else {"text": "", "scale": "points"})
        if one_more:
            self.fields[f"text_{self.lines - 1}"].widget.attrs["autofocus"] = True

    def add_line(self, number: int, known: Mapping[str, Any]) -> None:
        self.fields[f"text_{number}"] = text = forms.CharField(
            label=_("Вопрос %(n)s") % {"n": number + 1}, max_length=200, required=number == 0, initial=known["text"]
        )
        self.fields[f"scale_{number}"] = scale = forms.ChoiceField(
            label=_("Вид ответа на вопрос %(n)s") % {"n": number + 1}, choices=Survey.Scale.choices, required=False, initial=known["scale"]
        )
        text.quiet = scale.quiet = True  # type: ignore[attr-defined]

    @property
    def full(self) -> bool:
        return self.lines >= MOST

    def clean_title(self) -> str:
        title = tidy(self.cleaned_data["title"])
        if not title:
            raise forms.ValidationError(_("Назовите опрос."))
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        texts = [(tidy(data.get(f"text_{number}") or ""), data.get(f"scale_{number}") or Survey.Scale.POINTS.value) for number in range(self.lines)]
        data["questions"] = [{"text": text, "scale": scale} for text, scale in texts if text]
        if not data["questions"] and "text_0" not in self.errors:
            self.add_error("text_0", _("Задайте хотя бы один вопрос."))
        return data


def lines_of(data: Mapping[str, Any]) -> int:
    """How many lines for questions were sent."""
    return max((number + 1 for number in range(MOST) if f"text_{number}" in data), default=0)


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a form that was sent only for one more line: it is shown again and not judged yet."""
    questions = [{"text": data.get(f"text_{number}", ""), "scale": data.get(f"scale_{number}", "points")} for number in range(lines_of(data))]
    initial = {"about": data.get("about", ""), "title": data.get("title", ""), "anonymous": "anonymous" in data}
    return {"questions": questions, "initial": initial, "one_more": True}


class ReplyForm(forms.Form):
    """Any question may be skipped, but not all of them."""

    def __init__(self, *args: Any, questions: list[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = len(questions)
        for number, question in enumerate(questions):
            self.fields[f"answer_{number}"] = (
                forms.ChoiceField(
                    label=question["text"],
                    choices=[(point, ENDS.get(point, str(point))) for point in POINTS],
                    required=False,
                    widget=forms.RadioSelect,
                )
                if question["scale"] == Survey.Scale.POINTS
                else forms.CharField(label=question["text"], required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
            )
        for field in self.fields.values():
            field.quiet = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["answers"] = [tidy(str(data.get(f"answer_{number}") or ""), lines=True) for number in range(self.number)]
        if not self.errors and not any(data["answers"]):
            self.add_error("answer_0", _("Ответьте хотя бы на один вопрос."))
        return data
