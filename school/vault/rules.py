"""May this file be kept? The extension, the first bytes and a reader of the format must agree; nothing is believed on its word."""

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from school.people.rules import Refused

MEGABYTE = 1024 * 1024
SIZE_LIMIT = 20 * MEGABYTE
PIXEL_LIMIT = 25_000_000
UNPACKED_LIMIT = 300 * MEGABYTE
NAME_BYTES = 180  # two bytes a Cyrillic letter, below every file system's 255

OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ENCRYPTED = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Checked:
    """What may be stored: pictures come out re-encoded, without EXIF."""

    data: bytes
    name: str
    content_type: str


def inspected(data: bytes, name: str) -> Checked:
    """The file as it may be stored; raises Refused with the reason in words."""
    name = cleaned(name)
    extension = PurePosixPath(name).suffix.lstrip(".").lower()
    if extension not in TYPES:
        raise Refused(_("Такой файл не подходит. Можно загрузить PDF, DOCX, XLSX, PPTX, JPEG или PNG."))
    if not data:
        raise Refused(_("Файл пустой."))
    if len(data) > SIZE_LIMIT:
        raise Refused(
            _("Файл слишком большой: %(size)s МБ, можно до %(limit)s МБ.") % {"size": len(data) // MEGABYTE + 1, "limit": SIZE_LIMIT // MEGABYTE}
        )
    kind = "image" if extension in {"jpg", "jpeg", "png"} else extension
    if kind == "image":
        data = reencoded(data, "PNG" if extension == "png" else "JPEG")
    elif kind == "pdf":
        against_pdf(data)
    else:
        against_office(data, extension)
    return Checked(data, name, TYPES[extension])


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


def lying(extension: str) -> Refused:
    return Refused(
        _("Это не %(kind)s: содержимое файла не совпадает с его расширением. Сохраните файл заново и загрузите ещё раз.")
        % {"kind": extension.upper()}
    )


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


def reencoded(data: bytes, form: str) -> bytes:
    """The picture drawn anew: no EXIF, no place, no tail behind the image. The header is asked for the size before a pixel is read."""
    refusal = Refused(_("Картинка не читается. Откройте её, сохраните заново и загрузите ещё раз."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[form])
        width, height = image.size
        if width * height > PIXEL_LIMIT:
            raise Refused(_("Картинка слишком большая: больше 25 миллионов точек. Уменьшите её и загрузите ещё раз."))
        if getattr(image, "n_frames", 1) > 1:
            raise Refused(_("Картинка с движением не подходит. Сохраните один кадр."))
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # the printing press switches it on for the whole process
        image.load()
        return drawn(image, form)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(_("Картинка слишком большая: больше 25 миллионов точек. Уменьшите её и загрузите ещё раз.")) from error
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, MemoryError, OverflowError) as error:
        raise refusal from error


def drawn(image: Image.Image, form: str) -> bytes:
    upright = ImageOps.exif_transpose(image)
    transparent = "A" in upright.getbands() or "transparency" in upright.info
    if form == "JPEG":
        upright = upright.convert("L" if upright.mode == "L" else "RGB")
    else:
        upright = upright.convert("RGBA" if transparent else "L" if upright.mode in {"1", "L"} else "RGB")
    fresh = Image.new(upright.mode, upright.size)
    fresh.paste(upright)
    stream = io.BytesIO()
    fresh.save(stream, form, **({} if form == "PNG" else {"quality": 90}))
    return stream.getvalue()
