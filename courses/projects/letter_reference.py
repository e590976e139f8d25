"""Which letters this room writes, to whom, and how much each weighs (`school.post.kinds`)."""

from django.utils.translation import gettext_lazy as _

from school.post.kinds import Kind, To, Weight, register

LETTERS = [
    Kind("call_opened", To.PARTICIPANT, Weight.ORDINARY),
    Kind("stage_moved", To.TEAM),
    Kind("window_closing", To.TEAM, Weight.ORDINARY),
    Kind("team_invited", To.PARTICIPANT),
    Kind("team_asked", To.TEAM, Weight.ORDINARY),
    Kind("team_answered", To.PARTICIPANT, Weight.ORDINARY),
    Kind("team_brought", To.TEAM),
    Kind("team_let_go", To.PARTICIPANT),
    Kind("team_left", To.TEAM, Weight.ORDINARY),
    Kind("team_lead_handed", To.TEAM),
    Kind("team_broken_up", To.TEAM),
    Kind("slot_booked", To.TEAM),
    Kind("slot_changed", To.TEAM),
    Kind("slot_freed", To.TEAM),
    Kind("slot_gone", To.TEAM),
    Kind("work_handed_in", To.TEAM, Weight.ORDINARY),
    Kind("work_taken_back", To.TEAM, Weight.ORDINARY),
    Kind("work_to_judge", To.TRAINER, Weight.ORDINARY),
    Kind("review_asked", To.REVIEWER),
    Kind("review_reminded", To.REVIEWER, Weight.ORDINARY),
    Kind("outcome_decided", To.TEAM),
]


def listed() -> None:
    register(_("Проекты"), *LETTERS)
