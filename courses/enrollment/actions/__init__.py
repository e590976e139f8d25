"""The verbs of enrollment, split by noun: applications, enrollments, roles, invitations."""

from courses.enrollment.actions.applications import admit, apply, decline, put_on_waiting_list, reconsider, withdraw
from courses.enrollment.actions.enrollments import expel, finish, leave, restore
from courses.enrollment.actions.invitations import accept_invitation, cancel_invitation, invite, resend_invitation
from courses.enrollment.actions.roles import assign, dismiss, end_mentorship, start_mentorship

__all__ = [
    "accept_invitation",
    "admit",
    "apply",
    "assign",
    "cancel_invitation",
    "decline",
    "dismiss",
    "end_mentorship",
    "expel",
    "finish",
    "invite",
    "leave",
    "put_on_waiting_list",
    "reconsider",
    "resend_invitation",
    "restore",
    "start_mentorship",
    "withdraw",
]
