"""Who takes part in a call, what it still lacks before it opens, and what may not change any more. Pure questions."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.models import Assignment, Enrollment, Role
from courses.enrollment.rules import Move
from courses.program.models import Cohort, Kind, Module
from courses.program.rules import reasons_against_changing
from courses.projects.models import Call, CallCriterion, OutcomeRemark, Review, ReviewMark, Stage
from school.people.models import User

State = Call.State
TRANSITIONS: dict[str, Move] = {
    "open": Move(frozenset({State.DRAFT}), State.OPEN, "keeper", gettext_lazy("Открыть приём"), gettext_lazy("Приём проектов идёт")),
    "close": Move(frozenset({State.OPEN}), State.CLOSED, "keeper", gettext_lazy("Закрыть приём"), gettext_lazy("Приём проектов закрыт")),
    "reopen": Move(frozenset({State.CLOSED}), State.OPEN, "keeper", gettext_lazy("Открыть снова"), gettext_lazy("Приём проектов снова идёт")),
}
NAMES = ("blind", "open_reviews")  # of the rules of a call: whose names are shown to whom
STAGES, CRITERIA, LEVELS, JURORS = 10, 20, 10, 50  # more of them nobody reads


def verbs_of(call: Call) -> list[str]:
    return [verb for verb, move in TRANSITIONS.items() if call.state in move.sources]


def stages_of(call: Call) -> list[Stage]:
    return list(call.stages.all())


def seat_in(call: Call, person: User) -> Enrollment | None:
    """The seat by which the person takes part now: one who has finished reads on, one who studies works on."""
    if call.cohort_id is None:
        return None
    return Enrollment.objects.visible_to(person).active().filter(cohort=call.cohort_id).select_related("organization").first()


def takers(call: Call) -> QuerySet[Enrollment]:
    """Everybody who may be in a team of the call."""
    if call.cohort_id is None:
        return Enrollment.objects.none()
    return Enrollment.objects.heard().active().filter(cohort=call.cohort_id, person__is_active=True).select_related("person", "organization", "town")


def keepers(call: Call) -> list[User]:
    """To whom letters about the work go: the cohort's trainers of today; while there are none, the coordinator who answers for it."""
    if call.cohort is None:
        return []
    rows = Assignment.objects.current().filter(cohort=call.cohort, role=Role.TRAINER, person__is_active=True).select_related("person")
    answers = call.cohort.responsible
    return list(dict.fromkeys(row.person for row in rows)) or ([answers] if answers and answers.is_active else [])


def keeps(call: Call, person: User) -> bool:
    return Call.objects.kept_by(person).filter(pk=call.pk).exists()


def reasons_not_to_work(call: Call) -> list[str]:
    """Why nobody may form a team, write or hand in now."""
    if call.state == State.DRAFT:
        return [_("Приём проектов ещё готовится.")]
    if call.state == State.CLOSED:
        return [_("Приём проектов закрыт.")]
    return [str(reason) for reason in reasons_against_changing(call.cohort)] if call.cohort else []


def reasons_not_to_take_part(call: Call, person: User, seat: Enrollment | None = None) -> list[str]:
    """`seat` – by which the person looks at the call, if the caller has it."""
    if reasons := reasons_not_to_work(call):
        return reasons
    if (seat is None or seat.state != Enrollment.State.ACTIVE) and seat_in(call, person) is None:
        return [_("В этом приёме участвуют те, кто учится в потоке.")]
    return []


def reasons_against_module(cohort: Cohort, module: Module | None) -> list[str]:
    if reasons := reasons_against_changing(cohort):
        return [str(reason) for reason in reasons]
    if module is None:
        return []
    if module.program_id != cohort.program_id or module.kind != Kind.PROJECT_WORK:
        return [_("Приём проектов ведут в модуле проектной работы программы этого потока.")]
    if Call.objects.filter(cohort=cohort, module=module).exists():
        return [_("У потока уже есть приём проектов в этом модуле.")]
    return []


def reasons_against(call: Call, verb: str) -> list[str]:
    """Why the step cannot be made now; empty means it can."""
    if call.state not in TRANSITIONS[verb].sources:
        return [_("Приём уже в состоянии «%(state)s». Обновите страницу.") % {"state": call.get_state_display()}]
    if call.cohort and (archived := reasons_against_changing(call.cohort)):
        return [str(reason) for reason in archived]
    if verb == "close":
        return []
    reasons = reasons_incomplete(call)
    stages = stages_of(call)
    if verb == "open" and stages and max(last_moment(stage) for stage in stages) <= timezone.now():
        reasons.append(_("Сроки всех этапов уже прошли. Перенесите их."))
    return reasons


def reasons_incomplete(call: Call) -> list[str]:
    """What an open call may never lack: stages that follow each other, criteria where work is reviewed, sizes that can be met."""
    stages = stages_of(call)
    reasons = [] if stages else [_("Добавьте хотя бы один этап.")]
    reasons += [
        _("Срок этапа «%(next)s» раньше срока этапа «%(stage)s».") % {"stage": stage, "next": following}
        for stage, following in zip(stages, stages[1:], strict=False)
        if following.due_at < stage.due_at
    ]
    if any(stage.reviewed for stage in stages):
        reasons += reasons_against_criteria(list(call.criteria.prefetch_related("levels")))
        if not call.reviews_needed:
            reasons.append(_("Укажите, сколько рецензий нужно на работу: не меньше одной."))
    if call.team_most < call.team_least:
        reasons.append(_("Наибольший размер команды меньше наименьшего."))
    if call.teams_until and stages and call.teams_until > stages[-1].due_at:
        reasons.append(_("Команды собираются позже срока последнего этапа."))
    return reasons


def reasons_against_criteria(criteria: Iterable[CallCriterion]) -> list[str]:
    found = list(criteria)
    if not found:
        return [_("Добавьте критерии: по ним рецензируют работы.")]
    return [_("У критерия «%(title)s» меньше двух уровней.") % {"title": row} for row in found if len(row.levels.all()) < 2]


def reasons_against_levels(levels: Iterable[tuple[int, str]]) -> list[str]:
    """`levels` – points and words."""
    found = list(levels)
    reasons = []
    if len(found) < 2:
        reasons.append(_("У критерия не меньше двух уровней."))
    if len(found) > LEVELS:
        reasons.append(_("У критерия не больше %(count)d уровней.") % {"count": LEVELS})
    if any(number > 1 for number in Counter(points for points, _title in found).values()):
        reasons.append(_("У двух уровней одинаковые баллы. Уровни различаются баллами."))
    if any(not title.strip() for _points, title in found):
        reasons.append(_("Опишите каждый уровень словами."))
    if found and max(points for points, _title in found) == 0:
        reasons.append(_("Хотя бы один уровень должен давать больше нуля баллов."))
    if any(not 0 <= points <= 1000 for points, _title in found):
        reasons.append(_("Баллы уровня – от 0 до 1000."))
    return reasons


def criteria_frozen(call: Call) -> list[str]:
    """Marks must stay comparable: from the first one the criteria, their levels and weights stand."""
    judged = (
        ReviewMark.objects.filter(criterion__call=call).exclude(level=None, words="").exists()
        or Review.objects.filter(submission__stage__call=call, state=Review.State.DONE).exists()
        or OutcomeRemark.objects.filter(criterion__call=call).exists()
    )
    return [_("По этим критериям уже ставят оценки. Чтобы рецензии можно было сравнить, критерии больше не меняют.")] if judged else []


def names_frozen(call: Call) -> list[str]:
    """Who reads whose name is promised to reviewers when they are asked, and through them to the teams."""
    if Review.objects.filter(submission__stage__call=call).exists():
        return [_("Рецензии уже назначены, и чьи имена кому видны, обещано. Это больше не меняется.")]
    return []


def reasons_not_to_remove(call: Call) -> list[str]:
    """Only what nobody has seen goes without a trace."""
    if call.state != State.DRAFT or call.teams.exists():
        return [_("Приём уже открывали. Его можно закрыть, но не удалить.")]
    return []


def last_moment(stage: Stage) -> datetime:
    return max(filter(None, (stage.due_at, stage.late_until)))
