"""Portraits of people who do not exist: flat, quiet, drawn from a few words. The same bytes every time."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from cms.demo.pictures import DESK, HAIR, INK, PARTS, SHEET

UNIT, LARGE = 640, 3
SKIN = ("#f3d9c4", "#ebc6a8", "#dcae8a", "#c39069", "#9c6b48")
SHADE = ("#e2c0a6", "#d8ab88", "#c6936d", "#a97750", "#835637")
HAIRS = ("#c79a5b", "#5b4331", "#3a2f2a", "#2a2524", "#201c1c")
GREY = "#8d8a86"
Spec = dict[str, Any]
Box = tuple[float, float, float, float]


class Bust:
    """A sheet three times larger than asked for, in units of a 640-point square."""

    def __init__(self, tone: int) -> None:
        self.image = Image.new("RGB", (UNIT * LARGE, UNIT * LARGE), DESK)
        self.draw = ImageDraw.Draw(self.image)
        self.skin, self.shade, self.hair = SKIN[tone - 1], SHADE[tone - 1], HAIRS[tone - 1]

    def oval(self, box: Box, color: str) -> None:
        self.draw.ellipse([value * LARGE for value in box], color)

    def slab(self, box: Box, color: str, radius: float) -> None:
        self.draw.rounded_rectangle([value * LARGE for value in box], radius * LARGE, color)

    def arc(self, box: Box, start: int, end: int, color: str, width: float) -> None:
        self.draw.arc([value * LARGE for value in box], start, end, color, round(width * LARGE))

    def cap(self, box: Box, start: int, end: int, color: str) -> None:
        self.draw.chord([value * LARGE for value in box], start, end, color)

    def line(self, points: list[tuple[float, float]], color: str, width: float) -> None:
        self.draw.line([(x * LARGE, y * LARGE) for x, y in points], color, round(width * LARGE), joint="curve")


def portrait(spec: Spec, size: int = UNIT) -> bytes:
    """PNG of `size` by `size`; `spec` is {"hair": short|long|bun|bald|beard, "tone": 1–5, "glasses": bool}."""
    hair, tone = spec["hair"], int(spec["tone"])
    bust = Bust(tone)
    if hair == "beard" or (hair == "bald" and spec.get("glasses")):
        bust.hair = GREY if spec.get("glasses") else bust.hair
    cloth = PARTS[(tone + len(hair) + bool(spec.get("glasses"))) % len(PARTS)]
    bust.oval((70, 60, 570, 560), HAIR)
    behind(bust, hair)
    shoulders(bust, cloth)
    face(bust)
    BEFORE[hair](bust)
    if spec.get("glasses"):
        glasses(bust)
    stream = BytesIO()
    bust.image.resize((size, size), Image.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def behind(bust: Bust, hair: str) -> None:
    """What hangs behind the head."""
    if hair == "long":
        bust.slab((186, 150, 454, 470), bust.hair, 120)
    elif hair == "bun":
        bust.oval((262, 62, 378, 178), bust.hair)


def shoulders(bust: Bust, cloth: str) -> None:
    bust.slab((110, 468, 530, 900), cloth, 130)
    bust.slab((268, 380, 372, 520), bust.shade, 46)
    bust.oval((262, 452, 378, 548), bust.shade)
    bust.line([(256, 474), (320, 566), (384, 474)], SHEET, 16)


def face(bust: Bust) -> None:
    bust.oval((196, 262, 236, 332), bust.shade)
    bust.oval((404, 262, 444, 332), bust.shade)
    bust.slab((212, 148, 428, 432), bust.skin, 106)
    for x in (276, 364):
        bust.oval((x - 8, 280, x + 8, 298), INK)
        bust.arc((x - 28, 244, x + 28, 280), 210, 330, bust.hair, 7)
    bust.line([(322, 292), (312, 336), (328, 338)], bust.shade, 6)
    bust.arc((284, 338, 356, 388), 25, 155, INK, 6)


def short(bust: Bust) -> None:
    bust.cap((198, 122, 442, 344), 182, 358, bust.hair)
    bust.cap((230, 176, 470, 330), 180, 300, bust.hair)


def long(bust: Bust) -> None:
    bust.cap((192, 124, 448, 360), 184, 356, bust.hair)
    bust.slab((188, 226, 232, 452), bust.hair, 22)
    bust.slab((408, 226, 452, 452), bust.hair, 22)


def bun(bust: Bust) -> None:
    bust.cap((200, 130, 440, 340), 184, 356, bust.hair)


def bald(bust: Bust) -> None:
    bust.slab((200, 228, 224, 300), bust.hair, 12)
    bust.slab((416, 228, 440, 300), bust.hair, 12)
    bust.arc((250, 168, 390, 250), 200, 270, SHEET, 5)


def beard(bust: Bust) -> None:
    short(bust)
    bust.cap((212, 236, 428, 448), 4, 176, bust.hair)
    bust.slab((264, 342, 376, 404), bust.hair, 26)
    bust.oval((290, 358, 350, 384), bust.skin)
    bust.arc((296, 346, 344, 380), 25, 155, INK, 6)


def glasses(bust: Bust) -> None:
    for x in (276, 364):
        bust.arc((x - 38, 252, x + 38, 326), 0, 360, INK, 7)
    bust.arc((306, 270, 334, 300), 200, 340, INK, 7)
    bust.line([(238, 280), (210, 274)], INK, 7)
    bust.line([(402, 280), (430, 274)], INK, 7)


BEFORE = {"short": short, "long": long, "bun": bun, "bald": bald, "beard": beard}
