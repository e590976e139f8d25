"""What is missing, whether a stage takes the work now, late or not, and what the states are in words. Pure questions."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.rules import Move
from courses.projects.call_rules import stages_of
from courses.projects.models import Call, Project, Review, Stage, Submission
from courses.projects.project_rules import FIELDS, facts_of, is_filled, reasons_not_to_write
from school.people.models import User
from school.templatetags.look import moment

State = Submission.State
WAITING = frozenset({State.HANDED, State.IN_REVIEW})
TRANSITIONS: dict[str, Move] = {
    "hand_in": Move(frozenset(), State.HANDED, "team", gettext_lazy("Сдать работу"), gettext_lazy("Сдано, ждёт решения")),
    "take_back": Move(frozenset({State.HANDED}), State.TAKEN_BACK, "team", gettext_lazy("Отозвать работу"), gettext_lazy("Вы отозвали работу")),
    "send_to_review": Move(
        frozenset({State.HANDED}), State.IN_REVIEW, "keeper", gettext_lazy("Отдать на рецензию"), gettext_lazy("Работу читают рецензенты")
    ),
    "keep_from_review": Move(
        frozenset({State.IN_REVIEW}), State.HANDED, "keeper", gettext_lazy("Снять рецензентов"), gettext_lazy("Сдано, ждёт решения")
    ),
    # A decision may be corrected until the team goes on by it.
    "accept": Move(WAITING | {State.REWORK, State.DECLINED}, State.ACCEPTED, "keeper", gettext_lazy("Принять"), gettext_lazy("Работа принята")),
    "rework": Move(
        WAITING | {State.ACCEPTED, State.DECLINED},
        State.REWORK,
        "keeper",
        gettext_lazy("Вернуть на доработку"),
        gettext_lazy("Работу нужно доработать"),
    ),
    "decline": Move(
        WAITING | {State.ACCEPTED, State.REWORK}, State.DECLINED, "keeper", gettext_lazy("Не принимать"), gettext_lazy("Работа не принята")
    ),
}
TAKE_BACKS = 5  # of one work: each keeps a version with its files for ever and is a letter to everybody
TONES = {
    State.HANDED: ("info", "clock"),
    State.IN_REVIEW: ("info", "eye"),
    State.ACCEPTED: ("ok", "check"),
    State.REWORK: ("warn", "back"),
    State.DECLINED: ("bad", "cross"),
    State.TAKEN_BACK: ("", "back"),
}


def told(submission: Submission) -> str:
    """The state as its team reads it."""
    return next((str(move.told) for move in TRANSITIONS.values() if move.target == submission.state), submission.get_state_display())


def last_of(project: Project, stage: Stage) -> Submission | None:
    """What counts at this stage: the newest that was not taken back."""
    return newest(project.submissions.all()).get((project.pk, stage.pk))


def newest(submissions: Iterable[Submission]) -> dict[tuple[int, int], Submission]:
    """The same for rows already read: by project and stage."""
    found: dict[tuple[int, int], Submission] = {}
    for row in sorted(submissions, key=lambda row: row.number):
        if row.state != State.TAKEN_BACK:
            found[row.project_id, row.stage_id] = row
    return found


def previous(submission: Submission) -> Submission | None:
    """With what the team's rework is compared."""
    rows = [row for row in submission.project.submissions.all() if row.number < submission.number]
    return newest(rows).get((submission.project_id, submission.stage_id))


def missing(project: Project, stage: Stage) -> list[str]:
    """What the stage asks for and the project lacks, in the stage's order."""
    return [words for _place, words in lacking(project, stage)]


def lacking(project: Project, stage: Stage) -> list[tuple[str, str]]:
    """The same with the place where it is put right: the name of a field, «files» or «team»."""
    facts = facts_of(project)
    names = [name for name in stage.needs if name in FIELDS and not is_filled(facts, name)]
    found = [(name, _("Заполните: %(field)s.") % {"field": str(FIELDS[name]).lower()}) for name in names]
    attached = {file.paper for file in project.files.all() if file.removed_at is None}
    found += [("files", _("Приложите файл: %(paper)s.") % {"paper": paper}) for paper in stage.paper_titles if paper not in attached]
    people, least = len(facts["people"]), project.team.call.team_least
    if people < least:
        words = _("Людей в команде: %(people)d, нужно не меньше %(least)d.")
        found.append(("team", words % {"people": people, "least": least}))
    return found


def due_of(stage: Stage, last: Submission | None = None) -> datetime:
    """The team's own date: the stage's, or the one that the rework was given."""
    if last and last.state == State.REWORK:
        return last.redo_until or stage.due_at
    return stage.due_at


def takes_until(stage: Stage, last: Submission | None = None) -> datetime | None:
    """The last moment at which the stage takes the work, late or not; None – while the call is open.

    A rework without a date of its own has the time until the call closes.
    """
    rework = last is not None and last.state == State.REWORK
    if rework and last is not None and last.redo_until is None:
        return None
    if stage.call.late == Call.Late.REFUSED:
        return due_of(stage, last)
    return None if rework else stage.late_until


def is_late(stage: Stage, last: Submission | None, now: datetime) -> bool:
    rework_at_leisure = last is not None and last.state == State.REWORK and last.redo_until is None
    return not rework_at_leisure and now > due_of(stage, last)


def reasons_not_accepted_before(project: Project, stage: Stage) -> list[str]:
    """Stages follow each other: the earlier one must be accepted."""
    before = [row for row in stages_of(stage.call) if (row.position, row.pk) < (stage.position, stage.pk)]
    accepted = {row.stage_id for row in project.submissions.all() if row.state == State.ACCEPTED}
    return [_("Сначала должен быть принят этап «%(stage)s».") % {"stage": row} for row in before if row.pk not in accepted][:1]


def reasons_of_state(last: Submission | None) -> list[str]:
    """What has been handed in already speaks first."""
    if last is None or last.state == State.REWORK:
        return []
    return [
        {
            State.HANDED: _("Работа уже сдана. Пока её не начали рецензировать, её можно отозвать."),
            State.IN_REVIEW: _("Работа у рецензентов."),
            State.ACCEPTED: _("Работа уже принята."),
            State.DECLINED: _("Работу не приняли, на этом этапе её больше не сдают."),
        }[State(last.state)]
    ]


def reasons_of_time(stage: Stage, last: Submission | None, now: datetime) -> list[str]:
    if now < stage.opens_at:
        return [_("Этап откроется %(moment)s.") % {"moment": moment(stage.opens_at)}]
    until = takes_until(stage, last)
    if until is not None and now > until:
        return [_("Срок вышел: %(moment)s. Если есть причина, напишите координатору.") % {"moment": moment(until)}]
    return []


def reasons_not_to_hand_in(project: Project, stage: Stage, by: User, now: datetime | None = None) -> list[str]:
    """May the work be handed in at all; what it lacks is the answer of `missing`."""
    if stage.call_id != project.team.call_id:
        return [_("Этого этапа нет в приёме.")]
    last = last_of(project, stage)
    return (
        reasons_not_to_write(project, by)
        or reasons_of_state(last)
        or reasons_not_accepted_before(project, stage)
        or reasons_of_time(stage, last, now or timezone.now())
    )


def reasons_not_to_take_back(submission: Submission, by: User, now: datetime | None = None) -> list[str]:
    """Before anybody was asked to read it, and only while it can be handed in again."""
    project = submission.project
    if all(member.person_id != by.pk for member in project.team.people()):
        return [_("Отозвать работу может её команда.")]
    if reasons := reasons_not_to_write(project, by):
        return reasons
    if submission.state not in TRANSITIONS["take_back"].sources or under_review(submission):
        return [_("Работу уже рецензируют или по ней есть решение: отозвать её нельзя.")]
    last = previous(submission)
    if reasons_of_time(submission.stage, last, now or timezone.now()):
        return [_("Срок вышел: отозванную работу вы уже не сможете сдать.")]
    since, rows = last.number if last else 0, [row for row in project.submissions.all() if row.stage_id == submission.stage_id]
    if sum(row.state == State.TAKEN_BACK and row.number > since for row in rows) >= TAKE_BACKS:
        return [_("Эту работу отзывали уже пять раз. Чтобы её изменить, попросите тренера вернуть её на доработку.")]
    return []


def under_review(submission: Submission) -> bool:
    return submission.reviews.filter(state__in=[Review.State.ASKED, Review.State.DONE]).exists()
