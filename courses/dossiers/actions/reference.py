"""The law that comes with the product: `reference/*.json` into the tables, once.

A line is only ever added: by its code, when the table has none of it. What the school has edited, checked or dated stays as it is, whatever a later release says; a line
that is not wanted any more is ended by its day «действует по», a deleted one would come again. A year of the production calendar and the first checklist are added whole.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from courses.dossiers.models import (
    Body,
    Checklist,
    ProductionDay,
    ProductionYear,
    QualityCriterion,
    RefusalGround,
    Requirement,
    ReturnReason,
    Service,
    Term,
)
from school.journal.actions import record
from school.people.rules import folded

FOLDER = Path(__file__).parents[1] / "reference"
LISTS: tuple[tuple[str, Any], ...] = (
    ("services", Service),
    ("criteria", QualityCriterion),
    ("terms", Term),
    ("bodies", Body),
    ("refusal_grounds", RefusalGround),
    ("return_reasons", ReturnReason),
)


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@transaction.atomic
def load_reference() -> "Counter[str]":
    """How many lines of each list were added; nothing the second time."""
    added: Counter[str] = Counter()
    for name, model in LISTS:
        added[name] = _add(model, read(name))
    added["production"] = _add_years(read("production"))
    added["checklist"] = _add_checklist(read("checklist"))
    added = +added
    if added:
        record(by=None, verb="dossiers.reference_loaded", added=dict(added))
    return added


def _add(model: type[models.Model], rows: list[dict[str, Any]]) -> int:
    known = set(_all(model).values_list("code", flat=True))
    fresh = [(position, row) for position, row in enumerate(rows, start=1) if row["code"] not in known]
    made = [model(**_fields(model, row, position)) for position, row in fresh]
    _all(model).bulk_create(made)
    if model is Body:
        _assign([row for _position, row in fresh])
    return len(made)


def _fields(model: type[models.Model], row: dict[str, Any], position: int) -> dict[str, Any]:
    fields = {name: value for name, value in row.items() if name != "services"}
    if model is Service:
        fields["folded_title"] = folded(row["title"])
    return fields if model is Body else fields | {"position": position}


def _assign(rows: list[dict[str, Any]]) -> None:
    services = dict(Service.objects.values_list("code", "pk"))
    for body in Body.objects.filter(code__in=[row["code"] for row in rows]):
        codes = next(row["services"] for row in rows if row["code"] == body.code)
        body.services.set([services[code] for code in codes if code in services])


def _add_years(rows: list[dict[str, Any]]) -> int:
    known = set(ProductionYear.objects.values_list("year", flat=True))
    fresh = [row for row in rows if row["year"] not in known]
    for row in fresh:
        year = ProductionYear.objects.create(year=row["year"], source=row["source"])
        ProductionDay.objects.bulk_create(ProductionDay(year=year, **day) for day in row["days"])
    return len(fresh)


def _add_checklist(found: dict[str, Any]) -> int:
    if Checklist.objects.exists():
        return 0
    head = {name: found[name] for name in ("title", "note", "source")}
    checklist = Checklist.objects.create(version=1, published_at=timezone.now(), **head)
    criteria = {row.code: row for row in QualityCriterion.objects.all()}
    lines = [
        Requirement(checklist=checklist, position=position, **_line(row, criteria)) for position, row in enumerate(found["requirements"], start=1)
    ]
    return len(Requirement.objects.bulk_create(lines))


def _line(row: dict[str, Any], criteria: dict[str, QualityCriterion]) -> dict[str, Any]:
    """`lines` tells where in the brief it came from: for whoever compares, not for the table."""
    fields = {name: value for name, value in row.items() if name != "lines"}
    return fields | {"criterion": criteria.get(row["criterion"] or "")}


def _all(model: Any) -> Any:
    return model._default_manager
