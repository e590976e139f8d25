"""The tables of the program, split by noun."""

from courses.program.models.cohort import Cohort, CohortModule, Meeting, Quota, Subgroup
from courses.program.models.program import Kind, Lesson, Module, Program
from courses.program.models.template import TemplateMeeting, TimetableTemplate

__all__ = ["Cohort", "CohortModule", "Kind", "Lesson", "Meeting", "Module", "Program", "Quota", "Subgroup", "TemplateMeeting", "TimetableTemplate"]
