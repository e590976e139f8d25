"""When the modules of a cohort open and what each waits for: may the calendar be so? Pure questions."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.program.models import Cohort, Module
from courses.program.rules import FROZEN


class Opening(NamedTuple):
    """One module in the calendar of a cohort; `after` is the module that must be passed first."""

    opens_on: date | None
    hours: int
    after: int | None = None


def reasons_against_calendar(cohort: Cohort, openings: Mapping[int, Opening]) -> dict[int, list[str]]:
    """By the module whose line is wrong; empty means that the calendar may be kept. One query for the rows, one for the titles of what is told."""
    known: dict[int, int | None] = dict(cohort.cohort_modules.values_list("module_id", "after_id")) if cohort.pk else {}
    planned = known | {module: opening.after for module, opening in openings.items()}
    wrong: dict[int, list[str]] = {}
    for module, opening in openings.items():
        if opening.after is None:
            continue
        if opening.after not in planned:
            wrong[module] = [_("Этого модуля нет в календаре потока.")]
        elif opening.after == module:
            wrong[module] = [_("Модуль не может ждать сам себя.")]
        elif circle := circle_from(module, planned):
            wrong[module] = [_("Получается круг: %(modules)s. Никто не смог бы начать.") % {"modules": titled(circle)}]
        elif opening.after != known.get(module) and begun(cohort, opening):
            wrong[module] = [
                _("Модуль уже открыт, новое условие закроет то, что люди начали. Оставьте прежнее, снимите его или перенесите открытие на будущее.")
            ]
    return wrong


def circle_from(module: int, waits: Mapping[int, int | None]) -> list[int]:
    """The way from the module through what it waits for, back to itself; empty when it ends elsewhere."""
    way, at = [module], waits.get(module)
    while at is not None and at not in way:
        way.append(at)
        at = waits.get(at)
    return [*way, module] if at == module else []


def begun(cohort: Cohort, opening: Opening) -> bool:
    """People are in the module already: the cohort has started and the day of the module has come."""
    return cohort.state in FROZEN and max(opening.opens_on or cohort.starts_on, cohort.starts_on) <= timezone.localdate()


def titled(modules: list[int]) -> str:
    titles = dict(Module.objects.filter(pk__in=modules).values_list("pk", "title"))
    return " → ".join(f"«{titles.get(module, '')}»" for module in modules)
