"""What happened to people is told upwards. This room stands lowest and knows neither the journal nor the post office; they come and listen
(`school.journal.apps`, `school.post.apps`). The rooms between them tell here too what higher rooms wait for: enrollment – that a mentorship has ended. Every listener hears within the transaction of the action: if one fails, nothing has happened.
"""

from collections.abc import Callable
from typing import Any

from django.db import models

from school.people.models import User

Listener = Callable[..., object]
listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    if listener not in listeners:
        listeners.append(listener)


def tell(*, by: User | None, verb: str, target: models.Model | None = None, address: str | None = None, **facts: Any) -> None:
    for listener in listeners:
        listener(by=by, verb=verb, target=target, address=address, **facts)
