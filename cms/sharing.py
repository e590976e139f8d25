"""Pictures for links that people share: the title in the school's letters, the route of five parts below. Drawn once, kept beside the renditions.

The address holds a digest of what is drawn, so an address that nobody has printed is a 404 and draws nothing.
"""

import hashlib
import os
from dataclasses import astuple, dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.context import open_pages, school_of
from cms.models import HomePage, LessonPage, ModulePage
from cms.models.records import SchoolPage
from cms.showcase import pages_above
from school.link_pictures import link_picture

DRAWING = 1  # grows when the drawing changes: kept pictures are drawn anew


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


def draw(face: Face) -> bytes:
    return link_picture(face.title, face.school, face.part)


urlpatterns: list[URLPattern] = [path("share/<int:pk>-<slug:digest>.png", share, name="share")]
