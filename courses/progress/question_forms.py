"""A question of any kind as a plain form: rows of answers with a few empty ones; «верный» is a tick, the weight of a row is asked for in its details."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from courses.program.models import Program
from courses.progress import gift_rules, question_rules
from courses.progress.models import QuestionKind, QuestionVersion
from courses.progress.question_rules import FULL, LONGEST_LINE, LONGEST_TEXT, MOST, Share, number_of
from school.people.fields import LineField, ParagraphField

MORE = 3
MOST_BYTES = 1024 * 1024
STRANGE = re.compile(r"[\x00-\x08\x0e-\x1f]")  # what no text holds: a picture, a document, an archive
CHOSEN = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
LEAST = {QuestionKind.MULTIPLE: 5, QuestionKind.TEXT: 2, QuestionKind.NUMBER: 1}
# kind: (the list of the body, columns of a row: field and what the body calls it)
COLUMNS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    QuestionKind.SINGLE: ("options", (("option", "text"),)),
    QuestionKind.MULTIPLE: ("options", (("option", "text"),)),
    QuestionKind.MATCHING: ("pairs", (("left", "left"), ("fits", "right"))),
    QuestionKind.ORDERING: ("items", (("item", "text"),)),
    QuestionKind.TEXT: ("accepted", (("answer", "text"),)),
    QuestionKind.NUMBER: ("accepted", (("low", "low"), ("high", "high"))),
}
LABELS = {
    "option": _("Вариант %(n)s"),
    "left": _("Строка %(n)s слева"),
    "fits": _("Что ей соответствует"),
    "item": _("Строка %(n)s"),
    "answer": _("Верный ответ %(n)s"),
    "low": _("Число %(n)s"),
    "high": _("До (если годится промежуток)"),
}


class BankForm(forms.Form):
    """`programs` are asked about for a new bank, when there is a choice."""

    title = LineField(label=_("Название банка"), max_length=200)

    def __init__(self, *args: Any, programs: list[Program] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programs = {str(program.pk): program for program in programs or []}
        if len(self.programs) > 1:
            self.fields["program"] = forms.ChoiceField(label=_("Программа"), choices=[(pk, program.title) for pk, program in self.programs.items()])
            self.order_fields(["program"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.programs:
            data["program"] = self.programs.get(data.get("program") or next(iter(self.programs)))
        return data


class GiftForm(forms.Form):
    """A file, or the text itself: the second press brings the text that was looked at."""

    file = forms.FileField(label=_("Файл GIFT"), required=False, help_text=_("Обычный текст, до 1 МБ."))
    text = forms.CharField(label=_("Или вставьте текст"), required=False, widget=forms.Textarea(attrs={"rows": 8}), strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.quiet = True  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(_("Файл больше 1 МБ. Разделите его на несколько."))
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file"):
            data["text"] = gift_rules.decoded(data["file"].read())
            if STRANGE.search(data["text"]):
                self.add_error("file", _("Это не текст. Сохраните вопросы обычным текстом в формате GIFT."))
        if not self.errors and not (data.get("text") or "").strip():
            self.add_error("text", _("Выберите файл или вставьте текст."))
        elif len((data.get("text") or "").encode("utf-8", "replace")) > MOST_BYTES:
            self.add_error("text", _("Текст больше 1 МБ. Разделите его на несколько."))
        return data


class QuestionForm(forms.Form):
    """`known` – the version that is being changed. `more` gives further empty rows; nothing is judged then, and `initial` is what was typed.

    `cleaned_data["body"]` is what the question's version keeps.
    """

    text = ParagraphField(label=_("Вопрос"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    case = forms.BooleanField(label=_("Различать большие и маленькие буквы"), required=False)
    feedback = ParagraphField(
        label=_("Пояснение после ответа"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Его прочитает каждый, кто ответил, если тест показывает пояснения."),
    )
    topic = LineField(
        label=_("Тема"),
        max_length=100,
        required=False,
        help_text=_("По теме вопросы отбирают в тест."),
        widget=forms.TextInput({"list": "topics", "autocomplete": "off"}),
    )
    title = LineField(label=_("Короткое имя"), max_length=200, required=False, help_text=_("Для списка; слушатели его не видят."))

    def __init__(self, *args: Any, kind: str, known: QuestionVersion | None = None, more: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, (self.list, self.columns) = kind, COLUMNS[kind]
        if kind != QuestionKind.TEXT:
            del self.fields["case"]
        body = known.body if known else {}
        stored = [*body.get(self.list, []), *({"right": text} for text in body.get("spare", []))]
        sent = max(rows_of(self.data), rows_of(self.initial))
        typed = bool(rows_of(self.initial))  # what was typed, not what is kept, stands in the rows
        shown = max(sent + (MORE if more else 0), sent or max(len(stored) + 1, LEAST.get(QuestionKind(kind), 4)))
        self.size = min(shown, max(MOST, len(stored)))
        for number in range(self.size):
            self.add_row(number, stored[number] if number < len(stored) and not typed else {}, self.usual(stored))
        if known and not typed:
            self.initial = {"text": known.text, "feedback": known.feedback, "case": body.get("case", False), **self.initial}

    def add_row(self, number: int, stored: Mapping[str, Any], usual: tuple[Share, Share]) -> None:
        self.fields[f"key_{number}"] = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput, initial=stored.get("key", ""))
        for place, (name, key) in enumerate(self.columns):
            box = self.box(f"{name}_{number}", stored.get(key, ""))
            made = LineField if self.kind == QuestionKind.NUMBER or name == "fits" else ParagraphField
            field = made(
                label=__(str(LABELS[name])) % {"n": number + 1}, required=False, max_length=LONGEST_LINE, widget=box, initial=stored.get(key, "")
            )
            field.quiet = True  # type: ignore[union-attr]
            self.fields[f"{name}_{number}"] = field
            if place and self.kind == QuestionKind.NUMBER and stored.get("high") == stored.get("low"):
                field.initial = ""
        if self.list in ("options", "accepted"):
            self.add_weight(number, stored, usual)

    def box(self, name: str, stored: str) -> forms.Widget:
        """One line, unless what stands there has several."""
        shown = str(self.data.get(name) or self.initial.get(name) or stored)
        return forms.Textarea({"rows": 2}) if "\n" in shown else forms.TextInput({"autocomplete": "off"})

    def add_weight(self, number: int, stored: Mapping[str, Any], usual: tuple[Share, Share]) -> None:
        share = stored.get("share")
        right = share is not None and self.is_right(share)
        if self.kind in CHOSEN:
            tick = forms.BooleanField(label=_("Верный"), required=False, initial=right)
            self.fields[f"right_{number}"] = tick
        typed = "" if share is None or share == usual[not right] else str(share).replace(".", ",")
        weight = LineField(
            label=_("Доля балла, %"), required=False, max_length=12, initial=typed, widget=forms.TextInput({"inputmode": "decimal", "class": "short"})
        )
        words = ParagraphField(
            label=_("Пояснение к этому ответу"),
            required=False,
            max_length=LONGEST_LINE,
            initial=stored.get("feedback", ""),
            widget=self.box(f"feedback_{number}", stored.get("feedback", "")),
        )
        weight.quiet = words.quiet = True  # type: ignore[attr-defined]
        self.fields[f"share_{number}"], self.fields[f"feedback_{number}"] = weight, words

    def is_right(self, share: Share) -> bool:
        return share == FULL if self.kind == QuestionKind.SINGLE else share > 0

    def usual(self, rows: list[Any]) -> tuple[Share, Share]:
        """What a right and a wrong row weigh when nobody says otherwise."""
        if self.kind != QuestionKind.MULTIPLE:
            return FULL, 0 if self.kind == QuestionKind.SINGLE else FULL
        right = sum(self.is_right(row["share"]) for row in rows)
        return question_rules.even_shares(right, len(rows) - right)

    @property
    def full(self) -> bool:
        return self.size >= MOST

    def lines(self) -> list[dict[str, Any]]:
        """For the page: the fields of each row by name."""
        names = ("key", *(name for name, _key in self.columns), "right", "share", "feedback")
        found = [{name: self[f"{name}_{number}"] for name in names if f"{name}_{number}" in self.fields} for number in range(self.size)]
        return [row | {"columns": [row[name] for name, _key in self.columns], "opened": self.told(row)} for row in found]

    @staticmethod
    def told(row: dict[str, BoundField]) -> bool:
        """The details of a row are open where something stands in them."""
        return any(row[name].value() or row[name].errors for name in ("share", "feedback") if name in row)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rows = [self.row_in(data, number) for number in range(self.size)]
        filled = [row for row in rows if any(row[key] for _name, key in self.columns) or row.get("feedback")]
        for number, row in enumerate(rows):
            if row["feedback"] and self.kind != QuestionKind.NUMBER and not row[self.columns[0][1]]:
                self.add_error(f"{self.columns[0][0]}_{number}", _("Пояснение без ответа: напишите ответ или сотрите пояснение."))
        self.weigh(filled)
        for row in filled:
            if self.kind == QuestionKind.NUMBER:
                row["high"] = row["high"] or row["low"]
        data["body"] = question_rules.cleaned(self.kind, {self.list: filled, "case": bool(data.get("case"))})
        if not self.errors:
            for reason in question_rules.reasons_against(self.kind, data["text"], data["body"], data["feedback"]):
                self.add_error(None, reason)
        return data

    def row_in(self, data: dict[str, Any], number: int) -> dict[str, Any]:
        row = {key: data.get(f"{name}_{number}") or "" for name, key in self.columns}
        row |= {"key": data.get(f"key_{number}") or "", "feedback": data.get(f"feedback_{number}") or ""}
        row["right_one" if self.kind in CHOSEN else "any"] = bool(data.get(f"right_{number}"))
        typed = data.get(f"share_{number}") or ""
        share = number_of(typed) if typed else None
        if typed and (share is None or abs(share) > FULL):
            self.add_error(f"share_{number}", _("Доля – это число от −100 до 100."))
        elif share is not None and share <= 0 and row.get("right_one"):
            self.add_error(f"share_{number}", _("У верного ответа доля больше нуля."))
        row["share"] = typed if share is not None else None
        return row

    def weigh(self, rows: list[dict[str, Any]]) -> None:
        if self.list not in ("options", "accepted"):
            return
        ticked = [row for row in rows if row.get("right_one")]
        right, wrong = self.usual([])
        if self.kind == QuestionKind.MULTIPLE:
            right, wrong = question_rules.even_shares(len(ticked), len(rows) - len(ticked))
        for row in rows:
            if row["share"] is None:
                row["share"] = right if row.get("right_one") or self.kind not in CHOSEN else wrong


def rows_of(data: Mapping[str, Any]) -> int:
    """How many rows were sent."""
    numbers = [int(found[1]) for name in data if (found := re.fullmatch(r"[a-z]+_([0-9]{1,2})", name))]
    return max((number + 1 for number in numbers if number < MOST), default=0)
