"""The demo school's film: drawn scene by scene in the school's colours, and its captions. The same bytes every time."""

import textwrap
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from cms.demo.pictures import DESK, GOAL, HAIR, INK, PARTS, SHEET, SOFT
from cms.demo.webm import Frame, film, vp8_of
from school.vault.captions import Cue, written_out

WIDTH, HEIGHT, LARGE = 1280, 720, 2
QUALITY = 76
FADE = (0.1, 0.25, 0.42, 0.58, 0.75, 0.9)
STEP = 60  # milliseconds between pictures of a fade
STILL = 1000  # a still picture is repeated, so that a jump lands near
FACES = {"serif": ("font_source_serif_pro", "SourceSerifPro-Bold.ttf"), "sans": ("font_manrope", "Manrope-Medium.ttf")}
STATIONS = [(140 + index * 200, 606) for index in range(6)]
Spec = dict[str, Any]


@cache
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    package, file = FACES[name]
    return ImageFont.truetype(BytesIO(files(package).joinpath("files", file).read_bytes()), size, layout_engine=ImageFont.Layout.BASIC)


def video(spec: Spec) -> bytes:
    """WebM. Scenes fade into each other; the rest stands still."""
    scenes: list[list[Frame]] = []
    clock, last = 0, Image.new("RGB", (WIDTH, HEIGHT), DESK)
    for index in range(len(spec["scenes"])):
        shown = drawn(spec, index)
        length = round(spec["scenes"][index]["seconds"] * 1000)
        frames = [Frame(clock + step * STEP, vp8_of(Image.blend(last, shown, share), QUALITY - 14)) for step, share in enumerate(FADE)]
        still = vp8_of(shown, QUALITY)
        frames += [Frame(clock + at, still) for at in range(len(FADE) * STEP, length, STILL)]
        scenes.append(frames)
        clock, last = clock + length, shown
    return film(scenes, clock, (WIDTH, HEIGHT))


def poster(spec: Spec) -> bytes:
    """PNG: what stands in the player before the start."""
    stream = BytesIO()
    drawn(spec, 0).save(stream, "PNG")
    return stream.getvalue()


def captions(spec: Spec) -> str:
    """WebVTT: the words of each scene, a long one sentence by sentence."""
    cues: list[Cue] = []
    clock = 0
    for scene in spec["scenes"]:
        length = round(scene["seconds"] * 1000)
        words = sentences(scene["text"])
        total, passed = sum(map(len, words)), 0
        for sentence in words:
            start = clock + length * passed // total
            passed += len(sentence)
            cues.append(Cue(start, clock + length * passed // total, "\n".join(textwrap.wrap(sentence, 42))))
        clock += length
    return written_out(cues)


def sentences(text: str) -> list[str]:
    parts = text.replace(". ", ".\n").split("\n")
    return parts if min(map(len, parts)) > 24 else [text]


def drawn(spec: Spec, index: int) -> Image.Image:
    """One scene: name of the school, title, and how far along the route this is. The words are the captions': drawn too, they would lie under them."""
    scene = spec["scenes"][index]
    reached = scene["part"] or (0 if index == 0 else len(PARTS) + 1)
    image = route(reached)
    draw = ImageDraw.Draw(image)
    color = PARTS[scene["part"] - 1] if scene["part"] else GOAL
    draw.text((110, 74), "Школа лидеров НКО", SOFT, face("sans", 28))
    draw.rectangle((112, 142, 192, 150), color)
    for row, line in enumerate(lines_of(scene["title"], face("serif", 92), WIDTH - 220)):
        draw.text((108, 166 + row * 104), line, INK, face("serif", 92))
    return image


def lines_of(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@cache
def empty_route(reached: int) -> Image.Image:
    """Five stations and the goal, drawn large and made small: edges come out smooth."""
    image = Image.new("RGB", (WIDTH * LARGE, HEIGHT * LARGE), DESK)
    draw = ImageDraw.Draw(image)
    for index, color in enumerate([*PARTS, GOAL], start=1):
        x, y = (value * LARGE for value in STATIONS[index - 1])
        if index <= len(PARTS):
            past = index < reached
            draw.line((x, y, x + 200 * LARGE, y), color if past else HAIR, 10 * LARGE)
    for index, color in enumerate([*PARTS, GOAL], start=1):
        disc(draw, STATIONS[index - 1], 30 if index == reached else 22, color, index < reached, index == reached)
    return image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def route(reached: int) -> Image.Image:
    return empty_route(reached).copy()


def disc(draw: ImageDraw.ImageDraw, at: tuple[int, int], radius: int, color: str, done: bool, now: bool) -> None:
    """Passed: filled with a tick; now: a double ring; ahead: hollow."""
    x, y = (value * LARGE for value in at)
    for size, fill in ((radius + 8, DESK), (radius, color), (radius - 6, color if done else SHEET), *(((radius - 13, color),) if now else ())):
        r = size * LARGE
        draw.ellipse((x - r, y - r, x + r, y + r), fill)
    if done:
        r = radius * LARGE * 0.5
        draw.line([(x - r * 0.9, y), (x - r * 0.2, y + r * 0.7), (x + r, y - r * 0.7)], SHEET, 4 * LARGE, joint="curve")
