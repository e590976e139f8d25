"""How often one address, or one person, may ask a question that could be guessed at."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The visitor's address behind the trusted proxies; forged X-Forwarded-For headers do not count."""
    address: str | None = get_adapter().get_client_ip(request)
    return address


def too_often(request: HttpRequest, action: str, *, per_minute: int, who: int | None = None) -> bool:
    """Counts this asking and tells whether the address has used up its minute; `who` counts a person instead: a hall shares one address."""
    key = f"limit:{action}:{client_address(request) if who is None else f'person-{who}'}:{int(time.time() // 60)}"
    try:
        return cache.incr(key) > per_minute
    except ValueError:  # the first asking of this minute
        cache.add(key, 1, timeout=120)
        return False
