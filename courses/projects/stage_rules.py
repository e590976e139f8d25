"""May a stage of a call be kept, changed, removed as it was typed? Pure questions."""

from collections import Counter

from django.utils.translation import gettext as _

from courses.projects.models import Stage
from courses.projects.project_rules import FIELDS


def reasons_against_stage(stage: Stage) -> list[str]:
    """Is what was typed a stage that can be kept?"""
    reasons = []
    if stage.due_at <= stage.opens_at:
        reasons.append(_("Срок раньше начала приёма."))
    if stage.late_until and stage.late_until <= stage.due_at:
        reasons.append(_("Опоздание кончается раньше срока."))
    if set(stage.needs) - set(FIELDS):
        reasons.append(_("Такого поля у проекта нет."))
    if max([0, *Counter(stage.paper_titles).values()]) > 1:
        reasons.append(_("Одно название файла написано дважды."))
    if any(len(title) > 200 for title in stage.paper_titles):
        reasons.append(_("Название файла не длиннее 200 знаков."))
    return reasons


def reasons_not_to_change_stage(before: Stage, after: Stage) -> list[str]:
    """Dates, titles and what is asked for may change any time; what the work has been handed in to may not turn into something else."""
    if not before.submissions.exists():
        return []
    fixed = (before.kind, before.position, before.reviewed) != (after.kind, after.position, after.reviewed)
    return [_("На этап уже сдали работы: его вид, порядок и рецензии больше не меняют.")] if fixed else []


def reasons_not_to_remove_stage(stage: Stage) -> list[str]:
    if stage.submissions.exists():
        return [_("На этап уже сдали работы.")]
    if stage.slots.filter(team__isnull=False).exists():
        return [_("На этом этапе команды уже выбрали время защиты.")]
    return []
