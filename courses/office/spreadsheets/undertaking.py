"""An import between its two steps: the lines of the table lie in the vault, are judged, and are added all or nothing. Knows nothing of screens."""

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.office.spreadsheets import people, reading, timetable
from courses.office.spreadsheets.plans import Plan
from courses.office.spreadsheets.reading import Column, Line
from courses.program.models import Cohort
from school.people.models import User
from school.people.rules import Refused, Text
from school.vault.actions import discard, lasting, shelved
from school.vault.models import File
from school.vault.reading import read as bytes_of
from school.vault.rules import Checked

SHELF = "imports"
MOST = 10_000  # rows; as many as the reader reads
# Adding a person takes some twenty milliseconds, all rows are one transaction, and SQLite lets nobody else write meanwhile.
MOST_OF_SQLITE = 1_000
Passing = Callable[[list[Any]], Iterable[Any]]


@dataclass(frozen=True)
class Way:
    """One kind of table: its screen's words, its columns, and the module that judges and adds its rows."""

    title: Text
    done: Text
    room: ModuleType

    @property
    def columns(self) -> tuple[Column, ...]:
        columns: tuple[Column, ...] = self.room.COLUMNS
        return columns


WAYS = {
    "people": Way(gettext_lazy("Загрузить людей"), gettext_lazy("Добавлено людей: %(n)s. Письма в пути."), people),
    "timetable": Way(gettext_lazy("Загрузить расписание"), gettext_lazy("Добавлено занятий: %(n)s."), timetable),
}


@dataclass
class Undertaking:
    """What was laid by: whose rows, where they go, and how."""

    what: str
    cohort: Cohort
    seated: bool
    lines: list[Line]
    unknown: list[str]

    @property
    def way(self) -> Way:
        return WAYS[self.what]

    def judged(self) -> Plan:
        plan: Plan = self.way.room.plan(self.cohort, self.lines, self.seated)
        return plan

    def carried_out(self, by: User, passing: Passing = iter) -> int:
        """Judged anew: the school may have changed since the preview. `passing` sees the rows go by."""
        planned = self.judged()
        if planned.against:
            raise Refused(*planned.against)
        if not planned.ready:
            raise Refused(_("Добавлять нечего: исправьте строки с ошибками в файле и загрузите его ещё раз."))
        number: int = self.way.room.run(self.cohort, planned, self.seated, by, passing)
        return number


def most(what: str) -> int:
    return MOST_OF_SQLITE if what == "people" and connection.vendor == "sqlite" else MOST


def laid(table: reading.Table, what: str, cohort: Cohort, seated: bool, by: User) -> str:
    """Only what was read of the file is kept, for a day at most."""
    kept = {
        "what": what,
        "cohort": cohort.pk,
        "seated": seated,
        "unknown": table.unknown,
        "lines": [(line.number, line.values) for line in table.lines],
        "places": table.lines[0].places if table.lines else {},
        "titles": table.lines[0].titles if table.lines else {},
    }
    return shelve(kept, title=what, by=by).key


def shelve(kept: Any, *, title: str, by: User) -> File:
    return shelved(Checked(io.BytesIO(json.dumps(kept).encode()), "rows.json", "application/json"), by=by, title=title, shelf=SHELF)


def shelf_of(person: User) -> QuerySet[File]:
    """The person's own tables on their way in."""
    return lasting().filter(shelf=SHELF, uploaded_by=person)


def found(file: File) -> Undertaking | None:
    """None when the cohort is there no more, or when the table goes elsewhere."""
    kept = json.loads(bytes_of(file))
    if not isinstance(kept, dict) or "lines" not in kept:
        return None
    cohort = Cohort.objects.filter(pk=kept["cohort"]).first()
    lines = [Line(number, values, kept["places"], kept["titles"]) for number, values in kept["lines"]]
    return Undertaking(kept["what"], cohort, kept["seated"], lines, kept["unknown"]) if cohort else None


@transaction.atomic
def put_in(key: str, by: User, passing: Passing = iter) -> tuple[Undertaking, int] | None:
    """The row of the file is the lock: of two presses the second finds nothing. What is refused leaves everything as it was."""
    file = shelf_of(by).select_for_update().filter(key=key).first()
    undertaking = found(file) if file else None
    if file is None or undertaking is None:
        return None
    number = undertaking.carried_out(by, passing)
    discard(file)
    return undertaking, number
