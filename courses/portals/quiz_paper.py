"""A paper on screen: the fields of each question, and what a form gives to it. Nothing is decided or written here."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.progress import marking_rules, paper_rules
from courses.progress.models import Attempt, AttemptAnswer, QuestionKind, QuestionVersion, QuizVersion
from courses.progress.question_rules import FULL, TYPED, number_of

ROWS = (QuestionKind.MATCHING, QuestionKind.ORDERING)  # every row of theirs has a field of its own


@dataclass(frozen=True)
class Shown:
    """One question of a paper as the page draws it."""

    asked: paper_rules.Asked

    @property
    def number(self) -> int:
        return self.asked.position + 1

    @property
    def following(self) -> int:
        return self.number + 1

    @property
    def name(self) -> str:
        return f"q{self.number}"

    @property
    def version(self) -> QuestionVersion:
        return self.asked.version

    @property
    def kind(self) -> str:
        return self.version.kind

    @property
    def points(self) -> int:
        return self.asked.points

    @property
    def answer(self) -> AttemptAnswer | None:
        return self.asked.answer

    @property
    def given(self) -> Any:
        return self.asked.given

    @property
    def typed(self) -> str:
        return self.given or ""

    @property
    def types(self) -> bool:
        """Answered by a line of text, which is saved while it is being typed."""
        return self.kind in TYPED

    @property
    def wordy(self) -> bool:
        """A number was asked for and words were typed: they are kept, and cannot be right."""
        return self.kind == QuestionKind.NUMBER and bool(self.given) and number_of(self.given) is None

    @property
    def params(self) -> str:
        """The names of its fields: only these are sent when it is saved on its own."""
        rows = [f"{self.name}-{key}" for key, _text in self.asked.choices] if self.kind in ROWS else []
        return ",".join(["only", "move", "said", self.name, f"was-{self.name}", *rows, "csrfmiddlewaretoken"])

    @property
    def choices(self) -> list[dict[str, Any]]:
        chosen = self.given if isinstance(self.given, list) else [self.given]
        return [{"key": key, "text": text, "chosen": key in chosen} for key, text in self.asked.choices]

    @property
    def pairs(self) -> list[tuple[str, str, str]]:
        """(key, left side, what was chosen for it)."""
        given = self.given or {}
        return [(key, text, given.get(key, "")) for key, text in self.asked.choices]

    @property
    def items(self) -> list[dict[str, Any]]:
        """Of an ordering, as the person has put them; as the paper has them while nobody did."""
        rank = {key: place for place, key in enumerate(self.given or [])}
        rows = sorted(self.asked.choices, key=lambda row: rank.get(row[0], len(rank)))
        return [{"key": key, "text": text, "place": place} for place, (key, text) in enumerate(rows, start=1)]

    @property
    def places(self) -> range:
        return range(1, len(self.asked.choices) + 1)

    @property
    def was(self) -> str:
        """What the page shows: a page left open elsewhere puts no older answer over a newer one."""
        return ",".join(item["key"] for item in self.items) if self.kind == QuestionKind.ORDERING else flat(self.given)

    # After the attempt

    @property
    def lines(self) -> list[marking_rules.Line]:
        """Row by row; an ordering as the person has put it."""
        found = self.asked.lines
        return sorted(found, key=lambda line: int(line.given or 0)) if self.kind == QuestionKind.ORDERING else found

    @property
    def marked(self) -> tuple[str, str, str]:
        """Tone, icon and word of how it was answered."""
        share = (self.answer.share if self.answer else None) or 0
        if share >= FULL:
            return "ok", "check", _("Верно")
        if share:
            return "warn", "none", _("Верно отчасти: %(share)s %%") % {"share": share}
        return "bad", "cross", _("Нет ответа") if self.given is None else _("Неверно")

    @property
    def scored(self) -> str:
        return hundredths((self.answer.points or 0) if self.answer else 0)


def hundredths(points: int) -> str:
    """725 → «7,25»."""
    whole, rest = divmod(points, 100)
    return f"{whole},{rest:02d}".rstrip("0") if rest else str(whole)


def flat(given: Any) -> str:
    if isinstance(given, dict):
        return "; ".join(f"{key}={given[key]}" for key in sorted(given))
    return ",".join(sorted(given)) if isinstance(given, list) else str(given or "")


def paper_of(attempt: Attempt) -> list[Shown]:
    return [Shown(asked) for asked in paper_rules.asked(attempt)]


def sample_of(version: QuizVersion) -> list[Shown]:
    """A paper that nobody takes: drawn for this one look."""
    rows = paper_rules.drawn(version)
    return sample(QuestionVersion.objects.in_bulk([row["version"] for row in rows]), rows)


def sample(versions: dict[int, QuestionVersion], rows: paper_rules.Paper) -> list[Shown]:
    return [Shown(paper_rules.asked_in(row, place, versions[row["version"]])) for place, row in enumerate(rows)]


# What a form gives


def given_in(shown: Shown, data: QueryDict) -> Any:
    """As `AttemptAnswer.given` keeps it; None when nothing is answered."""
    if shown.kind == QuestionKind.MULTIPLE:
        given: Any = data.getlist(shown.name)
    elif shown.kind == QuestionKind.MATCHING:
        given = {key: data.get(f"{shown.name}-{key}") for key, _text in shown.asked.choices}
    elif shown.kind == QuestionKind.ORDERING:
        given = put_in_order(shown, data)
    else:
        given = data.get(shown.name)
    return marking_rules.normal(shown.version, given)


def put_in_order(shown: Shown, data: QueryDict) -> list[str] | None:
    """The places chosen in the lists, then one step by an arrow. An order that nobody touched or confirmed is no answer."""
    keys, page = [item["key"] for item in shown.items], data.get(f"was-{shown.name}", "").split(",")
    before = page if sorted(page) == sorted(keys) else keys
    wished = {key: chosen_place(data.get(f"{shown.name}-{key}", ""), place, len(keys)) for place, key in enumerate(before, start=1)}
    order = sorted(before, key=lambda key: wished[key])
    name, _dash, step = data.get("move", "").partition("-")
    way, _dash, key = step.partition("-")
    if name == shown.name and key in order:
        place = order.index(key)
        order.insert(max(0, place + (-1 if way == "up" else 1)), order.pop(place))
    said = data.get("said") == str(shown.number) or shown.given is not None
    return order if said or order != before else None


def chosen_place(text: str, was: int, last: int) -> float:
    """A row sent to another's place stands before it on the way up and after it on the way down."""
    place = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else was
    place = min(max(place, 1), last)
    return place + (0.5 if place > was else -0.5 if place < was else 0)


def changed(shown: Shown, given: Any, data: QueryDict) -> bool:
    """Changed on this page, and not what is saved already."""
    if given == shown.given:
        return False
    if shown.kind == QuestionKind.ORDERING:
        return given is not None and ",".join(given) != data.get(f"was-{shown.name}") or data.get("said") == str(shown.number)
    return flat(given) != data.get(f"was-{shown.name}", "")
