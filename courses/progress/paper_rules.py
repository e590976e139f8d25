"""The paper of an attempt: which questions are drawn for it, in which order, and how it looks to the person."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random, SystemRandom
from typing import Any

from django.utils.translation import gettext as _

from courses.progress import marking_rules, question_rules
from courses.progress.models import Attempt, AttemptAnswer, QuestionKind, QuestionVersion, QuizPart, QuizVersion

CHANCE = SystemRandom()
Paper = list[dict[str, Any]]
Room = tuple[int, str]  # a bank and a topic of it; no topic – the whole bank


@dataclass(frozen=True)
class Asked:
    """One question of a paper. `choices` – what stands there to choose, match or put in order; `rights` – the right sides of a matching one.

    `version` is what the person reads, `answer` what was saved, if anything was.
    """

    position: int
    version: QuestionVersion
    points: int
    choices: tuple[tuple[str, str], ...]
    rights: tuple[str, ...]
    answer: AttemptAnswer | None

    @property
    def given(self) -> Any:
        return marking_rules.normal(self.version, self.answer.given) if self.answer else None

    @property
    def lines(self) -> list[marking_rules.Line]:
        """After the attempt, in the order of the paper, by the version that was marked."""
        order = {key: place for place, (key, _text) in enumerate(self.choices)}
        return sorted(marking_rules.lines(self.marked_by, self._raw), key=lambda line: order.get(line.key, len(order)))

    @property
    def feedback(self) -> list[str]:
        return marking_rules.feedback(self.marked_by, self._raw)

    @property
    def right_answer(self) -> str:
        return marking_rules.right_answer(self.marked_by)

    @property
    def right_rows(self) -> list[str]:
        return marking_rules.right_rows(self.marked_by)

    @property
    def marked_by(self) -> QuestionVersion:
        """A newer version than was read, when the test was marked again."""
        return self.answer.version if self.answer else self.version

    @property
    def _raw(self) -> Any:
        return self.answer.given if self.answer else None


def asked(attempt: Attempt) -> list[Asked]:
    """Two queries, however long the paper is."""
    versions = QuestionVersion.objects.in_bulk([row["version"] for row in attempt.paper])
    answers = {answer.position: answer for answer in AttemptAnswer.objects.filter(attempt=attempt).select_related("version")}
    return [asked_in(row, place, versions[row["version"]], answers.get(place)) for place, row in enumerate(attempt.paper)]


def asked_in(row: dict[str, Any], place: int, version: QuestionVersion, answer: AttemptAnswer | None = None) -> Asked:
    """One row of a paper."""
    texts = texts_of(version)
    choices = tuple((key, texts[key]) for key in row["order"] if key in texts)
    rights = tuple(marking_rules.rights_of(version.body)) if version.kind == QuestionKind.MATCHING else ()
    return Asked(place, version, row["points"], choices, rights, answer)


def texts_of(version: QuestionVersion) -> dict[str, str]:
    """{key: what the person reads}; empty for what is typed."""
    name, text = {QuestionKind.MATCHING: ("pairs", "left"), QuestionKind.ORDERING: ("items", "text")}.get(
        QuestionKind(version.kind), ("options", "text")
    )
    return {row["key"]: row[text] for row in version.body.get(name, [])}


def drawn(version: QuizVersion, chance: Random = CHANCE) -> Paper:
    """No question twice: the named ones first, then draws of a topic, then draws of a whole bank. What was put out of use is not asked."""
    parts = list(version.parts.all())
    taken = _taken(parts, _live(parts), chance)
    newest = question_rules.newest(question for found in taken.values() for question in found)
    paper = [_row(newest[question], part.points, version, chance) for part in parts for question in taken[part.pk] if question in newest]
    if version.shuffle:
        chance.shuffle(paper)
    return paper


def reasons_short(parts: Sequence[QuizPart]) -> list[str]:
    """Draws that the banks cannot fill. Wants `bank` and `question` selected."""
    taken = _taken(parts, _live(parts), CHANCE)
    reasons = []
    for part in parts:
        if part.question and not taken[part.pk]:
            reasons.append(_("Вопрос «%(question)s» убран из банка или стоит в тесте дважды.") % {"question": part.question})
        elif part.bank and len(taken[part.pk]) < part.count:
            words = _("В банке «%(bank)s» не хватает вопросов: нужно %(needed)s, есть %(found)s.")
            where = f"{part.bank}, {part.topic}" if part.topic else str(part.bank)
            reasons.append(words % {"bank": where, "needed": part.count, "found": len(taken[part.pk])})
    return reasons


def _live(parts: Sequence[QuizPart]) -> dict[Room, list[int]]:
    """What may be drawn now, by room; named questions by their own."""
    named = [part.question_id for part in parts if part.question_id]
    banks = [part.bank_id for part in parts if part.bank_id]
    rooms: dict[Room, list[int]] = defaultdict(list)
    usable = question_rules.in_use()
    for question in usable.filter(pk__in=named) | usable.filter(bank__in=banks):
        rooms[question.bank_id, ""].append(question.pk)
        if question.topic:
            rooms[question.bank_id, question.topic].append(question.pk)
    return rooms


def _taken(parts: Sequence[QuizPart], rooms: dict[Room, list[int]], chance: Random) -> dict[int, list[int]]:
    """{pk of the part: pks of its questions}. Narrow draws go before wide ones, so that a wide one never starves them."""
    live = {question for found in rooms.values() for question in found}
    used: set[int] = set()
    taken: dict[int, list[int]] = {}
    for part in sorted(parts, key=lambda part: (part.question_id is None, not part.topic)):
        if part.question_id:
            found = [part.question_id] if part.question_id in live - used else []
        else:
            free = [question for question in rooms.get((part.bank_id or 0, part.topic), []) if question not in used]
            found = chance.sample(free, min(part.count, len(free)))
        used.update(found)
        taken[part.pk] = found
    return taken


def _row(version: QuestionVersion, points: int, quiz: QuizVersion, chance: Random) -> dict[str, Any]:
    order = list(texts_of(version))
    if version.kind == QuestionKind.ORDERING:
        order = mixed(order, chance)
    elif quiz.shuffle_options:
        chance.shuffle(order)
    return {"version": version.pk, "points": points, "order": order}


def mixed(order: list[str], chance: Random) -> list[str]:
    """Any order but the right one; of two rows any at all, or the answer would always be to swap them."""
    other = order[:]
    chance.shuffle(other)
    while len(order) > 2 and other == order:
        chance.shuffle(other)
    return other
