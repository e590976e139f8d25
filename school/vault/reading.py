"""The bytes of a kept file, for the school's own use (a letter's attachment); people get files through `serving.answer` only."""

from school.vault.actions import path_of
from school.vault.models import File


def read(file: File) -> bytes:
    """Raises FileNotFoundError when the disk has lost the file."""
    return path_of(file.key).read_bytes()
