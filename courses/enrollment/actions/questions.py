"""What a cohort asks and weighs by: questions and criteria, added, changed, put in order, put out of use."""

from typing import TypeVar

from django.db import transaction

from courses.enrollment.models import Criterion, Question
from courses.program.models import Cohort
from school.journal.actions import record
from school.journal.models import Entry
from school.people.models import User

Row = TypeVar("Row", Question, Criterion)


@transaction.atomic
def save_question(question: Question, *, by: User) -> Question:
    return _saved(question, "question", by)


@transaction.atomic
def save_criterion(criterion: Criterion, *, by: User) -> Criterion:
    return _saved(criterion, "criterion", by)


def _saved(row: Row, noun: str, by: User) -> Row:
    """A doubled press of a new row is the row that the first has made."""
    new = row.pk is None
    if new:
        Cohort.objects.select_for_update(no_key=True).get(pk=row.cohort_id)
        if found := _doubled(row, f"enrollment.{noun}_added", by):
            return found
        last = type(row)._default_manager.filter(cohort=row.cohort_id).order_by("-position").first()
        row.position = last.position + 1 if last else 0
    row.save()
    record(by=by, verb=f"enrollment.{noun}_{'added' if new else 'changed'}", target=row.cohort, title=str(row))
    return row


def _doubled(row: Row, verb: str, by: User) -> Row | None:
    if not any(entry.facts["title"] == str(row) for entry in Entry.objects.about(row.cohort).lately(by, verb)):
        return None
    same = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in ("id", "position")}
    return type(row)._default_manager.filter(**same).first()


@transaction.atomic
def shift(row: Question | Criterion, *, up: bool, by: User) -> None:
    """One place up or down among its cohort's; the edge changes nothing."""
    Cohort.objects.select_for_update(no_key=True).get(pk=row.cohort_id)
    rows = list(type(row)._default_manager.filter(cohort=row.cohort_id).order_by("position", "pk"))
    place = next(place for place, other in enumerate(rows) if other.pk == row.pk)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(rows):
        return
    rows.insert(target, rows.pop(place))
    for position, other in enumerate(rows):
        type(row)._default_manager.filter(pk=other.pk).update(position=position)
    noun = "question" if isinstance(row, Question) else "criterion"
    record(by=by, verb=f"enrollment.{noun}_changed", target=row.cohort, title=str(row))


@transaction.atomic
def retire(question: Question, *, in_use: bool, by: User) -> None:
    """Answers stay; the question is not asked any more, or asked again."""
    Question.objects.filter(pk=question.pk).update(in_use=in_use)
    record(by=by, verb="enrollment.question_changed", target=question.cohort, title=str(question))


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: User) -> None:
    """With the points given by it."""
    criterion.scores.all().delete()
    record(by=by, verb="enrollment.criterion_removed", target=criterion.cohort, title=str(criterion))
    criterion.delete()
