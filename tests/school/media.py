"""Small true films and sounds, written by hand, for lying about."""

import struct


def box(name, body=b""):
    return struct.pack(">I", 8 + len(body)) + name + body


def track(handler=b"vide"):
    return box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12))))


def mp4(brand=b"isom", tracks=(b"vide", b"soun"), seconds=90, tail=b"", media=b"frames" * 50):
    header = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80))
    head = box(b"ftyp", brand + bytes(4) + brand)
    return head + box(b"moov", header + b"".join(map(track, tracks))) + box(b"mdat", media) + tail


def m4a(**fields):
    return mp4(**({"brand": b"M4A ", "tracks": (b"soun",)} | fields))


def ebml(name, body, width=4):
    size = (1 << 7 * width | len(body)).to_bytes(width)
    return name.to_bytes((name.bit_length() + 7) // 8) + size + body


UNKNOWN = b"\x01" + b"\xff" * 7


def webm(doctype=b"webm", codec=b"V_VP8", kind=1, recorded=False, seconds=40.0, tail=b"", clusters=2):
    head = ebml(0x1A45DFA3, ebml(0x4282, doctype))
    info = ebml(0x1549A966, ebml(0x2AD7B1, (1_000_000).to_bytes(3)) + ebml(0x4489, struct.pack(">d", seconds * 1000)))
    tracks = ebml(0x1654AE6B, ebml(0xAE, ebml(0xD7, b"\1") + ebml(0x83, bytes([kind])) + ebml(0x86, codec)))
    inside = ebml(0xE7, b"\0") + ebml(0xA3, b"\x81\0\0\x80" + b"frame" * 30)
    cluster = (0x1F43B675).to_bytes(4) + UNKNOWN + inside if recorded else ebml(0x1F43B675, inside)
    body = info + tracks + cluster * clusters
    return head + ((0x18538067).to_bytes(4) + UNKNOWN + body if recorded else ebml(0x18538067, body)) + tail


def mp3(frames=20, tag=True, promise=0):
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kilobits at 44.1 kHz: 417 bytes
    first = b"\xff\xfb\x90\x00" + bytes(32) + b"Xing" + struct.pack(">II", 2, promise) + bytes(369)
    return (b"ID3\4\0\0\0\0\0\x0a" + bytes(10) if tag else b"") + (first if promise else frame) + frame * (frames - 1)


def ogg(codec=b"\x01vorbis", pages=4, first=2):
    def page(number, body, flag):
        return b"OggS\0" + bytes([flag]) + bytes(8) + b"abcd" + struct.pack("<I", number) + bytes(4) + bytes([1, len(body)]) + body

    return page(0, codec + bytes(20), first) + b"".join(page(number, bytes(200), 4 if number == pages - 1 else 0) for number in range(1, pages))


VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nЗдравствуйте\n\n00:00:02.000 --> 00:00:04.500\nЭто школа\n".encode()
