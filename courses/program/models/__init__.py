"""The tables of the program, split by noun."""

from courses.program.models.cohort import Cohort, CohortModule, Meeting, Quota
from courses.program.models.program import Kind, Lesson, Module, Program

__all__ = ["Cohort", "CohortModule", "Kind", "Lesson", "Meeting", "Module", "Program", "Quota"]
