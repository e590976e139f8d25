"""The verbs of enrollment, split by noun: asking, applications, offers, talk, questions, enrollments, roles, invitations."""

from courses.enrollment.actions.announcements import mark_read, tell_cohort
from courses.enrollment.actions.applications import admit, decline, move, put_on_waiting_list, reconsider, withdraw
from courses.enrollment.actions.asking import apply, discard_draft, draft_of, save_draft
from courses.enrollment.actions.calendars import make_calendar_address, revoke_calendar_address
from courses.enrollment.actions.cohorts import finish_cohort, resume_cohort
from courses.enrollment.actions.copies import copy_cohort
from courses.enrollment.actions.enrollments import expel, finish, leave, restore, transfer
from courses.enrollment.actions.entering import enter_people
from courses.enrollment.actions.invitations import accept_invitation, cancel_invitation, invite, resend_invitation
from courses.enrollment.actions.meetings import add_meeting, call_off, change_meeting, enter_meetings, lay_template, put_back
from courses.enrollment.actions.offers import accept, expire, offer, refuse
from courses.enrollment.actions.questions import remove_criterion, retire, save_criterion, save_question, shift
from courses.enrollment.actions.roles import assign, dismiss, end_mentorship, hand_over, start_mentorship
from courses.enrollment.actions.steps import promote
from courses.enrollment.actions.subgroups import put_in_subgroup
from courses.enrollment.actions.talk import ask, note, reply, score

__all__ = [
    "accept",
    "accept_invitation",
    "add_meeting",
    "admit",
    "apply",
    "ask",
    "assign",
    "call_off",
    "cancel_invitation",
    "change_meeting",
    "copy_cohort",
    "decline",
    "discard_draft",
    "dismiss",
    "draft_of",
    "end_mentorship",
    "enter_meetings",
    "enter_people",
    "expel",
    "expire",
    "finish",
    "finish_cohort",
    "hand_over",
    "invite",
    "lay_template",
    "leave",
    "make_calendar_address",
    "mark_read",
    "move",
    "note",
    "offer",
    "promote",
    "put_back",
    "put_in_subgroup",
    "put_on_waiting_list",
    "reconsider",
    "refuse",
    "remove_criterion",
    "reply",
    "resend_invitation",
    "restore",
    "resume_cohort",
    "retire",
    "revoke_calendar_address",
    "save_criterion",
    "save_draft",
    "save_question",
    "score",
    "shift",
    "start_mentorship",
    "tell_cohort",
    "transfer",
    "withdraw",
]
