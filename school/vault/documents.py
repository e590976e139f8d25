"""Documents: the format's own marks, no password, no macros, no bomb."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

import puremagic
from django.utils.translation import gettext as _

from school.people.rules import Refused
from school.vault.kinds import MEGABYTE, cut, lying

UNPACKED_LIMIT, SUSPICIOUS = 300 * MEGABYTE, 20 * MEGABYTE
MOST_RATIO, MOST_PARTS = 100, 10_000
LISTED, TYPES = b"PK\x01\x02", "[Content_Types].xml"
BROKEN_PACKAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, MemoryError, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, LookupError,
)  # fmt: skip
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
START, XREF = re.compile(rb"startxref\s+(\d{1,10})\s"), re.compile(rb"/Type\s*/XRef")
ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")


def magic_extension(data: bytes) -> set[str]:
    """What the first bytes look like."""
    try:
        return {guess.extension.lstrip(".").lower() for guess in puremagic.magic_string(data[:65536])}
    except (puremagic.PureError, ValueError):
        return set()


def against_pdf(data: bytes) -> None:
    """The two ends of a PDF, and the way from the last of them to its pages. Whether the pages can be drawn is not asked."""
    if not data.startswith(b"%PDF-") or "pdf" not in magic_extension(data):
        raise lying("pdf")
    if b"%%EOF" not in data[-2048:]:
        raise cut("pdf")
    table = list(START.finditer(data[-2048:]))
    if not table or int(table[-1][1]) >= len(data) or b"/Root" not in data or not (b"trailer" in data or XREF.search(data)):
        raise lying("pdf")
    if ENCRYPTED.search(data):
        raise Refused(_("PDF закрыт паролем или защищён. Сохраните его без защиты и загрузите ещё раз."))


def against_office(data: bytes, extension: str) -> None:
    """The list of parts is judged before any part is unpacked; of the parts only the list of types is read, and never past its limit."""
    if not data.startswith(b"PK\x03\x04"):
        raise lying(extension)
    if data.count(LISTED) > MOST_PARTS:  # before the list becomes objects
        raise too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = against_bomb(package.infolist(), len(data), extension)
            listed = types_in(package) if TYPES in names else b""
    except BROKEN_PACKAGE as error:
        raise lying(extension) from error
    if MAIN_PARTS[extension] not in names or not listed:
        raise lying(extension)
    if b"macroenabled" in listed.lower() or any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Refused(_("В файле есть макросы. Сохраните его без макросов и загрузите ещё раз."))
    if any(name.startswith("/") or ".." in PurePosixPath(name).parts for name in names):
        raise lying(extension)


def against_bomb(parts: list[zipfile.ZipInfo], packed: int, extension: str) -> set[str]:
    """The names of the parts. Office packs parts one way only; the others have no limit on what they unpack at once."""
    unpacked = sum(part.file_size for part in parts)
    swollen = unpacked > SUSPICIOUS and unpacked > MOST_RATIO * packed
    if unpacked > UNPACKED_LIMIT or swollen or len(parts) > MOST_PARTS:
        raise too_large()
    if any(part.filename == TYPES and part.file_size > MEGABYTE for part in parts):
        raise too_large()
    names = {part.filename for part in parts}
    twice = sum(part.filename == TYPES for part in parts) > 1
    if twice or any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise lying(extension)
    return names


def types_in(package: zipfile.ZipFile) -> bytes:
    with package.open(TYPES) as part:
        listed = part.read(MEGABYTE)
        if part.read(1):
            raise too_large()
    return listed


def too_large() -> Refused:
    return Refused(_("Файл после распаковки слишком большой. Уменьшите его и загрузите ещё раз."))
