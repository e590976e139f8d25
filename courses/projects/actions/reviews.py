"""Verbs of reviews: ask, share out evenly, take back, decline, write, finish, take up again, remind. The work's row is the lock of all of them."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.projects import jury_rules, review_letters, review_rules
from courses.projects.actions.calls import locked as locked_call
from courses.projects.models import Call, CriterionLevel, Review, ReviewMark, Stage, Submission
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Changed, Refused

State = Review.State
Given = Mapping[int, tuple[int | None, str]]  # by criterion: the level and the words


def locked(submission: int) -> Submission:
    locked_call(Call.objects.get(stages__submissions=submission))
    rows = Submission.objects.select_for_update(of=("self",)).select_related("stage__call__cohort", "project__team")
    return rows.get(pk=submission)


def locked_review(review: Review) -> Review:
    work = locked(review.submission_id)
    found = Review.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=review.pk)
    found.submission = work
    return found


@transaction.atomic
def assign(submission: Submission, reviewer: User, *, by: User) -> Review:
    """Pressed twice it is one review; one that was taken back or declined is asked for anew, with what was written in it."""
    work = locked(submission.pk)
    if reasons := [*review_rules.reasons_not_to_assign(work), *review_rules.reasons_not_to_review(work, reviewer)][:1]:
        raise Refused(*reasons)
    return asked(work, reviewer, by)


def asked(work: Submission, reviewer: User, by: User) -> Review:
    review, made = Review.objects.get_or_create(submission=work, reviewer=reviewer, defaults={"asked_by": by})
    if not made and review.state in jury_rules.LIVE:
        return review
    if not made:
        review.state, review.asked_at, review.asked_by, review.edition = State.ASKED, timezone.now(), by, review.edition + 1
        review.save(update_fields=["state", "asked_at", "asked_by", "edition", "saved_at"])
    review.submission, review.reviewer = work, reviewer
    settle(work)
    record(by=by, verb="projects.review_asked", target=work, person=reviewer.full_name)
    review_letters.review_asked(review)
    return review


@transaction.atomic
def assign_evenly(stage: Stage, *, seen: str | None = None, by: User) -> list[Review]:
    """By the plan that was shown: one that has changed since (`seen`) is not carried out blindly."""
    locked_call(stage.call)
    list(Submission.objects.select_for_update(of=("self",)).filter(stage=stage, state__in=jury_rules.UNDECIDED).order_by("pk"))
    planned = jury_rules.plan(stage)
    if seen is not None and seen != jury_rules.fingerprint(planned):
        done = [] if any(each.reviewers for each in planned) else jury_rules.carried_out(stage, seen)
        if done:  # a second press
            return done
        raise Refused(_("Пока вы смотрели, работы или рецензенты изменились. Посмотрите новое распределение."))
    return [asked(each.submission, reviewer, by) for each in planned for reviewer in each.reviewers]


@transaction.atomic
def take_back(review: Review, *, by: User) -> Review:
    """What was written stays, unread by anybody."""
    found = locked_review(review)
    if found.state == State.TAKEN_BACK:
        return found
    if found.state != State.ASKED:
        raise Refused(_("Рецензия уже готова: снять её нельзя.") if found.state == State.DONE else _("Рецензент уже отказался."))
    return turned(found, State.TAKEN_BACK, "projects.review_taken_back", by)


@transaction.atomic
def decline(review: Review, *, reason: str, by: User) -> Review:
    if not reason.strip():
        raise Refused(_("Напишите, почему отказываетесь: организаторы найдут замену."))
    found = locked_review(review)
    if found.state == State.DECLINED:
        return found
    if reasons := review_rules.reasons_not_to_decline(found):
        raise Refused(*reasons)
    found.for_staff = reason.strip()
    return turned(found, State.DECLINED, "projects.review_declined", by, reason=reason.strip())


def turned(review: Review, state: State, verb: str, by: User, **facts: str) -> Review:
    review.state, review.edition = state, review.edition + 1
    review.done_at = timezone.now() if state == State.DONE else None
    review.save(update_fields=["state", "edition", "done_at", "for_staff", "saved_at"])
    settle(review.submission)
    record(by=by, verb=verb, target=review.submission, person=review.reviewer.full_name, **facts)
    return review


def settle(work: Submission) -> None:
    """The state and the share of the work follow its reviews."""
    live = work.reviews.filter(state__in=jury_rules.LIVE).exists()
    if work.state in jury_rules.UNDECIDED:
        work.state = Submission.State.IN_REVIEW if live else Submission.State.HANDED
    work.share = review_rules.judged([work], work.stage.call)[work.pk].share
    work.save(update_fields=["state", "share"])


@transaction.atomic
def save(review: Review, *, marks: Given, words: str, for_staff: str, edition: int, window: str = "", by: User) -> Review:
    """On the edition that was read. The same words sent twice are one save; other words on an old edition are shown beside the newer ones.

    The window that saved last may go on before it has heard of its own new edition.
    """
    found = locked_review(review)
    if reasons := review_rules.reasons_not_to_write(found):
        raise Refused(*reasons)
    known = {mark.criterion_id: mark for mark in found.marks.all()}
    same = (found.words, found.for_staff) == (words, for_staff) and all(
        (known[key].level_id, known[key].words) == given if key in known else given == (None, "") for key, given in marks.items()
    )
    if same:
        return found
    if found.edition != edition and not (window and found.saved_in == window):
        raise Changed(found)
    levels = dict(CriterionLevel.objects.filter(criterion__call=found.submission.stage.call_id).values_list("pk", "criterion_id"))
    if any(level and levels.get(level) != criterion for criterion, (level, _said) in marks.items()) or set(marks) - set(levels.values()):
        raise Refused(_("Критерии приёма изменились. Обновите страницу: написанное сохранится."))
    for criterion, (level, said) in marks.items():
        ReviewMark.objects.update_or_create(review=found, criterion_id=criterion, defaults={"level_id": level, "words": said})
    found.words, found.for_staff, found.edition, found.saved_in = words, for_staff, found.edition + 1, window[:36]
    found.save(update_fields=["words", "for_staff", "edition", "saved_in", "saved_at"])
    return found


@transaction.atomic
def finish(review: Review, *, by: User) -> Review:
    found = locked_review(review)
    if found.state == State.DONE:
        return found
    if reasons := review_rules.reasons_not_to_finish(found):
        raise Refused(*reasons)
    return turned(found, State.DONE, "projects.review_done", by)


@transaction.atomic
def reopen(review: Review, *, by: User) -> Review:
    found = locked_review(review)
    if found.state == State.ASKED:
        return found
    if reasons := review_rules.reasons_not_to_reopen(found):
        raise Refused(*reasons)
    return turned(found, State.ASKED, "projects.review_reopened", by)


@transaction.atomic
def remind(reviews: Iterable[Review], *, by: User) -> int:
    """How many letters went: a reviewer gets one a day about each work."""
    told = [review for review in reviews if review.state == State.ASKED and review_letters.review_reminded(review)]
    for review in told:
        record(by=by, verb="projects.review_reminded", target=review.submission, person=review.reviewer.full_name)
    return len(told)
