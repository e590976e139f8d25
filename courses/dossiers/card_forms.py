"""The card of a dossier: facts that papers are filled in with and that the organisation's own card does not know."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from courses.dossiers.item_forms import DayInput
from courses.dossiers.paper_rules import DAY, EMAIL, OPTIONAL, Fact
from school.people.fields import LineField
from school.people.rules import Text


class CardForm(forms.Form):
    """Any line may wait: a paper has a blank in its place."""

    def __init__(self, *args: Any, facts: tuple[Fact, ...], kept: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        for fact in facts:
            value = str(kept.get(fact.name) or "")
            common: dict[str, Any] = {"label": fact.label, "help_text": fact.help, "required": False, "initial": value}
            if fact.kind == DAY:
                self.fields[fact.name] = forms.DateField(widget=DayInput(), **common)
            elif fact.kind == EMAIL:
                self.fields[fact.name] = forms.EmailField(max_length=fact.longest, **common)
            else:
                self.fields[fact.name] = LineField(max_length=fact.longest, **common)
            if fact.name not in OPTIONAL:
                self.fields[fact.name].quiet = True  # type: ignore[attr-defined]

    def typed(self) -> dict[str, str]:
        """Days as the paper wants them: 2026-11-23."""
        return {fact.name: str(self.cleaned_data.get(fact.name) or "") for fact in self.facts}

    def others(self, kept: Mapping[str, Any]) -> list[tuple[Text, str]]:
        """What another person has saved, where it differs from what is typed here."""
        return [(fact.label, str(kept.get(fact.name) or "")) for fact in self.facts if str(kept.get(fact.name) or "") != self.typed()[fact.name]]


class BeginForm(forms.Form):
    """The NGO begins although an answer stands in the way: it says why."""

    reason = LineField(
        label=_("Почему начинаете сейчас"),
        max_length=500,
        help_text=_("Например: погасим долг до подачи. Увидят коллеги и наставник."),
        error_messages={"required": _("Напишите, почему начинаете сейчас: по ответам подавать пока рано.")},
    )
