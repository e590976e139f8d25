"""A silent film written by hand: every frame is a whole picture (the VP8 frame inside a lossy WebP), laid into WebM. No encoder is needed."""

import struct
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

HEADER, SEGMENT, SEEKS, INFO, TRACKS, CUES, CLUSTER = 0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1F43B675
WRITER = "shkola"


@dataclass(frozen=True)
class Frame:
    """When it appears, in milliseconds, and its picture."""

    at: int
    vp8: bytes


def vp8_of(image: Image.Image, quality: int) -> bytes:
    """The frame's bytes: a WebP file is a RIFF box around them."""
    stream = BytesIO()
    image.convert("RGB").save(stream, "WEBP", quality=quality, method=4)
    webp = stream.getvalue()
    place = webp.index(b"VP8 ")
    return webp[place + 8 : place + 8 + struct.unpack_from("<I", webp, place + 4)[0]]


def element(name: int, body: bytes) -> bytes:
    """Id, size in eight bytes, body: with sizes of one width places are known before they are written."""
    return name.to_bytes((name.bit_length() + 7) // 8) + (1 << 56 | len(body)).to_bytes(8) + body


def number(name: int, value: int) -> bytes:
    return element(name, value.to_bytes(8))


def text(name: int, value: str) -> bytes:
    return element(name, value.encode())


def film(scenes: list[list[Frame]], length: int, size: tuple[int, int]) -> bytes:
    """One cluster a scene; the table of places stands in front, so that a reader can jump before all is loaded."""
    info = element(INFO, number(0x2AD7B1, 1_000_000) + element(0x4489, struct.pack(">d", length)) + text(0x4D80, WRITER) + text(0x5741, WRITER))
    video = element(0xE0, number(0xB0, size[0]) + number(0xBA, size[1]))
    track = number(0xD7, 1) + number(0x73C5, 1) + number(0x83, 1) + number(0x9C, 0) + text(0x86, "V_VP8") + video
    tracks = element(TRACKS, element(0xAE, track))
    clusters = [cluster(frames) for frames in scenes]
    starts = [frames[0].at for frames in scenes]
    before = len(seeks(0, 0, 0)) + len(info) + len(tracks)
    first = before + len(cues(starts, [0] * len(starts)))
    places = [first + sum(map(len, clusters[:index])) for index in range(len(clusters))]
    head = seeks(len(seeks(0, 0, 0)), before - len(tracks), before)
    body = head + info + tracks + cues(starts, places) + b"".join(clusters)
    return element(HEADER, opening()) + element(SEGMENT, body)


def opening() -> bytes:
    versions = ((0x4286, 1), (0x42F7, 1), (0x42F2, 4), (0x42F3, 8))
    return b"".join(number(*pair) for pair in versions) + text(0x4282, "webm") + number(0x4287, 2) + number(0x4285, 2)


def seeks(info: int, tracks: int, table: int) -> bytes:
    rows = ((INFO, info), (TRACKS, tracks), (CUES, table))
    return element(SEEKS, b"".join(element(0x4DBB, element(0x53AB, name.to_bytes(4)) + number(0x53AC, place)) for name, place in rows))


def cues(starts: list[int], places: list[int]) -> bytes:
    points = (
        element(0xBB, number(0xB3, start) + element(0xB7, number(0xF7, 1) + number(0xF1, place))) for start, place in zip(starts, places, strict=True)
    )
    return element(CUES, b"".join(points))


def cluster(frames: list[Frame]) -> bytes:
    start = frames[0].at
    blocks = (element(0xA3, b"\x81" + struct.pack(">hB", frame.at - start, 0x80) + frame.vp8) for frame in frames)
    return element(CLUSTER, number(0xE7, start) + b"".join(blocks))
