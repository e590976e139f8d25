"""A word to those who fell behind: who may get one today, and what it says until the trainer changes it."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrollment.models import Enrollment
from courses.program.models import Cohort
from courses.route.glance_rules import Person
from school.people.models import User
from school.post.models import Letter

NAME = "nudge"
SAID = 5  # things that one letter names; the rest are in the cabinet
LONGEST = 5000


def reasons_not_to_nudge(cohort: Cohort) -> list[str]:
    if cohort.state != Cohort.State.UNDER_WAY:
        return [_("Писать отставшим можно, пока поток идёт. Сейчас он в состоянии «%(state)s».") % {"state": cohort.get_state_display()}]
    return []


def may_be_nudged(enrollment: Enrollment) -> bool:
    return enrollment.state == Enrollment.State.ACTIVE and enrollment.person.is_active


def cause_of(enrollment: Enrollment) -> str:
    """One such letter a day by the calendar of the school, whoever writes it."""
    return f"nudge-{enrollment.pk}-{timezone.localdate():%Y-%m-%d}"


def told_today(enrollments: Iterable[Enrollment]) -> set[int]:
    causes = {cause_of(row): row.pk for row in enrollments}
    rows = Letter.objects.filter(name=NAME, reason__in=list(causes)).values_list("reason", flat=True)
    return {causes[reason] for reason in rows}


def text_for(person: Person, by: User) -> str:
    """Measured, needed, what is left with links; every line may be changed before it is sent."""
    enrollment = person.enrollment
    lines = [_("Здравствуйте, %(name)s!") % {"name": enrollment.person.short_name}, "", _measured(person), ""]
    steps = person.way.steps
    if steps:
        lines.append(_("Что осталось сделать:"))
        lines += [f"– {step.title.rstrip('.')}: {settings.BASE_URL}{step.url}" for step in steps[:SAID]]
        lines.append("")
    route = settings.BASE_URL + reverse("portals:route", args=[enrollment.pk])
    more = len(steps) - SAID
    if more > 0:
        lines.append(
            ngettext("И ещё %(count)d дело в кабинете: %(url)s", "И ещё %(count)d дел в кабинете: %(url)s", more) % {"count": more, "url": route}
        )
    else:
        lines.append(_("Весь ваш путь: %(url)s") % {"url": route})
    lines += [_("Если что-то непонятно, задайте вопрос под уроком – отвечу."), "", by.full_name]
    return "\n".join(lines)


def _measured(person: Person) -> str:
    facts = {"cohort": person.enrollment.cohort.title, "done": person.done, "total": person.total, "expected": person.pace.expected}
    if person.behind:
        return (
            _("В потоке «%(cohort)s» вы прошли уроков: %(done)d из %(total)d. По календарю к сегодняшнему дню их должно быть %(expected)d.") % facts
        )
    return _("В потоке «%(cohort)s» вы прошли уроков: %(done)d из %(total)d.") % facts
