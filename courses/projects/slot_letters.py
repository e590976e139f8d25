"""A team's time of defence: chosen, moved, taken away – to everybody in the team, with the event for the calendar."""

from courses.projects.models import DefenceSlot, Team
from courses.projects.slot_printing import invitation
from courses.projects.team_rules import members_of
from school.post.actions import link_to, send


def told(slot: DefenceSlot, team: Team, name: str, *, sequence: int) -> None:
    """`sequence` – the journal's row: one letter a person for it."""
    cancelled = name == "slot_freed"
    for member in members_of(team):
        data = invitation(slot, team, member.person, sequence=sequence, cancelled=cancelled)
        attachment = ("defence.ics", data, f"text/calendar; method={'CANCEL' if cancelled else 'REQUEST'}")
        context = {
            "person": member.person,
            "slot": slot,
            "stage": slot.stage,
            "team": team,
            "url": link_to("portals:slots", team.project.pk, slot.stage_id),
        }
        send(name, to=member.person, context=context, reason=f"slot-{slot.pk}-{sequence}", attachment=attachment)
