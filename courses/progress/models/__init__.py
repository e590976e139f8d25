"""The tables of studying, split by noun."""

from courses.progress.models.banks import Bank, BankQuestion, QuestionKind, QuestionVersion
from courses.progress.models.lessons import LessonNote, Progress
from courses.progress.models.quizzes import Attempt, AttemptAnswer, Quiz, QuizPart, QuizVersion
from courses.progress.models.talk import LessonAnswer, LessonQuestion, LiftedAnswer
from courses.progress.models.works import LessonWork, VisitPhoto, VisitReport

__all__ = [
    "Attempt",
    "AttemptAnswer",
    "Bank",
    "BankQuestion",
    "LessonAnswer",
    "LessonNote",
    "LessonQuestion",
    "LessonWork",
    "LiftedAnswer",
    "Progress",
    "QuestionKind",
    "QuestionVersion",
    "Quiz",
    "QuizPart",
    "QuizVersion",
    "VisitPhoto",
    "VisitReport",
]
