"""The verbs of attendance, split by noun: the sheet, the check-in, guests, excuses, paper, surveys, warnings."""

from courses.attendance.actions.check_in import check_in, show_code
from courses.attendance.actions.excuses import accept_excuse, ask_excuse, refuse_excuse, take_back_excuse
from courses.attendance.actions.guests import remove_guest, write_guest
from courses.attendance.actions.papers import attach_paper, remove_paper, settle
from courses.attendance.actions.sheet import Change, save_sheet, undo_sheet
from courses.attendance.actions.surveys import close_survey, delete_draft, draft_survey, edit_survey, open_survey, reply
from courses.attendance.actions.warnings import warn_absent

__all__ = [
    "Change",
    "accept_excuse",
    "ask_excuse",
    "attach_paper",
    "check_in",
    "close_survey",
    "delete_draft",
    "draft_survey",
    "edit_survey",
    "open_survey",
    "refuse_excuse",
    "remove_guest",
    "remove_paper",
    "reply",
    "save_sheet",
    "settle",
    "show_code",
    "take_back_excuse",
    "undo_sheet",
    "warn_absent",
    "write_guest",
]
