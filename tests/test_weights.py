"""What a page weighs on a poor network: the page as it is sent and everything it asks for, compressed as the school serves it (performance.md)."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.scene import standing
from tests.stage import furnish

pytestmark = pytest.mark.django_db
kept, copies, cast, stage = standing(furnish)
KILOBYTE = 1024


def packed(name):
    with open(finders.find(name), "rb") as stream:
        return len(brotli.compress(stream.read()))


def weight(response):
    """Bytes and the number of requests of a first visit, pictures aside."""
    html = response.content.decode()
    asked = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))
    return len(brotli.compress(response.content)) + sum(packed(name) for name in asked), 1 + len(asked)


def test_first_visit_of_the_cabinet_is_light(cast, stage, client_of):
    client = client_of(cast["participant"])

    size, requests = weight(client.get(reverse("portals:route", args=[stage.enrollment.pk])))

    assert size <= 70 * KILOBYTE
    assert requests <= 10


def test_lesson_without_its_pictures_is_light(cast, stage, client_of):
    lesson = stage.lesson_page.lesson
    client = client_of(cast["participant"])

    size, requests = weight(client.get(reverse("portals:study", args=[stage.enrollment.cohort_id, lesson.pk])))

    assert size <= 40 * KILOBYTE
    assert requests <= 10


@pytest.mark.parametrize("address", ["/", "/programma/", "/search/?q=статус", "/cohorts/"])
def test_public_page_is_light(stage, client, address):
    size, requests = weight(client.get(address))

    assert size <= 30 * KILOBYTE
    assert requests <= 10


def test_pages_of_words_are_sent_compressed_and_files_as_they_lie(stage, client, client_of, cast):
    page = client.get("/", headers={"Accept-Encoding": "gzip"})
    paper = client_of(cast["participant"]).get(
        reverse("portals:certificate_file", args=stage.arguments["portals:certificate_file"]), headers={"Accept-Encoding": "gzip"}
    )

    assert page.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in paper.headers


def test_all_scripts_of_the_site_fit_the_budget():
    own = Path(finders.find("js/school.js")).parent.glob("*.js")
    total = sum(len(brotli.compress(path.read_bytes())) for path in own) + packed("django_htmx/htmx-2.min.js")

    assert total <= 25 * KILOBYTE


def test_pages_block_on_nothing(stage, client):
    """Scripts are modules or deferred, pictures below the fold are lazy and know their size, so that nothing shifts."""
    for address in ["/", "/programma/", stage.lesson_page.address]:
        html = client.get(address).content.decode()
        scripts = re.findall(r"<script[^>]*src=[^>]*>", html)
        assert all('type="module"' in tag or "defer" in tag for tag in scripts)
        assert all(re.search(r'width="\d+"', tag) and re.search(r'height="\d+"', tag) for tag in re.findall(r"<img[^>]*>", html))
