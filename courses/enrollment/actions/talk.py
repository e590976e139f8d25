"""The talk about an application: a question to the applicant, the answer, notes and points of staff."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.enrollment import letters
from courses.enrollment.models import Application, Criterion, Remark, Score
from school.journal.actions import record
from school.journal.models import SAME
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def ask(application: Application, *, text: str, by: User) -> Remark:
    """A coordinator's question: a letter goes at once, the answer is written in the cabinet."""
    remark, new = _said(application, text, by, for_staff=False)
    if new:
        record(by=by, verb="enrollment.asked", target=application)
        letters.asked(application, remark)
    return remark


@transaction.atomic
def reply(application: Application, *, text: str, by: User) -> Remark:
    """The applicant answers; possible once somebody has asked, as often as there is something to add."""
    if not application.remarks.filter(for_staff=False).exclude(by=application.person_id).exists():
        raise Refused(_("По этой заявке вас ни о чём не спрашивали."))
    remark, new = _said(application, text, by, for_staff=False)
    if new:
        record(by=by, verb="enrollment.answered", target=application)
    return remark


@transaction.atomic
def note(application: Application, *, text: str, by: User) -> Remark:
    """For staff only; the applicant never reads it."""
    remark, new = _said(application, text, by, for_staff=True)
    if new:
        record(by=by, verb="enrollment.noted", target=application)
    return remark


def _said(application: Application, text: str, by: User, *, for_staff: bool) -> tuple[Remark, bool]:
    """A doubled press is the row that the first has made: presses about one application wait for each other."""
    if not text.strip():
        raise Refused(_("Напишите хотя бы слово."))
    if application.state == Application.State.DRAFT:
        raise Refused(_("Это черновик: заявка ещё не отправлена."))
    lock(application)
    fields: dict[str, Any] = {"by": by, "text": text.strip()[:3000], "for_staff": for_staff}
    known = said_lately(application, fields)
    return (known, False) if known else (application.remarks.create(**fields), True)


def said_lately(application: Application, fields: dict[str, Any]) -> Remark | None:
    found: Remark | None = application.remarks.filter(at__gte=timezone.now() - SAME, **fields).first()
    return found


def lock(application: Application) -> None:
    Application.objects.select_for_update().get(pk=application.pk)


@transaction.atomic
def score(application: Application, points: Mapping[int, int | None], *, by: User) -> None:
    """One person's points by criterion; an emptied line takes that point back."""
    criteria = {row.pk: row for row in Criterion.objects.filter(cohort=application.cohort_id)}
    for pk, value in points.items():
        criterion = criteria.get(pk)
        if criterion is None or (value is not None and not 0 <= value <= criterion.points):
            raise Refused(_("Баллы не подходят к критерию. Обновите страницу."))
        rows = Score.objects.filter(application=application, criterion=criterion, by=by)
        if value is None:
            rows.delete()
        elif not rows.update(points=value):
            Score.objects.create(application=application, criterion=criterion, by=by, points=value)
    record(by=by, verb="enrollment.scored", target=application)
