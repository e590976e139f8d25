"""What comes with a press, and what is said when it was refused."""

from django.contrib import messages
from django.http import HttpRequest

from school.people.rules import Refused

LONGEST = 18  # digits of a number that a database still holds


def number_of(text: str) -> int:
    """A key or an edition that came with a press; nonsense is the key of nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else 0


def tell(request: HttpRequest, refused: Refused) -> None:
    for reason in refused.reasons:
        messages.error(request, str(reason))
