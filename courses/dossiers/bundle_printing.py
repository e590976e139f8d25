"""The job that makes a dossier one file: a ZIP in order with its contents, or one PDF with bookmarks. What it reads and writes goes piece by piece through the disk,
so a heavy dossier takes no more memory than a light one. It may be run twice, killed and run again."""

import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_tasks import task

from courses.dossiers import binding_printing
from courses.dossiers.bundle_rules import CONTENTS, SUMS, Entry, Piece, entries_of
from courses.dossiers.models import Bundle, Dossier
from school import pdf
from school.people.rules import tidy
from school.templatetags.look import longdate
from school.vault import exports
from school.vault.actions import CHUNK, discard, path_of

logger = logging.getLogger("school.jobs")
ZIP, PDF = "application/zip", "application/pdf"
STORED = ("application/pdf", "image/jpeg", "image/png")  # do not get smaller
CSS = """
@page { size: A4; margin: 18mm 15mm 18mm 20mm; @bottom-center { content: counter(page); font: 8pt "Press Sans"; } }
body { font: 10pt/1.35 "Press Sans"; margin: 0; overflow-wrap: anywhere; }
h1 { font: 700 16pt/1.25 "Press Serif"; margin: 0 0 3mm; }
h2 { font: 700 12pt/1.3 "Press Serif"; margin: 6mm 0 2mm; break-after: avoid; }
h3 { font: 700 10pt/1.3 "Press Sans"; margin: 4mm 0 1.5mm; break-after: avoid; }
p { margin: 0 0 2mm; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 0.2mm solid #777; padding: 1mm 1.5mm; text-align: left; vertical-align: top; }
td:first-child, th:first-child { width: 8mm; }
td:nth-child(3) { width: 42mm; }
td:nth-child(4) { width: 18mm; }
tr { break-inside: avoid; }
small { display: block; font-size: 6.5pt; }
"""
Tell = Callable[[int], None]


@task()
def make_bundle(bundle_id: int) -> str:
    """Whoever may no longer see the dossier gets nothing."""
    bundle = Bundle.objects.select_related("dossier__organization", "by").get(pk=bundle_id)
    if bundle.state != Bundle.State.WAITING:
        return "already told"
    if not Dossier.objects.visible_to(bundle.by).filter(pk=bundle.dossier_id).exists():
        Bundle.objects.filter(pk=bundle_id).update(state=Bundle.State.FAILED)
        return "may no longer see it"
    try:
        with tempfile.TemporaryDirectory() as folder, override("ru"):
            return put_down(bundle, made(bundle, Path(folder)))
    except Exception:
        Bundle.objects.filter(pk=bundle_id, state=Bundle.State.WAITING).update(state=Bundle.State.FAILED)
        logger.exception("bundle %s could not be made", bundle_id)
        raise


def made(bundle: Bundle, folder: Path) -> Path:
    entries = entries_of(bundle.dossier)
    total = sum(len(entry.pieces) for entry in entries)
    Bundle.objects.filter(pk=bundle.pk).update(total=total, done=0)

    def tell(done: int) -> None:
        Bundle.objects.filter(pk=bundle.pk).update(done=done)

    if bundle.kind == Bundle.Kind.ZIP:
        return zipped(bundle, entries, folder / "bundle.zip", tell)
    return merged(bundle, entries, folder, tell)


def put_down(bundle: Bundle, path: Path) -> str:
    with path.open("rb") as stream:
        kind = PDF if bundle.kind == Bundle.Kind.PDF else ZIP
        file = exports.put_out(stream, name=named(bundle), content_type=kind, purpose=f"bundle-{bundle.pk}", by=bundle.by)
    with transaction.atomic():
        if Bundle.objects.filter(pk=bundle.pk, state=Bundle.State.WAITING).update(state=Bundle.State.READY, file=file):
            return "made"
        discard(file)
    return "already told"


def named(bundle: Bundle) -> str:
    return f"{tidy(bundle.dossier.organization.short_name)[:60]}, {longdate(timezone.localdate())}.{bundle.kind}"


# The ZIP


def zipped(bundle: Bundle, entries: list[Entry], path: Path, tell: Tell) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        written(archive, f"{_(CONTENTS)}.pdf", contents_pdf(bundle, entries))
        written(archive, f"{_(CONTENTS)}.html", contents_html(bundle, entries).encode())
        written(archive, f"{_(SUMS)}.txt", sums(entries).encode())
        done = 0
        for entry in entries:
            for piece in entry.pieces:
                copied(archive, f"{entry.folder}/{piece.name}", piece)
                done += 1
                tell(done)
    return path


def sums(entries: Iterable[Entry]) -> str:
    """As `sha256sum -c` reads it."""
    return "".join(f"{piece.file.sha256}  {entry.folder}/{piece.name}\n" for entry in entries for piece in entry.pieces)


def info_of(name: str, moment: Any) -> zipfile.ZipInfo:
    local = timezone.localtime(moment)
    info = zipfile.ZipInfo(name, (max(local.year, 1980), local.month, local.day, local.hour, local.minute, local.second))
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return info


def written(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(info_of(name, timezone.now()), data)


def copied(archive: zipfile.ZipFile, name: str, piece: Piece) -> None:
    """Piece by piece; bytes that are not those that were laid in stop the bundle: an archive with a spoilt file is worse than none."""
    info, digest = info_of(name, piece.file.created_at), hashlib.sha256()
    if piece.file.content_type in STORED:
        info.compress_type = zipfile.ZIP_STORED
    info.file_size = piece.file.size
    with path_of(piece.file.key).open("rb") as source, archive.open(info, "w") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != piece.file.sha256:
        raise ValueError(f"The bytes of file {piece.file.pk} are not those that were laid in")


# The contents


def contents(bundle: Bundle, entries: list[Entry], pages: dict[int, int] | None = None, links: bool = False) -> str:
    """`pages` – by item: the leaf of the merged PDF where the paper begins."""
    groups = [(key, [row_of(entry, pages) for entry in rows]) for key, rows in groupby(entries, key=lambda entry: (entry.stage, entry.service))]
    context = {
        "dossier": bundle.dossier,
        "organization": bundle.dossier.organization,
        "today": timezone.localdate(),
        "groups": [{"stage": stage, "first": first, "service": service, "rows": rows} for first, (stage, service), rows in with_first(groups)],
        "pages": pages is not None,
        "links": links,
        "inside": sum(bool(entry.pieces) for entry in entries),
        "unchecked": sum(bool(entry.version) and entry.version.state != "accepted" for entry in entries if entry.version),
    }
    return get_template("dossiers/contents.html").render(context)


def with_first(groups: list[Any]) -> Iterable[tuple[bool, tuple[str, str], list[Any]]]:
    """The name of a stage is said once."""
    before = None
    for key, rows in groups:
        yield key[0] != before, key, rows
        before = key[0]


def row_of(entry: Entry, pages: dict[int, int] | None) -> dict[str, Any]:
    place = pages.get(entry.item.pk) if pages is not None else None
    return {
        "number": entry.number,
        "title": entry.title,
        "words": entry.words,
        "version": entry.version,
        "files": [
            {"path": f"{entry.folder}/{piece.name}", "name": piece.name, "sha256": piece.file.sha256, "apart": not piece.leaf}
            for piece in entry.pieces
        ],
        "place": place,
    }


def contents_pdf(bundle: Bundle, entries: list[Entry], pages: dict[int, int] | None = None) -> bytes:
    return pdf.render(contents(bundle, entries, pages), base_css=CSS, assets={})


def contents_html(bundle: Bundle, entries: list[Entry]) -> str:
    return contents(bundle, entries, links=True)


# The PDF


def merged(bundle: Bundle, entries: list[Entry], folder: Path, tell: Tell) -> Path:
    """The contents name the leaves that their own length moves: they are printed until their length is the one they were counted with."""
    leaves = binding_printing.leaves_of(entries, folder, tell)
    front, first = folder / "contents.pdf", 1
    for _try in range(4):
        front.write_bytes(contents_pdf(bundle, entries, binding_printing.places(leaves, first)))
        length = binding_printing.length_of(front)
        if length == first:
            break
        first = length
    title = _("Папка документов: %(organization)s") % {"organization": tidy(bundle.dossier.organization.short_name)}
    return binding_printing.bound(front, leaves, title, folder)
