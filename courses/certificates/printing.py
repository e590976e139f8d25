"""A certificate on paper: frozen facts in, one A4 sheet out.

The facts are the ones kept on the certificate's row, so a sheet printed in ten years is the same sheet. Whatever a person typed is printed as
typed: no markup, no template syntax, no invisible characters. The facts lie in the file as JSON too, for machines. The paper is Russian whatever the
reader's interface speaks. Pictures of the design are named in the facts by the SHA-256 of their bytes and lie in the vault; where a signature has none,
the line waits for a pen. Facts from before there were designs are printed as they were.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.certificates.models import THANKS
from school import pdf
from school.qr import qr_svg
from school.vault.actions import path_of
from school.vault.models import File

TEMPLATE = "certificates/certificate.html"
BESIDE = Path(__file__).resolve().parents[2] / "templates" / "certificates"
LONGEST = 200
# class of the style sheet, widest line (in letter sizes) that it holds
NAME_SIZES = (("", 21.2), ("long", 28), ("longer", 41), ("longest", 0))
FIRST_SIZES = (("", 48), ("long", 62), ("longer", 0))
HEADING_SIZES = (("", 17), ("long", 24), ("longer", 0))
REST_SIZES = (("", 46), ("longer", 0))
NARROW = 170 / 251  # a portrait sheet's width for text, of a landscape one's
PEN = 40  # a name and a post of more letters are set smaller, where several sign
Facts = Mapping[str, Any]
Pictures = Mapping[str, bytes]  # by SHA-256
NBSP = "\u00a0"
SHORT_WORD = re.compile(r"(?<!\w)(\w{1,2}|для|под|над|при|без) ")


def certificate_html(facts: Facts) -> str:
    with override("ru"):
        return get_template(TEMPLATE).render(_context(facts))


def certificate_pdf(facts: Facts, fresh: Pictures | None = None) -> bytes:
    """`fresh` – pictures that the vault has not got yet, of a design that is being made."""
    fresh = fresh or {}
    kept = _pictures(digests_of(facts) - set(fresh))
    named = {f"{digest}.{_kind(data)}": data for digest, data in (kept | dict(fresh)).items()}
    drawer = {**_drawer(), **named, "qr.svg": qr_svg(_clean(facts["check_url"]))}
    css = drawer.pop("certificate.css").decode() + drawer.pop("sheets.css").decode()
    machine = json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()
    return pdf.render(_named(certificate_html(facts), named), base_css=css, assets=drawer, attachments=[("certificate.json", machine)])


def digests_of(facts: Facts) -> set[str]:
    """The pictures a sheet needs."""
    return {facts.get("background", ""), facts.get("logo", ""), *(row["picture"] for row in facts.get("signatories", ()))} - {""}


def _pictures(needed: set[str]) -> dict[str, bytes]:
    return {file.sha256: path_of(file.key).read_bytes() for file in File.objects.filter(sha256__in=needed, shelf="designs")} if needed else {}


def _kind(data: bytes) -> str:
    return "png" if data.startswith(b"\x89PNG") else "jpg"


def _named(html: str, named: Pictures) -> str:
    """The template knows digests; the press wants to know what kind of picture it is."""
    for name in named:
        html = html.replace(f"asset:{name.partition('.')[0]}", f"asset:{name}")
    return html


def hours_words(hours: int) -> str:
    if hours % 10 == 1 and hours % 100 != 11:
        return "академический час"
    if hours % 10 in {2, 3, 4} and hours % 100 not in {12, 13, 14}:
        return "академических часа"
    return "академических часов"


def training_words(start: date, end: date) -> str:
    """«4 июля – 14 ноября 2026 года»: nothing is said twice."""
    if start == end:
        return _day(end)
    if start.year != end.year:
        return f"{_day(start)} – {_day(end)}"
    if start.month != end.month:
        return f"{worded(start, f'j{NBSP}E')} – {_day(end)}"
    return f"{start.day}–{_day(end)}"


@cache
def _drawer() -> dict[str, bytes]:
    """What lies beside the template: the style, the ornament, the logo, the signature."""
    return {path.name: path.read_bytes() for path in sorted(BESIDE.iterdir()) if path.suffix in {".css", ".svg"}}


def _context(facts: Facts) -> dict[str, Any]:
    said = {name: _clean(value) for name, value in facts.items() if isinstance(value, str | int)}
    started, finished, issued = (date.fromisoformat(said[name]) for name in ("started_on", "finished_on", "issued_on"))
    head, slash, tail = said["check_url_text"].rpartition("/")
    portrait = said.get("orientation") == "portrait"
    room = NARROW if portrait else 1
    return (
        said
        | _texts(facts, said, room)
        | _signatures(facts, said)
        | {
            "sheet": " ".join(filter(None, ("portrait" if portrait else "", "plain" if said.get("ornament", "road") != "road" else ""))),
            "drawing": _drawing(said),
            "logo": said.get("logo") or "logo.svg",
            "thanks": said.get("kind") in THANKS,
            "road": said.get("ornament", "road") == "road",
            "name_size": _size(max(map(pdf.width, (said["family_name"], said["given_names"]))) / room, NAME_SIZES),
            "hours_size": "long" if len(said["hours"]) > 3 else "",
            "hours_words": hours_words(int(said["hours"])),
            "school": _typed(said["school_name"]),
            "training": training_words(started, finished),
            "valid": _day(date.fromisoformat(said["valid_until"])) if said.get("valid_until") else "",
            "issued": ", ".join(filter(None, (said["place"], _day(issued)))),
            "issued_size": "long" if len(said["place"]) > 24 else "",
            "check_head": head + slash,
            "check_tail": tail,
        }
    )


def _texts(facts: Facts, said: Mapping[str, str], room: float) -> dict[str, Any]:
    """Heading, lines under the name, the small print. The first line is the larger one."""
    lines = [_typed(_clean(line)) for line in facts.get("lines", ())] if "lines" in facts else _old_lines(said)
    heading = said.get("heading", _("Сертификат участника"))
    first, rest = (lines[0], lines[1:]) if lines else ("", [])
    return {
        "heading": _typed(heading),
        "heading_size": _size(pdf.width(heading) / room, HEADING_SIZES),
        "first": first,
        "first_size": _size(pdf.width(first) / room, FIRST_SIZES),
        "rest": rest,
        "rest_size": _size(max(map(pdf.width, rest), default=0) / room, REST_SIZES),
        "note": _typed(said.get("note", _("Сертификат подтверждает участие в программе и не является документом о квалификации."))),
    }


def _old_lines(said: Mapping[str, str]) -> list[str]:
    return [_("Программа «%(program)s»") % {"program": _typed(said["program"])}, _("Пройдены все пять частей")]


def _signatures(facts: Facts, said: Mapping[str, str]) -> dict[str, Any]:
    given = facts.get("signatories") or [{"name": said.get("signatory_name", ""), "post": said.get("signatory_post", ""), "picture": ""}]
    rows = [{"name": _clean(row["name"]), "post": _clean(row["post"]), "picture": row["picture"]} for row in given]
    longest = max(max(len(row["name"]), len(row["post"])) for row in rows)
    return {
        "signatures": [row | {"name": row["name"].replace(". ", f".{NBSP}"), "post": _typed(row["post"])} for row in rows],
        "signature_size": "long" if longest > (2 * PEN if len(rows) == 1 else PEN) else "",
    }


def _drawing(said: Mapping[str, str]) -> str:
    if said.get("background"):
        return said["background"]
    ornament = said.get("ornament", "road")
    if ornament == "frame":
        return "frame-portrait.svg" if said.get("orientation") == "portrait" else "frame.svg"
    return "ornament.svg" if ornament == "road" else ""


def _clean(value: str | int) -> str:
    """One line of visible characters: controls, direction marks and private signs would forge or break the sheet."""
    text = unicodedata.normalize("NFC", str(value))
    text = "".join(" " if char.isspace() else char for char in text)
    text = "".join(char for char in text if not unicodedata.category(char).startswith("C"))
    return " ".join(text.split())[:LONGEST]


def _typed(text: str) -> str:
    """Short words keep to the next one, a dash to the one before."""
    text = SHORT_WORD.sub(rf"\1{NBSP}", text)
    return text.replace(" –", f"{NBSP}–").replace(f"{NBSP}–{NBSP}", f"{NBSP}– ").replace(" НКО", f"{NBSP}НКО")


def _size(width: float, steps: tuple[tuple[str, float], ...]) -> str:
    """The first size in which the line still fits; the last one may fold."""
    return next((name for name, fits in steps if width <= fits), steps[-1][0])


def _day(day: date) -> str:
    return f"{worded(day, f'j{NBSP}E Y')}{NBSP}года"
