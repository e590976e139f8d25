"""Every screen of ours is correct HTML, whoever looks at it."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from tests.conformance import complaints
from tests.desk import lay
from tests.policies import PEOPLE, POLICIES
from tests.scene import standing
from tests.stage import furnish
from tests.test_house_doors import address_of, routes

pytestmark = pytest.mark.django_db
kept, copies, cast, stage = standing(furnish)
# What is not correct in Wagtail's own frame: the menu of filters, the counter and the grip of the side panel.
WAGTAILS = ("w-flex w-items-center w-gap-2", "data-side-panel-toggle-counter", "form-side__resize-grip-icon")
PLAIN = '<!doctype html><html lang="ru"><head><title>А</title></head><body>{}</body></html>'

BELL = re.compile(r'id="bell".*?<b>(.*?)</b>.*?</a>')
LETTER, OBSOLETE = (
    " post:letter_html 200:",
    "is obsolete. Use CSS instead.",
)  # Outlook draws with Word, which reads attributes of tables and no such CSS


def test_checker_finds_what_is_wrong(tmp_path):
    wrong = '<!doctype html><html lang="ru"><head><title>А</title></head><body><p><div>Б</div></p><img src="x"></body></html>'
    right = wrong.replace("<p><div>Б</div></p><img", '<div>Б</div><img alt=""')

    found = complaints({"wrong": wrong, "right": right}, tmp_path)

    assert [line.split(":")[0] for line in found] == ["wrong", "wrong"]


def test_every_screen_is_correct_html(cast, stage, client_of, tmp_path):
    pages = {}
    for role in PEOPLE:
        client = client_of(cast[role])
        for name in POLICIES:
            response = client.get(address_of(name, stage))
            if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
                pages[f"{role} {name} {response.status_code}"] = response.content.decode()

    assert len(pages) > 100
    assert {words for page in pages.values() for words in BELL.findall(page) if not words.isdigit()} == set(), (
        "no page means something else by the bell's name"
    )
    found = [line for line in complaints(pages, tmp_path) if not (LETTER in line and OBSOLETE in line)]
    assert not found, f"{len(found)} complaints\n" + "\n".join(found[:40])


def office_addresses(stage):
    """By name; a name with a word after it is one more row of the desk."""
    names = {name for name, _address, _pattern in routes() if (name or "").startswith(("office", "letters:"))}
    for name in sorted(names | {name for name in stage.arguments if name.startswith("office")}):
        try:
            yield name, reverse(name.split()[0], args=stage.arguments.get(name, []))
        except NoReverseMatch:
            continue  # its rows are named with a word, or there is nothing to show


def test_every_screen_of_the_office_is_correct_html(cast, stage, client_of, tmp_path):
    client, pages = client_of(cast["coordinator"]), {}
    for name, address in office_addresses(lay(stage, cast)):
        response = client.get(address)
        if response.status_code == 200 and response.headers["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            pages[name] = text if "<html" in text else PLAIN.format(text)

    assert len(pages) > 60
    found = [line for line in complaints(pages, tmp_path) if not any(own in line for own in WAGTAILS)]
    assert not found, f"{len(found)} complaints\n" + "\n".join(found[:40])
