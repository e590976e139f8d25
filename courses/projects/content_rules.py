"""A handed-in work as people read it: its frozen facts part by part. In a blind call nothing of it says whose it is."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.projects.models import Submission, SubmissionFile
from courses.projects.project_rules import FIELDS, WHO, is_address, is_filled, roubles

BLIND = frozenset({*WHO, "links"})  # an address of a site or a page in a network names the NGO


@dataclass(frozen=True)
class Line:
    """Of the budget, in words."""

    what: str
    count: int
    price: str
    total: str
    source: str


@dataclass(frozen=True)
class Part:
    """One of the three holds something."""

    label: str | Promise
    text: str = ""
    links: tuple[dict[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    total: str = ""


@dataclass(frozen=True)
class Paper:
    """A file as its reader calls it: in a blind call neither its name nor who brought it is told."""

    file: SubmissionFile
    name: str
    size: int


def parts_of(submission: Submission, *, blind: bool = False) -> list[Part]:
    """What is filled in, in the order of the form; the title stands above and is not repeated."""
    facts = submission.facts
    names = [name for name in FIELDS if name != "title" and is_filled(facts, name) and not (blind and name in BLIND)]
    return [part_of(name, facts[name]) for name in names]


def part_of(name: str, value: Any) -> Part:
    if name == "links":
        return Part(FIELDS[name], links=tuple(link for link in value if is_address(link.get("url", ""))))
    if name == "budget":
        lines = tuple(
            Line(row["what"], row["count"], roubles(row["price"]), roubles(row["count"] * row["price"]), row.get("source", "")) for row in value
        )
        return Part(FIELDS[name], lines=lines, total=roubles(sum(row["count"] * row["price"] for row in value)))
    return Part(FIELDS[name], text=str(value))


def title_of(submission: Submission) -> str:
    return str(submission.facts.get("title") or _("Проект без названия"))


def papers_of(submission: Submission, *, blind: bool = False) -> list[Paper]:
    rows = submission.files.all()
    return [Paper(row, name_of(row, number, blind=blind), row.file.size) for number, row in enumerate(rows, start=1)]


def name_of(row: SubmissionFile, number: int, *, blind: bool) -> str:
    """Blind: what the stage asked for, or a number, with the ending that the vault knows."""
    if not blind:
        return row.file.name
    return (row.paper or _("Файл %(number)d") % {"number": number}) + PurePath(row.file.name).suffix.lower()
