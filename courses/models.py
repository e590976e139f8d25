"""The facade that Django reads; rooms import each other's `models` directly."""

from courses.attendance.models import Mark
from courses.certificates.models import Certificate, Design, Series
from courses.enrollment.models import Application, Assignment, Enrollment, Invitation, Mentorship
from courses.program.models import Cohort, CohortModule, Lesson, Meeting, Module, Program, Quota
from courses.progress.models import Progress

__all__ = [
    "Application",
    "Assignment",
    "Certificate",
    "Cohort",
    "CohortModule",
    "Design",
    "Enrollment",
    "Invitation",
    "Lesson",
    "Mark",
    "Meeting",
    "Mentorship",
    "Module",
    "Program",
    "Progress",
    "Quota",
    "Series",
]
