"""Photographed pages become one upright PDF in order, and pictures to look at; run twice, or killed and run again, it is one PDF."""

import io

import pypdfium2
import pytest
from PIL import Image

from courses.dossiers import document_printing as printing
from courses.dossiers.actions import documents
from courses.dossiers.models import PagePicture
from school.vault.actions import path_of
from school.vault.models import File
from tests.courses.dossiers.papers import BLUE, RED, UPSIDE_DOWN, docx, pdf, photo
from tests.factories.dossiers import ItemFactory

pytestmark = pytest.mark.django_db
GREEN = (30, 160, 30)


@pytest.fixture
def item():
    return ItemFactory()


def sent(item, *uploads, turns=()):
    owner = item.dossier.opened_by
    for number, upload in enumerate(uploads):
        row = documents.add_file(item, upload, by=owner)
        if number < len(turns):
            documents.turn(row, turns=turns[number], by=owner)
    return documents.send_version(item, by=owner)


def drawn(version):
    version.refresh_from_db()
    return pypdfium2.PdfDocument(path_of(version.joined.key))


def near(color, other):
    return all(abs(one - two) < 60 for one, two in zip(color, other, strict=True))


def seen_in(image, down):
    return image.convert("RGB").getpixel((image.width // 2, int(image.height * down)))


def test_pages_come_out_upright_and_in_order(item, run_jobs):
    lying = photo("3.jpg", size=(400, 300), rest=GREEN)  # its head is to the left after a quarter turn clockwise back
    version = sent(item, photo("1.jpg", orientation=UPSIDE_DOWN), pdf(pages=2), lying, docx(), turns=(0, 0, 1))
    run_jobs()

    found = drawn(version)
    assert (len(found), version.joining, version.pages_done, version.pages_total) == (4, "ready", 4, 4)
    first = found[0].render(scale=1).to_pil()
    assert near(seen_in(first, 0.1), RED)
    assert near(seen_in(first, 0.7), BLUE)
    assert found[0].get_size() == pytest.approx((595.3, 841.9), abs=1)
    turned = found[3].render(scale=1).to_pil()
    assert turned.height > turned.width
    assert near(turned.convert("RGB").getpixel((int(turned.width * 0.9), turned.height // 2)), RED)


def test_every_page_has_a_picture(item, run_jobs):
    version = sent(item, photo(size=(2400, 3200)), pdf())
    run_jobs()

    pages = list(version.pages.select_related("file"))
    assert [page.number for page in pages] == [1, 2]
    assert all(Image.open(path_of(page.file.key)).size == (page.width, page.height) for page in pages)
    assert max(page.width for page in pages) <= 1400


def test_a_pdf_by_itself_stays_as_it_is(item, run_jobs):
    version = sent(item, pdf())
    run_jobs()
    version.refresh_from_db()

    assert version.joined == version.files.get().file


def test_a_turned_pdf_is_turned(item, run_jobs):
    version = sent(item, pdf(), turns=(1,))
    run_jobs()

    assert drawn(version)[0].get_size() == pytest.approx((842, 595))
    page = version.pages.get()
    assert page.width > page.height


def test_it_may_run_twice(item, run_jobs):
    version = sent(item, photo())
    run_jobs()
    kept = File.objects.count()

    assert printing.join_pages.call(version.pk) == "already joined"
    assert (File.objects.count(), PagePicture.objects.count()) == (kept, 1)


def test_killed_on_the_way_it_is_run_again(item, monkeypatch):
    version = sent(item, photo("1.jpg"), photo("2.jpg", rest=GREEN))
    kept = File.objects.count()

    def killed(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(PagePicture.objects, "bulk_create", killed)
        with pytest.raises(KeyboardInterrupt):
            printing.join_pages.call(version.pk)
    version.refresh_from_db()
    assert (version.joining, version.joined, File.objects.count()) == ("waiting", None, kept)

    printing.join_pages.call(version.pk)
    assert len(drawn(version)) == 2


def test_a_failed_join_says_so_and_may_be_asked_for_again(item, run_jobs):
    version = sent(item, photo("1.jpg"), photo("2.jpg", rest=GREEN))
    spoilt = path_of(version.files.first().file.key)
    content = spoilt.read_bytes()
    spoilt.write_bytes(b"lost")
    with pytest.raises(OSError, match="cannot identify"):
        printing.join_pages.call(version.pk)
    version.refresh_from_db()
    assert version.joining == "failed"

    spoilt.write_bytes(content)
    documents.join_again(version, by=item.dossier.opened_by)
    run_jobs()
    version.refresh_from_db()
    assert version.joining == "ready"


def test_nobody_joins_again_what_is_ready(item, run_jobs):
    version = sent(item, photo())
    run_jobs()
    documents.join_again(version, by=item.dossier.opened_by)

    assert run_jobs() == []


def test_a_transparent_picture_lies_on_white(item, run_jobs):
    stream = io.BytesIO()
    Image.new("RGBA", (200, 300), (0, 0, 0, 0)).save(stream, "PNG")
    version = sent(item, type(photo())("x.png", stream.getvalue(), "image/png"))
    run_jobs()

    assert near(seen_in(drawn(version)[0].render(scale=1).to_pil(), 0.5), (255, 255, 255))


def test_what_was_joined_before_is_replaced(item, run_jobs):
    version = sent(item, photo("1.jpg"), photo("2.jpg", rest=GREEN))
    run_jobs()
    type(version).objects.update(joining="waiting")

    assert printing.join_pages.call(version.pk) == "joined"
    assert version.pages.count() == 2
