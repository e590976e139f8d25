"""The decision about a work: the verdict, words to the team, words to each criterion, a date for the rework."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.projects import outcome_rules
from courses.projects.call_forms import MomentField
from courses.projects.models import CallCriterion
from school.people.fields import ParagraphField


class OutcomeForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Решение"),
        widget=forms.RadioSelect,
        choices=[("accepted", _("Принять")), ("rework", _("Вернуть на доработку")), ("declined", _("Не принимать"))],
    )
    words = ParagraphField(
        label=_("Команде"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Нужно, если работу не принимаете. Уйдёт письмом всем в команде."),
    )
    redo_until = MomentField(label=_("Доработать до"), required=False, help_text=_("Нужно, если возвращаете на доработку. Время тюменское."))

    def __init__(self, data: Any = None, *, criteria: Iterable[CallCriterion], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.criteria = list(criteria)
        for criterion in self.criteria:
            self.fields[f"remark_{criterion.pk}"] = ParagraphField(
                label=criterion.title, max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        for name, field in self.fields.items():
            field.quiet = name != "verdict"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What is missing is said at its field."""
        data = super().clean() or {}
        if "verdict" not in data or "redo_until" in self.errors:
            return data
        for reason in outcome_rules.reasons_against(data["verdict"], data.get("words", ""), data.get("redo_until")):
            bare = data["verdict"] != "accepted" and not data.get("words") and "words" not in self.errors
            self.add_error("words" if bare else "redo_until", str(reason))
        return data

    def remarks(self) -> dict[int, str]:
        return {criterion.pk: self.cleaned_data.get(f"remark_{criterion.pk}", "") for criterion in self.criteria}

    def remark_fields(self) -> list[Any]:
        return [self[f"remark_{criterion.pk}"] for criterion in self.criteria]

    def main_fields(self) -> list[Any]:
        return [self[name] for name in ("verdict", "words", "redo_until")]
