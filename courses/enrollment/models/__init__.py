"""The tables of enrollment, split by noun."""

from courses.enrollment.models.application import Application
from courses.enrollment.models.enrollment import Enrollment
from courses.enrollment.models.roles import Assignment, Invitation, Mentorship, Role

__all__ = ["Application", "Assignment", "Enrollment", "Invitation", "Mentorship", "Role"]
