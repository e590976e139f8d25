"""What a kept file holds, for the school's own use (a letter's attachment, the length of a film); people get files through `serving.answer` only."""

from functools import lru_cache

from school.people.rules import Refused
from school.vault.actions import path_of
from school.vault.media import seconds
from school.vault.models import File


def read(file: File) -> bytes:
    """Raises FileNotFoundError when the disk has lost the file."""
    return path_of(file.key).read_bytes()


def lasts(file: File) -> float | None:
    """Seconds of a film or a sound, when its header says; None otherwise."""
    return _lasts(file.key, file.size, file.content_type)


@lru_cache(maxsize=512)  # a kept file never changes
def _lasts(key: str, size: int, content_type: str) -> float | None:
    try:
        with path_of(key).open("rb") as stream:
            return seconds(stream, size, content_type)
    except (OSError, Refused):
        return None
