"""Writing of GIFT: what `read` takes back as it was, and other programs understand."""

from collections.abc import Iterable, Mapping
from typing import Any

from courses.progress import question_rules
from courses.progress.gift_text_rules import FALSE, TRUE, ReadQuestion, as_html, escaped
from courses.progress.models import Bank, QuestionKind
from courses.progress.question_rules import FULL

Row = Mapping[str, Any]


def questions_of(bank: Bank) -> list[ReadQuestion]:
    """What the bank asks now, in its order; one query."""
    versions = question_rules.newest(question_rules.in_use(bank.questions.all()))
    rows = sorted(versions.values(), key=lambda version: version.question_id)
    return [
        ReadQuestion(0, version.kind, version.text, version.body, version.feedback, version.question.title, version.question.topic)
        for version in rows
    ]


def write(questions: Iterable[ReadQuestion]) -> str:
    """UTF-8 text; a category stands where the topic changes."""
    blocks, topic = [], ""
    for question in questions:
        if question.topic != topic:
            topic = question.topic
            blocks.append(f"$CATEGORY: $course$/top{'/' if topic else ''}{topic.replace('/', '//')}\n")
        blocks.append(_question(question))
    return "\n".join(blocks)


def _question(question: ReadQuestion) -> str:
    title = f"::{escaped(question.title)}::" if question.title else ""
    head = f"{_marks(question)}{title}{_text(question.text)}"
    general = f"\t####{_text(question.feedback)}\n" if question.feedback else ""
    if truth := _truth(question):
        return f"{head}{{{truth}{general.strip()}}}\n"
    sign = "#" if question.kind == QuestionKind.NUMBER else ""
    rows = "".join(f"\t{row}\n" for row in WRITERS[QuestionKind(question.kind)](question.body))
    return f"{head}{{{sign}\n{rows}{general}}}\n"


def _marks(question: ReadQuestion) -> str:
    if question.kind == QuestionKind.ORDERING:
        return "// [kind:ordering]\n"
    return "// [case:yes]\n" if question.kind == QuestionKind.TEXT and question.body["case"] else ""


def _text(text: str) -> str:
    """What would be read as a weight, a format or a comment is told to be plain text."""
    return ("[plain]" if text.startswith(("%", "[", "//")) else "") + escaped(text)


def _unarrowed(text: str) -> str:
    """An arrow would cut a pair in two or make one: it goes as HTML."""
    return f"[html]{escaped(as_html(text))}" if "->" in text else _text(text)


def _said(row: Row) -> str:
    return f"#{_text(row['feedback'])}" if row["feedback"] else ""


def _truth(question: ReadQuestion) -> str:
    """True/false is a choice of these two words."""
    if question.kind != QuestionKind.SINGLE:
        return ""
    rows = question.body["options"]
    if [row["text"] for row in rows] != [TRUE, FALSE] or sorted(row["share"] for row in rows) != [0, FULL]:
        return ""
    wrong, right = sorted(rows, key=lambda row: row["share"])
    said = [_text(wrong["feedback"]), _text(right["feedback"])]
    word = "TRUE" if rows[0]["share"] else "FALSE"
    return "#".join([word, *said]) if said[1] else "#".join([word, said[0]]) if said[0] else word


def _single(body: Row) -> list[str]:
    """One equals sign makes it a choice of one; a tilde there must be too, or it would be a short answer."""
    rows, right = body["options"], next(number for number, row in enumerate(body["options"]) if row["share"] == FULL)
    signs = ["=" if number == right else _weight("~", row) if row["share"] else "~" for number, row in enumerate(rows)]
    return [f"{sign}{_text(row['text'])}{_said(row)}" for sign, row in zip(signs, rows, strict=True)]


def _multiple(body: Row) -> list[str]:
    """No equals sign: by that Moodle knows a choice of several."""
    return [f"{_weight('~', row)}{_text(row['text'])}{_said(row)}" for row in body["options"]]


def _matching(body: Row) -> list[str]:
    pairs = [f"={_unarrowed(row['left'])} -> {_text(row['right'])}" for row in body["pairs"]]
    return pairs + [f"= -> {_text(text)}" for text in body["spare"]]


def _ordering(body: Row) -> list[str]:
    return [f"={_unarrowed(row['text'])} -> {place}" for place, row in enumerate(body["items"], 1)]


def _texts(body: Row) -> list[str]:
    said = [f"#{_unarrowed(row['feedback'])}" if row["feedback"] else "" for row in body["accepted"]]
    return [f"{_weight('=', row)}{_unarrowed(row['text'])}{words}" for row, words in zip(body["accepted"], said, strict=True)]


def _numbers(body: Row) -> list[str]:
    return [f"{_weight('=', row)}{_range(row)}{_said(row)}" for row in body["accepted"]]


def _range(row: Row) -> str:
    if not row["low"] and not row["high"]:
        return "*"
    return str(row["low"]) if row["low"] == row["high"] else f"{row['low']}..{row['high']}"


def _weight(sign: str, row: Row) -> str:
    return sign if row["share"] == FULL and sign == "=" else f"{sign}%{row['share']}%"


WRITERS = {
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.TEXT: _texts,
    QuestionKind.NUMBER: _numbers,
}
