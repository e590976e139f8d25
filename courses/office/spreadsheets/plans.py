"""What would come of a table: row by row, nothing written yet."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from courses.office.spreadsheets.reading import Line


@dataclass
class Row:
    """`state` is new, same (is there already) or bad; `given` is what the action takes; `clashes` warn and stop nothing."""

    line: Line
    state: str
    notes: list[str] = field(default_factory=list)
    title: str = ""
    card: str = ""  # of an organisation that the school does not have yet
    given: Any = None
    clashes: list[str] = field(default_factory=list)

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
    def clashing(self) -> int:
        return sum(bool(row.clashes) for row in self.rows)

    @property
    def ready(self) -> bool:
        return bool(self.new) and not self.wrong and not self.against

    @property
    def cards(self) -> list[str]:
        """Organisations that would get a card, each once."""
        return list(dict.fromkeys(row.card for row in self.rows if row.card and row.state == "new"))

    def to_keep(self) -> dict[str, Any]:
        """What a screen shows of it, as plain values."""
        shown = [
            (row.line.number, row.state, row.title, row.card, *(list(map(str, words)) for words in (row.notes, row.clashes))) for row in self.rows
        ]
        return {"against": list(map(str, self.against)), "rows": shown}

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "Plan":
        rows = [Row(Line(number, {}), state, notes, title, card, clashes=clashes) for number, state, title, card, notes, clashes in kept["rows"]]
        return cls(rows, kept["against"])


def complaints(line: Line, form: forms.Form) -> list[str]:
    """«C5: В ИНН организации 10 цифр, вы ввели 7 («7203001»)»: the cell, what is wrong, what was typed."""
    words = []
    for name, errors in form.errors.items():
        said = line.said(name)
        for error in errors:
            value = f" ({said['value']})" if said["value"] else ""
            words.append(f"{said['cell']}: {str(error).rstrip('.')}{value}." if said["cell"] else _("Нет данных: %(error)s") % {"error": error})
    return words
