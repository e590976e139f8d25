"""The picture that a link shows in a messenger: drawn once, drawn anew with a new title, never of a closed page."""

import io
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from wagtail.models import PageViewRestriction

from cms import sharing
from cms.models import TextPage
from tests.cms.test_machines import close, heads

pytestmark = pytest.mark.django_db


def picture_of(client, page):
    return urlsplit(heads(client.get(page.address))["og:image"]).path


def test_share_picture_is_drawn_once_and_kept(client, lesson_page, media):
    address = picture_of(client, lesson_page)

    first = client.get(address)
    sharing_files = list((media / "images" / "share").iterdir())
    kept = sharing_files[0].stat().st_mtime_ns
    client.get(address)

    assert Image.open(io.BytesIO(first.content)).size == (1200, 630)
    assert first["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first["Content-Type"] == "image/png"
    assert len(first.content) < 120_000
    assert [path.stat().st_mtime_ns for path in sharing_files] == [kept]


def test_new_title_has_a_new_picture_and_the_old_one_goes(client, home, publish, media):
    page = publish(home, TextPage(title="Было", slug="o"))
    old = picture_of(client, page)
    client.get(old)
    page.title = "Стало"
    page.save_revision().publish()
    new = picture_of(client, page)

    assert client.get(new).status_code == 200
    assert client.get(old).status_code == 404
    assert [path.name for path in (media / "images" / "share").iterdir()] == [Path(new).name]


@pytest.mark.parametrize("digest", ["0" * 20, "x", "a" * 200, "..", "%2e%2e"])
def test_unknown_digest_draws_nothing(client, home, media, digest):
    assert client.get(f"/share/{home.pk}-{digest}.png").status_code == 404
    assert not (media / "images").exists()


def test_closed_pages_have_no_picture(client, home, publish, media):
    page = publish(home, TextPage(title="Тайна", slug="o"))
    address = picture_of(client, page)
    close(page)

    assert client.get(address).status_code == 404
    PageViewRestriction.objects.all().delete()
    assert client.get(address).status_code == 200
    page.unpublish()
    assert client.get(address).status_code == 404


def test_english_page_has_its_own_picture(client, home, publish, media):
    page = publish(home, TextPage(title="О школе", slug="o", english_title="About the school"))
    russian = picture_of(client, page)
    client.cookies["django_language"] = "en"
    english = picture_of(client, page)

    assert russian != english
    assert client.get(russian).status_code == client.get(english).status_code == 200


@pytest.mark.parametrize("title", ["", "Я", "слово " * 60, "Ы" * 255, "🎓 \u202e العربية", "a\nb"])
def test_any_title_is_drawn(title):
    assert Image.open(io.BytesIO(sharing.draw(sharing.Face(title, 3, "Школа " * 30)))).size == (1200, 630)


def test_huge_page_number_is_404(client, home):
    assert client.get(f"/share/{10**30}-{'0' * 20}.png").status_code == 404
