"""MP4 and M4A: boxes with a size and a name, one after another to the last byte."""

import struct
from collections.abc import Iterator
from typing import IO, Any

from django.core.files.base import File as Upload

from school.vault.kinds import MEGABYTE, cut, lying

BRANDS = {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1", b"av01", b"dash", b"MSNV"}
FILM_BRANDS, SOUND_BRANDS = BRANDS | {b"M4V ", b"M4VP", b"M4VH"}, BRANDS | {b"M4A ", b"M4B "}
HANDLERS = {b"vide": "video", b"soun": "sound"}
BOXES = 50_000  # a fragmented film of hours has fewer
Box = tuple[bytes, int, int]


class Mp4:
    """`walk` fills what was found on the way: tracks and the length."""

    def __init__(self, stream: "IO[bytes] | Upload[Any]", size: int, extension: str) -> None:
        self.stream, self.size, self.extension = stream, size, extension
        self.tracks: set[str] = set()
        self.seconds: float | None = None
        self.passed = 0

    def walk(self) -> None:
        found: set[bytes] = set()
        if self.read(4, 4) != b"ftyp":
            raise lying(self.extension)
        for name, start, end in self.boxes(0, self.size):
            if not found:
                self.against_brand(start, end)
            if name == b"moov":
                self.read_moov(start, end)
            found.add(name)
        if not {b"moov", b"mdat"} <= found or not self.tracks:
            raise cut(self.extension)

    def boxes(self, at: int, until: int) -> Iterator[Box]:
        """Name, first and last byte of what is inside; a box that reaches over its parent's end is a cut file."""
        while at < until:
            self.passed += 1
            head = self.read(at, 16)
            if len(head) < 8 or self.passed > BOXES:
                raise cut(self.extension)
            length, name, inside = int.from_bytes(head[:4]), head[4:8], at + 8
            if not all(32 <= byte < 127 or byte == 0xA9 for byte in name):
                raise lying(self.extension)
            if length == 1:
                length, inside = int.from_bytes(head[8:16]), at + 16
            end = at + length if length else until
            if end < inside or end > until:
                raise cut(self.extension)
            yield name, inside, end
            at = end

    def against_brand(self, start: int, end: int) -> None:
        """The first box says what the file is: its main brand, a version, other brands."""
        body = self.read(start, min(end - start, 1024))
        if len(body) < 8:
            raise lying(self.extension)
        allowed = SOUND_BRANDS if self.extension == "m4a" else FILM_BRANDS
        if self.extension and body[:4] not in allowed:
            raise lying(self.extension)

    def read_moov(self, start: int, end: int) -> None:
        if end - start > 64 * MEGABYTE:
            raise lying(self.extension)
        for name, inside, until in self.boxes(start, end):
            if name == b"mvhd":
                self.seconds = duration(self.read(inside, 32))
            elif name == b"trak":
                self.read_track(inside, until)

    def read_track(self, start: int, end: int) -> None:
        media = [box for box in self.boxes(start, end) if box[0] == b"mdia"]
        for _name, inside, until in media:
            for name, body, _end in self.boxes(inside, until):
                if name == b"hdlr":
                    self.tracks |= {kind for mark, kind in HANDLERS.items() if self.read(body, 12)[8:12] == mark}

    def read(self, at: int, length: int) -> bytes:
        self.stream.seek(at)
        return bytes(self.stream.read(length))


def duration(header: bytes) -> float | None:
    """Seconds out of the movie's header."""
    form = ">IQ" if header[:1] == b"\1" else ">II"
    at = 20 if header[:1] == b"\1" else 12
    if len(header) < at + struct.calcsize(form):
        return None
    scale, length = struct.unpack_from(form, header, at)
    return length / scale if scale else None
