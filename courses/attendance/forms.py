"""The sheet on a phone, one radio group of П О У Н for each expected person; and the small forms around it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from courses.attendance.models import Mark
from courses.enrollment.models import Enrollment
from school.people.rules import Text, tidy

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
    noted: str
    note: str


class SheetForm(forms.Form):
    """`seen_<id>` carries the mark that was on screen: only what the person touched is saved, so two phones do not undo each other."""

    def __init__(self, data: QueryDict | None = None, *, people: list[Enrollment], marks: Mapping[int, Mark]) -> None:
        super().__init__(data)
        self.people, self.marks = people, marks
        choices = [("", "–"), *Mark.Status.choices]
        for person in people:
            self.fields[f"mark_{person.pk}"] = forms.ChoiceField(choices=choices, required=False, label=person.person.full_name)
            self.fields[f"seen_{person.pk}"] = forms.CharField(required=False, max_length=10)
            self.fields[f"note_{person.pk}"] = forms.CharField(required=False, max_length=200, label=_("Заметка"))
        self.fields["why"] = forms.CharField(
            label=_("Почему меняете отметки"), required=False, max_length=200, help_text=_("Если исправляете прежние. Останется в истории листа.")
        )

    def chosen(self) -> dict[int, str]:
        """The touched marks. Who is named in `tap` was touched, whatever was seen."""
        chosen: dict[int, str] = {}
        taps = self.data.getlist("tap") if isinstance(self.data, QueryDict) else []
        for person in self.people:
            status, seen = self.cleaned_data[f"mark_{person.pk}"], self.cleaned_data[f"seen_{person.pk}"]
            if f"mark_{person.pk}" in self.data and (status != seen or str(person.pk) in taps):
                chosen[person.pk] = status
        return chosen

    def rest(self) -> list[int]:
        """«Остальные пришли»: whoever seemed unmarked; whether they still are is asked under the lock."""
        if "all" not in self.data:
            return []
        chosen = self.chosen()
        return [person.pk for person in self.people if person.pk not in self.marks and person.pk not in chosen]

    def noted(self) -> dict[int, str]:
        """The touched notes only."""
        notes = {person.pk: tidy(self.cleaned_data[f"note_{person.pk}"]) for person in self.people if f"note_{person.pk}" in self.data}
        return {person: note for person, note in notes.items() if note != self.kept_note(person)}

    def kept_note(self, person: int) -> str:
        mark = self.marks.get(person)
        return mark.note if mark else ""

    def rows(self) -> Iterator[Row]:
        for person in self.people:
            mark = self.marks.get(person.pk)
            stored = mark.status if mark else ""
            shown = str(self[f"mark_{person.pk}"].value() or "") if self.is_bound else stored
            note = self[f"note_{person.pk}"].value() if self.is_bound else self.kept_note(person.pk)
            yield Row(person, mark, f"mark_{person.pk}", f"seen_{person.pk}", stored, self.keys(shown, stored), f"note_{person.pk}", note or "")

    def keys(self, shown: str, stored: str) -> list[Key]:
        """The same five keys in every row, so that each stands in its own column."""
        keys = [Key(status.value, Mark.LETTERS[status.value], TONES[status.value], status.label, shown == status.value) for status in Mark.Status]
        return [*keys, Key("", "–", "none", _("снять отметку") if stored else _("нет отметки"), shown == "")]


def tally_of(people: list[Enrollment], marks: Mapping[int, Mark]) -> dict[str, Any]:
    """How many of each, for the bar and its words: widths are in per cent of the bar."""
    given = Counter(marks[person.pk].status for person in people if person.pk in marks)
    counts = {status: given[status] for status in Mark.Status.values}
    total, start, parts = len(people), 0.0, []
    for status, tone in TONES.items():
        width = round(100 * counts[status] / total, 2) if total else 0
        parts.append({"tone": tone, "x": f"{start:.2f}", "width": f"{width:.2f}"})
        start += width
    return {"total": total, "marked": sum(counts.values()), "left": total - sum(counts.values()), "parts": parts, **counts}


class CodeForm(forms.Form):
    """The code as it was read: case, spaces and hyphens do not matter."""

    code = forms.CharField(
        label=_("Код с экрана"),
        max_length=40,
        help_text=_("Восемь букв и цифр, например «7KQ2-M4XD». Код меняется каждые 30 секунд."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class GuestForm(forms.Form):
    name = forms.CharField(label=_("Имя гостя"), max_length=160)
    organization = forms.CharField(label=_("Откуда"), max_length=200, required=False)

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Напишите имя гостя."))
        return name

    def clean_organization(self) -> str:
        return tidy(self.cleaned_data["organization"])


class ExcuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Почему не сможете прийти"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Прочтут тренер занятия, координатор и администратор школы."),
    )
    document = forms.FileField(
        label=_("Документ"),
        required=False,
        widget=forms.FileInput,
        help_text=_(
            "Справка или письмо: PDF, снимок или документ Word, до 20 МБ. Его видят только тренер занятия, координатор и администратор школы."
        ),
    )

    def clean_reason(self) -> str:
        return required_text(self.cleaned_data["reason"], str(_("Напишите причину.")))


class DecisionForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Решение"), widget=forms.RadioSelect, choices=[("accept", _("Принять причину")), ("refuse", _("Не принимать"))]
    )
    answer = forms.CharField(
        label=_("Ответ"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Нужен, если причина не принята. Уйдёт письмом."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["answer"] = tidy(data.get("answer", ""), lines=True)
        if data.get("verdict") == "refuse" and not data["answer"]:
            self.add_error("answer", _("Напишите, почему причина не принята."))
        return data


class PaperForm(forms.Form):
    scan = forms.FileField(label=_("Скан или снимок"), widget=forms.FileInput, help_text=_("PDF, JPG или PNG, до 20 МБ."))
    page = forms.IntegerField(label=_("Лист"), min_value=1, max_value=99, initial=1, help_text=_("Номер стоит вверху листа."))


def required_text(typed: str, complaint: str) -> str:
    text = tidy(typed, lines=True)
    if not text:
        raise forms.ValidationError(complaint)
    return text
