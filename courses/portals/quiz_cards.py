"""What a test is, in the lesson and on its own first page: how long, how many tries, what came of the earlier ones, why not now."""

from collections.abc import Iterable
from datetime import datetime
from math import ceil
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrollment.models import Enrollment
from courses.portals.quiz_paper import hundredths
from courses.program.models import Lesson
from courses.progress import quiz_rules
from courses.progress.models import Attempt, QuizVersion
from school.people.rules import Text


def card_of(enrollment: Enrollment | None, lesson: Lesson, closed: Iterable[Text] = ()) -> dict[str, Any] | None:
    """Two queries. None where the lesson has no published test. Without an enrollment it is what staff see: the conditions and no tries."""
    published = QuizVersion.objects.filter(quiz__lesson=lesson, published_at__isnull=False).select_related("quiz")
    version = published.annotate(questions=Sum("parts__count")).order_by("-number").first()
    if version is None:
        return None
    version.quiz.lesson = lesson
    card: dict[str, Any] = {
        "quiz": version.quiz,
        "version": version,
        "questions": version.questions or 0,
        "attempts": [],
        "best": None,
        "open": None,
        "passed": False,
        "reasons": [],
        "tries_left": version.tries,
    }
    return card | own(enrollment, version, list(closed)) if enrollment else card


def own(enrollment: Enrollment, version: QuizVersion, closed: list[Text]) -> dict[str, Any]:
    quiz = version.quiz
    rows = Attempt.objects.filter(enrollment=enrollment, quiz=quiz).select_related("version").defer("paper").order_by("-number")
    attempts = list(rows)
    ended = [row_of(attempt) for attempt in attempts if attempt.ended_at]
    opened = next((attempt for attempt in attempts if not attempt.ended_at), None)
    stopped: list[str] = []
    if opened and not quiz_rules.is_over(opened, timezone.now()):
        opened.enrollment = enrollment
        stopped = quiz_rules.reasons_not_to_go_on(opened)
    opened = None if stopped else opened
    return {
        "attempts": ended,
        "best": max(ended, key=lambda row: (row["attempt"].passed, row["share"]), default=None),
        "open": opened,
        "open_over": bool(opened and quiz_rules.is_over(opened, timezone.now())),
        "left": minutes_left(opened.until) if opened and opened.until else "",
        "passed": any(attempt.passed for attempt in attempts),
        "reasons": stopped or closed or ([] if opened else quiz_rules.reasons_not_to_start(enrollment, quiz, version, attempts)),
        "tries_left": quiz_rules.tries_left(enrollment, quiz, version, attempts),
    }


def row_of(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt": attempt,
        "share": quiz_rules.percent_of(attempt),
        "points": hundredths(attempt.points),
        "of_points": hundredths(attempt.of_points),
    }


def minutes_left(until: datetime) -> str:
    """As the server's clock has it: «23 минуты», «меньше минуты»."""
    seconds = (until - timezone.now()).total_seconds()
    if seconds < 60:
        return _("меньше минуты")
    minutes = ceil(seconds / 60)
    return ngettext("%(n)s минута", "%(n)s минут", minutes) % {"n": minutes}
