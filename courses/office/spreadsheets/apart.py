"""Large tables on their way in: one job judges the rows, another adds them, and the screen shows how far they are.

What a job has to say lies beside the rows, on the same shelf for the same day: «plan:<key>» what would come of every row, «told:<key>» what has come of it.
"""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from courses.office.access import may_enter
from courses.office.spreadsheets.plans import Plan
from courses.office.spreadsheets.undertaking import found, put_in, shelf_of, shelve
from school.people.models import User
from school.people.rules import Refused
from school.vault.actions import discard
from school.vault.exports import counting, how_far
from school.vault.models import File
from school.vault.reading import read as bytes_of

AT_ONCE = 200  # rows; more than these are a job


@dataclass(frozen=True)
class State:
    """`busy` while a job works or waits; `plan` when the rows are judged; `told` when they are added or were refused."""

    busy: bool = False
    adding: bool = False
    failed: bool = False
    percent: int = 0
    plan: Plan | None = None
    told: dict[str, Any] = field(default_factory=dict)


def state_of(person: User, key: str) -> State:
    jobs = DBTaskResult.objects.filter(task_path__in=[judge.module_path, add.module_path], args_kwargs__args__0=person.pk, args_kwargs__args__1=key)
    job = jobs.order_by("-enqueued_at").first()
    adding = job is not None and job.task_path == add.module_path
    if job is not None and job.status not in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
        done, total = how_far(ticket_of(job.task_path, key))
        return State(busy=True, adding=adding, percent=min(99, 100 * done // total) if total else 0)
    plan, told = beside(person, "plan", key), beside(person, "told", key)
    failed = job is not None and job.status == TaskResultStatus.FAILED
    return State(adding=adding, failed=failed, plan=Plan.from_kept(content(plan)) if plan else None, told=content(told) if told else {})


def ticket_of(path: str, key: str) -> str:
    return f"{path.rpartition('.')[2]}-{key}"


def beside(person: User, word: str, key: str) -> File | None:
    return shelf_of(person).filter(title=f"{word}:{key}").order_by("-pk").first()


def content(file: File) -> Any:
    return json.loads(bytes_of(file))


@transaction.atomic
def begin(key: str, by: User, *, adding: bool) -> None:
    """One job at a time for one table: a second press while it works starts nothing."""
    file = shelf_of(by).select_for_update().filter(key=key).first()
    if file is not None and not state_of(by, key).busy:
        forget(by, key, "told")
        (add if adding else judge).enqueue(by.pk, key)


def forget(person: User, key: str, *words: str) -> None:
    for file in shelf_of(person).filter(title__in=[f"{word}:{key}" for word in words]):
        discard(file)


@task()
def judge(person_id: int, key: str) -> str:
    """Run twice, it says the same."""
    person = User.objects.get(pk=person_id)
    file = shelf_of(person).filter(key=key).first()
    undertaking = found(file) if file and may_enter(person) else None
    if undertaking is None:
        return "nothing to judge"
    plan = undertaking.judged()
    with transaction.atomic():
        forget(person, key, "plan")
        shelve(plan.to_keep(), title=f"plan:{key}", by=person)
    return "judged"


@task()
def add(person_id: int, key: str) -> str:
    """All rows or none, and what came of it. Run twice, it adds once: the rows are gone with the first time. Whoever has lost the role adds nothing."""
    person = User.objects.get(pk=person_id)
    if not may_enter(person):
        return "no longer a coordinator"
    try:
        with transaction.atomic():
            done = put_in(key, person, partial(passing, key))
            if done is None:
                return "nothing to add"
            undertaking, number = done
            forget(person, key, "plan", "told")
            shelve({"added": number, "what": undertaking.what, "cohort": undertaking.cohort.pk}, title=f"told:{key}", by=person)
    except Refused as refused:
        shelve({"refused": [str(reason) for reason in refused.reasons[:20]]}, title=f"told:{key}", by=person)
        return judge.call(person_id, key)
    return "added"


def passing(key: str, rows: list[Any]) -> Any:
    return counting(rows, ticket_of(add.module_path, key), len(rows))
