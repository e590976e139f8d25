"""Page types, one file a noun. The tree: HomePage → TextPage*, ProgramPage → modules → LessonPage; a page points at its record in `courses`."""

from cms.models.files import LessonFile
from cms.models.lesson import LessonPage
from cms.models.modules import (
    DocumentSupportPage,
    ExchangeVisitPage,
    ModulePage,
    ProjectWorkPage,
    SeminarPage,
    TrainingPage,
)
from cms.models.pages import HomePage, ProgramPage, TextPage
from cms.models.settings import SchoolSettings

__all__ = [
    "DocumentSupportPage",
    "ExchangeVisitPage",
    "HomePage",
    "LessonFile",
    "LessonPage",
    "ModulePage",
    "ProgramPage",
    "ProjectWorkPage",
    "SchoolSettings",
    "SeminarPage",
    "TextPage",
    "TrainingPage",
]
