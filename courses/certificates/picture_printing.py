"""Pictures of a design: drawn anew and slim, so that a sheet stays light enough for a letter and a poor network."""

import hashlib
import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from school.people.rules import Refused
from school.vault.pictures import reencoded

SHEET, SIGN = "sheet", "sign"  # the whole sheet's background; a logo or a signature
SIDES = {SHEET: 1600, SIGN: 480}
WEIGHTS = {SHEET: 60 * 1024, SIGN: 16 * 1024}  # bytes
LARGEST = 20 * 1024 * 1024
QUALITIES = (85, 75, 65, 55, 45)
SMALLER = 0.8


@dataclass(frozen=True)
class Picture:
    """Ready to be kept: `data` is what the vault will hold, byte for byte."""

    name: str
    data: bytes

    @property
    def content_type(self) -> str:
        return "image/png" if self.name.endswith(".png") else "image/jpeg"

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def slim(name: str, data: bytes, use: str) -> Picture:
    """The picture as it will be printed. A signature keeps its transparency; raises Refused for what is no JPEG or PNG."""
    form = "PNG" if data.startswith(b"\x89PNG") else "JPEG" if data.startswith(b"\xff\xd8") else ""
    if not form or len(data) > LARGEST:
        raise Refused(_("Нужна картинка JPEG или PNG, до 20 МБ."))
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(reencoded(data, form, SIDES[use]))))
    stem = name.rpartition(".")[0] or name or "picture"
    if use == SIGN and form == "PNG":
        return Picture(f"{stem}.png", _png(image.convert("RGBA"), WEIGHTS[use]))
    return Picture(f"{stem}.jpg", _jpeg(_on_white(image), WEIGHTS[use]))


def _on_white(image: Image.Image) -> Image.Image:
    if "A" not in image.getbands():
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _jpeg(image: Image.Image, weight: int) -> bytes:
    while True:
        for quality in QUALITIES:
            data = _saved(image, "JPEG", quality=quality, optimize=True)
            if len(data) <= weight:
                return data
        image = _smaller(image)


def _png(image: Image.Image, weight: int) -> bytes:
    """In 64 colours: ink and an emblem need no more."""
    while len(data := _saved(image.quantize(64), "PNG", optimize=True)) > weight:
        image = _smaller(image)
    return data


def _smaller(image: Image.Image) -> Image.Image:
    return image.resize((max(1, round(image.width * SMALLER)), max(1, round(image.height * SMALLER))))


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()
