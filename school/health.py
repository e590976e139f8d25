"""What machines ask: is the school alive, is it ready. Plain JSON that tells nothing about the inside."""

import logging
import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache as remember
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("school.health")
LATE = timedelta(minutes=15)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives and the database answers."""
    return answer({"database": database_answers})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Everything a request may need is there. Jobs that wait too long are reported; they do not close the site."""
    checks = {
        "database": database_answers,
        "cache": cache_answers,
        "migrations": migrations_applied,
        "storage": storage_writable,
    }
    return answer(checks, with_jobs=True)


def answer(checks: dict[str, Callable[[], bool]], with_jobs: bool = False) -> JsonResponse:
    results = {name: "ok" if passes(check) else "failed" for name, check in checks.items()}
    good = set(results.values()) == {"ok"}
    body: dict[str, object] = {"status": "ok" if good else "failed", **results}
    if with_jobs and good:
        age = oldest_job_age()
        body |= {"oldest_job_seconds": int(age.total_seconds()), "jobs": "late" if age > LATE else "ok"}
    return JsonResponse(body, status=200 if good else 503)


def passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:
        logger.exception("%s failed", check.__name__)
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def cache_answers() -> bool:
    cache.get("readyz")
    return True


def migrations_applied() -> bool:
    """Applied migrations stay applied while this process lives, so only a good answer is remembered."""
    if not all_applied():
        all_applied.cache_clear()
        return False
    return True


@remember
def all_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def storage_writable() -> bool:
    folders = (Path(settings.MEDIA_ROOT), Path(settings.VAULT_ROOT))
    return all(os.access(folder, os.W_OK | os.X_OK) for folder in folders)


def oldest_job_age() -> timedelta:
    now = timezone.now()
    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    return now - oldest if oldest else timedelta(0)
