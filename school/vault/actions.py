"""Verbs of the vault: keep a file, throw away what no row knows."""

import errno
import hashlib
import os
import secrets
import time
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File as Upload
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from school.people.models import User
from school.people.rules import Refused
from school.vault.kinds import ALL, DOSSIERS, PAPERS, PHOTOS, Kind
from school.vault.models import DAY, PASSING, File
from school.vault.rules import Checked, inspected

CHUNK = 1024 * 1024
# Film, sound and captions belong to lessons; elsewhere nobody expects three hundred megabytes.
ALLOWED: dict[str, tuple[Kind, ...]] = {File.Shelf.LESSONS: ALL, "visits": (PHOTOS,), "dossiers": (DOSSIERS,)}
# What browsers without Office on the machine call any file, and other names of the same sounds.
VAGUE = {
    "application/octet-stream", "application/zip", "application/x-zip-compressed", "image/jpg", "image/pjpeg", "image/heic", "image/heif", "application/x-pdf",
    "audio/mp3", "audio/m4a", "audio/x-m4a", "audio/aac", "application/ogg", "video/ogg", "text/plain",
}  # fmt: skip


def keep(
    data: "bytes | Upload[Any]",
    name: str = "",
    content_type: str = "",
    by: User | None = None,
    title: str = "",
    shelf: str = File.Shelf.OWN,
) -> File:
    """The file on disk first, whole and synced, then its row: a row without a file never exists. Raises Refused.

    `content_type` is only the claim of whoever gave the file: a claim of another type is refused, the stored one comes from the content.
    """
    checked = inspected(data, name or getattr(data, "name", "") or "", ALLOWED.get(shelf, (PAPERS,)))
    if content_type and content_type != checked.content_type and content_type not in VAGUE:
        raise Refused(_("Тип файла не совпадает с его содержимым."))
    return shelved(checked, by=by, title=title, shelf=shelf)


def shelved(checked: Checked, *, by: User | None, title: str, shelf: str) -> File:
    """What has been checked, or was made by the school itself."""
    key = secrets.token_hex(24)
    try:
        size, digest = written(path_of(key), checked.stream)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise Refused(_("На диске школы кончилось место: файл не сохранён. Скажите об этом администратору.")) from error
    with transaction.atomic():
        return File.objects.create(
            key=key,
            title=title[:200],
            name=checked.name,
            content_type=checked.content_type,
            shelf=shelf,
            size=size,
            sha256=digest,
            uploaded_by=by,
        )


def path_of(key: str) -> Path:
    return Path(settings.VAULT_ROOT) / key[:2] / key


def written(path: Path, source: "IO[bytes] | Upload[Any]") -> tuple[int, str]:
    """Piece by piece under a temporary name; the rename and the folder are synced, so that a power cut leaves the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as stream:
            counted = copied(source, stream)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return counted


def copied(source: "IO[bytes] | Upload[Any]", target: IO[bytes]) -> tuple[int, str]:
    """Size and hash of what went through."""
    size, digest = 0, hashlib.sha256()
    source.seek(0)
    while piece := source.read(CHUNK):
        target.write(piece)
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()


def discard(file: File) -> None:
    """For files that were only passing through and that nobody has been shown: the row, then the bytes once the row is surely gone."""
    key = file.key
    file.delete()
    transaction.on_commit(lambda: path_of(key).unlink(missing_ok=True))


def lasting() -> QuerySet[File]:
    """Files that are still there: all but what has lain its day on a passing shelf."""
    return File.objects.exclude(shelf__in=PASSING, created_at__lt=timezone.now() - DAY)


def sweep(older_than: float = 86_400) -> int:
    """Removes files that no row knows (their upload was cut off or rolled back) and those that have outlived their day. Returns how many."""
    gone = 0
    for path in Path(settings.VAULT_ROOT).glob("??/*"):
        old = time.time() - path.stat().st_mtime > older_than
        if old and not lasting().filter(key=path.name).exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone + sweep_uploads(older_than)


def sweep_uploads(older_than: float) -> int:
    """Half-received films of a process that was killed on the way."""
    gone = 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*") if settings.FILE_UPLOAD_TEMP_DIR else ():
        if time.time() - path.stat().st_mtime > older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
