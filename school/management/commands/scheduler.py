"""The school's clock: runs the commands of `settings.SCHEDULE` when they are due.

Every scheduled command finds due rows itself and may run twice, so the clock remembers nothing: after a start each command runs
once to catch up, and a second scheduler on another machine does no harm. A lock file keeps a second one off the same machine.
"""

import fcntl
import logging
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from cronsim import CronSim
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

logger = logging.getLogger("school.scheduler")
FIRST_PAUSE = 3  # seconds: the web server answers first


@dataclass
class Entry:
    times: str
    command: str
    due: datetime

    def plan(self, now: datetime) -> None:
        self.due = next(CronSim(self.times, now))


class Command(BaseCommand):
    help = "Выполняет команды из settings.SCHEDULE по расписанию"

    def handle(self, **options: object) -> None:
        lock = take_lock(Path(settings.DATA_DIR))
        entries = [Entry(times, command, timezone.localtime()) for times, command in settings.SCHEDULE]
        time.sleep(FIRST_PAUSE)
        while not lock.closed:
            run_due(entries, timezone.localtime())
            time.sleep(seconds_until(min(entry.due for entry in entries)))


def take_lock(folder: Path) -> IO[str]:
    folder.mkdir(parents=True, exist_ok=True)
    lock = open(folder / "scheduler.lock", "w")  # noqa: SIM115
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise CommandError("Расписание уже работает в другом процессе") from error
    return lock


def run_due(entries: list[Entry], now: datetime) -> list[str]:
    """Run what is due, each by itself: one that fails does not hold the others. Returns the names that were run."""
    ran = []
    for entry in entries:
        if entry.due > now:
            continue
        entry.plan(now)
        close_old_connections()
        started = time.monotonic()
        try:
            call_command(entry.command)
        except Exception:
            logger.exception("%s failed", entry.command)
        else:
            logger.debug("%s took %.1f s", entry.command, time.monotonic() - started)
        ran.append(entry.command)
    close_old_connections()
    return ran


def seconds_until(due: datetime) -> float:
    """At least half a second, at most a minute: the machine's clock may be set while we sleep."""
    return min(max((due - timezone.localtime()).total_seconds(), 0.5), 60.0)
