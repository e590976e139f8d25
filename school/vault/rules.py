"""May this file be kept? The extension, the first bytes and a reader of the format must agree; nothing is believed on its word."""

import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.base import File as Upload
from django.utils.translation import gettext as _

from school.people.rules import Refused
from school.vault.active import against_active
from school.vault.captions import rewritten
from school.vault.documents import against_office, against_pdf
from school.vault.kinds import MEGABYTE, PAPERS, Kind, kind_of
from school.vault.media import against_film, against_sound
from school.vault.pictures import reencoded

NAME_BYTES = 180  # two bytes a Cyrillic letter, below every file system's 255
PHONES = {"heic", "heif"}
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Checked:
    """What may be stored: pictures come out re-encoded, captions re-written; film and sound are the upload itself, to be copied piece by piece."""

    stream: "IO[bytes] | Upload[Any]"
    name: str
    content_type: str


def inspected(data: "bytes | Upload[Any]", name: str, among: tuple[Kind, ...] = (PAPERS,)) -> Checked:
    """The file as it may be stored; raises Refused with the reason in words."""
    name = cleaned(name)
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    kind = kind_of(extension, among)
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    weighed(length_of(stream), kind)
    if kind.large:
        against = against_sound if extension in {"mp3", "m4a", "ogg"} else against_film
        against(stream, length_of(stream), extension)
    else:
        stream.seek(0)
        data = bytes(stream.read(kind.limit + 1))
        stream = io.BytesIO(redone(data, extension, kind.side))
        if kind.strict:
            against_active(data, extension)
    return Checked(stream, f"{name.rpartition('.')[0]}.jpg" if extension in PHONES else name, kind.types[extension])


def length_of(stream: "IO[bytes] | Upload[Any]") -> int:
    """By the bytes themselves, not by what the browser said of them."""
    return int(stream.seek(0, io.SEEK_END))


def weighed(size: int, kind: Kind) -> None:
    if not size:
        raise Refused(_("Файл пустой."))
    if size > kind.limit:
        raise Refused(
            _("Файл слишком большой: %(size)s МБ, можно до %(limit)s МБ.") % {"size": -(-size // MEGABYTE), "limit": kind.limit // MEGABYTE}
        )


def redone(data: bytes, extension: str, side: int = 0) -> bytes:
    """Small files go through a reader of their format; what it does not keep is lost."""
    if extension == "vtt":
        return rewritten(data)
    if extension in {"jpg", "jpeg", "png"}:
        return reencoded(data, "PNG" if extension == "png" else "JPEG", side)
    if extension in PHONES:
        return reencoded(data, "HEIF", side)
    if extension == "pdf":
        against_pdf(data)
    else:
        against_office(data, extension)
    return data


def cleaned(name: str) -> str:
    """A name people can read, without paths, control and direction characters, cut by bytes; the extension stays."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(char for char in name if unicodedata.category(char) not in UNSEEN)
    name = " ".join(re.sub(r'[<>:"|?*]', " ", name).split()).rstrip(". ")
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    room = NAME_BYTES - len(extension.encode()) - 1
    stem = stem.encode()[: max(room, 1)].decode(errors="ignore").strip(". ") or _("файл")
    return f"{stem}.{extension}" if extension else stem
