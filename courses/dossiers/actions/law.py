"""Verbs of the reference data: the lawyer's mark on many lines, days of a calendar, the order of a checklist, a table that came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction

from courses.dossiers.actions.checklists import keep_open
from courses.dossiers.models import Checklist, ProductionDay, ProductionYear, Requirement
from courses.dossiers.models.law import LawLine
from school.journal.actions import record
from school.people.models import User


@transaction.atomic
def check_lines(lines: Sequence[LawLine], *, who: str, on: date, by: User) -> int:
    """«Проверено юристом». A line that has this very mark is left alone."""
    fresh = [line for line in _locked(lines) if (line.checked_by, line.checked_on) != (who, on)]
    return _marked(fresh, who, on, by)


@transaction.atomic
def uncheck_lines(lines: Sequence[LawLine], *, by: User) -> int:
    return _marked([line for line in _locked(lines) if line.checked_on], "", None, by)


def _locked(lines: Sequence[LawLine]) -> list[Any]:
    model: Any = type(lines[0]) if lines else None
    return list(model.objects.select_for_update(of=("self",)).filter(pk__in=[line.pk for line in lines])) if model else []


def _marked(lines: list[Any], who: str, on: date | None, by: User) -> int:
    for line in lines:
        record(
            by=by,
            verb="dossiers.line_checked" if on else "dossiers.line_unchecked",
            target=line,
            who=who or line.checked_by,
            on=on or line.checked_on,
        )
        line.checked_by, line.checked_on = who, on
    if lines:
        type(lines[0]).objects.bulk_update(lines, ["checked_by", "checked_on"])
    return len(lines)


@transaction.atomic
def save_days(year: ProductionYear, days: dict[date, tuple[str, str]], *, by: User) -> bool:
    """The whole list of a year: day – (kind, note). Whether anything has changed."""
    ProductionYear.objects.select_for_update().get(pk=year.pk)
    known = {day.date: day for day in year.days.all()}
    gone = [day.pk for when, day in known.items() if when not in days]
    fresh = [ProductionDay(year=year, date=when, kind=kind, note=note) for when, (kind, note) in days.items() if when not in known]
    other = [day for when, day in known.items() if when in days and (day.kind, day.note) != days[when]]
    for day in other:
        day.kind, day.note = days[day.date]
    ProductionDay.objects.filter(pk__in=gone).delete()
    ProductionDay.objects.bulk_create(fresh)
    ProductionDay.objects.bulk_update(other, ["kind", "note"])
    if changed := bool(gone or fresh or other):
        record(by=by, verb="dossiers.days_changed", target=year, added=len(fresh), removed=len(gone), changed=len(other))
    return changed


@transaction.atomic
def shift_line(line: Requirement, *, up: bool, by: User) -> None:
    """One place up or down within its stage; the edge changes nothing."""
    checklist = keep_open(line.checklist)
    rows = in_order(checklist)
    place = next((place for place, other in enumerate(rows) if other.pk == line.pk), None)
    if place is None:
        return
    target = place - 1 if up else place + 1
    if not 0 <= target < len(rows) or rows[target].stage != line.stage:
        return
    rows.insert(target, rows.pop(place))
    for position, other in enumerate(rows, start=1):
        other.position = position
    Requirement.objects.bulk_update(rows, ["position"])
    record(by=by, verb="dossiers.line_moved", target=checklist, title=line.title)


@transaction.atomic
def remove_line(line: Requirement, *, by: User) -> None:
    """Of a version that nobody gathers by yet. A second press finds nothing to remove."""
    checklist = keep_open(line.checklist)
    if found := Requirement.objects.filter(pk=line.pk).first():
        record(by=by, verb="dossiers.line_removed", target=checklist, title=found.title, code=found.code)
        found.delete()


def in_order(checklist: Checklist) -> list[Requirement]:
    stages = list(Requirement.Stage)
    rows = Requirement.objects.filter(checklist=checklist).select_related("criterion", "form", "checklist")
    return sorted(rows, key=lambda row: (stages.index(Requirement.Stage(row.stage)), row.position, row.pk))


@dataclass
class Entered:
    """A line of a table on its way in: the row as it will be, which of its fields are other than they were, what hangs at it."""

    row: models.Model
    fields: list[str] = field(default_factory=list)
    related: dict[str, list[models.Model]] = field(default_factory=dict)


@transaction.atomic
def enter_lines(lines: Iterable[Entered], *, by: User) -> int:
    number = 0
    for line in lines:
        verb = "changed" if line.row.pk else "created"
        line.row.save()
        for name, rows in line.related.items():
            getattr(line.row, name).set(rows)
        record(by=by, verb=f"courses.{line.row._meta.model_name}_{verb}", target=line.row, fields=line.fields)
        number += 1
    return number
