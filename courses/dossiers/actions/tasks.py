"""Verbs of a task: write it down, finish it, open it again, drop it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from courses.dossiers import task_rules
from courses.dossiers.actions.filings import kept
from courses.dossiers.actions.locks import locked
from courses.dossiers.models import Dossier, Item, Task
from school.journal.actions import record
from school.people.models import User
from school.people.rules import Refused


@transaction.atomic
def add_task(dossier: Dossier, *, text: str, due_on: date | None = None, item: Item | None = None, by: User) -> Task:
    found, line = locked(dossier), " ".join(text.split())[:1000]
    if reasons := task_rules.reasons_not_to_add(found, by, line, item):
        raise Refused(*reasons)
    same = found.tasks.filter(text=line, due_on=due_on, item=item, by=by, done_at=None, dropped_at=None).first()
    if same:
        return same  # pressed twice
    task = Task.objects.create(dossier=found, text=line, due_on=due_on, item=item, by=by)
    record(by=by, verb="dossiers.task_added", target=found, text=line)
    return task


@transaction.atomic
def finish_task(task: Task, *, by: User) -> Task:
    found = locked_task(task, by)
    if found.done_at is None:
        found.done_at, found.done_by = timezone.now(), by
        found.save(update_fields=["done_at", "done_by"])
        record(by=by, verb="dossiers.task_finished", target=found.dossier, text=found.text)
    return found


@transaction.atomic
def reopen_task(task: Task, *, by: User) -> Task:
    """Finished by mistake."""
    found = locked_task(task, by)
    if found.done_at:
        found.done_at, found.done_by = None, None
        found.save(update_fields=["done_at", "done_by"])
        record(by=by, verb="dossiers.task_reopened", target=found.dossier, text=found.text)
    return found


@transaction.atomic
def drop_task(task: Task, *, by: User) -> Task:
    found = locked_task(task, by)
    if found.dropped_at:
        return found
    if reasons := task_rules.reasons_not_to_drop(found):
        raise Refused(*reasons)
    found.dropped_at = timezone.now()
    found.save(update_fields=["dropped_at"])
    record(by=by, verb="dossiers.task_dropped", target=found.dossier, text=found.text)
    return found


def locked_task(task: Task, by: User) -> Task:
    dossier = kept(task.dossier, by)
    found = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    found.dossier = dossier
    return found
