"""The blocks of the data files in the words of `cms.blocks`: keys and slugs become numbers of what has been loaded."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from wagtail.images.models import Image

from cms.demo import film, papers
from cms.demo.content import read
from cms.models import LibraryEntryPage, TeacherPage, Term
from school.people.models import Town, User
from school.vault.actions import keep
from school.vault.models import File

Blocks = list[dict[str, Any]]


@dataclass
class Bricks:
    """What blocks may point at; each thing is loaded once and found by its key."""

    images: dict[str, Image]
    by: User
    towns: dict[str, Town] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    teachers: dict[str, TeacherPage] = field(default_factory=dict)
    entries: dict[str, LibraryEntryPage] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)

    def lay(self, rows: Blocks) -> Blocks:
        return [{"type": row["type"], "value": self.value(row["type"], row["value"])} for row in rows]

    def value(self, kind: str, given: Any) -> Any:
        change = getattr(self, f"{kind}_value", None)
        return change(given) if change else given

    def picture_value(self, given: dict[str, Any]) -> dict[str, Any]:
        image = self.images[given["picture"]].pk
        return {"image": image, "alt": given["alt"], "caption": given.get("caption", ""), "credit": given.get("credit", "")}

    def gallery_value(self, given: dict[str, Any]) -> dict[str, Any]:
        return given | {"pictures": [self.picture_value(picture) for picture in given["pictures"]]}

    def legal_value(self, given: dict[str, Any]) -> dict[str, Any]:
        return given | {"verified": given.get("verified") or ""}

    def person_value(self, given: dict[str, Any]) -> dict[str, Any]:
        page = self.teachers.get(given["teacher"])
        return {"page": page.pk if page else None, "name": given.get("name", ""), "about": given.get("about", ""), "portrait": None}

    def term_value(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"term": self.terms[given["term"]].pk}

    def download_value(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"entry": self.entries[given["entry"]].pk}

    def place_value(self, given: dict[str, Any]) -> dict[str, Any]:
        town = self.towns.get(given.get("town", ""))
        return given | {"town": str(town.pk) if town else "", "scheme": None}

    def file_value(self, given: dict[str, Any]) -> dict[str, Any]:
        return {"file": self.paper(given["make"], File.Shelf.LESSONS).pk, "title": given["title"]}

    def video_value(self, given: dict[str, Any]) -> dict[str, Any]:
        """The film and its captions are made by code from the same scenes."""
        spec = read("video")
        name = given["video"]
        words = {"title": given["title"], "transcript": given["transcript"], "poster": self.poster(spec).pk}
        video = self.kept(f"{name}.webm", lambda: film.video(spec), spec["title"])
        captions = self.kept(f"{name}.vtt", lambda: film.captions(spec).encode(), spec["title"])
        return words | {"file": video.pk, "captions": captions.pk}

    def poster(self, spec: dict[str, Any]) -> Image:
        if "poster" not in self.images:
            image = Image(title=spec["title"], file=ContentFile(film.poster(spec), name="poster.png"))
            image.width, image.height = film.WIDTH, film.HEIGHT
            image.save()
            self.images["poster"] = image
        return self.images["poster"]

    def paper(self, key: str, shelf: str) -> File:
        """A form of the library as a document; the same words whether a lesson or the library gives it."""
        entry = next(row for row in read("library")["entries"] if row["slug"] == key)
        words = entry["document"]
        return self.kept(f"{key}.docx", lambda: papers.docx(words["title"], words["lines"]), entry["title"], shelf)

    def kept(self, name: str, make: Any, title: str, shelf: str = File.Shelf.LESSONS) -> File:
        place = f"{shelf}/{name}"
        if place not in self.files:
            self.files[place] = keep(make(), name=name, by=self.by, title=title, shelf=shelf)
        return self.files[place]
