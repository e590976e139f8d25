"""Papers as people send them: photographed pages, PDFs good and hostile, files of Office."""

import io
import zipfile

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.word import HEAD, TYPES, R

PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UPSIDE_DOWN = 3  # as a telephone writes it into EXIF
RED, BLUE = (200, 30, 30), (30, 30, 200)


def photo(name="снимок.jpg", size=(300, 400), top=RED, rest=BLUE, orientation=1, form="JPEG"):
    """Its upper quarter is of another colour, so that one sees which side is up."""
    image = Image.new("RGB", size, rest)
    image.paste(top, (0, 0, size[0], size[1] // 4))
    if orientation == UPSIDE_DOWN:
        image = image.rotate(180)
    exif, stream = Image.Exif(), io.BytesIO()
    exif[0x0112] = orientation
    image.save(stream, form, exif=exif.tobytes())
    return SimpleUploadedFile(name, stream.getvalue(), f"image/{form.lower()}")


def pdf(name="устав.pdf", pages=1, change=None, **save):
    made = pikepdf.new()
    for _page in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    stream = io.BytesIO()
    made.save(stream, **save)
    return SimpleUploadedFile(name, stream.getvalue(), PDF)


def docx(name="заявление.docx", **parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("word/document.xml", "<w:document/>")
        for path, content in parts.items():
            package.writestr(path, content)
    return SimpleUploadedFile(name, stream.getvalue(), DOCX)


def relations(kind, target="https://example.org/x", mode="External"):
    package = R.replace("officeDocument", "package")
    row = f'<Relationship Id="r1" Type="{R}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'{HEAD}<Relationships xmlns="{package}">{row}</Relationships>'
