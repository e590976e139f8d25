"""The demo school's texts keep their promises: shape, tags, doubts, numbers, words."""

import json
import re
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image
from stdnum.ru import inn, ogrn

from cms.demo import content, pictures

TAGS = {"p", "b", "i", "ul", "ol", "li", "a", "h3"}
BLOCKS = {
    "heading", "text", "picture", "gallery", "outside_video", "callout", "legal", "table", "steps", "accordion",
    "checklist", "person", "quote", "term", "place", "download", "video", "audio", "file",
}  # fmt: skip
KINDS = ["seminar", "training", "exchange_visit", "project_work", "document_support"]
PROMISES = re.compile(r"гарантир|обязательно получ|вы получите статус|точно получите|обеспечит вам", re.IGNORECASE)
DOUBTS = ("не проверено юристом", "без источника, проверить", "срок не установлен")
SITE = ("news", "library", "teachers", "glossary", "questions", "towns", "policies", "video")
LESSONS = content.lessons()
PAGES = [content.read("program"), *content.read("pages")["pages"]]
for _name, _rows in {"news": "news", "library": "entries", "teachers": "teachers", "towns": "towns"}.items():
    PAGES += content.read(_name)[_rows]
EDITIONS = [{"slug": policy["slug"], **edition} for policy in content.read("policies")["policies"] for edition in policy["editions"]]
ENGLISH = [{"slug": f"{slug}-en", **page} for slug, page in content.read("english").items()]
BODIES = [(item["slug"], item["body"]) for item in [*LESSONS, *PAGES, *EDITIONS, *ENGLISH]]


class Tags(HTMLParser):
    """Collects tags and fails on one that is not closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag == "a" or not attrs
        self.seen.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def markup(body):
    for block in body:
        value = block["value"]
        if block["type"] == "text":
            yield value
        elif block["type"] in {"callout", "legal"}:
            yield value["text"]


def reading(body):
    """What is read on the page: not titles, names of files, keys or the words of the video."""
    yield from markup(body)
    for block in body:
        kind, value = block["type"], block["value"]
        if kind == "heading":
            yield value
        elif kind == "table":
            yield from (column["heading"] for column in value["columns"])
            yield from strings(value["rows"])
        elif kind in {"steps", "accordion", "checklist"}:
            yield from strings(value["steps" if kind == "steps" else "items"])
        elif kind == "quote":
            yield value["text"]


def words(body):
    text = " ".join(reading(body))
    return re.findall(r"[\w-]+", re.sub(r"<[^>]+>", " ", text))


def strings(value):
    """Every string of a block, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


def everything():
    names = ("program", "pages", "consents", "people", "school", *SITE)
    return json.dumps([LESSONS, [content.read(name) for name in names]], ensure_ascii=False)


def values(body, kind):
    return [block["value"] for block in body if block["type"] == kind]


def test_lessons_are_spread_over_the_five_modules():
    found = [lesson["module"] for lesson in LESSONS]

    assert [found.count(kind) for kind in KINDS] == [8, 5, 2, 4, 6]
    assert len(found) == 25
    assert found == sorted(found, key=KINDS.index)
    assert len({lesson["slug"] for lesson in LESSONS}) == len(LESSONS)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson["slug"])
def test_lesson_is_whole(lesson):
    body = lesson["body"]

    assert set(lesson) == {"slug", "title", "summary", "minutes", "module", "body"}
    assert 10 <= lesson["minutes"] <= 40
    assert 600 <= len(words(body)) <= 1100
    assert body[0]["value"].startswith("<p>После урока вы сможете")
    assert values(body, "callout")
    assert values(body, "legal")
    assert body[-2] == {"type": "heading", "value": "Что сделать сейчас"}
    assert body[-1]["value"].startswith("<ul>")


@pytest.mark.parametrize(("slug", "body"), BODIES, ids=[slug for slug, _ in BODIES])
def test_body_uses_known_blocks_and_tags(slug, body):
    for text in strings(body):
        parser = Tags()
        parser.feed(text)
        assert parser.seen <= TAGS
        assert parser.open == []
    assert {block["type"] for block in body} <= BLOCKS
    assert {callout["tone"] for callout in values(body, "callout")} <= {"important", "example", "mistake"}
    for picture in values(body, "picture"):
        assert picture["picture"] in pictures.KEYS
        assert picture["alt"]


@pytest.mark.parametrize(("slug", "body"), BODIES, ids=[slug for slug, _ in BODIES])
def test_legal_note_names_source_and_doubt(slug, body):
    for note in values(body, "legal"):
        assert note["act"]
        assert len(note["source"]) > 10
        assert note["date"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", note["date"])
        assert not note["verified"]
        assert any(doubt in note["text"].lower() for doubt in DOUBTS)


def test_nothing_is_promised():
    assert not PROMISES.search(everything())


def test_certificate_is_never_called_by_the_other_words():
    sentences = re.split(r"[.!?]\s|</p>|</li>|\"", everything().lower())

    for sentence in sentences:
        if "сертификат" in sentence:
            assert not re.search(r"удостоверени|диплом|повышени\w+ квалификации", sentence), sentence


def test_dash_is_short_and_quotes_are_russian():
    text = everything()

    assert "—" not in text
    assert not re.search(r"[а-яё]\s-\s[а-яё]", text, re.IGNORECASE)
    assert '\\"' not in text


def test_program_hours_add_up():
    program = content.read("program")

    assert sum(module["hours"] for module in program["modules"]) == program["hours"] == 72
    assert [module["kind"] for module in program["modules"]] == KINDS
    assert all(module["picture"] in pictures.KEYS for module in program["modules"])


def test_module_has_the_fields_of_its_kind():
    fields = {
        "seminar": {"speakers", "questions"},
        "training": {"skills", "group_size", "exercises"},
        "exchange_visit": {"host", "address", "route", "what_to_bring"},
        "project_work": {"brief", "stages", "criteria"},
        "document_support": {"papers", "consultation_hours"},
    }

    for module in content.read("program")["modules"]:
        assert all(module[field] for field in fields[module["kind"]])


def test_organization_numbers_have_right_check_digits():
    organizations = content.read("people")["organizations"]

    assert len(organizations) == 15
    for item in organizations:
        if item["form"] == "group":
            assert item["inn"] is item["ogrn"] is None
        else:
            assert inn.is_valid(item["inn"])
            assert len(item["inn"]) == 10
            assert ogrn.is_valid(item["ogrn"])
            assert len(item["ogrn"]) == 13
    assert len({item["inn"] for item in organizations}) == len({item["ogrn"] for item in organizations}) == 15


def test_people_have_own_addresses():
    data = content.read("people")
    people, organizations = data["people"], {item["key"] for item in data["organizations"]}

    assert len(people) == 41 == len({person["email"] for person in people})
    assert all(person["email"].endswith("@shkola.example") and person["email"].isascii() for person in people)
    assert {person["town"] for person in people} == set(data["towns"])
    assert {person["organization"] for person in people} - {None} == organizations
    assert any(not person["patronymic"] for person in people)
    assert set(data["cast"]) == {"administrator", "coordinator", "methodologist", "trainer", "mentor", "participant", "stranger"}
    roles = {person["key"]: person["role"] for person in people}
    assert all(roles[key] == role for role, key in data["cast"].items())


def test_consents_are_one_text_per_purpose():
    texts = content.read("consents")["texts"]

    assert [text["purpose"] for text in texts] == ["processing", "publication", "mailing"]
    assert [text["required"] for text in texts] == [True, False, False]


def test_school_refers_only_to_known_people_and_cohorts():
    school, people = content.read("school"), content.read("people")
    keys = {person["key"] for person in people["people"]}
    cohorts = {cohort["key"] for cohort in school["cohorts"]} | {None}

    rows = [*school["applications"], *school["enrollments"], *school["certificates"], *school["assignments"]]
    assert {row["person"] for row in rows} <= keys
    assert {row["cohort"] for row in rows} <= cohorts
    assert all(meeting["trainer"] in keys for cohort in school["cohorts"] for meeting in cohort["meetings"])
    assert all(row["motivation"] for row in school["applications"])
    assert all(row["reason"] for row in school["applications"] if row["state"] == "declined")


def test_marks_match_past_meetings_and_certificates_are_earned():
    school, people = content.read("school"), content.read("people")["people"]
    towns = {person["key"]: person["town"] for person in people}
    cohorts = {cohort["key"]: cohort for cohort in school["cohorts"]}
    shares = {}
    for row in school["enrollments"]:
        past = [m for m in cohorts[row["cohort"]]["meetings"] if m["day"] < 0 and m["town"] in {None, towns[row["person"]]}]
        if row["state"] != "withdrawn":
            assert len(row["marks"]) == len(past)
        counted = [mark for mark in row["marks"] if mark in "ПОН"]
        shares[row["cohort"], row["person"]] = 100 * sum(mark in "ПО" for mark in counted) / max(len(counted), 1)

    for certificate in school["certificates"]:
        share = shares[certificate["cohort"], certificate["person"]]
        assert (share >= 75) is (certificate["state"] == "valid")
    assert [c["reason"] for c in school["certificates"] if c["state"] == "revoked"]


def test_seats_are_not_oversold():
    school, people = content.read("school"), content.read("people")["people"]
    towns = {person["key"]: person["town"] for person in people}

    for cohort in school["cohorts"]:
        taken = [towns[row["person"]] for row in school["enrollments"] if row["cohort"] == cohort["key"]]
        assert all(taken.count(town) <= seats for town, seats in cohort["quotas"].items())


@pytest.mark.parametrize("key", pictures.KEYS)
def test_picture_is_drawn_the_same_each_time(key):
    first = pictures.draw(key)

    assert first == pictures.draw(key)
    assert Image.open(BytesIO(first)).size == (1200, 675)
    assert len(first) < 120_000
