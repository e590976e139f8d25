"""Photographed pages become one upright, readable PDF, and every page a picture to look at. One picture is in memory at a time.

The job may be run twice, killed and run again: what it makes lies in a folder of its own until all of it is ready, and becomes rows at once.
"""

import io
import logging
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from django.db import transaction
from django_tasks import task
from PIL import Image, ImageOps

from courses.dossiers import document_rules
from courses.dossiers.models import DocumentVersion, PagePicture, VersionFile
from school.people.models import User
from school.vault.actions import discard, path_of, shelved
from school.vault.models import File
from school.vault.rules import Checked, cleaned

logger = logging.getLogger("school.jobs")
SMALL, SIDE, WIDE, TALL = 480, 2000, 1400, 3000  # pixels: a thumbnail, a joined photo, a picture of a page
QUALITY, LOOKED_AT = 80, 75
A4 = (595.276, 841.89)
PICTURES = 300  # pages that are shown; the rest is in the file
JPEG = "image/jpeg"
Joining = DocumentVersion.Joining


@task()
def join_pages(version_id: int) -> str:
    version = DocumentVersion.objects.select_related("item__requirement", "by").get(pk=version_id)
    if version.joining == Joining.READY:
        return "already joined"
    try:
        with tempfile.TemporaryDirectory() as folder:
            return joined(version, Path(folder))
    except Exception:
        DocumentVersion.objects.filter(pk=version_id, joining=Joining.WAITING).update(joining=Joining.FAILED)
        logger.exception("document version %s could not be joined", version_id)
        raise


def joined(version: DocumentVersion, folder: Path) -> str:
    rows = [row for row in version.files.select_related("file") if document_rules.is_page(row)]
    sizes, total = list[tuple[int, int]](), sum(map(pages_in, rows))
    DocumentVersion.objects.filter(pk=version.pk).update(pages_total=total, pages_done=0)
    with ExitStack() as open_files, pikepdf.new() as target:
        for row in rows:
            for image in pages_of(row, target, open_files):
                if len(sizes) < PICTURES:
                    sizes.append(looked_at(image, folder / f"{len(sizes)}.jpg"))
                DocumentVersion.objects.filter(pk=version.pk).update(pages_done=len(target.pages))
        target.save(folder / "joined.pdf", linearize=False)
    return put_down(version, rows, folder, sizes)


def pages_in(row: VersionFile) -> int:
    if row.file.content_type != document_rules.PDF:
        return 1
    with pikepdf.open(path_of(row.file.key), suppress_warnings=True) as pdf:
        return len(pdf.pages)


def pages_of(row: VersionFile, target: pikepdf.Pdf, open_files: ExitStack) -> Iterator[Image.Image]:
    """Adds the pages of the file to the target, one by one, and shows each as a picture."""
    path = path_of(row.file.key)
    if row.file.content_type != document_rules.PDF:
        image = readable(path, row.turns)
        add_photo(target, image)
        yield image
        return
    source = open_files.enter_context(pikepdf.open(path, suppress_warnings=True))
    drawn = pypdfium2.PdfDocument(path)
    try:
        for number, page in enumerate(source.pages):
            target.pages.append(page)
            if row.turns:
                target.pages[-1].rotate(90 * row.turns, relative=True)
            yield picture_of(drawn, number, row.turns) if len(target.pages) <= PICTURES else Image.new("L", (1, 1))
    finally:
        drawn.close()


def readable(path: Path, turns: int, side: int = SIDE) -> Image.Image:
    """A photo upright, no larger than a reader needs, its greys spread gently. A large JPEG is read at a half or a quarter of its size at once."""
    with Image.open(path, formats=["JPEG", "PNG"]) as opened:
        opened.draft("RGB", (side, side))
        image = ImageOps.exif_transpose(opened)
        if "A" in image.getbands() or "transparency" in image.info:
            paper = Image.new("RGBA", image.size, "white")
            image = Image.alpha_composite(paper, image.convert("RGBA"))
        image = image.convert("L" if image.mode == "L" else "RGB")
    image.thumbnail((side, side), reducing_gap=2.0)
    if turns:
        image = image.rotate(-90 * turns, expand=True)
    return ImageOps.autocontrast(image, cutoff=0.5, preserve_tone=True)


def add_photo(target: pikepdf.Pdf, image: Image.Image) -> None:
    """In the middle of a leaf of A4 that lies as the picture does."""
    width, height = A4 if image.height >= image.width else A4[::-1]
    scale = min(width / image.width, height / image.height)
    wide, tall = image.width * scale, image.height * scale
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=QUALITY)
    drawn = pikepdf.Stream(
        target,
        stream.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = target.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=drawn))
    place = f"q {wide:.2f} 0 0 {tall:.2f} {(width - wide) / 2:.2f} {(height - tall) / 2:.2f} cm /Page Do Q"
    page.Contents = pikepdf.Stream(target, place.encode())


def picture_of(drawn: pypdfium2.PdfDocument, number: int, turns: int) -> Image.Image:
    page = drawn[number]
    try:
        wide, tall = page.get_size()
        if turns % 2:
            wide, tall = tall, wide
        scale = min(WIDE / max(wide, 1), TALL / max(tall, 1), 4)
        return page.render(scale=scale, rotation=90 * turns, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        page.close()


def looked_at(image: Image.Image, path: Path) -> tuple[int, int]:
    """The picture of a page, for a screen."""
    image = image.copy()
    image.thumbnail((WIDE, TALL))
    image.save(path, "JPEG", quality=LOOKED_AT)
    return image.size


def put_down(version: DocumentVersion, rows: list[VersionFile], folder: Path, sizes: list[tuple[int, int]]) -> str:
    """Files first, then all rows at once; whoever comes second takes its own files away."""
    made = list[File]()
    try:
        whole = untouched(rows) or kept(folder / "joined.pdf", f"{name_of(version)}.pdf", document_rules.PDF, version.by, made)
        pictures = [kept(folder / f"{number}.jpg", f"{number + 1}.jpg", JPEG, version.by, made) for number in range(len(sizes))]
        with transaction.atomic():
            found = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
            if found.joining == Joining.READY:
                throw_away(made)
                return "already joined"
            found.pages.all().delete()  # of a join that was asked for again
            PagePicture.objects.bulk_create(
                PagePicture(version=found, number=number, file=file, width=size[0], height=size[1])
                for number, (file, size) in enumerate(zip(pictures, sizes, strict=True), 1)
            )
            found.joined, found.joining, found.pages_done = whole, Joining.READY, found.pages_total
            found.save(update_fields=["joined", "joining", "pages_done"])
    except BaseException:
        throw_away(made)
        raise
    return "joined"


def untouched(rows: list[VersionFile]) -> File | None:
    """A single PDF that was not turned is the whole by itself: its own bytes, and the signatures in it."""
    alone = len(rows) == 1 and not rows[0].turns and rows[0].file.content_type == document_rules.PDF
    return rows[0].file if alone else None


def kept(path: Path, name: str, content_type: str, by: User, made: list[File]) -> File:
    with path.open("rb") as stream:
        file = shelved(Checked(stream, cleaned(name), content_type), by=by, title="", shelf=document_rules.SHELF)
    made.append(file)
    return file


def throw_away(made: list[File]) -> None:
    for file in made:
        if File.objects.filter(pk=file.pk).exists():
            discard(file)


def name_of(version: DocumentVersion) -> str:
    return f"{version.item.requirement.title[:80]} – {version.number}"


def thumbnail(file: File, by: User) -> File | None:
    """Of a photographed page; a PDF gets its pictures when it is sent."""
    if file.content_type not in document_rules.PICTURES:
        return None
    image, stream = readable(path_of(file.key), 0, SMALL), io.BytesIO()
    image.save(stream, "JPEG", quality=LOOKED_AT)
    checked: Any = Checked(stream, "small.jpg", JPEG)
    return shelved(checked, by=by, title="", shelf=document_rules.SHELF)
