"""A call that works from the first minute: three stages by the cohort's calendar and five criteria with levels, shown as an example to be edited; and the
order of its criteria."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.program.models import Cohort, CohortModule, Module
from courses.projects.actions import calls
from courses.projects.models import Call, CallCriterion, Stage
from school.people.models import User
from school.people.rules import Refused

SHORTEST = timedelta(days=42)
EVENING = time(23, 59)
PARTS = (0.3, 0.75, 1.0)  # of the time there is: when each stage is due


@transaction.atomic
def sketch(cohort: Cohort, *, module: Module | None, by: User) -> Call:
    """For the module of project work of the cohort."""
    call = calls.make(cohort, title=_("Проекты: %(cohort)s") % {"cohort": cohort.title}, module=module, about=_about(), by=by)
    for stage in _stages(cohort, module):
        calls.add_stage(call, stage, by=by)
    for title, help_text, weight, levels in _criteria():
        calls.add_criterion(call, {"title": title, "help": help_text, "weight": weight}, list(enumerate(levels)), by=by)
    return call


@transaction.atomic
def shift(criterion: CallCriterion, *, up: bool, by: User) -> None:
    """One place up or down; at the end of the list nothing happens."""
    call = calls.locked(criterion.call)
    calls.keep_frozen(call)
    rows = list(call.criteria.all())
    place = next((number for number, row in enumerate(rows) if row.pk == criterion.pk), None)
    if place is None:
        raise Refused(_("Этого критерия уже нет."))
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for number, row in enumerate(rows):
        if row.position != number:
            calls.change_criterion(row, {"position": number}, by=by)


def _about() -> str:
    return _(
        "Соберите команду, опишите, какую проблему людей вы решаете и как, посчитайте бюджет и защитите проект. "
        "Работы оценивают рецензенты по критериям, которые вы видите ниже."
    )


def _stages(cohort: Cohort, module: Module | None) -> list[dict[str, object]]:
    """From today or from the day the module opens to the end of the cohort; a cohort that is nearly over gets six weeks."""
    row = CohortModule.objects.filter(cohort=cohort, module=module).first()
    start = max(timezone.localdate(), row.opens_on if row and row.opens_on else cohort.starts_on)
    span = cohort.ends_on - start
    span = span if span >= SHORTEST / 2 else SHORTEST
    first = timezone.make_aware(datetime.combine(start, time(0, 0)))
    due = [timezone.make_aware(datetime.combine(start + span * part, EVENING)) for part in PARTS]
    idea, draft = (
        ["title", "organization", "problem", "audience"],
        ["title", "organization", "problem", "audience", "plan", "beneficiaries", "budget"],
    )
    return [
        {"kind": Stage.Kind.IDEA, "title": _("Замысел"), "opens_at": first, "due_at": due[0], "needs": idea, "reviewed": False},
        {"kind": Stage.Kind.DRAFT, "title": _("Проект"), "opens_at": first, "due_at": due[1], "needs": draft, "reviewed": True},
        {
            "kind": Stage.Kind.DEFENCE,
            "title": _("Защита"),
            "opens_at": due[1],
            "due_at": due[2],
            "needs": draft,
            "papers": _("Презентация"),
            "reviewed": True,
        },
    ]


def _criteria() -> list[tuple[str, str, int, tuple[str, ...]]]:
    return [
        (
            _("Проблема и люди"),
            _("Понятно ли, кому и с чем помогают и откуда это известно."),
            2,
            (
                _("Проблема названа общими словами"),
                _("Названы люди, но нет подтверждений"),
                _("Есть люди и подтверждения"),
                _("Люди, подтверждения и причины проблемы"),
            ),
        ),
        (
            _("Решение и план"),
            _("Ведут ли шаги к результату и хватит ли на них времени."),
            2,
            (_("Плана нет"), _("Шаги есть, сроков нет"), _("Шаги и сроки связаны"), _("Шаги, сроки и ответственные, риски учтены")),
        ),
        (
            _("Результат для людей"),
            _("Что изменится у людей и как это увидят."),
            2,
            (_("Результат не назван"), _("Названы только мероприятия"), _("Результат измерим"), _("Результат измерим и останется после проекта")),
        ),
        (
            _("Бюджет"),
            _("Нужна ли каждая строка и похожа ли цена на правду."),
            1,
            (_("Бюджета нет"), _("Строки не связаны с планом"), _("Строки связаны с планом"), _("Строки обоснованы, есть своё участие")),
        ),
        (
            _("Команда и партнёры"),
            _("Хватит ли сил и кто поможет."),
            1,
            (_("Не видно, кто делает"), _("Есть команда"), _("Есть команда и партнёры"), _("Партнёры подтвердили участие")),
        ),
    ]
