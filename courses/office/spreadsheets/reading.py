"""A stranger's table on the way in: weighed before it is opened, opened by another process, its columns known by their Russian titles (T18)."""

import io
import json
import string
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import translation
from django.utils.translation import gettext as _

from courses.office.spreadsheets import parser
from school.people.rules import Refused, Text, folded, tidy

MEGABYTE = 1024 * 1024
LIMIT, UNPACKED, RATIO = 5 * MEGABYTE, 50 * MEGABYTE, 100
PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Column:
    """`titles` are what people call it; the first one stands in the template."""

    name: str
    titles: tuple[Text, ...]
    needed: bool = False
    sample: str = ""
    width: int = 22
    lines: bool = False  # a text of several lines keeps them

    @property
    def title(self) -> Text:
        return self.titles[0]


@dataclass
class Line:
    """A row as it was typed; `number` is the one that people see in their program."""

    number: int
    values: dict[str, str]
    places: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def cell(self, name: str) -> str:
        """«Город», C5: the heading as it is in the table; a column that the table does not have has no place."""
        return f"«{self.titles[name]}», {self.places[name]}{self.number}" if name in self.places else ""

    def said(self, name: str) -> dict[str, str]:
        """The cell and what was typed there, for a sentence."""
        return {"cell": self.cell(name), "value": self.values.get(name, "")[:100]}


@dataclass
class Table:
    lines: list[Line]
    unknown: list[str]


def read(upload: UploadedFile, columns: tuple[Column, ...]) -> Table:
    """Raises Refused with what is wrong with the whole file; what is wrong with a row is for its own rules."""
    if (upload.size or 0) > LIMIT:
        raise Refused(_("Файл слишком большой: можно до 5 МБ. Разделите таблицу на части."))
    data = upload.read(LIMIT + 1)
    kind = PurePosixPath(upload.name or "").suffix.lower().lstrip(".")
    if kind not in ("xlsx", "csv"):
        raise Refused(_("Такой файл не подходит. Сохраните таблицу как XLSX или CSV."))
    if kind == "xlsx":
        weigh(data)
    elif b"\0" in data and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(_("Это не CSV: в файле не текст. Сохраните таблицу как XLSX или CSV."))
    return recognised(parsed(kind, data), columns)


def weigh(data: bytes) -> None:
    """By the table of contents alone; what lies about its size is cut off by the reader of the packet itself."""
    broken = Refused(_("Файл XLSX повреждён или это не XLSX. Сохраните таблицу заново и загрузите ещё раз."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packet:
            parts = packet.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise broken from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise broken
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED or unpacked > RATIO * max(len(data), 1) or len(parts) > 1000:
        raise Refused(_("Файл после распаковки слишком большой. Оставьте в нём одну таблицу без оформления или сохраните её как CSV."))


def parsed(kind: str, data: bytes) -> list[tuple[int, list[str]]]:
    """In a child: a bomb takes the child's memory and time, never ours."""
    command = [sys.executable, "-I", str(Path(parser.__file__)), kind]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 – our own file, no shell
        answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"error": "heavy"}
    except subprocess.TimeoutExpired:
        answer = {"error": "heavy"}
    except ValueError:
        answer = {"error": "broken"}
    if "error" in answer:
        words = {
            "rows": _("В таблице больше 10 000 строк. Разделите её на части."),
            "heavy": _("Файл слишком тяжёлый: прочитать его за полминуты не удалось. Сохраните таблицу как CSV."),
        }
        raise Refused(words.get(answer["error"], _("Файл не читается как таблица. Сохраните её заново и загрузите ещё раз.")))
    return [(number, cells) for number, cells in answer["rows"]]


def recognised(rows: list[tuple[int, list[str]]], columns: tuple[Column, ...]) -> Table:
    if not rows:
        raise Refused(_("Таблица пустая."))
    places, unknown = matched(rows[0][1], columns)
    absent = [str(column.title) for column in columns if column.needed and column.name not in places]
    if absent:
        raise Refused(_("В первой строке нет столбцов: %(names)s. Скачайте образец и перенесите данные в него.") % {"names": ", ".join(absent)})
    if len(rows) == 1:
        raise Refused(_("В таблице только заголовки, строк нет."))
    letters = {name: letter_of(place) for name, place in places.items()}
    titles = {name: tidy(rows[0][1][place])[:60] for name, place in places.items()}
    long = {column.name for column in columns if column.lines}
    lines = [
        Line(number, {name: tidy(cells[place], lines=name in long) if place < len(cells) else "" for name, place in places.items()}, letters, titles)
        for number, cells in rows[1:]
    ]
    return Table([line for line in lines if any(line.values.values())], unknown)


def matched(heading: list[str], columns: tuple[Column, ...]) -> tuple[dict[str, int], list[str]]:
    """Which column stands where, and the titles nobody knows. The same column twice: the first counts."""
    known: Mapping[str, str] = {bare(title): column.name for column in columns for title in spoken(column)}
    places: dict[str, int] = {}
    unknown = []
    for place, title in enumerate(heading):
        name = known.get(bare(title))
        if name and name not in places:
            places[name] = place
        elif title.strip():
            unknown.append(tidy(title)[:60])
    return places, unknown


def spoken(column: Column) -> list[str]:
    """The titles in Russian, whatever language the interface speaks, and in that language."""
    with translation.override("ru"):
        russian = [str(title) for title in column.titles]
    return [*russian, str(column.title)]


def bare(title: str) -> str:
    return "".join(letter for letter in folded(title) if letter.isalnum())


def letter_of(place: int) -> str:
    letters = string.ascii_uppercase
    return letters[place] if place < 26 else letters[place // 26 - 1] + letters[place % 26]
