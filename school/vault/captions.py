"""Captions: read as WebVTT, kept as plain words between rising times, written anew by us. Styles, places, voices and markup are lost."""

import html
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from school.people.rules import Refused

CUES = 20_000
TIME = re.compile(r"(?:(\d{2,4}):)?([0-5]\d):([0-5]\d)\.(\d{3})", re.ASCII)
MARKUP = re.compile(r"<[^<>]*>?")


@dataclass(frozen=True)
class Cue:
    """Milliseconds and words."""

    start: int
    end: int
    words: str


def rewritten(data: bytes) -> bytes:
    """Raises Refused with the number of the cue that cannot be read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(_("Субтитры записаны не в UTF-8. Сохраните файл в кодировке UTF-8 и загрузите ещё раз.")) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    head, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    if not re.match(r"WEBVTT([ \t]|$)", head.split("\n", 1)[0]):
        raise Refused(_("Это не субтитры WebVTT: первая строка файла должна быть WEBVTT."))
    if "-->" in head:
        raise Refused(_("После строки WEBVTT нужна пустая строка."))
    return written_out(cues_of(blocks)).encode()


def cues_of(blocks: list[str]) -> list[Cue]:
    cues: list[Cue] = []
    for block in blocks:
        if "-->" not in block:  # notes, styles, regions
            continue
        cue = read_cue(block, len(cues) + 1)
        if cues and cue.start < cues[-1].start:
            raise Refused(_("Фраза %(number)s начинается раньше предыдущей. Поставьте фразы по порядку.") % {"number": len(cues) + 1})
        cues.append(cue)
        if len(cues) > CUES:
            raise Refused(_("В субтитрах слишком много фраз: больше 20 тысяч."))
    if not any(cue.words for cue in cues):
        raise Refused(_("В субтитрах нет ни одной фразы."))
    return [cue for cue in cues if cue.words]


def read_cue(block: str, number: int) -> Cue:
    lines = block.split("\n")
    place = 0 if "-->" in lines[0] else 1
    left, arrow, right = lines[place].partition("-->")
    times = [TIME.fullmatch(part) for part in (left.strip(), (right.split() or [""])[0])]
    if not arrow or not all(times):
        raise Refused(_("Во фразе %(number)s не читается время. Нужно так: 00:00:05.000 --> 00:00:08.000.") % {"number": number})
    start, end = (moment(match) for match in times if match)
    if start >= end:
        raise Refused(_("Фраза %(number)s кончается раньше, чем начинается.") % {"number": number})
    return Cue(start, end, plain("\n".join(lines[place + 1 :])))


def moment(match: "re.Match[str]") -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in match.groups())
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def plain(text: str) -> str:
    """Words alone; what looked like a tag is gone before entities are read, so that nothing turns into a tag afterwards."""
    text = html.unescape(MARKUP.sub("", text))
    kept = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    return "\n".join(filter(None, (" ".join(line.split()) for line in kept.split("\n"))))


def stamp(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def written_out(cues: list[Cue]) -> str:
    """A file of ours; the film's demo captions are made by it too."""
    spoken = (f"{stamp(cue.start)} --> {stamp(cue.end)}\n{html.escape(cue.words, quote=False)}\n" for cue in cues)
    return "\n".join(["WEBVTT\n", *spoken])
