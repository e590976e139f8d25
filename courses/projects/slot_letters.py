"""A team's time of defence: chosen, moved, taken away – to everybody in the team, with the event for the calendar; and to whoever comes or goes."""

from collections.abc import Iterable

from django.utils import timezone

from courses.projects.models import DefenceSlot, Team
from courses.projects.slot_printing import invitation
from courses.projects.team_rules import members_of
from school.people.models import User
from school.post.actions import link_to, send

CANCELS = ("slot_freed", "slot_gone")


def told(slot: DefenceSlot, team: Team, name: str, *, sequence: int) -> None:
    """`sequence` – the journal's row: one letter a person for it."""
    for member in members_of(team):
        _written(name, slot, team, member.person, sequence, link_to("portals:slots", team.project.pk, slot.stage_id))


def joined(team: Team, person: User, *, sequence: int) -> None:
    """Who has come after the time was chosen gets the event too."""
    for slot in _ahead(team):
        _written("slot_booked", slot, team, person, sequence, link_to("portals:slots", team.project.pk, slot.stage_id))


def parted(team: Team, people: Iterable[User], *, sequence: int, over: bool = False) -> None:
    """The defence leaves the calendars of those who are not in the team any more; `over` – nobody is. Asked before the times are given back."""
    slots, url = _ahead(team), link_to("portals:project_call", team.call_id)
    for person in people:
        for slot in slots:
            _written("slot_gone", slot, team, person, sequence, url, over=over)


def _ahead(team: Team) -> list[DefenceSlot]:
    return list(team.slots.filter(starts_at__gt=timezone.now()).select_related("stage__call"))


def _written(name: str, slot: DefenceSlot, team: Team, person: User, sequence: int, url: str, **more: object) -> None:
    cancelled = name in CANCELS
    data = invitation(slot, team, person, sequence=sequence, cancelled=cancelled)
    attachment = ("defence.ics", data, f"text/calendar; method={'CANCEL' if cancelled else 'REQUEST'}")
    context = {"person": person, "slot": slot, "stage": slot.stage, "team": team, "url": url} | more
    send(name, to=person, context=context, reason=f"slot-{slot.pk}-{sequence}", attachment=attachment)
