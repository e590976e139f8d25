"""What a cohort asks for, one answer per condition: the value, what is needed, what to do. Nothing here knows who may issue or what was issued."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.attendance.models import Survey
from courses.attendance.rules import AttendanceStanding
from courses.attendance.survey_rules import turnout_of
from courses.certificates.models import ConditionSet, Kind
from courses.dossiers import rules as dossiers
from courses.dossiers.models import Dossier
from courses.dossiers.rules import DossierStanding
from courses.enrollment.models import Enrollment
from courses.program.models import Cohort, Lesson
from courses.progress.rules import ProgressStanding
from courses.projects import rules as projects
from courses.projects.rules import ProjectStanding
from school.people.rules import Answer

ASKED = ("attendance", "lessons", "tests", "project", "dossier", "surveys")
STAGES = [state for state in Dossier.State.values if state != Dossier.State.LEFT]  # in order


def conditions_of(cohorts: Iterable[Cohort], kind: str) -> dict[int, ConditionSet]:
    """By cohort, in one query. A cohort that has said nothing asks for its share of meetings and for every lesson."""
    known = {cohort.pk: cohort for cohort in cohorts}
    said = {row.cohort_id: row for row in ConditionSet.objects.filter(cohort__in=known, kind=kind)}
    return {pk: said.get(pk) or ConditionSet(cohort=cohort, kind=kind) for pk, cohort in known.items()}


def said_with_seat() -> Subquery:
    """What the seat's cohort asks for before the participant's certificate, within the query that finds the seat: for `conditions_said`."""
    said = ConditionSet.objects.filter(cohort=OuterRef("cohort"), kind=Kind.PARTICIPANT)
    return Subquery(said.values(said=JSONObject(**{name: name for name in ASKED}))[:1], output_field=JSONField())


def conditions_said(cohort: Cohort, said: Mapping[str, Any] | None) -> ConditionSet:
    return ConditionSet(cohort=cohort, kind=Kind.PARTICIPANT, **(said or {}))


@dataclass(frozen=True)
class Known:
    """What the rooms below know of people, by enrollment; only what is asked for is looked up. `surveys`: answered, and those still open."""

    projects: Mapping[int, tuple[ProjectStanding, ...]] = field(default_factory=dict)
    dossiers: Mapping[int, DossierStanding] = field(default_factory=dict)
    surveys: Mapping[int, tuple[int, list[Survey]]] = field(default_factory=dict)


def known_of(people: Sequence[Enrollment], conditions: Mapping[int, ConditionSet], module: int | None) -> Known:
    def asking(name: str) -> list[Enrollment]:
        return [row for row in people if getattr(conditions[row.cohort_id], name)]

    works, papers, asked = asking("project"), asking("dossier"), asking("surveys")
    return Known(
        projects.standings(works) if works else {},
        dossiers.standings(papers) if papers else {},
        turnout_of(asked, module) if asked else {},
    )


def needed_share(row: Enrollment, conditions: ConditionSet) -> int:
    return row.cohort.needed_share if conditions.attendance is None else conditions.attendance


def attendance(row: Enrollment, standing: AttendanceStanding, needed: int) -> Answer:
    share = standing.share
    url = reverse("portals:meetings", args=[row.pk])
    need = _("нужно не меньше %(share)s %%") % {"share": needed}
    if share is None:
        return Answer(_("Явка"), needed == 0, _("занятий ещё не было"), need, _("Приходите на занятия."), url)
    todo = _("Приходите на оставшиеся занятия. О причинах пропуска скажите тренеру.")
    return Answer(_("Явка"), share >= needed, _("%(share)s %%") % {"share": share}, need, "" if share >= needed else todo, url)


def lessons(row: Enrollment, standing: ProgressStanding) -> Answer:
    needed, done = len(standing.lessons), len(standing.done)
    met = needed > 0 and done >= needed
    todo = "" if met else _("Пройдите оставшиеся уроки: прочитайте их, сдайте тесты и работы.")
    return Answer(_("Уроки"), met, _of(done, needed), _("нужны все"), todo, reverse("portals:route", args=[row.pk]))


def tests(row: Enrollment, standing: ProgressStanding) -> Answer:
    quizzes = [lesson for lesson in standing.lessons if lesson.done_by == Lesson.DoneBy.QUIZ]
    done = sum(lesson.pk in standing.done for lesson in quizzes)
    met = done == len(quizzes)
    value = _of(done, len(quizzes)) if quizzes else _("тестов нет")
    return Answer(_("Тесты"), met, value, _("нужны все"), "" if met else _("Сдайте оставшиеся тесты."), reverse("portals:route", args=[row.pk]))


def project(row: Enrollment, standings: Iterable[ProjectStanding], module: int | None) -> Answer:
    calls = [standing for standing in standings if module is None or standing.module_id == module]
    done, total = sum(call.done for call in calls), sum(call.total for call in calls)
    met = total > 0 and done == total
    left = next((call for call in calls if call.done < call.total), None)
    todo = "" if met else (left.missing[0] if left and left.missing else _("Дождитесь, когда школа откроет приём проектов."))
    url = reverse("portals:project_call", args=[left.call.pk]) if left else ""
    value = _("принято этапов: %(done)s из %(total)s") % {"done": done, "total": total} if calls else _("приёма проектов ещё не было")
    return Answer(_("Проект"), met, value, _("нужны все этапы"), todo, url)


def dossier(standing: DossierStanding, needed: str) -> Answer:
    met = standing.state in STAGES and STAGES.index(standing.state) >= STAGES.index(needed)
    value = Dossier.State(standing.state).label if standing.state else _("папки нет")
    url = reverse("portals:dossier", args=[standing.dossier]) if standing.dossier else reverse("portals:dossiers")
    need = _("нужно: %(stage)s") % {"stage": ConditionSet.Stage(needed).label}
    return Answer(_("Папка документов"), met, value, need, "" if met else standing.missing or _("Дождитесь ответа: его запишут в папке."), url)


def surveys(done: int, waiting: list[Survey]) -> Answer:
    value = _of(done, done + len(waiting)) if done or waiting else _("опросов ещё не было")
    url = reverse("portals:survey_reply", args=[waiting[0].pk]) if waiting else ""
    todo = _("Ответьте на опрос «%(title)s».") % {"title": waiting[0].title} if waiting else ""
    return Answer(_("Опросы"), not waiting, value, _("нужны все ответы"), todo, url)


def name(row: Enrollment) -> Answer:
    met = row.person.name_confirmed_at is not None
    todo = "" if met else _("Проверьте, как будет напечатано имя, и подтвердите.")
    return Answer(_("Имя для сертификата"), met, row.person.full_name, _("подтверждает владелец имени"), todo, reverse("people:profile"))


def standing_of(row: Enrollment) -> list[Answer]:
    """Said only when it is in the way: everyone else knows that they study."""
    if row.state in {Enrollment.State.ACTIVE, Enrollment.State.FINISHED}:
        return []
    return [Answer(_("Зачисление"), False, row.get_state_display(), _("человек учится в потоке или окончил его"))]


def _of(done: int, needed: int) -> str:
    return _("%(done)s из %(needed)s") % {"done": done, "needed": needed}
