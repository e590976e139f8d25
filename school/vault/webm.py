"""WebM: EBML elements with an id and a size; a recorder may leave the size of the segment and of its clusters unknown."""

import struct
from typing import IO, Any

from django.core.files.base import File as Upload

from school.vault.kinds import cut, lying

HEADER, DOCTYPE, SEGMENT, INFO, TRACKS, CLUSTER = 0x1A45DFA3, 0x4282, 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
SCALE, DURATION, TRACK, TRACK_TYPE, CODEC = 0x2AD7B1, 0x4489, 0xAE, 0x83, 0x86
# Beside these: seek head, cues, tags, chapters, emptiness, checksum.
LEVEL_ONE = {INFO, TRACKS, CLUSTER, 0x114D9B74, 0x1C53BB6B, 0x1254C367, 0x1043A770, 0xEC, 0xBF}
IN_CLUSTER = {0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0xEC, 0xBF}
CODECS = {b"V_VP8", b"V_VP9", b"V_AV1", b"A_VORBIS", b"A_OPUS"}
ELEMENTS = 500_000
Element = tuple[int, int, int | None]


class WebM:
    """`walk` fills what was found on the way: tracks and the length."""

    def __init__(self, stream: "IO[bytes] | Upload[Any]", size: int, extension: str) -> None:
        self.stream, self.size, self.extension = stream, size, extension
        self.tracks: set[str] = set()
        self.seconds: float | None = None
        self.passed = 0

    def walk(self) -> None:
        name, inside, end = self.element(0, self.size, first=True)
        if name != HEADER or end is None or end > 4096 or self.values(inside, end).get(DOCTYPE, b"").rstrip(b"\0") != b"webm":
            raise lying(self.extension)
        name, inside, end = self.element(end, self.size)
        if name != SEGMENT or end not in {None, self.size}:
            raise cut(self.extension)
        if CLUSTER not in self.walk_segment(inside) or not self.tracks:
            raise cut(self.extension)

    def walk_segment(self, at: int) -> set[int]:
        found: set[int] = set()
        loose = False  # inside a cluster of unknown size: its children stand in the row of its neighbours
        while at < self.size:
            name, inside, end = self.element(at, self.size)
            if name not in LEVEL_ONE and not (loose and name in IN_CLUSTER):
                raise lying(self.extension)
            if end is None and name != CLUSTER:
                raise cut(self.extension)
            if name in {INFO, TRACKS} and end is not None:
                self.read_head(name, inside, end)
            loose = end is None if name in LEVEL_ONE - IN_CLUSTER else loose
            found.add(name)
            at = inside if end is None else end
        return found

    def read_head(self, name: int, start: int, end: int) -> None:
        if name == INFO:
            self.seconds = duration(self.values(start, end))
            return
        at = start
        while at < end:
            child, inside, until = self.element(at, end)
            if until is None:
                raise cut(self.extension)
            if child == TRACK:
                self.read_track(self.values(inside, until))
            at = until

    def read_track(self, track: dict[int, bytes]) -> None:
        if track.get(CODEC, b"").rstrip(b"\0") not in CODECS:
            raise lying(self.extension)
        kinds = {1: "video", 2: "sound"}
        self.tracks |= {word for number, word in kinds.items() if int.from_bytes(track.get(TRACK_TYPE, b"")[:8]) == number}

    def values(self, at: int, until: int) -> dict[int, bytes]:
        """Short children of an element."""
        found: dict[int, bytes] = {}
        while at < until:
            name, inside, end = self.element(at, until)
            if end is None:
                raise cut(self.extension)
            found[name] = self.read(inside, min(end - inside, 64))
            at = end
        return found

    def element(self, at: int, until: int, first: bool = False) -> Element:
        """Id, where the body starts, where it ends (None: unknown). What reaches over the parent's end is a cut file."""
        self.passed += 1
        head = self.read(at, 12)
        if first and not head.startswith(b"\x1a\x45\xdf\xa3"):
            raise lying(self.extension)
        width = 9 - head[0].bit_length() if head else 9
        if width > 4 or len(head) <= width or self.passed > ELEMENTS:
            raise cut(self.extension)
        name, rest = int.from_bytes(head[:width]), head[width:]
        octets = 9 - rest[0].bit_length()
        if octets > 8 or len(rest) < octets:
            raise cut(self.extension)
        mask = (1 << 7 * octets) - 1
        length, inside = int.from_bytes(rest[:octets]) & mask, at + width + octets
        if length == mask:
            return name, inside, None
        if inside + length > until:
            raise cut(self.extension)
        return name, inside, inside + length

    def read(self, at: int, length: int) -> bytes:
        self.stream.seek(at)
        return bytes(self.stream.read(length))


def duration(info: dict[int, bytes]) -> float | None:
    """Seconds: the duration is a float in units of the scale (nanoseconds)."""
    raw = info.get(DURATION, b"")
    if len(raw) not in {4, 8}:
        return None
    (length,) = struct.unpack(">f" if len(raw) == 4 else ">d", raw)
    scale = int.from_bytes(info.get(SCALE, b"")) or 1_000_000
    return float(length) * scale / 1e9 if 0 < length < 1e12 else None
