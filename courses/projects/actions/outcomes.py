"""The decision about a work, with words to each criterion; it may be corrected until the team goes on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.projects import outcome_rules, review_letters
from courses.projects.actions.reviews import locked, settle
from courses.projects.models import OutcomeRemark, Review, Submission
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def decide(
    submission: Submission,
    *,
    verdict: str,
    words: str = "",
    remarks: Mapping[int, str] | None = None,
    redo_until: datetime | None = None,
    seen: str | None = None,
    by: User,
) -> Submission:
    """`seen` is the state that stood on the screen: whoever comes second does not overrule the first unknowingly. Reviews that are not ready go back."""
    work = locked(submission.pk)
    if seen is not None and stamp_of(work) != seen:
        if same(work, (verdict, words.strip(), redo_until, remarks or {}), by):
            return work  # a second press
        raise Refused(_("Пока вы писали, по этой работе приняли решение. Посмотрите его: ваш текст сохранён в форме."))
    reasons = outcome_rules.reasons_not_to_decide(work, by) or outcome_rules.reasons_against(verdict, words, redo_until)
    if reasons:
        raise Refused(*reasons)
    work.reviews.filter(state=Review.State.ASKED).update(state=Review.State.TAKEN_BACK)
    work.state, work.outcome, work.decided_by, work.decided_at = verdict, words.strip(), by, timezone.now()
    work.redo_until = redo_until if verdict == Submission.State.REWORK else None
    work.save(update_fields=["state", "outcome", "decided_by", "decided_at", "redo_until"])
    settle(work)
    say(work, remarks or {})
    record(by=by, verb=f"projects.{verdict}", target=work, reason=work.outcome)
    review_letters.outcome_decided(work)
    return work


def stamp_of(work: Submission) -> str:
    """Which decision a screen has shown: empty while there is none."""
    return work.decided_at.isoformat() if work.decided_at else ""


def same(work: Submission, given: tuple[str, str, datetime | None, Mapping[int, str]], by: User) -> bool:
    """Has this very decision just been made by this very person?"""
    verdict, words, redo_until, remarks = given
    said = dict(work.outcome_remarks.values_list("criterion", "words"))
    until = redo_until if verdict == Submission.State.REWORK else None
    known = (work.state, work.outcome, work.redo_until, said, work.decided_by_id)
    return known == (verdict, words, until, {key: text.strip() for key, text in remarks.items() if text.strip()}, by.pk)


def say(work: Submission, remarks: Mapping[int, str]) -> None:
    own = set(work.stage.call.criteria.values_list("pk", flat=True))
    work.outcome_remarks.all().delete()
    said = [(criterion, words.strip()) for criterion, words in remarks.items() if criterion in own and words.strip()]
    OutcomeRemark.objects.bulk_create(OutcomeRemark(submission=work, criterion_id=criterion, words=words) for criterion, words in said)
