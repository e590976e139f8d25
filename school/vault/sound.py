"""MP3 frames and OGG pages: each says how long it is, so the next must stand right behind it."""

from typing import IO, Any

from django.core.files.base import File as Upload

from school.vault.kinds import cut, lying

Stream = IO[bytes] | Upload[Any]
FRAMES = 200
PAGES = 500_000
# Kilobits a second by index, layer III: version 1, then versions 2 and 2.5.
RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
SAMPLES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
CODECS = (b"\x01vorbis", b"OpusHead", b"\x7fFLAC")


def read(stream: Stream, at: int, length: int) -> bytes:
    stream.seek(at)
    return bytes(stream.read(length))


def against_mp3(stream: Stream, size: int) -> None:
    """A tag may stand in front; then frames chain to the end, or for as long as we look."""
    at = after_tag(read(stream, 0, 10))
    if at >= size:
        raise cut("mp3")
    start, chained = at, 0
    while chained < FRAMES and at < size:
        head = read(stream, at, 4)
        if not (length := frame_length(head)):
            if chained < 3 or head[:3] not in {b"TAG", b"APE"}:
                raise lying("mp3")
            return
        if not chained:
            against_promise(read(stream, at, 200), size - start)
        at += length
        chained += 1
    if chained < 3:
        raise lying("mp3")


def after_tag(head: bytes) -> int:
    """Where the sound starts behind an ID3v2 tag, whose size has seven bits in a byte."""
    if not head.startswith(b"ID3") or len(head) < 10:
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if head[5] & 0x10 else 0)


def frame_length(head: bytes) -> int:
    """Bytes of a layer III frame; 0 when this is not one."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, sample = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer != 1 or rate in {0, 15} or sample == 3:
        return 0
    kilobits = RATES[0 if version == 3 else 1][rate]
    return (144 if version == 3 else 72) * kilobits * 1000 // SAMPLES[version][sample] + (head[2] >> 1 & 1)


def against_promise(frame: bytes, left: int) -> None:
    """The first frame may say how many bytes of sound follow: fewer mean a cut file."""
    for mark in (b"Xing", b"Info"):
        place = frame.find(mark, 4)
        if place < 0 or not frame[place + 7] & 2:
            continue
        at = place + 8 + (4 if frame[place + 7] & 1 else 0)
        promised = int.from_bytes(frame[at : at + 4])
        if promised > left + 4096:  # encoders count a last frame or a tag differently
            raise cut("mp3")


def against_ogg(stream: Stream, size: int) -> None:
    """The first page starts a stream of sound; pages chain to the very last byte."""
    at = pages = 0
    while at < size:
        head = read(stream, at, 27 + 255)
        if not head.startswith(b"OggS\0"):
            raise cut("ogg") if pages else lying("ogg")
        table = head[27 : 27 + head[26]] if len(head) > 26 else b""
        end = at + 27 + len(table) + sum(table)
        if len(head) < 27 or len(table) < head[26] or end > size or pages > PAGES:
            raise cut("ogg")
        if not pages and (not head[5] & 2 or not read(stream, at + 27 + len(table), 8).startswith(CODECS)):
            raise lying("ogg")
        at, pages = end, pages + 1
    if pages < 2:
        raise cut("ogg")
