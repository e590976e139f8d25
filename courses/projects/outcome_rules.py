"""Who decides about a work and when, and what of the judging its team gets to read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from courses.projects.jury_rules import UNDECIDED, reasons_of_ties
from courses.projects.models import OutcomeRemark, Review, Submission
from courses.projects.review_rules import archived, is_replaced, marks_told, owes_review
from courses.projects.submission_rules import TONES
from school.people.models import User
from school.people.rules import Text

State = Submission.State
VERDICTS = (State.ACCEPTED, State.REWORK, State.DECLINED)
LONGEST_REDO = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """What one review says of one criterion."""

    title: str
    level: str
    words: str


@dataclass(frozen=True)
class ToldReview:
    """`who` is empty where names are kept."""

    who: str
    words: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Outcome:
    """What the team reads after the decision."""

    submission: Submission
    tone: str
    sign: str
    remarks: tuple[OutcomeRemark, ...]
    reviews: tuple[ToldReview, ...]


def reasons_not_to_decide(submission: Submission, person: User) -> list[Text]:
    """May this person decide about this work now? A decision may be corrected until the team goes on by it."""
    if submission.state == State.TAKEN_BACK:
        return [gettext_lazy("Команда отозвала работу.")]
    if reasons := archived(submission):
        return reasons
    if is_replaced(submission):
        return [gettext_lazy("Команда сдала следующую версию: решают по ней.")]
    if submission.state not in UNDECIDED and goes_on(submission):
        return [gettext_lazy("Команда уже сдала работу следующего этапа: решение не меняется.")]
    if reasons_of_ties(submission, person):
        return [gettext_lazy("О работе своей команды или своей организации вы не решаете: это сделает другой человек.")]
    if submission.state in UNDECIDED and owes_review(submission, person):
        return [gettext_lazy("Сначала закончите свою рецензию: до этого чужие оценки вам не показываем.")]
    return []


def goes_on(submission: Submission) -> bool:
    rows = submission.project.submissions.all()
    return any(row.stage.position > submission.stage.position and row.state != State.TAKEN_BACK for row in rows)


def reasons_against(verdict: str, words: str, redo_until: datetime | None) -> list[Text]:
    """What the decision itself lacks."""
    if verdict not in VERDICTS:
        return [gettext_lazy("Выберите решение: принять, вернуть на доработку или не принимать.")]
    if verdict != State.ACCEPTED and not words.strip():
        return [gettext_lazy("Напишите команде, почему так решили.")]
    if verdict != State.REWORK:
        return []
    if redo_until is None:
        return [gettext_lazy("Назовите срок доработки.")]
    if redo_until <= timezone.now():
        return [gettext_lazy("Срок доработки уже прошёл.")]
    return [gettext_lazy("Срок доработки – не позже чем через год.")] if redo_until > timezone.now() + LONGEST_REDO else []


def told(submissions: Iterable[Submission]) -> dict[int, Outcome]:
    """Of decided works only, by number; constant queries. Wants `stage__call` selected. A name is told when the call says so."""
    decided = [work for work in submissions if work.state in VERDICTS]
    keys = [work.pk for work in decided]
    remarks: dict[int, list[OutcomeRemark]] = {key: [] for key in keys}
    for remark in OutcomeRemark.objects.filter(submission__in=keys).select_related("criterion"):
        remarks[remark.submission_id].append(remark)
    reviews: dict[int, list[Review]] = {key: [] for key in keys}
    done = Review.objects.filter(submission__in=keys, state=Review.State.DONE).select_related("reviewer")
    for review in done.prefetch_related(marks_told()):
        reviews[review.submission_id].append(review)
    return {
        work.pk: Outcome(
            work,
            *TONES[State(work.state)],
            tuple(remarks[work.pk]),
            tuple(told_review(review, named=work.stage.call.open_reviews) for review in reviews[work.pk]),
        )
        for work in decided
    }


def told_briefly(submission: Submission) -> Outcome | None:
    """Without the reviews, for those who have them before their eyes."""
    if submission.state not in VERDICTS:
        return None
    return Outcome(submission, *TONES[State(submission.state)], tuple(submission.outcome_remarks.select_related("criterion")), ())


def told_review(review: Review, *, named: bool) -> ToldReview:
    """Without what was meant for the organisers alone."""
    lines = tuple(Line(mark.criterion.title, mark.level.title if mark.level else "", mark.words) for mark in review.marks.all())
    return ToldReview(review.reviewer.full_name if named else "", review.words, lines)
