"""«Что осталось сделать»: each thing with the address where it is done. What was returned comes first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.dossiers.rules import DossierStanding
from courses.enrollment.models import Enrollment
from courses.program.models import Lesson, Meeting
from courses.progress.models import LessonWork, VisitReport
from courses.projects.rules import ProjectStanding
from courses.route.handed_rules import Handed, Tried
from courses.route.standing_rules import Standing
from school.templatetags.look import day, moment

SAID = 140


@dataclass(frozen=True)
class Step:
    """`action` is what the button says, `name` – of what; `returned` – somebody waits for a correction; `stuck` – the person cannot go on alone."""

    title: str
    note: str
    url: str
    action: str
    name: str
    module: int
    icon: str = "play"
    returned: bool = False
    stuck: bool = False
    lesson: Lesson | None = None


def steps_of(enrollment: Enrollment, modules: Mapping[int, bool], standing: Standing, known: Handed, papers: int | None = None) -> list[Step]:
    """What the person can do now; `modules` in order, with whether each is open; `papers` – the module about the dossier. A visit that took place is reported of even from a closed one. Whoever has
    finished reads on and does nothing more."""
    steps: list[Step] = []
    if enrollment.state != Enrollment.State.ACTIVE:
        return steps
    for module, is_open in modules.items():
        steps += [_report_step(enrollment, meeting, standing) for meeting in standing.reports_left(module)]
        if is_open:
            steps += _lesson_steps(enrollment, module, standing, known)
            steps += _project_steps(module, standing.project_of(module))
            steps += _dossier_steps(module, standing.dossier) if module == papers else ()
    return sorted(steps, key=lambda step: not step.returned)


def _lesson_steps(enrollment: Enrollment, module: int, standing: Standing, known: Handed) -> Iterable[Step]:
    for lesson in standing.lessons_in.get(module, ()):
        if lesson.pk in standing.progress.done:
            continue
        work, tried = known.works.get(lesson.pk), known.tests.get(lesson.pk)
        if work and work.state == LessonWork.State.RETURNED:
            yield _returned_work(enrollment, lesson, work)
        elif tried and (tried.best is not None or tried.left == 0):
            yield _test_again(enrollment, lesson, tried)
        else:
            yield _lesson_step(enrollment, lesson, tried is not None)


def _lesson_step(enrollment: Enrollment, lesson: Lesson, has_test: bool) -> Step:
    title, note = {
        Lesson.DoneBy.WORD: (_("Пройдите урок «%(lesson)s»"), _("%(minutes)s, можно с телефона.")),
        Lesson.DoneBy.QUIZ: (_("Пройдите урок «%(lesson)s» и сдайте тест"), _("%(minutes)s и тест. Урок зачтётся, когда тест сдан.")),
        Lesson.DoneBy.WORK: (_("Пройдите урок «%(lesson)s» и сдайте работу"), _("%(minutes)s и работа. Урок зачтётся, когда работа сдана.")),
    }[Lesson.DoneBy(lesson.done_by)]
    if lesson.done_by == Lesson.DoneBy.QUIZ and not has_test:
        note = _("%(minutes)s. Тест к уроку ещё готовится.")
    minutes = ngettext("%(minutes)d минута", "%(minutes)d минут", lesson.minutes) % {"minutes": lesson.minutes}
    url = reverse("portals:study", args=[enrollment.cohort_id, lesson.pk])
    return Step(title % {"lesson": lesson.title}, note % {"minutes": minutes}, url, _("Открыть урок"), lesson.title, lesson.module_id, lesson=lesson)


def _returned_work(enrollment: Enrollment, lesson: Lesson, work: LessonWork) -> Step:
    title = _("Доработайте работу к уроку «%(lesson)s»") % {"lesson": lesson.title}
    note = Truncator(" ".join(work.answer.split())).chars(SAID) or _("Тренер вернул работу.")
    url = reverse("portals:lesson_work", args=[enrollment.cohort_id, lesson.pk])
    return Step(title, note, url, _("Открыть работу"), lesson.title, lesson.module_id, "back", returned=True, lesson=lesson)


def _test_again(enrollment: Enrollment, lesson: Lesson, tried: Tried) -> Step:
    """Measured and needed; whoever has no tries left is led to the lesson, where the trainer can be asked."""
    title = _("Сдайте тест к уроку «%(lesson)s»") % {"lesson": lesson.title}
    note = _("Лучшая попытка %(best)d %%, нужно не меньше %(needed)d %%.") % {"best": tried.best or 0, "needed": tried.needed}
    if tried.left == 0:
        url = reverse("portals:study", args=[enrollment.cohort_id, lesson.pk])
        note = _("%(note)s Попытки кончились: спросите тренера под уроком.") % {"note": note}
        return Step(title, note, url, _("Открыть урок"), lesson.title, lesson.module_id, "alert", stuck=True, lesson=lesson)
    url = reverse("portals:quiz", args=[enrollment.cohort_id, lesson.pk])
    return Step(title, note, url, _("Открыть тест"), lesson.title, lesson.module_id, "edit", lesson=lesson)


def _report_step(enrollment: Enrollment, meeting: Meeting, standing: Standing) -> Step:
    state = standing.visits.states.get(meeting.pk)
    title, icon = _("Напишите отчёт о поездке «%(meeting)s»"), "edit"
    if state == VisitReport.State.RETURNED:
        title, icon = _("Доработайте отчёт о поездке «%(meeting)s»"), "back"
    elif state == VisitReport.State.DRAFT:
        title = _("Допишите отчёт о поездке «%(meeting)s»")
    note = _("Поездка была %(day)s.") % {"day": day(meeting.starts_at)}
    url, returned = reverse("portals:visit", args=[enrollment.pk, meeting.pk]), state == VisitReport.State.RETURNED
    return Step(title % {"meeting": meeting.title}, note, url, _("Открыть отчёт"), meeting.title, meeting.module_id, icon, returned=returned)


def _project_steps(module: int, project: ProjectStanding | None) -> Iterable[Step]:
    """An answer that somebody waits for, and the stage where the team stands, while it is the team's turn."""
    if project is None:
        return
    title = project.call.title
    if project.asked:
        where = reverse("portals:team", args=[project.team.pk]) if project.team else reverse("portals:project_call", args=[project.call.pk])
        yield Step(project.asked.rstrip("."), title, where, _("Ответить"), title, module, "user")
    if project.waits or not project.missing or project.missing[0] == project.asked:
        return
    words, stage = project.missing[0], project.now
    later = stage is not None and stage.opens_at > timezone.now()
    note = _("Приём с %(moment)s.") % {"moment": moment(stage.opens_at)} if stage and later else title
    icon = "back" if project.returned else "doc"
    yield Step(words.rstrip("."), note, project_address(project), _("Открыть проект"), title, module, icon, returned=project.returned)


def project_address(project: ProjectStanding) -> str:
    """The team's own page; whoever has none is led to the call."""
    if project.project:
        return reverse("portals:project", args=[project.project.pk])
    return reverse("portals:project_call", args=[project.call.pk])


def _dossier_steps(module: int, dossier: DossierStanding | None) -> Iterable[Step]:
    """The NGO's papers, while it is the NGO's turn."""
    if dossier is None or dossier.waits or not dossier.missing:
        return
    title = _("Документы для статуса")
    url = reverse("portals:dossier", args=[dossier.dossier]) if dossier.dossier else reverse("portals:dossiers")
    action = _("Открыть папку") if dossier.dossier else _("Завести папку")
    yield Step(dossier.missing.rstrip("."), title, url, action, title, module, "back" if dossier.returned else "doc", returned=bool(dossier.returned))
