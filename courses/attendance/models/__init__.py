"""The tables of attendance, split by noun."""

from courses.attendance.models.around import CheckIn, Excuse, Guest, PaperSheet
from courses.attendance.models.marks import Mark
from courses.attendance.models.surveys import Reply, Survey, Turnout

__all__ = ["CheckIn", "Excuse", "Guest", "Mark", "PaperSheet", "Reply", "Survey", "Turnout"]
