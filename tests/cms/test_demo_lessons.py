"""The lessons of the demo fit the real blocks, refer only to what exists and say in the video what its transcript says."""

import pytest

from cms.blocks import LessonBody
from cms.demo import content, pictures

LESSONS = content.lessons()
CHOOSERS = {"picture", "gallery", "person", "term", "place", "download", "video", "file"}
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson["slug"])


def values(lesson, kind):
    return [block["value"] for block in lesson["body"] if block["type"] == kind]


@each_lesson
def test_words_of_lesson_fit_the_blocks(lesson):
    kinds = LessonBody().child_blocks

    for block in lesson["body"]:
        if block["type"] not in CHOOSERS:
            kind = kinds[block["type"]]
            kind.clean(kind.to_python(block["value"]))


@each_lesson
def test_lesson_refers_only_to_what_exists(lesson):
    known = {
        "term": {term["slug"] for term in content.read("glossary")["terms"]},
        "teacher": {teacher["slug"] for teacher in content.read("teachers")["teachers"]},
        "entry": {entry["slug"] for entry in content.read("library")["entries"]},
        "town": set(content.read("people")["towns"]),
    }

    for kind, key in (("term", "term"), ("person", "teacher"), ("download", "entry"), ("place", "town")):
        assert {value[key] for value in values(lesson, kind)} <= known[key]


@each_lesson
def test_every_picture_of_lesson_is_drawn_and_told(lesson):
    galleries = values(lesson, "gallery")

    for picture in [*values(lesson, "picture"), *(picture for gallery in galleries for picture in gallery["pictures"])]:
        assert set(picture) == {"picture", "alt", "caption", "credit"}
        assert picture["picture"] in pictures.KEYS
        assert picture["alt"]


@each_lesson
def test_tables_of_lesson_are_full(lesson):
    for table in values(lesson, "table"):
        assert table["caption"]
        assert all(len(row["values"]) == len(table["columns"]) and all(row["values"]) for row in table["rows"])


def test_lessons_show_every_kind_of_block():
    """Except a player of another site and a recording: the demo has none."""
    assert {block["type"] for lesson in LESSONS for block in lesson["body"]} == set(LessonBody().child_blocks) - {"outside_video", "audio"}


def test_video_says_the_words_of_its_transcript():
    scenes = content.read("video")["scenes"]
    (video,) = [value for lesson in LESSONS for value in values(lesson, "video")]

    assert sum(scene["seconds"] for scene in scenes) == 40
    assert [scene["part"] for scene in scenes] == [None, 1, 2, 3, 4, 5, None]
    assert video["transcript"] == "".join(f"<p>{scene['text']}</p>" for scene in scenes)
