"""Two people write one project: whose word goes into which field. A field that only one of them touched takes that one's word; one that both
touched is never overwritten, somebody chooses. The unit is what a person reads as one thing (`project_rules.FIELDS`): a field, all links, the budget."""

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass
from typing import Any

from courses.projects.models import Project
from courses.projects.project_rules import rows_of


@dataclass(frozen=True)
class Merged:
    """`values` may be saved; `conflicts` were changed by both and keep the other's word; `theirs` were changed by the other alone."""

    values: dict[str, Any]
    conflicts: tuple[str, ...]
    theirs: tuple[str, ...]


def told(project: Project) -> dict[str, Any]:
    """The project as plain values, unit by unit. Two queries at most."""
    return {
        "title": project.title,
        "organization": project.organization_id,
        "problem": project.problem,
        "audience": project.audience,
        "plan": project.plan,
        "partners": project.partners,
        "beneficiaries": project.beneficiaries,
        "links": [{"title": str(link.get("title", "")), "url": str(link.get("url", ""))} for link in project.links],
        "budget": [asdict(row) for row in rows_of(project)],
    }


def digest(value: Any) -> str:
    """Short and enough: it is compared with digests of the same field only."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def merged(typed: Mapping[str, Any], was: Mapping[str, str], now: Mapping[str, Any], chosen: Mapping[str, str], asked: Set[str]) -> Merged:
    """`typed` – what came and could be read; `was` – digests of what its writer had seen; `now` – what is kept; `chosen` – «mine» or «theirs» where
    somebody was asked."""
    values, conflicts, theirs = dict(now), list[str](), list[str]()
    for unit, value in typed.items():
        kept, seen = digest(now[unit]), was.get(unit, "")
        if digest(value) == kept:
            continue
        if unit in asked and seen == kept:
            if chosen.get(unit) == "mine":
                values[unit] = value
            elif chosen.get(unit) != "theirs":
                conflicts.append(unit)
        elif digest(value) == seen:
            theirs.append(unit)
        elif seen == kept:
            values[unit] = value
        else:
            conflicts.append(unit)
    return Merged(values, tuple(conflicts), tuple(theirs))
