"""What a block looks like, for the editor's picker and the kit page: samples.json. Invented people and papers; nothing of it lies in the database."""

import json
from pathlib import Path
from typing import Any

SAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("samples.json").read_text(encoding="utf-8"))


def term() -> dict[str, Any]:
    from cms.models import Term

    return {"term": Term(**SAMPLES["term"])}


def download() -> dict[str, Any]:
    from cms.models import LibraryEntryPage
    from cms.models.files import LibraryFile

    entry = SAMPLES["entry"]
    return {"entry": LibraryEntryPage(**entry | {"file": LibraryFile(**entry["file"])})}


def lesson_file() -> dict[str, Any]:
    from cms.models.files import LessonFile

    return with_file("lesson_file", LessonFile)


def video() -> dict[str, Any]:
    from cms.models.files import LessonVideo

    return with_file("video", LessonVideo)


def audio() -> dict[str, Any]:
    from cms.models.files import LessonSound

    return with_file("audio", LessonSound)


def with_file(name: str, model: Any) -> dict[str, Any]:
    """A file without a key: it has a name and a size, but nothing to open."""
    sample = SAMPLES[name]
    return {**sample, "file": model(**sample["file"])}
