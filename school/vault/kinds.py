"""What the vault knows how to judge: families of types, how large each may be, and the words in which a stranger to the family is refused."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from school.people.rules import Refused, Text

MEGABYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """`types` by extension; `large` kinds are never whole in memory."""

    types: dict[str, str]
    limit: int
    hint: Text
    wrong: Text
    large: bool = False
    side: int = 0  # pictures are drawn no longer than this; 0 – as they are
    strict: bool = False  # nothing inside may run, call out or carry another file

    @property
    def accept(self) -> str:
        """For the attribute of a file field."""
        return ",".join(f".{extension}" for extension in self.types)

    @property
    def attributes(self) -> dict[str, Any]:
        """Of a file field: a browser with scripts refuses what is too large before it sets out."""
        over = format_lazy(gettext_lazy("Файл слишком большой. Можно до {limit} МБ."), limit=self.limit // MEGABYTE)
        return {"accept": self.accept, "data-limit": self.limit, "data-over": over}


PAPERS = Kind(
    {
        "pdf": "application/pdf",
        "docx": f"{OFFICE}wordprocessingml.document",
        "xlsx": f"{OFFICE}spreadsheetml.sheet",
        "pptx": f"{OFFICE}presentationml.presentation",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
    },
    20 * MEGABYTE,
    gettext_lazy("PDF, DOCX, XLSX, PPTX, JPEG или PNG, до 20 МБ."),
    gettext_lazy("Такой файл не подходит. Можно загрузить PDF, DOCX, XLSX, PPTX, JPEG или PNG."),
)
PHOTOS = Kind(
    {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"},
    20 * MEGABYTE,
    gettext_lazy("JPEG или PNG, до 20 МБ."),
    gettext_lazy("Такой файл не подходит. Можно загрузить фотографию JPEG или PNG."),
    side=1600,
)
# A telephone's HEIC is drawn anew as a JPEG: every other screen can show that.
DOSSIERS = Kind(
    {
        "pdf": "application/pdf",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
        "heic": "image/jpeg",
        "heif": "image/jpeg",
        "docx": f"{OFFICE}wordprocessingml.document",
        "xlsx": f"{OFFICE}spreadsheetml.sheet",
    },
    20 * MEGABYTE,
    gettext_lazy("Фотографии JPEG, PNG или HEIC, PDF, DOCX или XLSX, каждый файл до 20 МБ."),
    gettext_lazy("Такой файл не подходит. Можно загрузить фотографию JPEG, PNG или HEIC, файл PDF, DOCX или XLSX."),
    strict=True,
)
FILMS = Kind(
    {"mp4": "video/mp4", "webm": "video/webm"},
    300 * MEGABYTE,
    gettext_lazy("MP4 или WebM, до 300 МБ."),
    gettext_lazy("Такой файл не подходит. Можно загрузить видео MP4 или WebM."),
    large=True,
)
SOUNDS = Kind(
    {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"},
    100 * MEGABYTE,
    gettext_lazy("MP3, M4A или OGG, до 100 МБ."),
    gettext_lazy("Такой файл не подходит. Можно загрузить звук MP3, M4A или OGG."),
    large=True,
)
SUBTITLES = Kind(
    {"vtt": "text/vtt"},
    MEGABYTE,
    gettext_lazy("Субтитры WebVTT (.vtt), до 1 МБ."),
    gettext_lazy("Такой файл не подходит. Можно загрузить субтитры WebVTT с расширением .vtt."),
)
ALL = (PAPERS, FILMS, SOUNDS, SUBTITLES)


def kind_of(extension: str, among: tuple[Kind, ...]) -> Kind:
    """The family of the extension; the first of `among` says what was wanted instead."""
    for kind in among:
        if extension in kind.types:
            return kind
    raise Refused(among[0].wrong)


def lying(extension: str) -> Refused:
    return Refused(
        _("Это не %(kind)s: содержимое файла не совпадает с его расширением. Сохраните файл заново и загрузите ещё раз.")
        % {"kind": extension.upper()}
    )


def cut(extension: str) -> Refused:
    return Refused(
        _("Файл %(kind)s обрезан или повреждён: он кончается раньше, чем обещает. Сохраните его заново и загрузите ещё раз.")
        % {"kind": extension.upper()}
    )
