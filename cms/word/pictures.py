"""Pictures of a document: drawn anew like every picture an editor uploads, shown small before they are kept, kept as pictures of the site."""

import base64
import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.images import ImageFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail.permissions import policy_registry

from school.people.models import User
from school.people.rules import Refused
from school.vault.pictures import reencoded

MOST = 60
MOST_PIXELS = 120_000_000  # of all pictures together: this much is drawn in a few seconds
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}
SMALL = (320, 320)


@dataclass(frozen=True)
class Picture:
    data: bytes
    form: str
    alt: str

    @property
    def small(self) -> str:
        """A small copy inside the page itself: the picture has no address until it is kept."""
        with Image.open(io.BytesIO(self.data)) as image:
            image.thumbnail(SMALL)
            stream = io.BytesIO()
            image.convert("RGB").save(stream, "JPEG", quality=70)
        return "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode()


def form_of(data: bytes) -> tuple[str, int]:
    """The form and the number of points, from the header alone; no form for what is not a picture of the site."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=list(ENDINGS)) as image:
                return image.format or "", image.width * image.height
    except (OSError, ValueError, SyntaxError, TypeError, EOFError, Image.DecompressionBombError):
        return "", 0


def redrawn(found: list[tuple[bytes, str]]) -> tuple[list[Picture], list[int | None]]:
    """The pictures, and for each one found its place among them: the same picture twice is kept once, a bad one has no place."""
    if len(found) > MOST:
        raise Refused(_("В документе больше 60 картинок. Разделите его на части."))
    forms = [form_of(data) for data, _alt in found]
    if sum(points for _form, points in forms) > MOST_PIXELS:
        raise Refused(_("Картинки в документе слишком большие. Уменьшите их в Word («Сжать рисунки») и загрузите ещё раз."))
    pictures: list[Picture] = []
    places: list[int | None] = []
    known: dict[bytes, int | None] = {}
    for (data, alt), (form, _points) in zip(found, forms, strict=True):
        key = hashlib.sha256(data).digest()
        if key not in known:
            fresh = drawn(data, form)
            known[key] = len(pictures) if fresh else None
            if fresh:
                pictures.append(Picture(fresh, form, alt))
        places.append(known[key])
    return pictures, places


def drawn(data: bytes, form: str) -> bytes:
    try:
        return reencoded(data, form) if form else b""
    except Refused:
        return b""


def shelf_for(person: User) -> Collection | None:
    """Where the person may add pictures."""
    return policy_registry.get_by_type(get_image_model()).collections_user_has_permission_for(person, "add").order_by("path").first()


@contextmanager
def files_of_failure() -> Iterator[list[FieldFile]]:
    """What was stored inside is thrown away when the inside fails: rows go with their transaction, files would stay."""
    stored: list[FieldFile] = []
    try:
        yield stored
    except BaseException:
        for file in stored:
            if getattr(file, "_committed", False):
                file.storage.delete(str(file.name))
        raise


def keep(picture: Picture, title: str, number: int, by: User, stored: list[FieldFile]) -> int:
    collection = shelf_for(by)
    if collection is None:
        raise Refused(_("Вам нельзя добавлять картинки на сайт. Уберите их из документа или попросите редактора."))
    name = (picture.alt or _("%(title)s, картинка %(number)s") % {"title": title[:200], "number": number})[:255]
    file = ImageFile(io.BytesIO(picture.data), name=f"word-{number}.{ENDINGS[picture.form]}")
    image = get_image_model()(title=name, file=file, file_size=len(picture.data), uploaded_by_user=by, collection=collection)
    stored.append(image.file)
    image.save()
    return int(image.pk)
