"""Puts back the jobs of killed workers.

A killed worker leaves its row «running» for ever. Our jobs are short and safe to run twice, so one that has been running for longer
than `LEASE` is taken for lost: it becomes ready again, and after `TRIES` returns it is marked as failed. Jobs that take a moment have a
lease of their own in `settings.QUICK_JOBS`.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("school.jobs")
LEASE = timedelta(minutes=5)
QUICK_LEASE = timedelta(seconds=30)
TRIES = 3


class WorkerLost(Exception):
    """The worker died with this job in hand, once too often."""


class Command(BaseCommand):
    help = "Возвращает в очередь задания, исполнитель которых погиб"

    def handle(self, **options: object) -> None:
        now = timezone.now()
        quick = Q(task_path__in=settings.QUICK_JOBS, started_at__lt=now - QUICK_LEASE)
        lost = DBTaskResult.objects.running().filter(quick | Q(started_at__lt=now - LEASE))
        for job in lost.order_by("started_at")[:1000]:
            self.put_back(job) if len(job.worker_ids) <= TRIES else self.give_up(job)

    def put_back(self, job: DBTaskResult) -> None:
        """Compare and set: a worker that has finished in the meantime keeps its result."""
        same = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at)
        if same.update(status=TaskResultStatus.READY, started_at=None):
            logger.warning("job %s (%s) is back in the queue after a lost worker", job.pk, job.task_path)

    def give_up(self, job: DBTaskResult) -> None:
        same = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at)
        path = f"{WorkerLost.__module__}.{WorkerLost.__qualname__}"
        note = f"Lost with {len(job.worker_ids)} workers"
        changed = same.update(status=TaskResultStatus.FAILED, finished_at=timezone.now(), exception_class_path=path, traceback=note)
        if changed:
            logger.error("job %s (%s) failed: %s", job.pk, job.task_path, note)
