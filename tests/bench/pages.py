"""Thirty pages photographed by a telephone, of twelve megapixels each, become one PDF by the job: seconds of the job, printed as JSON.

Taking the photos in (the press itself) is not counted: it is a request for each handful of pages. DATA_DIR is empty and thrown away.
"""

import io
import json
import sys
import time

PAGES, SIDES, LYING = 30, (4000, 3000), 6  # EXIF: the telephone was held upright, the sensor lies


def shot(number):
    """A page of print as a sensor sees it: with grain, so that the file weighs what a real one does."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image, ImageChops, ImageDraw

    page = Image.new("L", SIDES, 225)
    pen = ImageDraw.Draw(page)
    for line in range(60):
        pen.text((200, 200 + line * 44), f"{number}.{line} " + "исполнитель общественно полезных услуг " * 4, fill=40, font_size=34)
    grain = Image.effect_noise(SIDES, 8)
    picture = ImageChops.add(page, grain, offset=-128).convert("RGB")
    exif, stream = Image.Exif(), io.BytesIO()
    exif[0x0112] = LYING
    picture.save(stream, "JPEG", quality=85, exif=exif.tobytes())
    return SimpleUploadedFile(f"{number}.jpg", stream.getvalue(), "image/jpeg")


def main():
    import django

    django.setup()
    from django.core.management import call_command

    from courses.dossiers import document_printing
    from courses.dossiers.actions import documents
    from tests.factories.dossiers import ItemFactory

    call_command("migrate", verbosity=0)
    item, size = ItemFactory(), 0
    owner = item.dossier.opened_by
    for number in range(PAGES):
        size += documents.add_file(item, shot(number), by=owner).file.size
    version = documents.send_version(item, by=owner)
    started = time.perf_counter()
    document_printing.join_pages.call(version.pk)
    took = time.perf_counter() - started
    version.refresh_from_db()
    print("PAGES " + json.dumps({"seconds": round(took, 2), "pages": version.pages_done, "megabytes": round(size / 2**20, 1)}))


if __name__ == "__main__":
    sys.exit(main())
