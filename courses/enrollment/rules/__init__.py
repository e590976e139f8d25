"""Who is this person here, and may a seat be asked for or given: pure questions, split by noun."""

from courses.enrollment.rules.applications import (
    SEATING,
    against_reconsidering,
    cohorts_to_move_to,
    reasons_against,
    reasons_closed_for_applications,
    reasons_not_to_apply,
    reasons_not_to_move,
    reasons_not_to_restore,
    reasons_not_to_transfer,
    reasons_of_state,
    reasons_to_wait,
    state_told,
    waiting_places,
)
from courses.enrollment.rules.invitations import INVITATION_LIVES, hash_of, invitation_of, reasons_not_to_accept
from courses.enrollment.rules.roles import OFFICE, cohorts_kept_by, may_preview, of_kept_cohorts, reasons_not_to_hold, roles_of
from courses.enrollment.rules.seats import OFFERING, Seating, SeatsLeft, against_accepting, against_admitting, next_in_turn, seats
from courses.enrollment.rules.steps import ENROLLMENT_TRANSITIONS, SEATED, TRANSITIONS, Move, State

__all__ = [
    "ENROLLMENT_TRANSITIONS",
    "INVITATION_LIVES",
    "OFFERING",
    "OFFICE",
    "SEATED",
    "SEATING",
    "TRANSITIONS",
    "Move",
    "Seating",
    "SeatsLeft",
    "State",
    "against_accepting",
    "against_admitting",
    "against_reconsidering",
    "cohorts_kept_by",
    "cohorts_to_move_to",
    "hash_of",
    "invitation_of",
    "may_preview",
    "next_in_turn",
    "of_kept_cohorts",
    "reasons_against",
    "reasons_closed_for_applications",
    "reasons_not_to_accept",
    "reasons_not_to_apply",
    "reasons_not_to_hold",
    "reasons_not_to_move",
    "reasons_not_to_restore",
    "reasons_not_to_transfer",
    "reasons_of_state",
    "reasons_to_wait",
    "roles_of",
    "seats",
    "state_told",
    "waiting_places",
]
