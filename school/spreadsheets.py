"""Tables on their way out, safe in a spreadsheet: a leaf that anyone may call.

`write(kind, target, title, heads, rows)` writes xlsx or csv and returns the number of rows; `csv_pieces` streams. A text is always a text: in xlsx no cell
is a formula, in csv what a spreadsheet would run begins with an apostrophe; control characters stay out (one vertical tab in a name would break
the whole file). Dates are dates, in the school's time. Rows may come from a generator: nothing is gathered in memory.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
# A spreadsheet takes these for the beginning of a formula, the full-width ones too; spaces before them do not help.
DANGEROUS = frozenset("=+-@\t\r\n＝＋－＠|%")
LONGEST = 32_000  # letters in one cell; the format allows 32,767
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
DAY, MOMENT = "DD.MM.YYYY", "DD.MM.YYYY HH:MM"


@dataclass(frozen=True)
class Head:
    """A column: its title and its width in letters."""

    title: str | Promise
    width: int = 20


@dataclass(frozen=True)
class Table:
    """One sheet of a book."""

    title: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Any]]


def plain(value: Any) -> Any:
    """The value as a cell holds it: a number, a date without a zone (the school's time), or clean text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("да") if value else _("нет"))
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.replace(tzinfo=None, second=0, microsecond=0)
    if isinstance(value, (int, float, date)):
        return value
    return cleaned(str(value))


def cleaned(text: str) -> str:
    kept = "".join(letter if letter == "\n" or unicodedata.category(letter) not in UNSEEN else _instead(letter) for letter in text)
    return kept[:LONGEST]


def _instead(letter: str) -> str:
    return " " if letter in "\t\r\v\f" else ""


def write(kind: str, target: IO[bytes], title: str, heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> int:
    if kind == "xlsx":
        return write_xlsx(target, title, heads, rows)
    number = -1  # the heading is not a row
    for piece in csv_pieces(heads, rows):
        target.write(piece)
        number += 1
    return number


def write_xlsx(target: IO[bytes], title: str, heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> int:
    return write_book(target, [Table(title, heads, rows)])


def write_book(target: IO[bytes], tables: Iterable[Table]) -> int:
    """The rows of all sheets together come back; each row is written as it comes."""
    book = Workbook(write_only=True)
    number = sum(_write_sheet(book, table) for table in tables)
    book.save(target)
    return number


def _write_sheet(book: Workbook, table: Table) -> int:
    sheet = book.create_sheet(sheet_name(table.title))
    sheet.freeze_panes = "B2"
    for place, head in enumerate(table.heads, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = head.width
    sheet.append([_headed(sheet, str(head.title)) for head in table.heads])
    number = 0
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])
        number += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(table.heads), 1))}{number + 1}"
    return number


def _headed(sheet: Any, title: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=cleaned(title))
    cell.data_type, cell.font, cell.alignment = "s", Font(bold=True), Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    """Only what openpyxl would take for something else is wrapped: a text that begins like a formula, an error's name, a date."""
    value = plain(value)
    if isinstance(value, str):
        if value[:1] not in ("=", "#"):
            return value
        cell = WriteOnlyCell(sheet, value=value)
        cell.data_type = "s"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = MOMENT if isinstance(value, datetime) else DAY
        return cell
    return value


def sheet_name(title: str) -> str:
    """Thirty letters, none of those that a sheet's name may not have."""
    name = "".join(" " if letter in "[]:*?/\\'" else letter for letter in cleaned(title))
    return " ".join(name.split())[:30] or "1"


def csv_pieces(heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with its mark and semicolons: so a Russian spreadsheet opens it by a double click. One piece a row."""
    line = _Line()
    writer = csv.writer(line, delimiter=";", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow([_said(head.title) for head in heads])
    yield b"\xef\xbb\xbf" + line.taken()
    for row in rows:
        writer.writerow([_said(value) for value in row])
        yield line.taken()


class _Line:
    """What csv writes into; it is emptied after every row."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def taken(self) -> bytes:
        text, self.text = self.text, ""
        return text.encode("utf-8", "replace")


def _said(value: Any) -> str:
    value = plain(value)
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, (int, float)):
        return str(value).replace(".", ",")
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0")[:1] in DANGEROUS and text.strip() else text
