"""What a picture may cost: one of a few hundred kilobytes must not hold a process for minutes. What phones really write is taken."""

import io
import time

import pytest
from PIL import Image

from school.people.rules import Refused
from school.vault.pictures import PARTS, SCANS, reencoded, scans_of

START, END, SCAN = b"\xff\xd8", b"\xff\xd9", 0xDA


def jpeg(side=64, form="JPEG", **options):
    stream = io.BytesIO()
    Image.new("RGB", (side, side), "#286e3c").save(stream, form, quality=50, **options)
    return stream.getvalue()


def parts_of(data):
    """Segments from the start to the end; a scan with what is drawn in it."""
    place = 2
    while data[place : place + 2] != END:
        after = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if data[place + 1] == SCAN:
            while data[after] != 0xFF or data[after + 1] == 0 or 0xD0 <= data[after + 1] <= 0xD7:
                after += 1
        yield data[place:after]
        place = after


def with_scans(more):
    parts = list(parts_of(jpeg(side=1000, progressive=True)))
    return START + b"".join(parts) + parts[-1] * more + END


def with_empty_parts(count):
    return START + b"\xff\xe1\x00\x02" * count + jpeg()[2:]


@pytest.mark.parametrize("bomb", [with_scans(SCANS), with_scans(5000), with_empty_parts(PARTS + 1)], ids=["scans", "many scans", "parts"])
def test_a_picture_that_would_be_gone_through_again_and_again_is_refused_at_once(bomb):
    started = time.process_time()

    with pytest.raises(Refused):
        reencoded(bomb, "JPEG")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("data", "scans"),
    [(jpeg(), 1), (jpeg(progressive=True), 10), (jpeg(exif=b"Exif\0\0" + b"\xff\xda" * 500), 1), (jpeg() + b"\xff\xda" * 500, 1)],
    ids=["plain", "progressive", "marks inside of metadata", "marks behind the end"],
)
def test_what_cameras_and_editors_write_is_taken(data, scans):
    assert scans_of(data) == scans
    assert Image.open(io.BytesIO(reencoded(data, "JPEG"))).size == (64, 64)


def test_of_a_phones_photograph_with_a_second_picture_inside_the_first_one_is_kept():
    second = Image.new("RGB", (20, 20), "blue")
    data = jpeg(form="MPO", save_all=True, append_images=[second])

    kept = Image.open(io.BytesIO(reencoded(data, "JPEG")))

    assert (kept.format, kept.size, getattr(kept, "n_frames", 1)) == ("JPEG", (64, 64), 1)


def test_a_moving_picture_is_refused():
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG", save_all=True, append_images=[Image.new("RGB", (8, 8), "red")])

    with pytest.raises(Refused):
        reencoded(stream.getvalue(), "PNG")
