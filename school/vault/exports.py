"""Tables on their way out: a job writes one, its asker takes it within a day, nobody else ever does (T3).

A request is a job whose first three arguments are who asked, the ticket and the purpose («applications», «report-12»); the file carries the same purpose
as its title. How far the writing is lies in a small file of the vault, not in the database: a job that has not committed yet can tell it too. Nothing depends
on it; the sweeper takes it in a day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from school.people.models import User
from school.vault.actions import lasting, path_of, shelved
from school.vault.models import DAY, File
from school.vault.rules import Checked, cleaned

SHELF, LIVES = "exports", DAY
AT_ONCE = 1000  # rows; more than these are a job
TOLD_EVERY = 250
PDF = "application/pdf"


@dataclass(frozen=True)
class Request:
    """A table that is being written, or could not be."""

    purpose: str
    ticket: str
    failed: bool
    done: int = 0
    total: int = 0

    @property
    def percent(self) -> int:
        return min(99, 100 * self.done // self.total) if self.total else 0


def counting(rows: Iterable[Sequence[Any]], ticket: str, total: int) -> Iterator[Sequence[Any]]:
    """The same rows, telling on the way how many have gone by."""
    for number, row in enumerate(rows):
        if number % TOLD_EVERY == 0:
            tell(ticket, number, total)
        yield row


def tell(ticket: str, done: int, total: int) -> None:
    place = _told(ticket)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = place.with_suffix(".part")
    draft.write_text(f"{done} {total}")
    draft.replace(place)


def how_far(ticket: str) -> tuple[int, int]:
    """(done, total); (0, 0) while nothing has been told."""
    try:
        done, total = _told(ticket).read_text().split()
    except (OSError, ValueError):
        return 0, 0
    return int(done), int(total)


def _told(ticket: str) -> Path:
    return path_of(f"__{ticket}")


def put_out(source: IO[bytes], *, name: str, content_type: str, purpose: str, by: User) -> File:
    return shelved(Checked(source, cleaned(name), content_type), by=by, title=purpose, shelf=SHELF)


def own(person: User, purposes: str = "") -> list[File]:
    """What the person has asked for and may still take, the newest first; `purposes` is what their names begin with."""
    return list(lasting().filter(shelf=SHELF, uploaded_by=person, title__startswith=purposes).order_by("-created_at", "-pk")[:50])


def asked(person: User, task_path: str, purposes: str = "") -> list[Request]:
    """What the person waits for, and what has failed within its day."""
    since = timezone.now() - LIVES
    jobs = DBTaskResult.objects.filter(task_path=task_path, args_kwargs__args__0=person.pk, enqueued_at__gt=since)
    jobs = jobs.exclude(status=TaskResultStatus.SUCCESSFUL)
    found = []
    for job in jobs.order_by("-enqueued_at")[:50]:
        _person, ticket, purpose, *_rest = job.args_kwargs["args"]
        if purpose.startswith(purposes):
            found.append(Request(purpose, ticket, job.status == TaskResultStatus.FAILED, *how_far(ticket)))
    return found
