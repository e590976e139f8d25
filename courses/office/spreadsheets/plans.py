"""What would come of a table: row by row, nothing written yet."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from courses.office.spreadsheets.reading import Line


@dataclass
class Row:
    """`state` is new, same (is there already) or bad; `given` is what the action takes."""

    line: Line
    state: str
    notes: list[str] = field(default_factory=list)
    title: str = ""
    given: Any = None

    def bad(self, *words: str) -> "Row":
        self.state = "bad"
        self.notes = [*self.notes, *words]
        return self

    def same(self, words: str) -> "Row":
        self.state = "same"
        self.notes.append(words)
        return self


@dataclass
class Plan:
    """`against` is what is wrong with the whole undertaking."""

    rows: list[Row]
    against: list[str] = field(default_factory=list)

    def number(self, state: str) -> int:
        return sum(row.state == state for row in self.rows)

    @property
    def new(self) -> int:
        return self.number("new")

    @property
    def same(self) -> int:
        return self.number("same")

    @property
    def wrong(self) -> int:
        return self.number("bad")

    @property
    def ready(self) -> bool:
        return bool(self.new) and not self.wrong and not self.against


def complaints(line: Line, form: forms.Form) -> list[str]:
    """«C5: В ИНН организации 10 цифр, вы ввели 7 («7203001»)»: the cell, what is wrong, what was typed."""
    words = []
    for name, errors in form.errors.items():
        said = line.said(name)
        for error in errors:
            value = f" ({said['value']})" if said["value"] else ""
            words.append(f"{said['cell']}: {str(error).rstrip('.')}{value}." if said["cell"] else _("Нет данных: %(error)s") % {"error": error})
    return words
