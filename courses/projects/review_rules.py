"""What a review must hold, what it comes to, when reviewers part, and who sees whose words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.program.rules import reasons_against_changing
from courses.projects.jury_rules import LIVE, READS, UNDECIDED, has_ready, in_jury, keepers_among, reasons_of_ties
from courses.projects.models import Call, CallCriterion, Juror, Review, ReviewMark, Submission
from school.people.models import User
from school.people.rules import Text

State = Review.State
DECIDED = gettext_lazy("По этой работе уже принято решение.")
LEFT = gettext_lazy("Вы больше не рецензент этого приёма.")
TIED = gettext_lazy("Вы теперь связаны с командой или с организацией этой работы: о ней судит другой человек.")


def own_reviews(user: User) -> QuerySet[Review]:
    """Asked of the person; one that was taken back is not theirs any more."""
    return (
        Review.objects.filter(reviewer=user).exclude(state=State.TAKEN_BACK).select_related("submission__stage__call__cohort", "submission__project")
    )


def marks_told() -> Any:
    """Marks with their criteria and levels in one query."""
    return Prefetch("marks", ReviewMark.objects.select_related("criterion", "level"))


def judges(user: User) -> bool:
    """Has anything on the desk of reviews: the door in the menu stands only then."""
    return own_reviews(user).order_by().exists()


def juries_of(user: User) -> set[int]:
    """The calls in whose jury the person is today."""
    return set(Juror.objects.filter(person=user, left_at=None).order_by().values_list("call_id", flat=True))


# Asking


def reasons_not_to_review(submission: Submission, person: User) -> list[Text]:
    """May this person be asked to judge this work?"""
    if not in_jury(submission.stage.call).filter(person=person).exists():
        return [gettext_lazy("Этого человека нет среди рецензентов приёма.")]
    if reasons := reasons_of_ties(submission, person):
        return reasons
    return [READS] if has_ready(submission) and keepers_among(submission.stage.call, [person.pk]) else []


def reasons_not_to_assign(submission: Submission) -> list[Text]:
    """May anybody be asked at all?"""
    if reasons := archived(submission):
        return reasons
    if not submission.stage.reviewed:
        return [gettext_lazy("На этом этапе рецензий нет.")]
    if submission.project.team.broken_up_at:
        return [gettext_lazy("Команда распущена: рецензировать её работу незачем.")]
    if submission.state == Submission.State.TAKEN_BACK:
        return [gettext_lazy("Команда отозвала работу.")]
    if submission.state not in UNDECIDED:
        return [DECIDED]
    if is_replaced(submission):
        return [gettext_lazy("Команда сдала следующую версию: рецензируют её.")]
    return []


def archived(submission: Submission) -> list[Text]:
    """What lies in the archive is read, not judged any more."""
    cohort = submission.stage.call.cohort
    return [*reasons_against_changing(cohort)] if cohort else []


def is_replaced(submission: Submission) -> bool:
    rows = submission.project.submissions.all()
    return any(row.stage_id == submission.stage_id and row.number > submission.number and row.state != Submission.State.TAKEN_BACK for row in rows)


# Writing


def reasons_not_to_write(review: Review) -> list[Text]:
    told = {
        State.DONE: gettext_lazy("Рецензия готова. Чтобы изменить её, верните её в работу."),
        State.DECLINED: gettext_lazy("Вы отказались от этой рецензии."),
        State.TAKEN_BACK: gettext_lazy("Эту рецензию с вас сняли."),
    }
    if review.submission.state not in UNDECIDED:
        return [DECIDED]
    return [told[State(review.state)]] if review.state in told else archived(review.submission) or reasons_of_leaving(review)


def reasons_of_leaving(review: Review) -> list[Text]:
    """Whoever is not in the jury any more keeps their own words, and reads neither the work nor the colleagues."""
    return [] if in_jury(review.submission.stage.call).filter(person=review.reviewer_id).exists() else [LEFT]


def reasons_of_new_ties(review: Review) -> list[Text]:
    """Asked again at the end: the reviewer or the team may have joined an NGO since."""
    return [TIED] if reasons_of_ties(review.submission, review.reviewer) else []


def reasons_not_to_finish(review: Review) -> list[Text]:
    """Every criterion needs its level."""
    if reasons := reasons_not_to_write(review) or reasons_of_new_ties(review):
        return reasons
    marked = {mark.criterion_id for mark in review.marks.all() if mark.level_id}
    bare = [criterion.title for criterion in review.submission.stage.call.criteria.all() if criterion.pk not in marked]
    return [_("Поставьте уровень по критерию «%(title)s».") % {"title": title} for title in bare]


def reasons_not_to_reopen(review: Review) -> list[Text]:
    if review.submission.state not in UNDECIDED:
        return [DECIDED]
    if review.state != State.DONE:
        return [gettext_lazy("Рецензия и так в работе.")]
    if reasons := archived(review.submission) or reasons_of_leaving(review) or reasons_of_new_ties(review):
        return reasons
    others = Review.objects.filter(submission=review.submission_id, state=State.DONE).exclude(pk=review.pk)
    if others.exists() and keepers_among(review.submission.stage.call, [review.reviewer_id]):
        return [gettext_lazy("Вы ведёте этот приём, и чужая готовая рецензия вам уже открыта: свою после этого не меняют.")]
    return []


def reasons_not_to_decline(review: Review) -> list[Text]:
    if review.state == State.DONE:
        return [gettext_lazy("Рецензия готова. Чтобы отказаться, сначала верните её в работу.")]
    return reasons_not_to_write(review)


# What it comes to


@dataclass(frozen=True)
class Scale:
    """The criteria of a call, with their levels."""

    criteria: tuple[CallCriterion, ...] = ()

    def part(self, criterion: CallCriterion, points: int) -> Fraction:
        most = max((level.points for level in criterion.levels.all()), default=0)
        return Fraction(points, most) if most else Fraction(0)

    def share(self, points: Mapping[int, int]) -> Fraction | None:
        """Weighted, of 1; None while any criterion has no level."""
        if not self.criteria or any(criterion.pk not in points for criterion in self.criteria):
            return None
        total = sum(criterion.weight for criterion in self.criteria)
        return sum((criterion.weight * self.part(criterion, points[criterion.pk]) for criterion in self.criteria), Fraction(0)) / total


def scale_of(call: Call) -> Scale:
    return Scale(tuple(call.criteria.prefetch_related("levels")))


def percent(share: Fraction) -> int:
    """A half goes up."""
    return int((200 * share + 1) // 2)


def points_of(review: Review) -> dict[int, int]:
    return {mark.criterion_id: mark.level.points for mark in review.marks.all() if mark.level}


def share_of(review: Review, scale: Scale | None = None) -> int | None:
    """In per cent: the levels by the weights."""
    share = (scale or scale_of(review.submission.stage.call)).share(points_of(review))
    return None if share is None else percent(share)


@dataclass(frozen=True)
class Judged:
    """How far the judging of one work is. `parted` names the criteria where finished reviews lie further apart than the call allows."""

    needed: int
    asked: int = 0
    done: int = 0
    share: int | None = None
    spread: int | None = None
    allowed: int = 100
    parted: frozenset[int] = field(default_factory=frozenset)

    @property
    def warned(self) -> bool:
        """Reviewers part: in the whole, or in a criterion."""
        return self.spread is not None and (self.spread > self.allowed or bool(self.parted))

    @property
    def enough(self) -> bool:
        return self.done >= self.needed

    def without_marks(self) -> "Judged":
        """For whoever still owes a review: how many are ready, not what they say."""
        return replace(self, share=None, spread=None, parted=frozenset())


def judged(works: Iterable[Submission], call: Call) -> dict[int, Judged]:
    """Of works of one call; four queries for any number of them."""
    scale, reviews, points = scale_of(call), defaultdict(list), defaultdict[int, dict[int, int]](dict)
    rows = Review.objects.filter(submission__in=[work.pk for work in works], state__in=LIVE).order_by("pk")
    for pk, work, state in rows.values_list("pk", "submission_id", "state"):
        reviews[work].append((pk, state))
    finished = [pk for each in reviews.values() for pk, state in each if state == State.DONE]
    marks = ReviewMark.objects.filter(review__in=finished, level__isnull=False)
    for review, criterion, given in marks.values_list("review_id", "criterion_id", "level__points"):
        points[review][criterion] = given
    return {
        work.pk: judged_by([points[pk] for pk, state in reviews[work.pk] if state == State.DONE], len(reviews[work.pk]), call, scale)
        for work in works
    }


def judged_by(done: list[dict[int, int]], asked: int, call: Call, scale: Scale) -> Judged:
    shares = [share for share in map(scale.share, done) if share is not None]
    parted = set()
    for criterion in scale.criteria:
        parts = [scale.part(criterion, given[criterion.pk]) for given in done if criterion.pk in given]
        if len(parts) > 1 and 100 * (max(parts) - min(parts)) > call.spread:
            parted.add(criterion.pk)
    return Judged(
        needed=call.reviews_needed,
        asked=asked,
        done=len(done),
        share=percent(sum(shares, Fraction(0)) / len(shares)) if shares else None,
        spread=percent(max(shares) - min(shares)) if len(shares) > 1 else None,
        allowed=call.spread,
        parted=frozenset(parted),
    )


def judged_one(submission: Submission, scale: Scale) -> Judged:
    """The same of one work whose reviews and marks have been read."""
    live = [review for review in submission.reviews.all() if review.state in LIVE]
    done = [points_of(review) for review in live if review.state == State.DONE]
    return judged_by(done, len(live), submission.stage.call, scale)


# Who sees what


def owes_review(submission: Submission, user: User) -> bool:
    """Whoever still writes a review of this work does not read the others' first, whatever else they do at the school."""
    return any(review.reviewer_id == user.pk and review.state == State.ASKED for review in submission.reviews.all())


def owed_by(user: User) -> Exists:
    """The same for a list of works."""
    return Exists(Review.objects.filter(submission=OuterRef("pk"), reviewer=user, state=State.ASKED))


def reviews_for_staff(submission: Submission, user: User) -> list[Review]:
    """Everybody's, or only the own one while it is not finished."""
    owes = owes_review(submission, user)
    return [review for review in submission.reviews.all() if not owes or review.reviewer_id == user.pk]


def others_for_reviewer(review: Review) -> list[Review]:
    """What the colleagues wrote, once the work is decided about: until then the own review may be taken up again."""
    if review.state != State.DONE or review.submission.state in (*UNDECIDED, Submission.State.TAKEN_BACK) or reasons_of_leaving(review):
        return []
    rows = Review.objects.filter(submission=review.submission_id, state=State.DONE).exclude(pk=review.pk)
    return list(rows.select_related("reviewer").prefetch_related(marks_told()))
