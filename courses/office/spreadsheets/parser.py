"""Run as a program, in a process of its own: a table on the way in, lines of text on the way out. Knows nothing of the school.

`parser.py xlsx|csv` reads the file from standard input and answers JSON {"rows": [[number, [text, …]], …]} or {"error": word}. The kernel watches over it:
memory, processor seconds, no new files; whatever the file does, it does it to this process only.
"""

import csv
import io
import json
import resource
import sys
from datetime import date, datetime, time
from typing import Any

MEMORY = 512 * 1024 * 1024
SECONDS = 30
ROWS, COLUMNS, LETTERS = 10_000, 60, 4_000
TOTAL = 4_000_000  # letters of the whole answer: one long text named in every cell is small here and gigabytes there


def fenced() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def text_of(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)[:LETTERS]


def kept(lines: Any) -> dict[str, Any]:
    """Numbered as people see them in their program; empty lines are nothing, unless there are too many of them."""
    rows: list[tuple[int, list[str]]] = []
    total = 0
    for number, line in enumerate(lines, start=1):
        if len(rows) > ROWS or number > ROWS * 2:
            return {"error": "rows"}
        cells = [text_of(value) for value in list(line)[:COLUMNS]]
        total += sum(map(len, cells))
        if total > TOTAL:
            return {"error": "heavy"}
        if any(cell.strip() for cell in cells):
            rows.append((number, cells))
    return {"error": "rows"} if len(rows) > ROWS + 1 else {"rows": rows}


def from_xlsx(data: bytes) -> dict[str, Any]:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    return kept(sheet.iter_rows(values_only=True, max_col=COLUMNS, max_row=ROWS * 2 + 1))


def from_csv(data: bytes) -> dict[str, Any]:
    """UTF-8 or the old Windows encoding; the separator is the one that the heading has most of."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1251", "replace")
    heading = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t", key=heading.count)
    return kept(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def main(kind: str) -> dict[str, Any]:
    fenced()
    data = sys.stdin.buffer.read()
    try:
        return from_xlsx(data) if kind == "xlsx" else from_csv(data)
    except MemoryError:
        return {"error": "heavy"}
    except Exception:  # whatever a stranger's file is made of
        return {"error": "broken"}


if __name__ == "__main__":
    json.dump(main(sys.argv[1]), sys.stdout)
