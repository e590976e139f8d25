"""Verbs of the vault: keep a file, throw away what no row knows."""

import hashlib
import os
import secrets
import time
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from school.people.models import User
from school.people.rules import Refused
from school.vault.models import File
from school.vault.rules import MEGABYTE, SIZE_LIMIT, inspected


def keep(
    data: bytes | UploadedFile,
    name: str = "",
    content_type: str = "",
    by: User | None = None,
    title: str = "",
    shelf: str = File.Shelf.OWN,
) -> File:
    """The file on disk first, whole and synced, then its row: a row without a file never exists. Raises Refused.

    `content_type` is only the claim of whoever gave the file: a claim of another type is refused, the stored one comes from the content.
    """
    body = taken(data)
    checked = inspected(body, name or getattr(data, "name", "") or "")
    if content_type and content_type != checked.content_type and content_type not in VAGUE:
        raise Refused(_("Тип файла не совпадает с его содержимым."))
    key = secrets.token_hex(24)
    written(path_of(key), checked.data)
    with transaction.atomic():
        return File.objects.create(
            key=key,
            title=title[:200],
            name=checked.name,
            content_type=checked.content_type,
            shelf=shelf,
            size=len(checked.data),
            sha256=hashlib.sha256(checked.data).hexdigest(),
            uploaded_by=by,
        )


# What browsers without Office on the machine call any file.
VAGUE = {"application/octet-stream", "application/zip", "application/x-zip-compressed", "image/jpg", "image/pjpeg", "application/x-pdf"}


def taken(data: bytes | UploadedFile) -> bytes:
    """The bytes, never more than the limit in memory."""
    if isinstance(data, bytes):
        return data
    if (data.size or 0) > SIZE_LIMIT:
        raise Refused(_("Файл слишком большой: можно до %(limit)s МБ.") % {"limit": SIZE_LIMIT // MEGABYTE})
    data.seek(0)
    return bytes(data.read(SIZE_LIMIT + 1))


def path_of(key: str) -> Path:
    return Path(settings.VAULT_ROOT) / key[:2] / key


def written(path: Path, data: bytes) -> None:
    """Under a temporary name first; the rename and the folder are synced, so that a power cut leaves the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    draft = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as stream:
            stream.write(data)
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


def sweep(older_than: float = 86_400) -> int:
    """Removes files that no row knows: their upload was cut off or rolled back. Returns how many."""
    gone = 0
    for path in Path(settings.VAULT_ROOT).glob("??/*"):
        old = time.time() - path.stat().st_mtime > older_than
        if old and not File.objects.filter(key=path.name).exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone
