"""Papers of a dossier are opened by mentors and by officials: nothing in them may run, call out or carry another file inside."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pikepdf
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from school.people.rules import Refused
from school.vault.documents import BROKEN_PACKAGE, too_large
from school.vault.kinds import MEGABYTE, cut, lying

OBJECTS, DEPTH, PAGES = 400_000, 60, 300
# What a reader of PDF would do by itself, or at a careless press.
ACTS = {
    "/JavaScript",
    "/Launch",
    "/GoToE",
    "/GoToR",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
    "/GoTo3DView",
}
KEYS = {"/JS", "/JavaScript", "/AA", "/RichMediaContent", "/RichMediaSettings", "/XFA"}
INSIDE = {"/EmbeddedFiles", "/EF"}
KINDS = {"/EmbeddedFile": "inside", "/RichMedia": "active", "/Movie": "active", "/Screen": "active", "/3D": "active", "/FileAttachment": "inside"}
HYPERLINK = "/hyperlink"
ROOMS = ("/activex/", "/externallinks/")
BINARY = (".bin", ".exe", ".dll", ".js", ".vbs", ".msi", ".scr", ".bat", ".cmd", ".ole")
HARMLESS = ("printersettings",)
LIMITS: dict[str, Any] = {
    "flate_max_memory": 128 * MEGABYTE,
    "run_length_max_memory": 64 * MEGABYTE,
    "png_max_memory": 128 * MEGABYTE,
    "tiff_max_memory": 64 * MEGABYTE,
    "dct_max_memory": 128 * MEGABYTE,
    "parser_max_container_size": 1_000_000,
    "doc_max_warnings": 1000,
}
pikepdf.settings.set_qpdf_limits(**LIMITS)


def against_active(data: bytes, extension: str) -> None:
    """Raises Refused with what to do about it. Pictures have nothing to run."""
    if extension == "pdf":
        against_active_pdf(data)
    elif extension in {"docx", "xlsx", "pptx"}:
        against_active_office(data, extension)


def against_active_pdf(data: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            pages = len(pdf.pages)
            found = next(suspects(pdf), "")
    except pikepdf.PasswordError as error:
        raise Refused(_("PDF закрыт паролем или защищён. Сохраните его без защиты и загрузите ещё раз.")) from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, IndexError, RecursionError, MemoryError, OSError) as error:
        raise cut("pdf") from error
    if found == "encrypted":
        raise Refused(_("PDF закрыт паролем или защищён. Сохраните его без защиты и загрузите ещё раз."))
    if found == "inside":
        raise Refused(_("В PDF вложены другие файлы. Напечатайте его в новый PDF («Печать» – «Сохранить как PDF») и загрузите вложения отдельно."))
    if found == "large":
        raise too_large()
    if found:
        raise Refused(
            _(
                "В PDF есть программы или действия, которые запускаются сами. Напечатайте его в новый PDF («Печать» – «Сохранить как PDF») и загрузите ещё раз."
            )
        )
    if not pages:
        raise cut("pdf")
    if pages > PAGES:
        raise Refused(_("В PDF %(count)d страниц, можно до %(limit)d. Разделите его на части.") % {"count": pages, "limit": PAGES})


def suspects(pdf: pikepdf.Pdf) -> Iterator[str]:
    if pdf.is_encrypted:
        yield "encrypted"
    for number, thing in enumerate(pdf.objects):
        if number > OBJECTS:
            yield "large"
        yield from within(thing)
    yield from within(pdf.trailer)


def within(thing: Any, depth: int = 0) -> Iterator[str]:
    """Of one object and of what lies directly in it; what it only points at is asked by itself."""
    if depth > DEPTH:
        yield "active"
        return
    if isinstance(thing, pikepdf.Array):
        for each in thing:
            if isinstance(each, pikepdf.Object) and not each.is_indirect:
                yield from within(each, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield from judged(thing)
        for _key, each in thing.items():
            if isinstance(each, pikepdf.Object) and not each.is_indirect:
                yield from within(each, depth + 1)


def judged(thing: Any) -> Iterator[str]:
    keys = set(thing.keys())
    if keys & INSIDE:
        yield "inside"
    if keys & KEYS or str(thing.get("/S", "")) in ACTS:
        yield "active"
    for name in ("/Type", "/Subtype"):
        if found := KINDS.get(str(thing.get(name, ""))):
            yield found


def against_active_office(data: bytes, extension: str) -> None:
    """The package has been judged by `against_office`: its size and its names are known to be sane."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.infolist():
                name = f"/{part.filename.lower()}"
                if foreign(name):
                    raise Refused(_("В файл вложены другие файлы или программы. Уберите их или сохраните файл как PDF и загрузите ещё раз."))
                if name.endswith(".rels"):
                    against_external(package, part, extension)
    except BROKEN_PACKAGE as error:
        raise lying(extension) from error


def foreign(name: str) -> bool:
    if any(room in name for room in ROOMS):
        return True
    return name.endswith(BINARY) and not any(word in name for word in HARMLESS)


def against_external(package: zipfile.ZipFile, part: zipfile.ZipInfo, extension: str) -> None:
    """A link that a person presses is a link; a template, a picture or a sheet fetched from elsewhere is not wanted."""
    if part.file_size > MEGABYTE:
        raise too_large()
    with package.open(part) as stream:
        listed = stream.read(MEGABYTE + 1)
    try:
        root = fromstring(listed, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise lying(extension) from error
    for row in root.iter():
        outside = row.get("TargetMode", "").lower() == "external"
        if outside and not row.get("Type", "").lower().endswith(HYPERLINK):
            raise Refused(
                _("Файл берёт части себя из других мест (шаблон, рисунок или таблица по ссылке). Разорвите эти связи или сохраните файл как PDF.")
            )
