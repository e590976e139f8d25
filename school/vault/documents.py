"""Documents: the format's own marks, no password, no macros, no bomb."""

import io
import re
import zipfile
from pathlib import PurePosixPath

import puremagic
from django.utils.translation import gettext as _

from school.people.rules import Refused
from school.vault.kinds import MEGABYTE, lying

UNPACKED_LIMIT = 300 * MEGABYTE
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")


def magic_extension(data: bytes) -> set[str]:
    """What the first bytes look like."""
    try:
        return {guess.extension.lstrip(".").lower() for guess in puremagic.magic_string(data[:65536])}
    except (puremagic.PureError, ValueError):
        return set()


def against_pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-2048:] or "pdf" not in magic_extension(data):
        raise lying("pdf")
    if ENCRYPTED.search(data):
        raise Refused(_("PDF закрыт паролем или защищён. Сохраните его без защиты и загрузите ещё раз."))


def against_office(data: bytes, extension: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            listed = package.read("[Content_Types].xml")[:MEGABYTE] if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError, KeyError) as error:
        raise lying(extension) from error
    if MAIN_PARTS[extension] not in names or not listed or not data.startswith(b"PK\x03\x04"):
        raise lying(extension)
    if unpacked > UNPACKED_LIMIT or len(parts) > 10_000:
        raise Refused(_("Файл после распаковки слишком большой. Уменьшите его и загрузите ещё раз."))
    if b"macroenabled" in listed.lower() or any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise Refused(_("В файле есть макросы. Сохраните его без макросов и загрузите ещё раз."))
    if any(name.startswith("/") or ".." in PurePosixPath(name).parts for name in names):
        raise lying(extension)
