"""Covers for lessons and news: flat, quiet, drawn with lines and discs; the same bytes every time."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

Point = tuple[float, float]
WIDTH, HEIGHT, SCALE = 1200, 675, 3
DESK, SHEET, INK, HAIR, SOFT = "#f4f2ee", "#ffffff", "#1c2430", "#dfdad1", "#555d69"
PARTS = ("#554ca2", "#076c92", "#286e3c", "#8e6201", "#a94608")
GOAL = "#920d44"
WATER = "#c3d3dc"


class Canvas:
    """A sheet three times larger than the picture, so that edges come out smooth."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), DESK)
        self.draw = ImageDraw.Draw(self.image)

    def disc(self, at: Point, radius: float, color: str) -> None:
        x, y, r = at[0] * SCALE, at[1] * SCALE, radius * SCALE
        self.draw.ellipse((x - r, y - r, x + r, y + r), fill=color)

    def line(self, points: list[Point], width: float, color: str) -> None:
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self.draw.line(path, fill=color, width=round(width * SCALE), joint="curve")
        for end in (points[0], points[-1]):
            self.disc(end, width / 2, color)

    def dots(self, points: list[Point], radius: float, color: str, gap: float = 22) -> None:
        for point in spaced(points, gap):
            self.disc(point, radius, color)

    def box(self, at: Point, size: Point, color: str, radius: float = 10, edge: str = "") -> None:
        x, y = at
        corners = (x * SCALE, y * SCALE, (x + size[0]) * SCALE, (y + size[1]) * SCALE)
        self.draw.rounded_rectangle(corners, radius * SCALE, fill=color, outline=edge or None, width=2 * SCALE if edge else 0)

    def ring(self, at: Point, radius: float, width: float, color: str, inside: str = DESK) -> None:
        self.disc(at, radius, color)
        self.disc(at, radius - width, inside)

    def check(self, at: Point, size: float, color: str) -> None:
        x, y = at
        tick = [(x - size * 0.5, y), (x - size * 0.12, y + size * 0.36), (x + size * 0.5, y - size * 0.36)]
        self.line(tick, size * 0.2, color)

    def goal(self, at: Point, radius: float = 46) -> None:
        self.ring(at, radius, 7, GOAL)
        self.ring(at, radius - 16, 3, GOAL)
        self.disc(at, radius - 30, GOAL)

    def station(self, at: Point, color: str, done: bool = True, radius: float = 25) -> None:
        self.disc(at, radius + 7, DESK)
        self.ring(at, radius, 6, color, color if done else DESK)
        if done:
            self.check(at, radius, SHEET)


def curve(knots: list[Point], steps: int = 40) -> list[Point]:
    """A smooth line through the knots (Catmull–Rom)."""
    padded = [knots[0], *knots, knots[-1]]
    path: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        path += [between(a, b, c, d, step / steps) for step in range(steps)]
    return [*path, knots[-1]]


def between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def axis(i: int) -> float:
        return 0.5 * (2 * b[i] + (c[i] - a[i]) * t + (2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t * t + (3 * b[i] - a[i] - 3 * c[i] + d[i]) * t**3)

    return axis(0), axis(1)


def spaced(points: list[Point], gap: float) -> list[Point]:
    """Points of the path that lie at least `gap` apart."""
    kept = [points[0]]
    for x, y in points[1:]:
        if (x - kept[-1][0]) ** 2 + (y - kept[-1][1]) ** 2 >= gap * gap:
            kept.append((x, y))
    return kept


def route(c: Canvas) -> None:
    stops: list[Point] = [(130, 540), (310, 500), (490, 425), (670, 355), (850, 250), (1050, 140)]
    path = curve(stops)
    for shift in (28, 56, 84, 112):
        c.line([(x, y + shift) for x, y in path], 1.5, HAIR)
    for index, color in enumerate(PARTS):
        c.line(path[index * 40 : index * 40 + 41], 11, color)
    for stop, color in zip(stops, PARTS, strict=False):
        c.station(stop, color)
    c.disc(stops[-1], 58, DESK)
    c.goal(stops[-1], 50)


def sheet(c: Canvas, at: Point, color: str, rows: int = 6, size: Point = (240, 330)) -> None:
    """A page with a coloured line at the head and hairlines for words."""
    c.box(at, size, SHEET, edge=HAIR)
    left, top = at[0] + 30, at[1] + 44
    c.line([(left, top), (left + size[0] * 0.42, top)], 9, color)
    for row in range(rows):
        y = top + 44 + row * (size[1] - 120) / max(rows - 1, 1)
        c.line([(left, y), (left + (size[0] - 60) * (0.68 if row % 3 == 2 else 1), y)], 4, HAIR)


def registers(c: Canvas) -> None:
    for x, color in ((160, GOAL), (480, PARTS[1]), (800, PARTS[2])):
        sheet(c, (x, 150), color)
        c.ring((x + 196, 430), 19, 5, color, SHEET)
    c.line([(110, 560), (1090, 560)], 3, SOFT)


def procedure(c: Canvas) -> None:
    upper: list[Point] = [(160, 240), (380, 240), (600, 240), (820, 240)]
    lower: list[Point] = [(600, 470), (820, 470), (1030, 470)]
    c.box((80, 150), (1040, 180), SHEET, edge=HAIR)
    c.box((420, 380), (700, 180), SHEET, edge=HAIR)
    c.line(upper, 10, PARTS[1])
    c.line(curve([(820, 240), (910, 300), (760, 395), (600, 470)]), 10, PARTS[3])
    c.line(lower[:2], 10, PARTS[4])
    c.dots([(x, 470) for x in range(845, 995)], 4, PARTS[4])
    for point in upper:
        c.ring(point, 32, 7, SHEET, SHEET)
        c.ring(point, 24, 24, PARTS[1], PARTS[1])
        c.check(point, 24, SHEET)
    for point in lower[:2]:
        c.ring(point, 26, 7, PARTS[4], SHEET)
    c.ring(lower[2], 44, 7, GOAL, SHEET)
    c.disc(lower[2], 18, GOAL)


def chain(c: Canvas) -> None:
    for index, color in enumerate(PARTS[:4]):
        x = (110 + index * 190) * SCALE
        link = (x, 262 * SCALE, x + 235 * SCALE, 412 * SCALE)
        c.draw.rounded_rectangle(link, 75 * SCALE, outline=color, width=18 * SCALE)
    for index, color in enumerate(PARTS[:3]):  # the lower crossing passes over: the links hold
        x = (110 + index * 190) * SCALE
        cap = (x + 85 * SCALE, 262 * SCALE, x + 235 * SCALE, 412 * SCALE)
        c.draw.arc(cap, 5, 85, fill=color, width=18 * SCALE)
    c.dots([(x, 337) for x in range(935, 1010)], 4, SOFT, 18)
    c.goal((1060, 337))


def talk(c: Canvas) -> None:
    left = curve([(120, 180), (330, 210), (500, 300), (600, 338), (700, 376), (870, 466), (1080, 496)])
    right = curve([(120, 496), (330, 466), (500, 376), (600, 338), (700, 300), (870, 210), (1080, 180)])
    for shift in (-36, -18, 18, 36):
        c.line([(x, y + shift * abs(x - 600) / 480) for x, y in left], 2, HAIR)
        c.line([(x, y + shift * abs(x - 600) / 480) for x, y in right], 2, HAIR)
    c.line(left, 10, PARTS[1])
    c.line(right, 10, PARTS[3])
    for end, color in (((120, 180), PARTS[1]), ((120, 496), PARTS[3])):
        c.station(end, color, done=False)
    for end, color in (((1080, 496), PARTS[1]), ((1080, 180), PARTS[3])):
        c.station(end, color)
    c.disc((600, 338), 54, DESK)
    c.ring((600, 338), 42, 8, INK)
    c.check((600, 338), 36, INK)


RIVERS: tuple[tuple[float, list[Point]], ...] = (
    (6, [(-60, 110), (7, 149), (31, 183), (47, 199), (76, 190), (111, 203), (145, 193)]),
    (9, [(24, 434), (62, 352), (80, 295), (101, 263), (107, 231), (145, 193), (183, 123), (235, 70)]),
    (14, [(560, 185), (467, 149), (384, 140), (289, 102), (235, 66), (242, 34), (273, 9), (290, -60)]),
    (7, [(290, 470), (315, 384), (321, 332), (353, 320), (388, 309), (408, 256), (419, 193), (437, 131)]),
)
TOWNS: tuple[tuple[Point, str], ...] = (
    ((47, 199), PARTS[0]),
    ((235, 66), PARTS[1]),
    ((101, 263), PARTS[2]),
    ((122, 291), PARTS[3]),
    ((321, 332), PARTS[4]),
)


def land(point: Point) -> Point:
    return 240 + point[0] * 1.72, 20 + point[1] * 1.66


def south(c: Canvas) -> None:
    for width, knots in RIVERS:
        c.line(curve([land(knot) for knot in knots]), width * 1.6, WATER)
    way = curve([land(town) for town, _ in (TOWNS[1], TOWNS[0], TOWNS[2], TOWNS[3], TOWNS[4])])
    c.dots(way, 3.5, SOFT, 20)
    for town, color in TOWNS:
        c.disc(land(town), 27, DESK)
        c.ring(land(town), 20, 7, color)


def idea(c: Canvas) -> None:
    path = curve([(110, 470), (270, 250), (400, 480), (550, 310), (700, 350), (860, 280), (1040, 230)])
    c.dots(path[:85], 5, SOFT, 24)
    c.dots(path[85:125], 6, PARTS[3], 19)
    c.line(path[125:], 11, PARTS[3])
    for offset in (40, 74, 108):
        c.line([(x, y + offset) for x, y in path[125:]], 1.5, HAIR)
    c.station(path[125], PARTS[3])
    c.disc((1040, 230), 58, DESK)
    c.goal((1040, 230), 50)


def budget(c: Canvas) -> None:
    for step in range(1, 5):
        c.line([(170, 540 - step * 90), (1030, 540 - step * 90)], 2, HAIR)
    for index, (units, color) in enumerate(((12, PARTS[0]), (7, PARTS[1]), (5, PARTS[2]), (3, PARTS[3]))):
        for unit in range(units):
            c.box((230 + index * 210, 508 - unit * 31), (120, 25), color, radius=5)
    c.line([(150, 541), (1050, 541)], 5, INK)


def dossier(c: Canvas) -> None:
    for index, color in enumerate(reversed(PARTS)):
        at = (640 - index * 32, 86 + index * 26)
        c.box((at[0] + 318, at[1] + 40 + index * 18), (58, 34), color, radius=8)
        sheet(c, at, color, rows=7, size=(340, 390))
    c.line([(240, 130), (240, 440)], 9, PARTS[4])
    c.dots([(240, y) for y in range(455, 560)], 4, PARTS[4])
    for y in (130, 285, 440):
        c.station((240, y), PARTS[4])
    c.station((240, 570), PARTS[4], done=False)


def checklist(c: Canvas) -> None:
    c.box((290, 50), (620, 575), SHEET, edge=HAIR)
    for row in range(8):
        y, done = 108 + row * 66, row not in (3, 6)
        c.ring((360, y), 21, 5, PARTS[2] if done else PARTS[3], PARTS[2] if done else SHEET)
        if done:
            c.check((360, y), 22, SHEET)
        c.line([(420, y), (840 - (row * 53) % 150, y)], 6, HAIR if done else PARTS[3])


def renewal(c: Canvas) -> None:
    middle, radius = (600, 338), 215
    box = [(v - radius) * SCALE if i < 2 else (v + radius) * SCALE for i, v in enumerate(middle * 2)]
    c.draw.arc(box, 0, 360, fill=HAIR, width=4 * SCALE)
    c.draw.arc(box, -90, 180, fill=PARTS[2], width=13 * SCALE)
    c.draw.arc(box, 180, 235, fill=PARTS[3], width=13 * SCALE)
    c.ring(middle, 150, 2, HAIR)
    c.ring(middle, 120, 2, HAIR)
    c.station((600 + radius - 6, 338), PARTS[2])
    c.station((600 - radius + 6, 338), PARTS[3], done=False)
    c.disc((600, 338 - radius + 6), 54, DESK)
    c.goal((600, 338 - radius + 6))


DRAWINGS: dict[str, Callable[[Canvas], None]] = {
    "route": route, "registers": registers, "procedure": procedure, "chain": chain,
    "talk": talk, "map": south, "idea": idea, "budget": budget,
    "dossier": dossier, "checklist": checklist, "renewal": renewal,
}  # fmt: skip
KEYS = tuple(DRAWINGS)


def draw(key: str) -> bytes:
    """The picture as PNG bytes; an unknown key is a KeyError."""
    canvas = Canvas()
    DRAWINGS[key](canvas)
    small = canvas.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()
