"""Who may be together in a team, until when, and whose word it needs. Pure questions.

A person is in the team while the row says so and the seat in the cohort is kept (`TeamMember.objects.current()`). When the leader loses the seat, whoever came
first after them leads: `leader_of` answers so at once, the next change of the team writes it down.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment.models import Enrollment
from courses.enrollment.rules import Move
from courses.projects.call_rules import keeps, reasons_not_to_take_part, reasons_not_to_work, stages_of, takers
from courses.projects.jury_rules import judging
from courses.projects.models import Call, Submission, Team, TeamInvitation, TeamMember
from courses.projects.project_rules import reasons_not_in
from school.people.models import User
from school.people.rules import folded
from school.templatetags.look import moment

State = TeamInvitation.State
OPEN = frozenset({State.OPEN})
TRANSITIONS: dict[str, Move] = {
    "accept": Move(OPEN, State.ACCEPTED, "asked", gettext_lazy("Принять"), gettext_lazy("Принято")),
    "decline": Move(OPEN, State.DECLINED, "asked", gettext_lazy("Отказать"), gettext_lazy("Отказ")),
    "take_back": Move(OPEN, State.TAKEN_BACK, "asker", gettext_lazy("Отозвать"), gettext_lazy("Отозвано")),
}
ASKS = 3  # of one team and one person, and of one leader whatever the team: each is a letter
TEAMS = 5  # of one call that a person has been in: a new team would begin to invite anew
OPEN_AT_ONCE = 10  # invitations of one team that wait for an answer


def gathering_until(call: Call) -> datetime | None:
    """Its own date, or the first stage's."""
    return call.teams_until or next((stage.due_at for stage in stages_of(call)), None)


def members_of(team: Team) -> list[TeamMember]:
    """The leader first, then in the order they came."""
    return team.people()


def members_by_team(teams: Iterable[Team]) -> dict[int, list[TeamMember]]:
    """The same for a list of teams: one query."""
    found: dict[int, list[TeamMember]] = defaultdict(list)
    for row in TeamMember.objects.told().filter(team__in=[team.pk for team in teams]):
        found[row.team_id].append(row)
    return found


def leader_of(team: Team) -> TeamMember | None:
    return next(iter(members_of(team)), None)


def leads(team: Team, person: User) -> bool:
    leader = leader_of(team)
    return leader is not None and leader.person_id == person.pk


def team_in(call: Call, person: User) -> Team | None:
    """The person's team in this call."""
    row = TeamMember.objects.current().filter(call=call, person=person, team__broken_up_at=None).select_related("team").first()
    return row.team if row else None


def rows_of(call: Call, person: User) -> list[TeamMember]:
    """Every team of the call that the person has been in; `here` – whether they are in it now."""
    return list(TeamMember.objects.filter(call=call, person=person).select_related("team").marked())


def team_among(rows: Iterable[TeamMember]) -> Team | None:
    """Of `rows_of`: the team of today."""
    return next((row.team for row in rows if row.here), None)  # type: ignore[attr-defined]


def places_left(team: Team) -> int:
    return max(0, team.call.team_most - TeamMember.objects.current().filter(team=team).count())


def alone(call: Call) -> QuerySet[Enrollment]:
    """Who takes part, is in no team yet and judges nobody: whom a leader may invite and a coordinator may put together."""
    taken = TeamMember.objects.current().filter(call=call).order_by().values("person")
    return takers(call).exclude(person__in=taken).exclude(person__in=judging(call).order_by().values("pk"))


def reasons_not_to_gather(call: Call) -> list[str]:
    if reasons := reasons_not_to_work(call):
        return reasons
    until = gathering_until(call)
    if until and until <= timezone.now():
        return [_("Команды собирались до %(moment)s. Чтобы изменить состав, напишите координатору.") % {"moment": moment(until)}]
    return []


def reasons_against_title(call: Call, title: str, besides: Team | None = None) -> list[str]:
    if not title.strip():
        return [_("Назовите команду.")]
    if len(title) > 120:
        return [_("Название команды не длиннее 120 знаков.")]
    others = call.teams.filter(broken_up_at=None).values_list("pk", "title")
    if any(folded(other) == folded(title) for pk, other in others if besides is None or pk != besides.pk):
        return [_("Команда с таким названием уже есть.")]
    return []


def reasons_of_judging(call: Call, person: User) -> list[str]:
    """Told to the person themself; to others it is not said who judges."""
    return [_("Вы рецензент этого приёма: рецензенты в его командах не состоят.")] if judging(call).filter(pk=person.pk).exists() else []


def reasons_not_to_found(call: Call, person: User, outside: list[str] | None = None, rows: "list[TeamMember] | None" = None) -> list[str]:
    """`outside` – what `reasons_not_to_take_part` has said, `rows` – what `rows_of` has, if the caller has asked already."""
    outside = reasons_not_to_take_part(call, person) if outside is None else outside
    if reasons := reasons_not_to_gather(call) or outside or reasons_of_judging(call, person):
        return reasons
    rows = rows_of(call, person) if rows is None else rows
    if team := team_among(rows):
        return [_("Вы уже в команде «%(team)s».") % {"team": team}]
    if len({row.team_id for row in rows}) >= TEAMS:
        return [_("Вы сменили уже пять команд этого приёма. Чтобы собрать новую, напишите координатору.")]
    return []


def reasons_not_to_bring(team: Team, person: User) -> list[str]:
    """May this person become one of the team at all?"""
    if team.broken_up_at:
        return [_("Команда распущена.")]
    if not takers(team.call).filter(person=person).exists():
        return [_("%(person)s не учится в этом потоке.") % {"person": person.short_name}]
    if reasons_of_judging(team.call, person):
        return [_("%(person)s в командах этого приёма не участвует.") % {"person": person.short_name}]
    if other := team_in(team.call, person):
        return [_("%(person)s уже в команде «%(team)s».") % {"person": person.short_name, "team": other}]
    if not places_left(team):
        return [_("В команде «%(team)s» больше нет мест.") % {"team": team}]
    return []


def reasons_not_to_invite(team: Team, person: User, by: User) -> list[str]:
    if reasons := reasons_not_to_gather(team.call):
        return reasons
    if not leads(team, by):
        return [_("Приглашает тот, кто руководит командой.")]
    if reasons := reasons_not_in(team, by) or reasons_not_to_bring(team, person):
        return reasons
    if team.invitations.filter(state=State.OPEN, asks=False).count() >= OPEN_AT_ONCE:
        return [_("Приглашений без ответа уже %(count)d. Отзовите лишние.") % {"count": OPEN_AT_ONCE}]
    return reasons_against_repeating(team, person, by, asks=False)


def reasons_not_to_ask(team: Team, by: User) -> list[str]:
    if reasons := reasons_not_to_gather(team.call) or reasons_not_to_take_part(team.call, by) or reasons_of_judging(team.call, by):
        return reasons
    if other := team_in(team.call, by):
        return [_("Вы уже в команде «%(team)s».") % {"team": other}]
    return reasons_not_to_bring(team, by) or reasons_against_repeating(team, by, by, asks=True)


def reasons_against_repeating(team: Team, person: User, by: User, *, asks: bool) -> list[str]:
    rows = team.invitations.filter(person=person)
    waiting = rows.filter(state=State.OPEN).first()
    if waiting:
        if waiting.asks:
            return [_("Просьба принять в команду уже ждёт ответа.")]
        return [_("Приглашение уже ждёт ответа.")]
    if asks:
        return [_("Вы уже просились в эту команду три раза.")] if rows.filter(asks=True).count() >= ASKS else []
    sent = TeamInvitation.objects.filter(Q(team=team) | Q(by=by, team__call=team.call_id), person=person, asks=False)
    return [_("Этого человека вы приглашали уже три раза.")] if sent.count() >= ASKS else []


def reasons_not_to_answer(invitation: TeamInvitation, by: User, accept: bool) -> list[str]:
    """The one who is asked answers: the person themself, or whoever leads the team. Declining is never too late."""
    if invitation.state not in OPEN:
        return [_("На это приглашение уже ответили или его отозвали.")]
    own = leads(invitation.team, by) if invitation.asks else invitation.person_id == by.pk
    if not own:
        return [_("На это отвечает другой человек.")]
    if not accept:
        return []
    if reasons := reasons_not_to_gather(invitation.team.call):
        return reasons
    if invitation.asks and (reasons := reasons_not_in(invitation.team, by)):
        return reasons
    if not invitation.asks and (reasons := reasons_of_judging(invitation.team.call, by)):
        return reasons
    if not invitation.asks and (other := team_in(invitation.team.call, by)):
        return [_("Вы уже в команде «%(team)s».") % {"team": other}]
    return reasons_not_to_bring(invitation.team, invitation.person)


def reasons_not_to_take_back(invitation: TeamInvitation, by: User) -> list[str]:
    if invitation.state not in OPEN:
        return [_("На это приглашение уже ответили или его отозвали.")]
    own = invitation.person_id == by.pk if invitation.asks else leads(invitation.team, by)
    return [] if own else [_("Отозвать может тот, кто позвал.")]


def reasons_not_to_leave(member: TeamMember, by: User) -> list[str]:
    """The person's own step or the leader's while teams gather; later only a keeper of the call changes them."""
    if member.left_at or member.team.broken_up_at:
        return [_("Этого человека уже нет в команде.")]
    if keeps(member.call, by):
        return reasons_not_to_work(member.call)
    if member.person_id != by.pk and not leads(member.team, by):
        return [_("Состав команды меняет тот, кто ею руководит.")]
    if reasons := reasons_not_to_gather(member.call):
        return reasons
    if works_of(member.team).exists() and TeamMember.objects.current().filter(team=member.team).count() == 1:
        return [_("Команда уже сдавала работу. Чтобы уйти, напишите координатору.")]
    return []


def reasons_not_to_lead_over(team: Team, by: User) -> list[str]:
    """Renaming and handing the lead over: the leader's and the keepers', at any time while the call is open."""
    if team.broken_up_at:
        return [_("Команда распущена.")]
    if not leads(team, by) and not keeps(team.call, by):
        return [_("Это может тот, кто руководит командой.")]
    return reasons_not_to_work(team.call)


def reasons_not_to_break_up(team: Team, by: User) -> list[str]:
    if reasons := reasons_not_to_lead_over(team, by):
        return reasons
    if keeps(team.call, by):
        return []
    if works_of(team).exists():
        return [_("Команда уже сдавала работу. Распустить её может координатор.")]
    return reasons_not_to_gather(team.call) or reasons_not_in(team, by)


def reasons_not_to_arrange(call: Call, by: User) -> list[str]:
    """Putting people together and moving them: the keepers', also after the day when teams were to be ready."""
    return reasons_not_to_work(call) if keeps(call, by) else [_("Команды составляет координатор или тренер потока.")]


def works_of(team: Team) -> QuerySet[Submission]:
    return Submission.objects.in_force().filter(project__team=team)
