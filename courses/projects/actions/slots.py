"""Verbs of defence times: put up, changed, taken by one team, given back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.projects import slot_letters, slot_rules
from courses.projects.actions.calls import locked as locked_call
from courses.projects.models import DefenceSlot, Stage, Team
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused
from school.templatetags.look import span


@transaction.atomic
def add_slots(stage: Stage, times: Iterable[tuple[datetime, datetime]], *, by: User, place: str = "", link: str = "") -> list[DefenceSlot]:
    """A row of times (`slot_rules.row_of`) or one. A second press finds the place taken."""
    stage, times = locked(stage), list(times)
    _ask(slot_rules.reasons_not_to_keep_slots(stage, by) or slot_rules.reasons_against_times(stage, times, place))
    made = DefenceSlot.objects.bulk_create(DefenceSlot(stage=stage, starts_at=starts, ends_at=ends, place=place, link=link) for starts, ends in times)
    record(by=by, verb="projects.slots_added", target=stage.call, title=stage.title, count=len(made))
    return list(stage.slots.filter(starts_at__in=[starts for starts, _ends in times], place=place))


@transaction.atomic
def change_slot(
    slot: DefenceSlot, *, starts_at: datetime, ends_at: datetime, by: User, place: str = "", link: str = "", seen: str | None = None
) -> DefenceSlot:
    """The team that has it is told; the time stays theirs. `seen` – the time that stood on the screen: nobody's change is undone unawares."""
    stage = locked(slot.stage)
    slot = fresh(slot)
    _ask(slot_rules.reasons_not_to_keep_slots(stage, by))
    before = (slot.starts_at, slot.ends_at, slot.place, slot.link)
    if before == (starts_at, ends_at, place, link):
        return slot
    if seen is not None and seen != slot_rules.stamp_of(slot):
        raise Refused(_("Пока вы писали, это время изменили или заняли. Проверьте его и сохраните ещё раз."))
    _ask(slot_rules.reasons_against_times(stage, [(starts_at, ends_at)], place, besides=slot))
    was = span(slot.starts_at, slot.ends_at)
    slot.starts_at, slot.ends_at, slot.place, slot.link = starts_at, ends_at, place, link
    slot.save(update_fields=["starts_at", "ends_at", "place", "link"])
    entry = record(by=by, verb="projects.slot_changed", target=stage.call, was=was, now=span(starts_at, ends_at))
    if slot.team:
        slot_letters.told(slot, slot.team, "slot_changed", sequence=entry.pk)
    return slot


@transaction.atomic
def remove_slot(slot: DefenceSlot, *, by: User) -> None:
    """A time that a team has is freed first: they must be told."""
    stage = locked(slot.stage)
    row = DefenceSlot.objects.filter(pk=slot.pk).first()
    if row is None:
        return
    _ask(slot_rules.reasons_not_to_keep_slots(stage, by))
    if row.team_id:
        raise Refused(_("Это время заняла команда. Сначала освободите его: команде уйдёт письмо."))
    record(by=by, verb="projects.slot_removed", target=stage.call, was=span(row.starts_at, row.ends_at))
    row.delete()


def book(slot: DefenceSlot, team: Team, *, by: User) -> DefenceSlot:
    """One team has one time: the one it had before is free again."""
    try:
        return _booked(slot, team, by)
    except IntegrityError as doubled:  # whatever went past the lock, the constraint keeps
        raise Refused(_("Это время только что заняла другая команда. Выберите другое.")) from doubled


@transaction.atomic
def _booked(slot: DefenceSlot, team: Team, by: User) -> DefenceSlot:
    stage = locked(slot.stage)
    slot, team = fresh(slot), Team.objects.select_related("project", "call__cohort").get(pk=team.pk)
    if slot.team_id == team.pk and slot.booked_by_id == by.pk:
        return slot
    _ask(slot_rules.reasons_not_to_book(slot, team, by))
    stage.slots.filter(team=team).update(team=None, booked_at=None, booked_by=None)
    slot.team, slot.booked_by, slot.booked_at = team, by, timezone.now()
    slot.save(update_fields=["team", "booked_by", "booked_at"])
    entry = record(by=by, verb="projects.slot_booked", target=team, stage=stage.title, now=span(slot.starts_at, slot.ends_at))
    slot_letters.told(slot, team, "slot_booked", sequence=entry.pk)
    return slot


@transaction.atomic
def free(slot: DefenceSlot, *, by: User) -> DefenceSlot:
    stage = locked(slot.stage)
    slot = fresh(slot)
    _ask(slot_rules.reasons_not_to_free(slot, by))
    team, slot.team, slot.booked_by, slot.booked_at = slot.team, None, None, None
    slot.save(update_fields=["team", "booked_by", "booked_at"])
    entry = record(by=by, verb="projects.slot_freed", target=team, stage=stage.title, was=span(slot.starts_at, slot.ends_at))
    if team:
        slot_letters.told(slot, team, "slot_freed", sequence=entry.pk)
    return slot


def locked(stage: Stage) -> Stage:
    """Times of one stage are given out one after another, and teams of its call stay as they are meanwhile."""
    locked_call(stage.call)
    return Stage.objects.select_for_update(of=("self",)).select_related("call__cohort").get(pk=stage.pk)


def fresh(slot: DefenceSlot) -> DefenceSlot:
    row = DefenceSlot.objects.select_for_update(of=("self",)).select_related("stage__call__cohort", "team").filter(pk=slot.pk).first()
    if row is None:
        raise Refused(_("Этого времени больше нет. Обновите страницу."))
    return row


def _ask(reasons: list[str]) -> None:
    if reasons:
        raise Refused(*reasons)
