"""What an answer is worth. An answer is whatever a browser has sent: it is put in order first, and no shape of it is an error.

Matching gives equal parts for every pair, ordering for the longest chain that stands in the right order; wrong choices of several take points back, not below nought.
"""

import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.progress.models import QuestionKind, QuestionVersion
from courses.progress.question_rules import FULL, TYPED, Body, Share, number_of
from school.people.rules import folded, tidy

LONGEST = 500  # letters of a typed answer
STAR = "\ue000"  # a star that was written as itself


@dataclass(frozen=True)
class Line:
    """One row of a question after the answer: an option, a left side, a place in the order, what was typed.

    `given` is the person's word about it: chosen or not, the right side put to it, the number of the place, the typed text.
    """

    key: str
    text: str
    given: bool | str
    right: bool | str
    share: Share
    feedback: str

    @property
    def met(self) -> bool:
        """Whether the person did with this row what should be done."""
        return self.given == self.right


def normal(version: QuestionVersion, given: Any) -> Any:
    """The answer as it is kept: known keys once, texts cut; None when there is nothing in it."""
    keys = keys_of(version)
    match version.kind:
        case QuestionKind.SINGLE:
            return given if isinstance(given, str) and given in keys else None
        case QuestionKind.MULTIPLE:
            chosen = set(_texts_in(given))
            return [key for key in keys if key in chosen] or None
        case QuestionKind.ORDERING:
            return [key for key in dict.fromkeys(_texts_in(given)) if key in keys] or None
        case QuestionKind.MATCHING:
            return _matched(version.body, given)
    return _typed(given)


def mark(version: QuestionVersion, given: Any) -> int:
    """Percent of the question, 0 to 100."""
    given = normal(version, given)
    if given is None:
        return 0
    if version.kind in TYPED:
        met = met_by(version, given)
        share = met["share"] if met else 0
    else:
        share = MARKS[QuestionKind(version.kind)](version.body, given)
    return max(0, min(FULL, round(share)))


def feedback(version: QuestionVersion, given: Any) -> list[str]:
    """What was prepared for what was chosen or typed, then what is said to everybody."""
    given = normal(version, given)
    lines = []
    if version.kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
        chosen = [given] if isinstance(given, str) else given or []
        lines = [row["feedback"] for row in version.body["options"] if row["key"] in chosen]
    elif version.kind in TYPED:
        met = met_by(version, given)
        lines = [met["feedback"]] if met else []
    return [line for line in [*lines, version.feedback] if line]


def right_answer(version: QuestionVersion) -> str:
    rows = right_rows(version)
    if version.kind == QuestionKind.ORDERING:
        rows = [f"{place}. {text}" for place, text in enumerate(rows, 1)]
    return "; ".join(rows)


def right_rows(version: QuestionVersion) -> list[str]:
    """Every pair, every step in its place, every word that is taken."""
    body = version.body
    match version.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            least = FULL if version.kind == QuestionKind.SINGLE else 1
            return [row["text"] for row in body["options"] if row["share"] >= least]
        case QuestionKind.MATCHING:
            return [f"{row['left']} – {row['right']}" for row in body["pairs"]]
        case QuestionKind.ORDERING:
            return [row["text"] for row in body["items"]]
        case QuestionKind.TEXT:
            return [row["text"].replace(r"\*", "*") for row in body["accepted"] if row["share"] == FULL]
    return [range_of(row) for row in body["accepted"] if row["share"] == FULL and row["low"]]


def range_of(row: Mapping[str, str]) -> str:
    """«от 3,141 до 3,142», or one number."""
    low, high = (row[name].replace(".", ",") for name in ("low", "high"))
    return low if low == high else _("от %(low)s до %(high)s") % {"low": low, "high": high}


def lines(version: QuestionVersion, given: Any) -> list[Line]:
    """The question row by row after the answer; in the order of the body, the screen puts them in the order of the paper."""
    given = normal(version, given)
    body = version.body
    match version.kind:
        case QuestionKind.SINGLE | QuestionKind.MULTIPLE:
            chosen = [given] if isinstance(given, str) else given or []
            least = FULL if version.kind == QuestionKind.SINGLE else 1
            return [
                Line(row["key"], row["text"], row["key"] in chosen, row["share"] >= least, row["share"], row["feedback"]) for row in body["options"]
            ]
        case QuestionKind.MATCHING:
            return [Line(row["key"], row["left"], (given or {}).get(row["key"], ""), row["right"], 0, "") for row in body["pairs"]]
        case QuestionKind.ORDERING:
            places = {key: str(place) for place, key in enumerate(given or [], 1)}
            return [Line(row["key"], row["text"], places.get(row["key"], ""), str(place), 0, "") for place, row in enumerate(body["items"], 1)]
    met = met_by(version, given)
    return [Line("", given or "", given or "", right_answer(version), met["share"] if met else 0, met["feedback"] if met else "")]


def met_by(version: QuestionVersion, given: Any) -> Body | None:
    """The accepted row that what was typed falls under: the dearest one, of equal ones the first."""
    if not isinstance(given, str):
        return None
    body = version.body
    if version.kind == QuestionKind.NUMBER:
        number = number_of(given)
        rows = [row for row in body["accepted"] if number is not None and within(row, number)]
    else:
        rows = [row for row in body["accepted"] if fits(row["text"], given, case=body["case"])]
    return max(rows, key=lambda row: row["share"], default=None)


def within(row: Mapping[str, str], number: Decimal) -> bool:
    low, high = number_of(row["low"]), number_of(row["high"])
    if low is None or high is None:
        return not row["low"] and not row["high"]
    return low <= number <= high


def fits(pattern: str, typed: str, *, case: bool = False) -> bool:
    r"""`*` stands for anything, `\*` for itself. Looks through the text once, whatever the pattern."""
    same = tidy if case else folded
    pieces = [piece.replace(STAR, "*") for piece in same(pattern.replace(r"\*", STAR)).split("*")]
    text = same(typed)
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def keys_of(version: QuestionVersion) -> list[str]:
    rows = version.body.get({QuestionKind.MATCHING: "pairs", QuestionKind.ORDERING: "items"}.get(QuestionKind(version.kind), "options"), [])
    return [row["key"] for row in rows]


def rights_of(body: Body) -> list[str]:
    """The right sides to choose from, each once, by the alphabet: the order of the list tells nothing."""
    return sorted({row["right"] for row in body["pairs"]} | set(body.get("spare", [])), key=folded)


def _texts_in(given: Any) -> list[str]:
    return [key for key in given if isinstance(key, str)] if isinstance(given, list | tuple) else []


def _matched(body: Body, given: Any) -> dict[str, str] | None:
    if not isinstance(given, Mapping):
        return None
    rights = set(rights_of(body))
    chosen = {row["key"]: given.get(row["key"]) for row in body["pairs"]}
    return {key: right for key, right in chosen.items() if isinstance(right, str) and right in rights} or None


def _typed(given: Any) -> str | None:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return None
    text = str(given)[: LONGEST * 4] if isinstance(given, str | float) or abs(given) < 10**60 else ""
    return tidy(text)[:LONGEST].strip() or None


def _mark_single(body: Body, given: str) -> Share:
    return next(row["share"] for row in body["options"] if row["key"] == given)


def _mark_multiple(body: Body, given: list[str]) -> float:
    """Thirds of 33 % each make the whole."""
    whole = sum(row["share"] for row in body["options"] if row["share"] > 0)
    return FULL * sum(row["share"] for row in body["options"] if row["key"] in given) / whole if whole else 0


def _mark_matching(body: Body, given: dict[str, str]) -> float:
    met = sum(1 for row in body["pairs"] if given.get(row["key"]) == row["right"])
    return FULL * met / len(body["pairs"])


def _mark_ordering(body: Body, given: list[str]) -> float:
    """The longest chain of rows that stand one after another as they should, less one: any order at all has a chain of one."""
    places = {row["key"]: place for place, row in enumerate(body["items"])}
    chain: list[int] = []
    for key in given:
        place = bisect.bisect_left(chain, places[key])
        chain[place : place + 1] = [places[key]]
    return FULL * (len(chain) - 1) / max(1, len(body["items"]) - 1)


MARKS: dict[QuestionKind, Any] = {
    QuestionKind.SINGLE: _mark_single,
    QuestionKind.MULTIPLE: _mark_multiple,
    QuestionKind.MATCHING: _mark_matching,
    QuestionKind.ORDERING: _mark_ordering,
}
