"""Pictures for links that people share: the title in the school's letters, the route of five parts below. Drawn once, kept beside the renditions.

The address holds a digest of what is drawn, so an address that nobody has printed is a 404 and draws nothing.
"""

import hashlib
import os
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont
from wagtail.models import Page

from cms.context import open_pages, school_of
from cms.models import HomePage, LessonPage, ModulePage
from cms.models.records import SchoolPage
from cms.showcase import pages_above
from school.templatetags.look import typograf

DRAWING = 1  # grows when the drawing changes: kept pictures are drawn anew
WIDTH, HEIGHT, FINE = 1200, 630, 2
DESK, INK, SOFT, HAIR = "#f4f2ee", "#1c2430", "#555d69", "#dfdad1"
PARTS = ("#554ca2", "#076c92", "#286e3c", "#8e6201", "#a94608")
GOAL = "#920d44"
STOPS = [(80, 560), (272, 549), (464, 530), (656, 505), (848, 470), (1040, 425)]
SIZES = (76, 66, 58, 50, 44)
ROOM, TALL, LEFT, TOP = 1040, 270, 80, 128


@dataclass(frozen=True)
class Face:
    """What is drawn. `part` is 1–5; 0 draws the whole route in colours."""

    title: str
    part: int
    school: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr((DRAWING, *astuple(self))).encode()).hexdigest()[:20]


def face_of(page: SchoolPage, school: str, part: int = 0) -> Face:
    """Of the page as it speaks now. A lesson is in the colour of its module, which the caller knows."""
    title = page.headline if isinstance(page, HomePage) and not page.in_english else page.title
    return Face(title, page.part if isinstance(page, ModulePage) else part, school)


def share_url(page: SchoolPage, school: str, part: int = 0) -> str:
    return settings.BASE_URL + reverse("site:share", args=[page.pk, face_of(page, school, part).digest])


@require_safe
def share(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    found = get_object_or_404(open_pages(Page), pk=pk).specific
    if not isinstance(found, SchoolPage):
        raise Http404
    faces = faces_of(found, school_of(request).name)
    face = next((face for face in faces if face.digest == digest), None)
    if face is None:
        raise Http404
    response = HttpResponse(kept(found.pk, face, {each.digest for each in faces}), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def faces_of(page: SchoolPage, school: str) -> list[Face]:
    """In Russian, and in English where an editor has written it."""
    above = pages_above(page)["module_page"] if isinstance(page, LessonPage) else None
    russian = Face(page.headline if isinstance(page, HomePage) else page.title, above.part if above else getattr(page, "part", 0), school)
    return [russian, Face(page.english_title, russian.part, school)] if page.english_title else [russian]


def kept(pk: int, face: Face, present: set[str]) -> bytes:
    """From the disk, or drawn now; pictures of the page's former titles go away."""
    folder = Path(settings.MEDIA_ROOT) / "images" / "share"
    place = folder / f"{pk}-{face.digest}.png"
    if place.is_file():
        return place.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    data = draw(face)
    half = folder / f".{uuid4().hex}.half"
    half.write_bytes(data)
    os.replace(half, place)
    for old in folder.glob(f"{pk}-*.png"):
        if old.stem.partition("-")[2] not in present:
            old.unlink(missing_ok=True)
    return data


@lru_cache(maxsize=16)
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    package = "font_manrope" if name.startswith("Manrope") else "font_source_serif_pro"
    with files(package).joinpath("files", f"{name}.ttf").open("rb") as file:
        return ImageFont.truetype(BytesIO(file.read()), size * FINE)


def draw(face: Face) -> bytes:
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), DESK)
    pen = ImageDraw.Draw(image)
    color = PARTS[face.part - 1] if face.part else INK
    pen.text((LEFT * FINE, 56 * FINE), clipped(face.school, font("Manrope-SemiBold", 28)), font=font("Manrope-SemiBold", 28), fill=SOFT)
    letters, lines, step = fitting(face.title)
    for number, line in enumerate(lines):
        pen.text((LEFT * FINE, (TOP + number * step) * FINE), line, font=letters, fill=INK)
    draw_route(pen, face.part, color)
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


urlpatterns: list[URLPattern] = [path("share/<int:pk>-<slug:digest>.png", share, name="share")]
