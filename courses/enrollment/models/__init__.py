"""The tables of enrollment, split by noun."""

from courses.enrollment.models.application import Application
from courses.enrollment.models.enrollment import Enrollment
from courses.enrollment.models.notices import Announcement, CalendarAddress, Reading
from courses.enrollment.models.questions import Answer, Criterion, Question, Remark, Score
from courses.enrollment.models.roles import Assignment, Invitation, Mentorship, Role

__all__ = [
    "Announcement",
    "Answer",
    "Application",
    "Assignment",
    "CalendarAddress",
    "Criterion",
    "Enrollment",
    "Invitation",
    "Mentorship",
    "Question",
    "Reading",
    "Remark",
    "Role",
    "Score",
]
