"""Page types, one file a noun. The tree: HomePage → ProgramPage → modules → LessonPage (a page points at its record in `courses`), and beside the
programme news, library, teachers, towns, glossary, questions, legal texts and plain pages."""

from cms.models.answers import EligibilityPage, PolicyEdition, PolicyPage, QuestionsPage
from cms.models.files import LessonCaptions, LessonFile, LessonSound, LessonVideo, LibraryFile
from cms.models.glossary import GlossaryPage, Term
from cms.models.lesson import LessonPage
from cms.models.library import LibraryEntryPage, LibraryPage
from cms.models.modules import (
    DocumentSupportPage,
    ExchangeVisitPage,
    ModulePage,
    ProjectWorkPage,
    SeminarPage,
    TrainingPage,
)
from cms.models.news import NewsIndexPage, NewsPage
from cms.models.pages import HomePage, ProgramPage, TextPage
from cms.models.people import TeacherPage, TeachersPage, TownPage, TownsPage
from cms.models.review import ReviewTask
from cms.models.search import SearchEntry
from cms.models.settings import SchoolSettings

__all__ = [
    "DocumentSupportPage",
    "EligibilityPage",
    "ExchangeVisitPage",
    "GlossaryPage",
    "HomePage",
    "LessonCaptions",
    "LessonFile",
    "LessonPage",
    "LessonSound",
    "LessonVideo",
    "LibraryEntryPage",
    "LibraryFile",
    "LibraryPage",
    "ModulePage",
    "NewsIndexPage",
    "NewsPage",
    "PolicyEdition",
    "PolicyPage",
    "ProgramPage",
    "ProjectWorkPage",
    "QuestionsPage",
    "ReviewTask",
    "SchoolSettings",
    "SearchEntry",
    "SeminarPage",
    "TeacherPage",
    "TeachersPage",
    "Term",
    "TextPage",
    "TownPage",
    "TownsPage",
    "TrainingPage",
]
