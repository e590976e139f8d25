"""The questionnaire about the right to the status, and the card from which the school fills papers in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from school.people.fields import ParagraphField
from school.people.rules import Text

NOTE = 1000


class EligibilityForm(forms.Form):
    """One choice and a free word per question; every question may wait."""

    def __init__(self, *args: Any, questions: list[Any], kept: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions, self.kept = questions, kept
        for question in questions:
            value, note = kept.get(question.code, ("", ""))
            self.fields[f"value-{question.code}"] = forms.ChoiceField(
                label=question.title, choices=question.choices, required=False, initial=value, widget=forms.RadioSelect
            )
            self.fields[f"note-{question.code}"] = ParagraphField(
                label=_("Пояснение"), max_length=NOTE, required=False, initial=note, widget=forms.Textarea(attrs={"rows": 2, "class": "low"})
            )

    def rows(self, told: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
        """`told` – by question: the stops and warnings that its kept answer has brought."""
        return [
            {
                "question": question,
                "value": self[f"value-{question.code}"],
                "note": self[f"note-{question.code}"],
                "told": told.get(question.code, []),
            }
            for question in self.questions
        ]

    def typed(self) -> dict[str, tuple[str, str]]:
        clean = self.cleaned_data
        found = {each.code: (clean.get(f"value-{each.code}") or "", clean.get(f"note-{each.code}") or "") for each in self.questions}
        return {code: answer for code, answer in found.items() if answer[0]}

    def others(self, kept: Mapping[str, tuple[str, str]]) -> list[tuple[Text, str]]:
        """What another person has saved, where it differs from what is typed here."""
        mine, found = self.typed(), list[tuple[Text, str]]()
        for question in self.questions:
            theirs = kept.get(question.code, ("", ""))
            if theirs != mine.get(question.code, ("", "")):
                words = dict(question.choices).get(theirs[0], theirs[0])
                found.append((question.title, ". ".join(str(each) for each in (words, theirs[1]) if each)))
        return found
