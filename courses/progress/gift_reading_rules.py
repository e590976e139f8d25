"""Reading of GIFT: question by question, whatever cannot be taken is told by its line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from courses.progress import question_rules
from courses.progress.gift_text_rules import FALSE, TRUE, ReadQuestion, format_of, hidden, plain, shown
from courses.progress.models import QuestionKind
from courses.progress.question_rules import FULL, Share
from school.people.rules import tidy

GAP = "_____"
WEIGHT = re.compile(r"%(-?[0-9]+(?:[.,][0-9]*)?)%")
MARK = re.compile(r"\[(kind|case|tag):([^\]\[]{0,120}+)\]")
MOST_AT_ONCE, MOST_BLOCKS = 1000, 2000  # questions of one file; records of it, whether they can be taken or not
LONGEST_BLOCK, LONGEST_PIECE, LONGEST_COMMENT = 60_000, 10_000, 300


class Problem(NamedTuple):
    line: int
    message: str


class Read(NamedTuple):
    questions: list[ReadQuestion]
    problems: list[Problem]


class NotTaken(Exception):
    """The question stays out; the reason is told."""


@dataclass
class Block:
    """Lines between two blank ones. `line` is the first that is no comment; `marks` are what the comments say to a reader like this."""

    line: int
    topic: str
    lines: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)  # what was left out of a question that is taken

    def plain(self, text: str, default: str = "plain") -> str:
        """Of a text that may name its own format."""
        form, words = format_of(text, default)
        return self.words(words, form)

    def words(self, text: str, form: str) -> str:
        if len(text) > LONGEST_PIECE:
            raise NotTaken(_("Вопрос, ответ или пояснение длиннее %(most)s знаков вместе с разметкой.") % {"most": LONGEST_PIECE})
        words, lost = plain(text, form)
        if lost:
            self.losses.append(_("Картинка или ролик не переносятся: вопрос взят без них."))
        return tidy(words, lines=True)


def decoded(content: bytes) -> str:
    """Of a file as people have it: UTF-8, with a mark or without, or what Windows calls text."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def read(text: str) -> Read:
    """No further than one question over `MOST_AT_ONCE`, whose file is refused whole, or than `MOST_BLOCKS` records, which is told."""
    found = Read([], [])
    for number, block in enumerate(_blocks(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"))):
        if len(found.questions) > MOST_AT_ONCE:
            break
        if number == MOST_BLOCKS:
            words = _("В файле больше %(most)s записей: эта и все следующие не прочитаны. Разделите файл на несколько.")
            found.problems.append(Problem(block.line, words % {"most": MOST_BLOCKS}))
            break
        try:
            found.questions.append(_question(block))
        except NotTaken as reason:
            found.problems.append(Problem(block.line, str(reason)))
        else:
            found.problems.extend(Problem(block.line, loss) for loss in dict.fromkeys(block.losses))
    return found


def _blocks(text: str) -> Iterator[Block]:
    topic, block = "", Block(0, "")
    for number, line in enumerate([*text.split("\n"), ""], 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            block.marks = dict(MARK.findall(stripped[:LONGEST_COMMENT])) | block.marks
            continue
        category = stripped.startswith("$CATEGORY:")
        if (not stripped or category) and block.lines:
            yield block
        if category:
            topic = _topic(stripped.removeprefix("$CATEGORY:"))
        if not stripped or category:
            block = Block(0, topic)
            continue
        block.line = block.line or number
        block.lines.append(line)


def _topic(path: str) -> str:
    """The last part of «$course$/top/Темы/Статус»; a slash in a name is written twice."""
    parts = [part.replace("//", "/").strip() for part in re.split(r"(?<!/)/(?!/)", path.strip())]
    if re.fullmatch(r"\$\w+\$", parts[0]):
        parts = parts[1:]
        parts = parts[1:] if parts[:1] == ["top"] else parts
    return tidy(parts[-1]) if parts else ""


def _question(block: Block) -> ReadQuestion:
    if sum(map(len, block.lines)) > LONGEST_BLOCK:
        raise NotTaken(_("Запись длиннее %(most)s знаков: так бывает, когда между вопросами нет пустой строки.") % {"most": LONGEST_BLOCK})
    text = hidden("\n".join(block.lines)).strip()
    title, text = _titled(text)
    before, answers, after = _cut(text)
    answers, _gap, general = _rpartition(answers, "####")
    form, words = format_of(before + (GAP + after if after.strip() else ""), "moodle")
    kind, body = _body(block, answers.strip(), form)
    question = ReadQuestion(
        block.line,
        kind,
        block.words(words, form),
        question_rules.cleaned(kind, body),
        block.plain(general, form),
        _short(block, title, 200, _("Имя вопроса длиннее %(most)s знаков, оно сокращено.")),
        _short(block, block.topic or block.marks.get("tag", ""), 100, _("Тема длиннее %(most)s знаков, она сокращена.")),
    )
    if reasons := question_rules.reasons_against(kind, question.text, question.body, question.feedback):
        raise NotTaken(" ".join(reasons))
    return question


def _titled(text: str) -> tuple[str, str]:
    if not text.startswith("::") or "::" not in text[2:]:
        return "", text
    title, _colons, rest = text[2:].partition("::")
    return tidy(shown(title)), rest.strip()


def _cut(text: str) -> tuple[str, str, str]:
    """(words before the answers, the answers, words after)"""
    if "{" not in text and "}" not in text:
        raise NotTaken(_("Это пояснение без вопроса: такие записи в тест не переносятся."))
    before, opened, rest = text.partition("{")
    answers, closed, after = rest.partition("}")
    if not opened or not closed or "}" in before:
        raise NotTaken(_("Скобки { } не парные. Внутри вопроса не должно быть пустых строк, а сами скобки пишутся с чертой: \\{ \\}."))
    if "{" in answers or "{" in after or "}" in after:
        raise NotTaken(_("В вопросе больше одной пары скобок { }: вопросы с несколькими пропусками не переносятся."))
    return before, answers, after


def _body(block: Block, answers: str, form: str) -> tuple[str, dict[str, Any]]:
    if not answers:
        raise NotTaken(_("Вопрос с развёрнутым ответом: такие проверяет человек, в тест они не переносятся."))
    if answers.startswith("#"):
        return QuestionKind.NUMBER, _numbers(block, answers[1:], form)
    if "~" in answers:
        kind = QuestionKind.SINGLE if "=" in answers else QuestionKind.MULTIPLE
        pieces = _pieces(answers)
        options = [_option(block, mark, piece, form) for mark, piece in pieces]
        if kind == QuestionKind.MULTIPLE:
            _even(block, [row for row, (_mark, piece) in zip(options, pieces, strict=True) if not WEIGHT.match(piece)], options)
        return kind, {"options": options}
    if "=" in answers and "->" in answers:
        return _matching(block, answers, form)
    word = answers.partition("#")[0].strip()
    if word in ("T", "TRUE", "F", "FALSE"):
        return QuestionKind.SINGLE, _truth(block, answers, form, word[0] == "T")
    rows = [_accepted(block, piece, form) for _mark, piece in _pieces(answers)]
    return QuestionKind.TEXT, {"accepted": rows, "case": block.marks.get("case") == "yes"}


def _pieces(answers: str, most: int = question_rules.MOST) -> list[tuple[str, str]]:
    """(sign, what follows it); words before the first sign are a piece with the sign of nothing. Too many are not looked at one by one."""
    first, *rest = re.split(r"([~=])", answers)
    if len(rest) > 2 * most:
        raise NotTaken(_("В вопросе больше %(most)s строк ответа.") % {"most": question_rules.MOST})
    pieces = [("", first.strip())] if first.strip() else []
    return pieces + [(mark, piece.strip()) for mark, piece in zip(rest[::2], rest[1::2], strict=True)]


def _option(block: Block, mark: str, piece: str, form: str) -> dict[str, Any]:
    share, rest = _weighed(piece, FULL if mark == "=" else 0)
    text, _sign, feedback = rest.partition("#")
    return {"text": block.plain(text, form), "share": share, "feedback": block.plain(feedback, form)}


def _even(block: Block, unweighed: list[dict[str, Any]], options: list[dict[str, Any]]) -> None:
    """Options without a weight take points back when nothing else does, as in the form of a question: ticking everything would give all of them otherwise."""
    wrong = [row for row in unweighed if row["text"]]
    if wrong and all(row["share"] >= 0 for row in options):
        _right, share = question_rules.even_shares(0, len(wrong))
        for row in wrong:
            row["share"] = share
        block.losses.append(_("Неверные варианты без доли отнимают баллы, иначе хватило бы отметить все."))


def _accepted(block: Block, piece: str, form: str) -> dict[str, Any]:
    """What is compared with a typed answer is plain, whatever the format of the question; a format of its own is heard."""
    share, rest = _weighed(piece, FULL)
    text, _sign, feedback = rest.partition("#")
    return {"text": block.plain(text), "share": share, "feedback": block.plain(feedback, form)}


def _weighed(piece: str, default: Share) -> tuple[Share, str]:
    found = WEIGHT.match(piece)
    return (question_rules.share_of(found[1].replace(",", "."), default), piece[found.end() :]) if found else (default, piece)


def _truth(block: Block, answers: str, form: str, true: bool) -> dict[str, Any]:
    """The feedback of a wrong answer stands first."""
    _word, wrong, right, *_more = [*answers.split("#", 2), "", ""]
    rows = [(TRUE, true), (FALSE, not true)]
    return {"options": [{"text": text, "share": FULL * good, "feedback": block.plain(right if good else wrong, form)} for text, good in rows]}


def _matching(block: Block, answers: str, form: str) -> tuple[str, dict[str, Any]]:
    pairs = []
    for _mark, piece in _pieces(answers, 2 * question_rules.MOST):  # pairs and spare right sides
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise NotTaken(_("В паре нет знака ->: «%(pair)s».") % {"pair": shown(piece)[:60]})
        right, sign, _words = right.partition("#")
        if sign:
            block.losses.append(_("Пояснение к паре не переносится: у пар их нет."))
        pairs.append({"left": block.plain(left, form), "right": block.plain(right)})
    if block.marks.get("kind") == "ordering":
        numbers = [pair["right"] for pair in pairs]
        if sorted(numbers) == sorted(str(place) for place in range(1, len(pairs) + 1)):
            pairs.sort(key=lambda pair: int(pair["right"]))
            return QuestionKind.ORDERING, {"items": [{"text": pair["left"]} for pair in pairs]}
    return QuestionKind.MATCHING, {"pairs": pairs}


def _numbers(block: Block, answers: str, form: str) -> dict[str, Any]:
    """«1822», «1822:5», «1817..1827», «*»; after ~ stands what is said to every other number."""
    answers, tilde, otherwise = answers.partition("~")
    rows = [_number(block, piece, form) for _mark, piece in _pieces(answers)]
    if tilde and (feedback := block.plain(otherwise.partition("#")[2], form)):
        rows.append({"low": "", "high": "", "share": 0, "feedback": feedback})
    return {"accepted": rows}


def _number(block: Block, piece: str, form: str) -> dict[str, Any]:
    share, rest = _weighed(piece, FULL)
    text, _sign, feedback = rest.partition("#")
    said = {"share": share, "feedback": block.plain(feedback, form)}
    typed = block.plain(text)
    if typed == "*":
        return {"low": "", "high": "", **said}
    low, dots, high = typed.partition("..")
    middle, _colon, margin = typed.partition(":")
    numbers = [question_rules.number_of(end) for end in ((low, high) if dots else (middle, margin or "0"))]
    if numbers[0] is None or numbers[1] is None:
        raise NotTaken(_("Это не число: «%(number)s».") % {"number": typed[:60]})
    ends = numbers if dots else [numbers[0] - abs(numbers[1]), numbers[0] + abs(numbers[1])]
    return {"low": format(ends[0], "f"), "high": format(ends[1], "f"), **said}


def _rpartition(text: str, sign: str) -> tuple[str, str, str]:
    """As `str.rpartition`, but without the sign all is before it."""
    before, found, after = text.rpartition(sign)
    return (before, found, after) if found else (text, "", "")


def _short(block: Block, text: str, most: int, words: str) -> str:
    if len(text) > most:
        block.losses.append(words % {"most": most})
    return text[:most].strip()
