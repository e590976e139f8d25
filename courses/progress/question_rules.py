"""What makes a question answerable, and its body as it is kept: short keys, clean texts, shares in percent."""

import re
import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from courses.progress.models import BankQuestion, QuestionKind, QuestionVersion, QuizPart
from school.people.rules import tidy

LONGEST_TEXT, LONGEST_LINE, MOST = 3000, 500, 40
FULL = 100
TYPED = (QuestionKind.TEXT, QuestionKind.NUMBER)
Body = dict[str, Any]
Share = int | float


def cleaned(kind: str, body: Any) -> Body:
    """The body in the form that `QuestionVersion` keeps, whatever came: rows without a text are left out, a row without a key gets a new one.

    The keys of rows that stay must be given back as they were: answers and counts of earlier versions go by them.
    """
    given: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    return {
        QuestionKind.SINGLE: _options,
        QuestionKind.MULTIPLE: _options,
        QuestionKind.MATCHING: _pairs,
        QuestionKind.ORDERING: _items,
        QuestionKind.TEXT: _texts,
        QuestionKind.NUMBER: _numbers,
    }.get(QuestionKind(kind) if kind in QuestionKind.values else QuestionKind.SINGLE, _options)(given)


def reasons_against(kind: str, text: str, body: Any, feedback: str = "") -> list[str]:
    """Why the question cannot be kept as it is; asked about the cleaned body."""
    if kind not in QuestionKind.values:
        return [_("Такого вида вопросов нет.")]
    reasons = []
    if not tidy(text, lines=True):
        reasons.append(_("Напишите сам вопрос."))
    if max(len(text), len(feedback)) > LONGEST_TEXT:
        reasons.append(_("Вопрос или пояснение длиннее %(most)s знаков.") % {"most": LONGEST_TEXT})
    rows = cleaned(kind, body)
    lists = [found for found in rows.values() if isinstance(found, list)]
    if any(len(found) > MOST for found in lists):
        reasons.append(_("В вопросе больше %(most)s строк ответа.") % {"most": MOST})
    if any(len(line) > LONGEST_LINE for found in lists for line in _lines(found)):
        reasons.append(_("Строка ответа или пояснения длиннее %(most)s знаков.") % {"most": LONGEST_LINE})
    return reasons + CHECKS[QuestionKind(kind)](rows)


def bare(body: Body) -> Body:
    """Without the keys, which say nothing: two questions are the same by the rest."""
    rows = {
        name: [{key: value for key, value in row.items() if key != "key"} if isinstance(row, dict) else row for row in found]
        for name, found in body.items()
        if isinstance(found, list)
    }
    return body | rows


def even_shares(right: int, wrong: int) -> tuple[Share, Share]:
    """What one right and one wrong choice of several cost when nobody says otherwise: all wrong ones take back all that is given."""
    return (_rounded(Decimal(FULL) / right) if right else 0), (_rounded(Decimal(-FULL) / wrong) if wrong else 0)


def number_of(typed: Any) -> Decimal | None:
    """«3,14», «1 000», «−5» and what programs write, «1.5e3»; None when it is no number or one beyond any measure."""
    text = re.sub(r"[\s_]", "", str(typed)).replace("−", "-").replace("–", "-").replace(",", ".")
    if len(text) > 60 or not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if not number or abs(number.adjusted()) <= 30 else None


def plain_number(number: Decimal) -> str:
    """Without an exponent and without zeros at the end: «3.1400» and «3.14» are one number."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def share_of(value: Any, default: Share = 0) -> Share:
    """A percentage from −100 to 100 with five places at most, as GIFT writes thirds; the default when it is none."""
    number = None if isinstance(value, bool) or value is None else number_of(value)
    return default if number is None else _rounded(max(Decimal(-FULL), min(Decimal(FULL), number)))


def in_use(questions: QuerySet[BankQuestion] | None = None) -> QuerySet[BankQuestion]:
    return (BankQuestion.objects.all() if questions is None else questions).filter(retired_at=None)


def newest(questions: Iterable[BankQuestion] | Iterable[int]) -> dict[int, QuestionVersion]:
    """{pk of the question: how it is asked now}; one query."""
    keys = questions if isinstance(questions, QuerySet) else [row.pk if isinstance(row, BankQuestion) else row for row in questions]
    last = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    rows = QuestionVersion.objects.filter(question__in=keys, pk=Subquery(last)).select_related("question")
    return {row.question_id: row for row in rows}


def used_in(question: BankQuestion) -> QuerySet[QuizPart]:
    """The lines of tests that ask this very question (drawing from its bank aside)."""
    return QuizPart.objects.filter(question=question).select_related("version__quiz__lesson").order_by("version__quiz", "-version__number")


def _rounded(number: Decimal) -> Share:
    number = round(number, 5)
    return int(number) if number == number.to_integral_value() else float(number)


def _rows(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = body.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _line(row: Mapping[str, Any], name: str, *, lines: bool = True) -> str:
    value = row.get(name)
    return tidy(value, lines=lines) if isinstance(value, str) else ""


def _lines(rows: list[Any]) -> list[str]:
    return [value for row in rows for value in (row.values() if isinstance(row, dict) else [row]) if isinstance(value, str)]


def _keyed(rows: list[tuple[Any, Body]]) -> list[Body]:
    """Every row under a key of its own; a new key says nothing of the place."""
    taken: set[str] = set()
    found = []
    for old, row in rows:
        key = old if isinstance(old, str) and re.fullmatch(r"[0-9A-Za-z_-]{1,12}", old) and old not in taken else ""
        while not key or key in taken:
            key = secrets.token_hex(3)
        taken.add(key)
        found.append({"key": key, **row})
    return found


def _options(body: Mapping[str, Any]) -> Body:
    rows = [
        (row.get("key"), {"text": _line(row, "text"), "share": share_of(row.get("share")), "feedback": _line(row, "feedback")})
        for row in _rows(body, "options")
    ]
    return {"options": _keyed([row for row in rows if row[1]["text"]])}


def _pairs(body: Mapping[str, Any]) -> Body:
    """A right side without a left one is a spare, as GIFT writes it."""
    rows = [(row.get("key"), {"left": _line(row, "left"), "right": _line(row, "right", lines=False)}) for row in _rows(body, "pairs")]
    listed = body.get("spare")
    spare = [tidy(text) for text in listed if isinstance(text, str)] if isinstance(listed, list | tuple) else []
    spare += [row["right"] for _key, row in rows if not row["left"]]
    pairs = [row for row in rows if row[1]["left"]]
    fitting = {row["right"] for _key, row in pairs}
    return {"pairs": _keyed(pairs), "spare": [text for text in dict.fromkeys(spare) if text and text not in fitting]}


def _items(body: Mapping[str, Any]) -> Body:
    rows = [(row.get("key"), {"text": _line(row, "text")}) for row in _rows(body, "items")]
    return {"items": _keyed([row for row in rows if row[1]["text"]])}


def _texts(body: Mapping[str, Any]) -> Body:
    rows = [
        {"text": _line(row, "text", lines=False), "share": share_of(row.get("share"), FULL), "feedback": _line(row, "feedback")}
        for row in _rows(body, "accepted")
    ]
    return {"accepted": [row for row in rows if row["text"]], "case": body.get("case") is True}


def _numbers(body: Mapping[str, Any]) -> Body:
    found = []
    for row in _rows(body, "accepted"):
        ends = [_end(row.get(name)) for name in ("low", "high")]
        found.append({"low": ends[0], "high": ends[1], "share": share_of(row.get("share"), FULL), "feedback": _line(row, "feedback")})
    return {"accepted": [row for row in found if row["low"] or row["high"] or row["feedback"]]}


def _end(value: Any) -> str:
    """What is no number stays as typed, for the reasons to name it."""
    text = "" if value is None or isinstance(value, bool | list | dict) else tidy(str(value))
    number = number_of(text)
    return plain_number(number) if number is not None else text


def _against_single(body: Body) -> list[str]:
    return _against_options(body) + ([] if _best(body["options"]) == FULL else [_("Отметьте верный ответ: у него 100 % балла.")])


def _against_multiple(body: Body) -> list[str]:
    total = sum(row["share"] for row in body["options"] if row["share"] > 0)
    return _against_options(body) + ([] if abs(total - FULL) <= 1 else [_("Доли верных ответов вместе дают 100 % балла.")])


def _against_options(body: Body) -> list[str]:
    reasons = [] if len(body["options"]) > 1 else [_("Нужны хотя бы два варианта ответа.")]
    return reasons + _against_doubles([row["text"] for row in body["options"]], _("Два варианта ответа одинаковы."))


def _against_matching(body: Body) -> list[str]:
    reasons = [] if len(body["pairs"]) > 1 else [_("Нужны хотя бы две пары.")]
    if any(not row["right"] for row in body["pairs"]):
        reasons.append(_("У каждой пары заполните обе стороны."))
    return reasons + _against_doubles([row["left"] for row in body["pairs"]], _("Слева два раза написано одно и то же."))


def _against_ordering(body: Body) -> list[str]:
    reasons = [] if len(body["items"]) > 1 else [_("Нужны хотя бы две строки.")]
    return reasons + _against_doubles([row["text"] for row in body["items"]], _("Две строки одинаковы: их порядок не различить."))


def _against_text(body: Body) -> list[str]:
    return [] if _best(body["accepted"]) == FULL else [_("Напишите хотя бы один ответ, который верен на 100 %.")]


def _against_number(body: Body) -> list[str]:
    reasons: list[str] = []
    for row in body["accepted"]:
        ends = [number_of(row[name]) for name in ("low", "high")]
        if not row["low"] and not row["high"]:  # any other number
            continue
        if ends[0] is None or ends[1] is None:
            strange = dict.fromkeys(row[name] for name, end in zip(("low", "high"), ends, strict=True) if end is None)
            reasons.extend(_("Это не число: «%(typed)s».") % {"typed": text} for text in strange)
        elif ends[0] > ends[1]:
            reasons.append(_("Начало больше конца: «%(low)s» – «%(high)s».") % row)
    if _best([row for row in body["accepted"] if row["low"]]) != FULL:
        reasons.append(_("Напишите число, которое верно на 100 %."))
    return reasons


def _against_doubles(texts: list[str], reason: str) -> list[str]:
    return [reason] if len(set(texts)) < len(texts) else []


def _best(rows: list[Body]) -> Share:
    return max((row["share"] for row in rows), default=0)


CHECKS = {
    QuestionKind.SINGLE: _against_single,
    QuestionKind.MULTIPLE: _against_multiple,
    QuestionKind.MATCHING: _against_matching,
    QuestionKind.ORDERING: _against_ordering,
    QuestionKind.TEXT: _against_text,
    QuestionKind.NUMBER: _against_number,
}
