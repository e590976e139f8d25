"""The picture that a shared link shows: a title in the school's letters, the route of five parts below, 1200 × 630. A leaf that anyone may call."""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from school.templatetags.look import typograf

WIDTH, HEIGHT, FINE = 1200, 630, 2
DESK, INK, SOFT, HAIR = "#f4f2ee", "#1c2430", "#555d69", "#dfdad1"
PARTS = ("#554ca2", "#076c92", "#286e3c", "#8e6201", "#a94608")
GOAL = "#920d44"
STOPS = [(80, 560), (272, 549), (464, 530), (656, 505), (848, 470), (1040, 425)]
SIZES = (76, 66, 58, 50, 44)
ROOM, TALL, LEFT, TOP = 1040, 270, 80, 128


@lru_cache(maxsize=16)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    package = "font_manrope" if name.startswith("Manrope") else "font_source_serif_pro"
    with files(package).joinpath("files", f"{name}.ttf").open("rb") as file:
        return ImageFont.truetype(BytesIO(file.read()), size * FINE)


def link_picture(title: str, school: str, part: int = 0, under: str = "") -> bytes:
    """`part` is 1–5; 0 draws the whole route in colours. `under` – one line below the title."""
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), DESK)
    pen = ImageDraw.Draw(image)
    color = PARTS[part - 1] if part else INK
    pen.text((LEFT * FINE, 56 * FINE), clipped(school, font("Manrope-SemiBold", 28)), font=font("Manrope-SemiBold", 28), fill=SOFT)
    letters, lines, step = fitting(title)
    for number, line in enumerate(lines):
        pen.text((LEFT * FINE, (TOP + number * step) * FINE), line, font=letters, fill=INK)
    if under:
        pen.text(
            (LEFT * FINE, (TOP + 12 + len(lines) * step) * FINE),
            clipped(under, font("Manrope-SemiBold", 28)),
            font=font("Manrope-SemiBold", 28),
            fill=SOFT,
        )
    draw_route(pen, part, color)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(128)
    out = BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def fitting(title: str) -> tuple[ImageFont.FreeTypeFont, list[str], int]:
    """The largest letters in which the title fits its room; what does not fit in the smallest is cut."""
    for size in SIZES:
        letters, step = font("SourceSerifPro-Semibold", size), round(size * 1.18)
        lines = wrapped(title, letters)
        if len(lines) * step <= TALL:
            return letters, lines, step
    most = TALL // step
    return letters, [*lines[: most - 1], clipped(lines[most - 1] + "…", letters)], step


def wrapped(title: str, letters: ImageFont.FreeTypeFont) -> list[str]:
    """Lines of whole words; a word wider than the room is broken."""
    lines = [""]
    for word in str(typograf(" ".join(title.split()))).split(" "):
        while letters.getlength(word) > ROOM * FINE:
            end = next(end for end in range(len(word) - 1, 0, -1) if letters.getlength(word[:end]) <= ROOM * FINE)
            lines, word = [*lines, word[:end]], word[end:]
        longer = f"{lines[-1]} {word}".strip()
        if letters.getlength(longer) <= ROOM * FINE:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line] or [""]


def clipped(text: str, letters: ImageFont.FreeTypeFont) -> str:
    if letters.getlength(text) <= ROOM * FINE:
        return text
    return next(f"{text[:end]}…" for end in range(len(text) - 1, -1, -1) if letters.getlength(f"{text[:end]}…") <= ROOM * FINE)


def draw_route(pen: ImageDraw.ImageDraw, part: int, color: str) -> None:
    """Five rising steps to the goal; the page's own part stands out when it has one."""
    for number, (start, end) in enumerate(zip(STOPS, STOPS[1:], strict=False), start=1):
        line = PARTS[number - 1] if part in (0, number) else HAIR
        pen.line([(x * FINE, y * FINE) for x, y in (start, end)], fill=line, width=10 * FINE)
    for number, stop in enumerate(STOPS[:-1], start=1):
        dot(pen, stop, 20, DESK)
        dot(pen, stop, 16, PARTS[number - 1] if part in (0, number) else HAIR)
        if part == number:
            dot(pen, stop, 30, DESK)
            dot(pen, stop, 26, color)
    for radius, fill in ((52, DESK), (42, GOAL), (34, DESK), (22, GOAL)):
        dot(pen, STOPS[-1], radius, fill)


def dot(pen: ImageDraw.ImageDraw, at: tuple[int, int], radius: int, fill: str) -> None:
    x, y, r = at[0] * FINE, at[1] * FINE, radius * FINE
    pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)
