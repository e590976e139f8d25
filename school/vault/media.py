"""Film and sound: the container is walked by its own marks, from box to box, without reading what lies inside them."""

from typing import IO, Any

from django.core.files.base import File as Upload

from school.vault.kinds import lying
from school.vault.mp4 import Mp4
from school.vault.sound import against_mp3, against_ogg
from school.vault.webm import WebM

Stream = IO[bytes] | Upload[Any]


def against_film(stream: Stream, size: int, extension: str) -> None:
    """Raises Refused for what is not a film, or not the whole of one."""
    film = (Mp4 if extension == "mp4" else WebM)(stream, size, extension)
    film.walk()
    if "video" not in film.tracks:
        raise lying(extension)


def against_sound(stream: Stream, size: int, extension: str) -> None:
    """Raises Refused for what is not a sound, or a damaged one."""
    if extension == "mp3":
        against_mp3(stream, size)
    elif extension == "ogg":
        against_ogg(stream, size)
    else:
        sound = Mp4(stream, size, extension)
        sound.walk()
        if sound.tracks != {"sound"}:
            raise lying(extension)


def seconds(stream: Stream, size: int, content_type: str) -> float | None:
    """How long it lasts, by its own header; None when the format does not say."""
    walkers: dict[str, type[Mp4 | WebM]] = {"video/mp4": Mp4, "audio/mp4": Mp4, "video/webm": WebM}
    if content_type not in walkers:
        return None
    media = walkers[content_type](stream, size, "")
    media.walk()
    return media.seconds
