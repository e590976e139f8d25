"""Pictures are drawn anew: what is stored is what was seen, and nothing else of the file."""

import io
import re
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from school.people.rules import Refused
from school.vault.kinds import cut

register_heif_opener(thumbnails=False)
PIXEL_LIMIT = 25_000_000
SCANS = 64  # of a JPEG: each is a walk through the whole picture; cameras and editors write 1 to 12
PARTS = 2000
MARK = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def scans_of(data: bytes) -> int:
    """How many times the picture would be gone through: what stands in metadata, or behind the end, is not counted. One of thousands of parts is refused too."""
    place, found = 2, 0
    for _part in range(PARTS):
        mark = MARK.search(data, place)
        if mark is None or mark[0] == b"\xff\xd9":
            return found
        place = mark.end() + int.from_bytes(data[mark.end() : mark.end() + 2], "big")
        found += mark[0] == b"\xff\xda"
    return PARTS


def reencoded(data: bytes, form: str, side: int = 0) -> bytes:
    """The picture drawn anew: no EXIF, no place, no tail behind the image. The header is asked for the size before a pixel is read.

    `side` – the longest side it may come out with; 0 leaves the size as it is.
    """
    refusal = Refused(_("Картинка не читается. Откройте её, сохраните заново и загрузите ещё раз."))
    if form == "JPEG" and scans_of(data) > SCANS:
        raise refusal
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=[form])
        width, height = image.size
        if width * height > PIXEL_LIMIT:
            raise Refused(_("Картинка слишком большая: больше 25 миллионов точек. Уменьшите её и загрузите ещё раз."))
        if form == "PNG" and getattr(image, "n_frames", 1) > 1:  # a phone's JPEG may hold a second picture; the first one is drawn
            raise Refused(_("Картинка с движением не подходит. Сохраните один кадр."))
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # the printing press switches it on for the whole process
        image.load()
        return drawn(image, form, side)
    except Refused:
        raise
    except Image.DecompressionBombError as error:
        raise Refused(_("Картинка слишком большая: больше 25 миллионов точек. Уменьшите её и загрузите ещё раз.")) from error
    except OSError as error:
        raise cut(form) if "truncated" in str(error) else refusal from error
    except (ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, MemoryError, OverflowError) as error:
        raise refusal from error


def drawn(image: Image.Image, form: str, side: int = 0) -> bytes:
    upright = ImageOps.exif_transpose(image)
    transparent = "A" in upright.getbands() or "transparency" in upright.info
    if form != "PNG":
        upright = upright.convert("L" if upright.mode == "L" else "RGB")
    else:
        upright = upright.convert("RGBA" if transparent else "L" if upright.mode in {"1", "L"} else "RGB")
    if side:
        upright.thumbnail((side, side))
    fresh = Image.new(upright.mode, upright.size)
    fresh.paste(upright)
    stream = io.BytesIO()
    fresh.save(stream, "PNG" if form == "PNG" else "JPEG", **({} if form == "PNG" else {"quality": 90}))
    return stream.getvalue()
