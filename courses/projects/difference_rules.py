"""What has changed between two handed-in works, readable by field, by word and by row of the budget."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from re import findall
from typing import Any

from django.utils.translation import gettext as _

from courses.projects.models import Submission
from courses.projects.project_rules import FIELDS, grouped, is_filled, roubles

SAME, GONE, NEW = "same", "gone", "new"
LARGE = 6000  # words and spaces of two texts together; larger ones are compared by paragraphs
LONG = 1000  # paragraphs of both; beyond it the two texts are shown whole: a comparison costs the square of its length
Piece = tuple[str, str]


@dataclass(frozen=True)
class Difference:
    """One field. `old` and `new` are whole texts; `pieces` – (same | gone | new, text) in reading order; of a list `rows` instead, one piece a row."""

    name: str
    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[Piece, ...] = ()


def difference(old: "Submission | Mapping[str, Any] | None", new: "Submission | Mapping[str, Any]") -> list[Difference]:
    """Only what differs, in the order of the form; files of submissions come last."""
    before, after = frozen(old), frozen(new)
    found = []
    for name in (*FIELDS, "team", "people", "files"):
        was, now = before.get(name), after.get(name)
        if was == now or not (is_filled(before, name) or is_filled(after, name)):
            continue
        if isinstance(was or now, list):
            rows = tuple(rows_between([worded(name, row) for row in was or []], [worded(name, row) for row in now or []]))
            if any(kind != SAME for kind, _text in rows):
                found.append(Difference(name, label_of(name), joined(rows, NEW), joined(rows, GONE), rows=rows))
        else:
            one, two = str(was if was is not None else ""), str(now if now is not None else "")
            found.append(Difference(name, label_of(name), one, two, pieces=tuple(words_between(one, two))))
    return found


def frozen(source: "Submission | Mapping[str, Any] | None") -> Mapping[str, Any]:
    if source is None:
        return {}
    if not isinstance(source, Submission):
        return source
    files = [f"{row.paper}: {row.file.name}" if row.paper else row.file.name for row in source.files.all()]
    return {**source.facts, "files": files}


def label_of(name: str) -> str:
    extra = {"team": _("Команда"), "people": _("Кто в команде"), "files": _("Файлы")}
    return str(FIELDS.get(name) or extra[name])


def worded(name: str, row: Any) -> str:
    """A row of the budget or a link in one line."""
    if name == "budget":
        money = _("%(count)s × %(price)s = %(total)s") % {
            "count": grouped(row["count"]),
            "price": roubles(row["price"]),
            "total": roubles(row["count"] * row["price"]),
        }
        return " · ".join(filter(None, [row["what"], money, row.get("source", "")]))
    if name == "links":
        return " – ".join(filter(None, [row.get("title", ""), row.get("url", "")]))
    return str(row)


def joined(rows: tuple[Piece, ...], without: str) -> str:
    return "\n".join(text for kind, text in rows if kind != without)


def rows_between(old: list[str], new: list[str]) -> list[Piece]:
    """Rows are whole: one that was changed is gone and new."""
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            pieces.extend((SAME, text) for text in old[a:b])
        else:
            pieces.extend(chain(((GONE, text) for text in old[a:b]), ((NEW, text) for text in new[c:d])))
    return pieces


def words_between(old: str, new: str) -> list[Piece]:
    """Joined without `gone` the pieces are `new` again, without `new` they are `old`. A space between two changed words belongs to both, and no likeness
    begins with a space: two texts have a thousand of them."""
    one, two = words_of(old), words_of(new)
    if len(one) + len(two) > LARGE or monotonous(one) or monotonous(two):
        one, two = old.splitlines(keepends=True), new.splitlines(keepends=True)
        if len(one) + len(two) > LONG:
            return trimmed(old, new, [])
    pieces: list[Piece] = []
    gone = fresh = ""
    for tag, a, b, c, d in SequenceMatcher(str.isspace, one, two).get_opcodes():
        was, now = "".join(one[a:b]), "".join(two[c:d])
        if tag == "equal" and not (was.isspace() and (gone or fresh)):
            pieces += [piece for piece in ((GONE, gone), (NEW, fresh), (SAME, was)) if piece[1]]
            gone = fresh = ""
        else:
            gone, fresh = gone + was, fresh + now
    return trimmed(gone, fresh, pieces)


def trimmed(gone: str, fresh: str, pieces: list[Piece]) -> list[Piece]:
    """What is left at the end; two changes that are the same text are none."""
    if gone == fresh:
        return [*pieces, (SAME, gone)] if gone else pieces
    return [*pieces, *(piece for piece in ((GONE, gone), (NEW, fresh)) if piece[1])]


def words_of(text: str) -> list[str]:
    """Words and the spaces between them: nothing of the text is lost."""
    return findall(r"\s+|[^\s]+", text)


def monotonous(words: list[str]) -> bool:
    """A text of one word over and over costs a comparison the square of its length."""
    letters = [word for word in words if not word.isspace()]
    return len(letters) > 500 and Counter(letters).most_common(1)[0][1] * 4 > len(letters)
