"""Photographs of a visit that nobody made: a workshop drawn in flat colours, lit from a window; the same bytes every time."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
WALL, FLOOR, WOOD, DARK, PAPER, INK = "#e7ddcc", "#b99a78", "#a9764a", "#7d5433", "#faf6ee", "#394452"
PAINTS = ("#554ca2", "#076c92", "#286e3c", "#8e6201", "#a94608", "#920d44")
Draw = ImageDraw.ImageDraw


def room(draw: Draw, turn: int) -> None:
    """The wall, the floor, a window on one side or the other."""
    draw.rectangle((0, 0, WIDTH, HEIGHT), fill=WALL)
    draw.rectangle((0, 690, WIDTH, HEIGHT), fill=FLOOR)
    for board in range(-4, 12):
        draw.line((board * 120 + turn * 9, HEIGHT, 300 + board * 60, 690), fill=DARK, width=2)
    left = 70 if turn % 2 else 880
    draw.rectangle((left, 90, left + 250, 430), fill="#cfe4ee", outline=PAPER, width=14)
    draw.line((left + 125, 90, left + 125, 430), fill=PAPER, width=10)
    draw.line((left, 250, left + 250, 250), fill=PAPER, width=10)


def shelves(draw: Draw, turn: int) -> None:
    left = 400 if turn % 2 else 120
    draw.rectangle((left, 150, left + 640, 760), fill=DARK)
    for row in range(4):
        top = 170 + row * 146
        draw.rectangle((left + 18, top, left + 622, top + 126), fill="#c9a57c")
        for box in range(5):
            x, tall = left + 32 + box * 118, 60 + (box * 17 + row * 23 + turn) % 46
            draw.rectangle((x, top + 126 - tall, x + 96, top + 126), fill=PAINTS[(box + row + turn) % len(PAINTS)])
            draw.rectangle((x + 22, top + 142 - tall, x + 74, top + 164 - tall), fill=PAPER)


def board(draw: Draw, turn: int) -> None:
    left = 380 if turn % 2 else 130
    draw.rectangle((left, 130, left + 680, 610), fill=WOOD)
    draw.rectangle((left + 22, 152, left + 658, 588), fill=PAPER)
    for column in range(1, 7):
        draw.line((left + 22 + column * 91, 210, left + 22 + column * 91, 588), fill="#c8c0b2", width=3)
    for row in range(6):
        draw.line((left + 22, 210 + row * 63, left + 658, 210 + row * 63), fill="#c8c0b2", width=3)
        for column in range(7):
            if (row * 5 + column * 3 + turn) % 4 == 0:
                x, y = left + 30 + column * 91, 220 + row * 63
                draw.rectangle((x, y, x + 74, y + 42), fill=PAINTS[(row + column) % len(PAINTS)])
    draw.line((left + 60, 182, left + 420, 182), fill=INK, width=12)


def table(draw: Draw, turn: int) -> None:
    draw.polygon(((90, 620), (1110, 620), (1190, 760), (10, 760)), fill=WOOD)
    draw.rectangle((10, 760, 1190, 800), fill=DARK)
    for place in range(6):
        x, paint = 170 + place * 160 + turn % 3 * 12, PAINTS[(place + turn) % len(PAINTS)]
        tall = 110 + (place * 37 + turn * 11) % 90
        draw.ellipse((x - 52, 690 - tall, x + 52, 700), fill=paint)
        draw.rectangle((x - 22, 660 - tall, x + 22, 720 - tall), fill=paint)
        draw.ellipse((x - 34, 646 - tall, x + 34, 676 - tall), fill=DARK)


SCENES: dict[str, Callable[[Draw, int], None]] = {"shelves": shelves, "board": board, "table": table}


def shot(key: str, turn: int = 0) -> bytes:
    """JPEG bytes; `turn` stands the camera elsewhere, so that no two people bring the same picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    room(draw, turn)
    SCENES[key](draw, turn)
    out = BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=82)
    return out.getvalue()
