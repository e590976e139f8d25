"""The sheet on a phone: one radio group of П О У Н for each expected person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Mark
from courses.enrollment.models import Enrollment
from school.people.rules import Text

TONES = {"present": "ok", "late": "warn", "excused": "info", "absent": "bad"}


@dataclass(frozen=True)
class Key:
    """One big target: the letter, its tone and the full words for a screen reader."""

    value: str
    letter: str
    tone: str
    words: Text
    checked: bool


@dataclass(frozen=True)
class Row:
    enrollment: Enrollment
    mark: Mark | None
    name: str
    seen: str
    status: str
    keys: list[Key]


class SheetForm(forms.Form):
    """`seen_<id>` carries the mark that was on screen: only what the person touched is saved, so two phones do not undo each other."""

    def __init__(self, data: QueryDict | None = None, *, people: list[Enrollment], marks: Mapping[int, Mark]) -> None:
        super().__init__(data)
        self.people, self.marks = people, marks
        choices = [("", "–"), *Mark.Status.choices]
        for person in people:
            self.fields[f"mark_{person.pk}"] = forms.ChoiceField(choices=choices, required=False, label=person.person.full_name)
            self.fields[f"seen_{person.pk}"] = forms.CharField(required=False, max_length=10)

    def chosen(self) -> dict[int, str]:
        """The touched marks; with «Остальные пришли» also everyone who is still unmarked."""
        chosen: dict[int, str] = {}
        for person in self.people:
            status, seen = self.cleaned_data[f"mark_{person.pk}"], self.cleaned_data[f"seen_{person.pk}"]
            if status != seen and f"mark_{person.pk}" in self.data:
                chosen[person.pk] = status
            elif "all" in self.data and not status and person.pk not in self.marks:
                chosen[person.pk] = Mark.Status.PRESENT
        return chosen

    def rows(self) -> Iterator[Row]:
        for person in self.people:
            mark = self.marks.get(person.pk)
            stored = mark.status if mark else ""
            shown = str(self[f"mark_{person.pk}"].value() or "") if self.is_bound else stored
            yield Row(person, mark, f"mark_{person.pk}", f"seen_{person.pk}", stored, self.keys(shown, stored))

    def keys(self, shown: str, stored: str) -> list[Key]:
        keys = [Key(status.value, Mark.LETTERS[status.value], TONES[status.value], status.label, shown == status.value) for status in Mark.Status]
        if stored:
            keys.append(Key("", "–", "none", _("снять отметку"), shown == ""))
        return keys

    def tally(self) -> dict[str, Any]:
        """How many of each, for the bar and its words: widths are in per cent of the bar."""
        counts = {status: sum(1 for mark in self.marks.values() if mark.status == status) for status in Mark.Status.values}
        total, start, parts = len(self.people), 0.0, []
        for status, tone in TONES.items():
            width = round(100 * counts[status] / total, 2) if total else 0
            parts.append({"tone": tone, "x": f"{start:.2f}", "width": f"{width:.2f}"})
            start += width
        return {"total": total, "marked": sum(counts.values()), "left": total - sum(counts.values()), "parts": parts, **counts}
