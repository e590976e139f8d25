"""The tables of project work, split by noun."""

from courses.projects.models.calls import Call, CallCriterion, CriterionLevel, Juror, Stage
from courses.projects.models.projects import BudgetLine, Project, ProjectFile, Submission, SubmissionFile
from courses.projects.models.reviews import DefenceSlot, OutcomeRemark, Review, ReviewMark
from courses.projects.models.teams import Team, TeamInvitation, TeamMember

__all__ = [
    "BudgetLine",
    "Call",
    "CallCriterion",
    "CriterionLevel",
    "DefenceSlot",
    "Juror",
    "OutcomeRemark",
    "Project",
    "ProjectFile",
    "Review",
    "ReviewMark",
    "Stage",
    "Submission",
    "SubmissionFile",
    "Team",
    "TeamInvitation",
    "TeamMember",
]
