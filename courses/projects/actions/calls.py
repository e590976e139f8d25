"""Verbs of a call: made, changed, copied to another cohort, opened and closed; its stages and its criteria with their levels."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from courses.program.models import Cohort, Kind, Module
from courses.projects import call_rules, stage_rules
from courses.projects.call_letters import tell_moved, tell_opened
from courses.projects.models import Call, CallCriterion, CriterionLevel, ReviewMark, Stage, Submission
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.templatetags.look import moment

RULES = (
    "title", "about", "team_least", "team_most", "teams_until", "late", "blind", "open_reviews", "reviews_needed", "spread",
)  # fmt: skip
STAGE = ("kind", "title", "position", "opens_at", "due_at", "late_until", "needs", "papers", "reviewed")
CRITERION = ("title", "help", "weight", "position")


@transaction.atomic
def make(cohort: Cohort, *, title: str, by: User, module: Module | None = None, **fields: Any) -> Call:
    """A draft that only its keepers see. A second press finds the module taken."""
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
    if reasons := call_rules.reasons_against_module(cohort, module):
        raise Refused(*reasons)
    if Call.objects.filter(cohort=cohort, title=title).exists():
        raise Refused(_("У потока уже есть приём с таким названием."))
    call = Call.objects.create(cohort=cohort, module=module, title=title, **_only(fields, RULES))
    record(by=by, verb="projects.call_made", target=call, cohort=cohort)
    return call


@transaction.atomic
def change(call: Call, fields: Mapping[str, Any], *, by: User) -> Call:
    """An open call stays one that can be met, and one that keeps its word about names."""
    call = locked(call)
    changed = _written(call, _only(fields, RULES))
    if set(changed) & set(call_rules.NAMES) and (reasons := call_rules.names_frozen(call)):
        raise Refused(*reasons)
    keep_whole(call)
    if changed:
        call.save(update_fields=changed)
        record(by=by, verb="projects.call_changed", target=call, fields=_labels(call, changed))
    return call


@transaction.atomic
def remove(call: Call, *, by: User) -> None:
    call = locked(call)
    if reasons := call_rules.reasons_not_to_remove(call):
        raise Refused(*reasons)
    record(by=by, verb="projects.call_removed", target=call, cohort=call.cohort or "")
    CriterionLevel.objects.filter(criterion__call=call).delete()
    for rows in (call.criteria, call.jurors, call.stages):
        rows.all().delete()
    call.delete()


def open_call(call: Call, *, by: User) -> Call:
    return _moved(call, "open", by)


def close_call(call: Call, *, by: User) -> Call:
    return _moved(call, "close", by)


def reopen_call(call: Call, *, by: User) -> Call:
    return _moved(call, "reopen", by)


@transaction.atomic
def copy_call(source: Call, cohort: Cohort, *, by: User, title: str = "", module: Module | None = None) -> Call:
    """Rules, stages and criteria as a draft for another cohort, moved by as many days as its start. Teams, works and jury do not come along."""
    if module is None:
        module = source.module if source.module and source.module.program_id == cohort.program_id else _module_of(cohort)
    fields = {name: getattr(source, name) for name in RULES if name != "title"}
    days = cohort.starts_on - source.cohort.starts_on if source.cohort else timedelta()
    fields["teams_until"] = source.teams_until and source.teams_until + days
    made = make(cohort, title=title or source.title, module=module, by=by, **fields)
    Stage.objects.bulk_create(Stage(call=made, **_shifted(stage, days)) for stage in call_rules.stages_of(source))
    for criterion in source.criteria.prefetch_related("levels"):
        row = CallCriterion.objects.create(call=made, **{name: getattr(criterion, name) for name in CRITERION})
        CriterionLevel.objects.bulk_create(CriterionLevel(criterion=row, points=level.points, title=level.title) for level in criterion.levels.all())
    record(by=by, verb="projects.call_copied", target=made, was=source)
    return made


# Stages


@transaction.atomic
def add_stage(call: Call, fields: Mapping[str, Any], *, by: User) -> Stage:
    """In the order of the dates. The very same stage a second time is a second press; the title alone is not free any more."""
    call = locked(call)
    stages = call_rules.stages_of(call)
    stage = Stage(call=call, **_only(fields, STAGE))
    if twin := next((row for row in stages if row.title == stage.title), None):
        if all(getattr(twin, name) == value for name, value in fields.items()):
            return twin
        raise Refused(_("Этап с таким названием уже есть."))
    if len(stages) >= call_rules.STAGES:
        raise Refused(_("Этапов не больше %(count)d.") % {"count": call_rules.STAGES})
    if "position" not in fields:
        stage.position = max([0, *(row.position for row in stages)]) + 1
    if reasons := stage_rules.reasons_against_stage(stage):
        raise Refused(*reasons)
    stage.save()
    lined_up(call)
    keep_whole(call)
    record(by=by, verb="projects.stage_added", target=call, title=stage.title)
    return Stage.objects.get(pk=stage.pk)


@transaction.atomic
def change_stage(stage: Stage, fields: Mapping[str, Any], *, by: User) -> Stage:
    """A new date of an open call is told to everybody in its teams."""
    call = locked(stage.call)
    before, after = Stage.objects.get(pk=stage.pk), Stage.objects.get(pk=stage.pk)
    changed = _written(after, _only(fields, STAGE))
    if reasons := stage_rules.reasons_against_stage(after) or stage_rules.reasons_not_to_change_stage(before, after):
        raise Refused(*reasons)
    if changed:
        after.save(update_fields=changed)
        lined_up(call)
        keep_whole(call)
        dates = {"was": moment(before.due_at), "now": moment(after.due_at), "moved": after.pk, "due": after.due_at.isoformat()}
        facts: dict[str, Any] = dates if before.due_at != after.due_at else {}
        entry = record(by=by, verb="projects.stage_changed", target=call, title=after.title, fields=_labels(after, changed), **facts)
        if facts and call.state == Call.State.OPEN:
            tell_moved.enqueue(entry.pk)
    return after


def lined_up(call: Call) -> None:
    """Stages follow each other by their dates; those that work was handed in to, and whatever stands before them, keep their places."""
    rows = list(Stage.objects.filter(call=call).annotate(worked=Exists(Submission.objects.filter(stage=OuterRef("pk")))))
    kept = max([0, *(number for number, row in enumerate(rows, start=1) if row.worked)])
    ordered = [*rows[:kept], *sorted(rows[kept:], key=lambda row: row.due_at)]
    for number, row in enumerate(ordered if ordered != rows else []):
        Stage.objects.filter(pk=row.pk).update(position=number)


@transaction.atomic
def remove_stage(stage: Stage, *, by: User) -> None:
    call = locked(stage.call)
    if reasons := stage_rules.reasons_not_to_remove_stage(stage):
        raise Refused(*reasons)
    stage.slots.all().delete()
    title = stage.title
    Stage.objects.filter(pk=stage.pk).delete()
    keep_whole(call)
    record(by=by, verb="projects.stage_removed", target=call, title=title)


# Criteria


@transaction.atomic
def add_criterion(call: Call, fields: Mapping[str, Any], levels: Iterable[tuple[int, str]], *, by: User) -> CallCriterion:
    """`levels` – points and what they mean. The very same criterion a second time is a second press."""
    call, rows = locked(call), list(levels)
    keep_frozen(call)
    known = list(call.criteria.all())
    criterion = CallCriterion(call=call, **_only(fields, CRITERION))
    if twin := next((row for row in known if row.title == criterion.title), None):
        if all(getattr(twin, name) == value for name, value in fields.items()) and list(twin.levels.values_list("points", "title")) == rows:
            return twin
        raise Refused(_("Такой критерий уже есть."))
    if len(known) >= call_rules.CRITERIA:
        raise Refused(_("Критериев не больше %(count)d.") % {"count": call_rules.CRITERIA})
    if reasons := call_rules.reasons_against_levels(rows):
        raise Refused(*reasons)
    if "position" not in fields:
        criterion.position = max([0, *(row.position for row in known)]) + 1
    criterion.save()
    _with_levels(criterion, rows)
    record(by=by, verb="projects.criterion_added", target=call, title=criterion.title)
    return criterion


@transaction.atomic
def change_criterion(
    criterion: CallCriterion, fields: Mapping[str, Any], levels: Iterable[tuple[int, str]] | None = None, *, by: User
) -> CallCriterion:
    call = locked(criterion.call)
    keep_frozen(call)
    criterion = CallCriterion.objects.get(pk=criterion.pk)
    changed = _written(criterion, _only(fields, CRITERION))
    rows = None if levels is None else list(levels)
    if rows is not None and (reasons := call_rules.reasons_against_levels(rows)):
        raise Refused(*reasons)
    criterion.save()
    if rows is not None and rows != list(criterion.levels.values_list("points", "title")):
        criterion.levels.all().delete()
        _with_levels(criterion, rows)
        changed.append("levels")
    if changed:
        record(by=by, verb="projects.criterion_changed", target=call, title=criterion.title)
    return criterion


@transaction.atomic
def remove_criterion(criterion: CallCriterion, *, by: User) -> None:
    call = locked(criterion.call)
    keep_frozen(call)
    title = criterion.title
    ReviewMark.objects.filter(criterion=criterion).delete()  # empty ones: a mark that says something has frozen the criteria
    criterion.levels.all().delete()
    CallCriterion.objects.filter(pk=criterion.pk).delete()
    keep_whole(call)
    record(by=by, verb="projects.criterion_removed", target=call, title=title)


# Together


def locked(call: Call) -> Call:
    """Everything about the make-up of a call and of its teams waits here for its turn."""
    return Call.objects.select_for_update(of=("self",)).select_related("cohort", "module").get(pk=call.pk)


def keep_whole(call: Call) -> None:
    """Asked after the change is written: what is going on may not become impossible, what is closed or archived stays as it is."""
    if call.state == Call.State.CLOSED:
        raise Refused(_("Приём закрыт. Чтобы менять его правила, откройте его снова."))
    if call.cohort and (reasons := call_rules.reasons_against_changing(call.cohort)):
        raise Refused(*reasons)
    if call.state == Call.State.OPEN and (lacking := call_rules.reasons_incomplete(call)):
        raise Refused(*lacking)


def keep_frozen(call: Call) -> None:
    if reasons := call_rules.criteria_frozen(call):
        raise Refused(*reasons)
    if call.state == Call.State.CLOSED:
        raise Refused(_("Приём закрыт. Чтобы менять его правила, откройте его снова."))


@transaction.atomic
def _moved(call: Call, verb: str, by: User) -> Call:
    call = locked(call)
    if reasons := call_rules.reasons_against(call, verb):
        raise Refused(*reasons)
    before, call.state = call.state, call_rules.TRANSITIONS[verb].target
    call.save(update_fields=["state"])
    record(by=by, verb=f"projects.call_{verb}", target=call, before=Call.State(before).label, after=call.get_state_display())
    if verb == "open":
        tell_opened.enqueue(call.pk)
    return call


def _with_levels(criterion: CallCriterion, rows: Iterable[tuple[int, str]]) -> None:
    CriterionLevel.objects.bulk_create(CriterionLevel(criterion=criterion, points=points, title=title.strip()) for points, title in rows)


def _only(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    if unknown := set(fields) - set(names):
        raise TypeError(f"Not a field of it: {', '.join(sorted(unknown))}")
    return dict(fields)


def _written(row: Any, fields: Mapping[str, Any]) -> list[str]:
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, fields[name])
    return changed


def _labels(row: Any, names: Iterable[str]) -> list[str]:
    return [str(row._meta.get_field(name).verbose_name) for name in names]


def _shifted(stage: Stage, days: timedelta) -> dict[str, Any]:
    found = {name: getattr(stage, name) for name in STAGE}
    return found | {name: found[name] and found[name] + days for name in ("opens_at", "due_at", "late_until")}


def _module_of(cohort: Cohort) -> Module | None:
    return Module.objects.filter(program=cohort.program_id, kind=Kind.PROJECT_WORK).order_by("position", "pk").first()
