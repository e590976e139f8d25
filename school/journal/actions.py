"""The one verb of the journal."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from school.journal.models import Entry
from school.people.models import User


def record(*, by: User | None, verb: str, target: models.Model | None = None, address: str | None = None, **facts: Any) -> Entry:
    """Adds a row in the caller's transaction. `by=None` means the school itself (a scheduled job)."""
    return Entry.objects.create(
        by=by,
        verb=verb,
        content_type=ContentType.objects.get_for_model(target) if target else None,
        object_id=str(target.pk) if target else "",
        target_label=str(target)[:300] if target else "",
        facts={name: value if isinstance(value, (int, float, bool, type(None), list, dict)) else str(value) for name, value in facts.items()},
        address=address,
    )
