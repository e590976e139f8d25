"""What closes a module to a person, and what is missing to pass the one before it. The rule that decides and the text that explains are the same function.

A module is **passed** when nothing is missing in it: every lesson is done, no meeting of the person's own lies ahead, the report of every visit that the
person was at is with the trainer or accepted, and every stage of its project is accepted. A missed meeting holds nobody up: it cannot be visited any more,
attendance is the certificate's question. A module with nothing in it is passed once it is open.

A gate closes only while the person studies in a cohort under way: whoever has finished reads everything, as a finished cohort does. Whoever has done
something behind the gate is not put out when a lesson or a meeting is added before it, or a work before it is returned. Lessons, their files,
tests and works ask `reasons_closed`; stages of a project ask `reasons_module_closed`. A visit that took place is reported of whatever is closed.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, CohortModule, Lesson, Meeting, Module
from courses.route.standing_rules import Standing, standings

STARTED = (Cohort.State.UNDER_WAY, Cohort.State.FINISHED, Cohort.State.ARCHIVED)
Calendar = Mapping[int, CohortModule]  # by module


class Reason(str):
    """A sentence for the person; `url` is where it is mended, empty when there is nothing to do but wait."""

    url: str

    def __new__(cls, words: str, url: str = "") -> "Reason":
        made = super().__new__(cls, words)
        made.url = url
        return made


def reasons_closed(enrollment: Enrollment, lesson: Lesson, modules: Iterable[CohortModule] | None = None) -> list[Reason]:
    """Why the person may not read this lesson now; empty means it is open. The same rule guards the lesson's files, its test and its work.

    `modules` – the cohort's calendar, if the caller has it already; then nothing is asked unless the module waits for another one.
    """
    if enrollment.state not in (Enrollment.State.ACTIVE, Enrollment.State.FINISHED):
        return [Reason(_("Вы больше не учитесь в этом потоке, уроки закрыты."))]
    calendar = calendar_of(enrollment, modules)
    if lesson.module.program_id != enrollment.cohort.program_id or (calendar and lesson.module_id not in calendar):
        return [Reason(_("Этого урока нет в вашем потоке."))]
    reasons = reasons_module_closed(enrollment, lesson.module, calendar.values())
    page = getattr(lesson, "page", None)
    if page is None or not page.live:
        reasons.append(Reason(_("Урок сейчас снят с публикации: тренер его дописывает. Отметка о прохождении сохранится.")))
    return reasons


def reasons_module_closed(enrollment: Enrollment, module: Module, modules: Iterable[CohortModule] | None = None) -> list[Reason]:
    """Why the person may not enter this module now: the day of the cohort, the day of the module, the module before it."""
    calendar = calendar_of(enrollment, modules)
    return reasons_of(enrollment, module, calendar, lambda: standing_of(enrollment))


def standing_of(enrollment: Enrollment) -> Standing:
    calendar = list(CohortModule.objects.filter(cohort=enrollment.cohort_id).select_related("module"))
    return standings([enrollment], calendar, {row.module.kind for row in calendar})[enrollment.pk]


def reasons_of(enrollment: Enrollment, module: Module, calendar: Calendar, standing: Callable[[], Standing]) -> list[Reason]:
    """`standing` is asked for only when the module waits for another one."""
    row = calendar.get(module.pk)
    reasons = reasons_by_day(enrollment.cohort, module, row.opens_on if row else None)
    if reasons or row is None or not is_gated(enrollment, row):
        return reasons
    return reasons_by_gate(enrollment, row, calendar, standing())


def calendar_of(enrollment: Enrollment, modules: Iterable[CohortModule] | None) -> Calendar:
    rows = CohortModule.objects.filter(cohort=enrollment.cohort_id) if modules is None else modules
    return {row.module_id: row for row in rows}


def reasons_by_day(cohort: Cohort, module: Module, opens_on: date | None) -> list[Reason]:
    if cohort.state not in STARTED:
        return [Reason(_("Поток начинается %(day)s, уроки откроются с его началом.") % {"day": worded(cohort.starts_on, "j E")})]
    if opens_on and opens_on > timezone.localdate():
        return [Reason(_("Часть «%(module)s» откроется %(day)s.") % {"module": module.title, "day": worded(opens_on, "j E")})]
    return []


def is_gated(enrollment: Enrollment, row: CohortModule) -> bool:
    studies = enrollment.state == Enrollment.State.ACTIVE and enrollment.cohort.state == Cohort.State.UNDER_WAY
    return studies and row.after_id is not None


def reasons_by_gate(enrollment: Enrollment, row: CohortModule, calendar: Calendar, standing: Standing) -> list[Reason]:
    """«Сначала «Практика»: осталось 2 урока из 5 и занятие 12 декабря.» – with the address of that module."""
    before = row.after
    if before is None or not holds_up(enrollment, row, calendar, standing):
        return []
    url = reverse("portals:module", args=[enrollment.pk, before.pk])
    left = missing_in(before.pk, standing)
    if not left:
        return [Reason(_("Сначала «%(module)s»: эта часть ещё закрыта.") % {"module": before.title}, url)]
    return [Reason(_("Сначала «%(module)s»: %(left)s.") % {"module": before.title, "left": listed(left)}, url)]


def holds_up(enrollment: Enrollment, row: CohortModule, calendar: Calendar, standing: Standing, seen: frozenset[int] = frozenset()) -> bool:
    """Whether the module before this one is not passed, or cannot even be entered yet. A circle, should one ever get in, closes nothing."""
    if row.after_id is None or row.after_id in seen or is_begun(row.module_id, standing):
        return False
    if missing_in(row.after_id, standing):
        return True
    before = calendar.get(row.after_id)
    if before is None:
        return False
    closed = before.opens_on is not None and before.opens_on > timezone.localdate()
    return closed or holds_up(enrollment, before, calendar, standing, seen | {row.module_id})


def is_begun(module: int, standing: Standing) -> bool:
    """A lesson of it is done, or a stage of its project is handed in."""
    project = standing.project_of(module)
    handed = project is not None and project.team is not None and (project.done > 0 or project.waits)
    return handed or any(lesson.pk in standing.progress.done for lesson in standing.lessons_in.get(module, ()))


def missing_in(module: int, standing: Standing) -> list[str]:
    """What is left of the module, each in words with the measured and the needed value; empty means that it is passed."""
    found = (lessons_left(module, standing), reports_left(module, standing), stages_left(module, standing), meetings_ahead(module, standing))
    return [words for words in found if words]


def lessons_left(module: int, standing: Standing) -> str:
    lessons = standing.lessons_in.get(module, ())
    left = sum(1 for lesson in lessons if lesson.pk not in standing.progress.done)
    if not left:
        return ""
    words = ngettext("остался %(left)d урок из %(total)d", "осталось %(left)d уроков из %(total)d", left)
    return words % {"left": left, "total": len(lessons)}


def reports_left(module: int, standing: Standing) -> str:
    left = standing.reports_left(module)
    asked = sum(1 for meeting in standing.visits.asked if meeting.module_id == module)
    words = ngettext("%(left)d отчёт о поездке из %(total)d", "%(left)d отчётов о поездках из %(total)d", len(left))
    return words % {"left": len(left), "total": asked} if left else ""


def stages_left(module: int, standing: Standing) -> str:
    project = standing.project_of(module)
    if project is None or project.done >= project.total:
        return ""
    left = project.total - project.done
    words = ngettext("%(left)d этап проекта из %(total)d не принят", "%(left)d этапов проекта из %(total)d не приняты", left)
    return words % {"left": left, "total": project.total}


def meetings_ahead(module: int, standing: Standing) -> str:
    ahead = [meeting for meeting in standing.meetings_in.get(module, ()) if is_ahead(meeting)]
    if not ahead:
        return ""
    day = worded(timezone.localtime(ahead[-1].starts_at), "j E")
    if len(ahead) == 1:
        return _("занятие %(day)s") % {"day": day}
    return ngettext("%(count)d занятие, последнее %(day)s", "%(count)d занятий, последнее %(day)s", len(ahead)) % {"count": len(ahead), "day": day}


def is_ahead(meeting: Meeting) -> bool:
    return meeting.cancelled_at is None and meeting.ends_at > timezone.now()


def listed(parts: list[str]) -> str:
    """«осталось 2 урока из 5, 1 отчёт и занятие 12 декабря»."""
    if len(parts) == 1:
        return parts[0]
    return _("%(most)s и %(last)s") % {"most": ", ".join(parts[:-1]), "last": parts[-1]}
