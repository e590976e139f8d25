"""Which times of a defence a team may take and give back. Pure questions."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.projects.call_rules import keeps, reasons_not_to_work
from courses.projects.models import DefenceSlot, Stage, Team, TeamMember
from courses.projects.project_rules import reasons_not_in
from courses.projects.submission_rules import reasons_not_accepted_before
from school.journal.models import Entry
from school.people.models import User
from school.people.rules import folded

ROW = 60  # times made at once
STAGE_SLOTS = 300
DAY, BOOKINGS = timedelta(days=1), 6  # a team's own within a day: each is a letter to everybody in it


def board_of(stage: Stage) -> QuerySet[DefenceSlot]:
    return stage.slots.select_related("team", "booked_by").order_by("starts_at", "pk")


def slot_of(team: Team, stage: Stage) -> DefenceSlot | None:
    own = next((slot for slot in team.slots.all() if slot.stage_id == stage.pk), None)
    if own is not None:
        own.stage = stage
    return own


def stamp_of(slot: DefenceSlot) -> str:
    """What a screen has shown of it."""
    return "|".join([slot.starts_at.isoformat(), slot.ends_at.isoformat(), slot.place, slot.link, str(slot.team_id or "")])


def reasons_not_to_book(slot: DefenceSlot, team: Team, by: User) -> list[str]:
    """The team's own people choose; a keeper of the call may choose for them."""
    call = slot.stage.call
    keeper = keeps(call, by)
    if team.call_id != call.pk or team.broken_up_at or not (keeper or is_in(team, by)):
        return [_("Время защиты выбирает команда.")]
    if not keeper and (reasons := reasons_not_in(team, by)):
        return reasons
    if reasons := reasons_not_to_work(call):
        return reasons
    if slot.team_id == team.pk:
        return [_("Это время уже ваше.")]
    if slot.team_id is not None:
        return [_("Это время только что заняла другая команда. Выберите другое.")]
    if slot.starts_at <= timezone.now():
        return [_("Это время уже прошло. Выберите другое.")]
    if (own := slot_of(team, slot.stage)) and own.starts_at <= timezone.now():
        return [_("Ваше время защиты уже наступило.")]
    return [] if keeper else reasons_not_to_choose(team, slot.stage)


def reasons_not_to_choose(team: Team, stage: Stage) -> list[str]:
    """Why the team's people may take none of the times at all."""
    if reasons := reasons_not_to_work(stage.call):
        return reasons
    if (own := slot_of(team, stage)) and own.starts_at <= timezone.now():
        return [_("Ваше время защиты уже наступило.")]
    if reasons := reasons_not_accepted_before(team.project, stage):
        return reasons
    people = TeamMember.objects.current().filter(team=team).order_by().values("person")
    lately = Entry.objects.about(team).filter(verb="projects.slot_booked", by__in=people, at__gte=timezone.now() - DAY)
    if lately.count() >= BOOKINGS:
        return [_("За сутки команда выбирала время уже шесть раз. Выберите завтра или напишите тренеру.")]
    return []


def reasons_not_to_free(slot: DefenceSlot, by: User) -> list[str]:
    if slot.team is None:
        return [_("Это время и так свободно.")]
    if keeps(slot.stage.call, by):
        return []
    if not is_in(slot.team, by):
        return [_("Это время другой команды.")]
    if reasons := reasons_not_in(slot.team, by):
        return reasons
    if slot.starts_at <= timezone.now():
        return [_("Защита уже началась.")]
    return reasons_not_to_work(slot.stage.call)


def reasons_not_to_keep_slots(stage: Stage, by: User) -> list[str]:
    return [] if keeps(stage.call, by) else [_("Времена защиты назначает координатор или тренер потока.")]


def reasons_against_times(stage: Stage, times: list[tuple[datetime, datetime]], place: str = "", besides: DefenceSlot | None = None) -> list[str]:
    """One jury cannot listen at two times at once – unless they are in different places."""
    if not times:
        return [_("Добавьте хотя бы одно время.")]
    if len(times) > ROW:
        return [_("За один раз – не больше %(count)d времён.") % {"count": ROW}]
    if any(ends <= starts for starts, ends in times):
        return [_("Конец раньше начала.")]
    if min(starts for starts, _ends in times) <= timezone.now():
        return [_("Время защиты уже прошло.")]
    others = stage.slots.exclude(pk=besides.pk) if besides else stage.slots.all()
    if others.count() + len(times) > STAGE_SLOTS:
        return [_("На этапе не больше %(count)d времён защиты.") % {"count": STAGE_SLOTS}]
    near = others.filter(starts_at__lt=max(ends for _s, ends in times), ends_at__gt=min(starts for starts, _e in times))
    taken = [(row.starts_at, row.ends_at) for row in near if folded(row.place) == folded(place)]
    if any(starts < other_ends and other_starts < ends for starts, ends in times for other_starts, other_ends in taken):
        return [_("В этом месте в это время уже назначена защита.")]
    return []


def row_of(starts_at: datetime, *, count: int, minutes: int, pause: int = 0) -> list[tuple[datetime, datetime]]:
    """`count` times one after another, with a pause between."""
    step = timedelta(minutes=minutes + pause)
    return [(starts_at + step * number, starts_at + step * number + timedelta(minutes=minutes)) for number in range(count)]


def is_in(team: Team, person: User) -> bool:
    return any(member.person_id == person.pk for member in team.people())
