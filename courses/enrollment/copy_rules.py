"""What a timetable would stand in the way of on its new days: asked before anything is written."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from courses.enrollment.meeting_rules import clashes_among
from courses.enrollment.models import Assignment, Role
from courses.program.models import Cohort, Meeting, TimetableTemplate
from courses.program.timetable_rules import Planned, laid, shifted
from school.people.models import User

MEETING = ("module_id", "title", "town", "place", "link", "hours", "host", "check_in_before", "check_in_after")


def taken(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def trainers_of(cohort: Cohort) -> dict[int, User]:
    """Who leads the cohort today and would lead its copy."""
    rows = Assignment.objects.current().filter(cohort=cohort, role=Role.TRAINER, person__is_active=True).select_related("person")
    return {row.person_id: row.person for row in rows}


def copied(plan: Planned, made: Cohort, trainers: Collection[int]) -> Meeting:
    """The meeting as it would stand in the new cohort; its subgroup is still the old one's."""
    source = plan.source
    assert source is not None, "only a shifted plan has a source"
    trainer = source.trainer if source.trainer_id in trainers else None
    return Meeting(cohort=made, starts_at=plan.starts_at, ends_at=plan.ends_at, subgroup=source.subgroup, trainer=trainer, **taken(source, MEETING))


def planned_copy(source: Cohort, *, title: str, starts_on: date, with_trainers: bool) -> list[Planned]:
    """Each meeting of the copy with what it clashes with."""
    plans, made = shifted(source, starts_on), Cohort(title=title)
    trainers = trainers_of(source) if with_trainers else {}
    return warned(plans, [copied(plan, made, trainers) for plan in plans])


def planned_laying(template: TimetableTemplate, cohort: Cohort) -> list[Planned]:
    """Each meeting of the template with what it clashes with; what is there already clashes with nothing."""
    plans = laid(template, cohort)
    fresh = [plan for plan in plans if not plan.there]
    asked = iter(warned(fresh, [plan.meeting_of(cohort) for plan in fresh]))
    return [plan if plan.there else next(asked) for plan in plans]


def warned(plans: Sequence[Planned], meetings: Sequence[Meeting]) -> list[Planned]:
    return [replace(plan, clashes=tuple(found)) for plan, found in zip(plans, clashes_among(meetings), strict=True)]
