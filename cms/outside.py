"""Videos of other sites: which addresses are known, and the player's address made from them. Nothing is fetched from anywhere (T16)."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


@dataclass(frozen=True)
class Player:
    """`site` is its name for people, `source` the address of the frame, `page` where the video can be seen without us."""

    site: str
    source: str
    page: str


KNOWN = [
    (
        re.compile(r"https://(?:www\.)?rutube\.ru/video/([0-9a-f]{32})/?(?:\?.*)?"),
        "Rutube",
        "https://rutube.ru/play/embed/{0}/",
        "https://rutube.ru/video/{0}/",
    ),
    (
        re.compile(r"https://(?:www\.|m\.)?(?:vkvideo\.ru|vk\.com|vk\.ru)/(?:.*[?&]z=)?video(-?\d{1,12})_(\d{1,12})(?:[/?&%].*)?"),
        "VK Видео",
        "https://vkvideo.ru/video_ext.php?oid={0}&id={1}",
        "https://vkvideo.ru/video{0}_{1}",
    ),
    (
        re.compile(r"https://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:.*&)?v=|shorts/|live/)|youtu\.be/)([\w-]{11})(?:[?&#/].*)?"),
        "YouTube",
        "https://www.youtube-nocookie.com/embed/{0}",
        "https://www.youtube.com/watch?v={0}",
    ),
]
FRAMES = ["https://rutube.ru", "https://vkvideo.ru", "https://www.youtube-nocookie.com"]


def player_of(address: str) -> Player | None:
    for known, site, source, page in KNOWN:
        if match := known.fullmatch(address.strip()):
            return Player(site, source.format(*match.groups()), page.format(*match.groups()))
    return None


class OutsideAddressBlock(blocks.CharBlock):
    def clean(self, value: Any) -> str:
        """A draft keeps what is not written to its end."""
        value = super().clean(value)
        if not self.is_deferred_validation and player_of(value) is None:
            raise ValidationError(_("Такого адреса не знаем. Скопируйте адрес страницы видео с Rutube, VK Видео или YouTube."))
        return str(value)
