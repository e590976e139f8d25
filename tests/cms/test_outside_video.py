"""Videos of other sites: known addresses, and nobody called before the click."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.template import Context, Template

from cms.blocks import PageBody
from cms.outside import FRAMES, player_of

RUTUBE = "https://rutube.ru/video/0123456789abcdef0123456789abcdef/"


def shown(address, transcript=""):
    value = {"address": address, "title": "Поездка", "poster": None, "transcript": transcript}
    body = PageBody().to_python([{"type": "outside_video", "value": value}])
    return Template("{% load wagtailcore_tags %}{% include_block body %}").render(Context({"body": body}))


GOOD = [
    (RUTUBE, "https://rutube.ru/play/embed/0123456789abcdef0123456789abcdef/"),
    ("https://www.rutube.ru/video/0123456789abcdef0123456789abcdef/?r=wd", "https://rutube.ru/play/embed/0123456789abcdef0123456789abcdef/"),
    ("https://vkvideo.ru/video-12345_678", "https://vkvideo.ru/video_ext.php?oid=-12345&id=678"),
    ("https://vk.com/video-12345_678", "https://vkvideo.ru/video_ext.php?oid=-12345&id=678"),
    ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
    ("https://youtu.be/abcdefghijk?t=5", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
    ("  https://youtu.be/abcdefghijk  ", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
]
BAD_ADDRESSES = [
    "", "javascript:alert(1)", "http://rutube.ru/video/0123456789abcdef0123456789abcdef/", "https://rutube.ru.evil.example/video/0123456789abcdef0123456789abcdef/",
    "https://evil.example/https://youtu.be/abcdefghijk", "https://rutube.ru@evil.example/video/0123456789abcdef0123456789abcdef/",
    "https://youtu.be/abc\"onload=1", "https://youtu.be/abcdefghij", "//youtu.be/abcdefghijk", "data:text/html,<script>1</script>",
    "https://rutube.ru/video/private/0123456789abcdef0123456789abcdef/", "https://127.0.0.1/video/1_1", "https://evilvk.com/video-1_2", "file:///etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize(("address", "source"), GOOD)
def test_known_film_has_a_player(address, source):
    assert player_of(address).source == source


@pytest.mark.parametrize("address", BAD_ADDRESSES)
def test_unknown_film_has_none_and_the_page_stays(address):
    assert player_of(address) is None

    html = shown(address, "<p>Слова</p>")

    assert "Видео сейчас недоступно" in html
    assert "Слова" in html
    assert "data-player" not in html
    assert "<a " not in html


@pytest.mark.parametrize(("address", "source"), GOOD)
def test_film_calls_no_other_site_before_the_click(address, source):
    """The foreign host stands in the plain link and in what the button will open, nowhere a browser would go by itself."""
    html = shown(address)
    rest = re.sub(r'<a class="btn line" href="https://[^"]*" rel="noopener noreferrer">|data-player="https://[^"]*"', "", html)

    assert "<iframe" not in html
    assert "//" not in rest.replace("http://www.w3.org", "")
    assert "он увидит ваш сетевой адрес" in html
    assert html.count("data-player") == 1


def test_only_players_may_be_framed(settings):
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"] == FRAMES
    assert {"/".join(source.split("/")[:3]) for _address, source in GOOD} == set(FRAMES)


def test_film_block_refuses_an_unknown_address_in_russian():
    with pytest.raises(ValidationError, match="Такого адреса не знаем"):
        PageBody().child_blocks["outside_video"].child_blocks["address"].clean("https://evil.example/")
