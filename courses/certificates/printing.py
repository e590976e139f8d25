"""A certificate on paper: frozen facts in, one A4 sheet out.

The facts are the ones kept on the certificate's row, so a sheet printed in ten years is the same sheet. Whatever a person typed is printed as
typed: no markup, no template syntax, no invisible characters. The facts lie in the file as JSON too, for machines. The paper is Russian whatever the reader's interface speaks. A signature is printed
only if the facts name a picture that lies beside the template; otherwise the line waits for a pen.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from django.template.loader import get_template
from django.utils.dateformat import format as worded
from django.utils.translation import override

from school import pdf
from school.qr import qr_svg

TEMPLATE = "certificates/certificate.html"
BESIDE = Path(__file__).resolve().parents[2] / "templates" / "certificates"
LONGEST = 200
# class of the style sheet, widest line (in letter sizes) that it holds
NAME_SIZES = (("", 21.2), ("long", 28), ("longer", 41), ("longest", 0))
PROGRAM_SIZES = (("", 42), ("long", 56), ("longer", 0))
NBSP = "\u00a0"
SHORT_WORD = re.compile(r"(?<!\w)(\w{1,2}|для|под|над|при|без) ")


def certificate_html(facts: Mapping[str, str | int]) -> str:
    with override("ru"):
        return get_template(TEMPLATE).render(_context(facts))


def certificate_pdf(facts: Mapping[str, str | int]) -> bytes:
    drawer = {**_drawer(), "qr.svg": qr_svg(_clean(facts["check_url"]))}
    css = drawer.pop("certificate.css").decode()
    kept = json.dumps(facts, ensure_ascii=False, sort_keys=True, indent=1).encode()
    return pdf.render(certificate_html(facts), base_css=css, assets=drawer, attachments=[("certificate.json", kept)])


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


def _context(facts: Mapping[str, str | int]) -> dict[str, str]:
    said = {name: _clean(value) for name, value in facts.items()}
    started, finished, issued = (date.fromisoformat(said[name]) for name in ("started_on", "finished_on", "issued_on"))
    head, slash, tail = said["check_url_text"].rpartition("/")
    signed = max(len(said["signatory_name"]), len(said["signatory_post"]))
    return said | {
        "name_size": _size(max(map(pdf.width, (said["family_name"], said["given_names"]))), NAME_SIZES),
        "program_typed": _typed(said["program"]),
        "program_size": _size(pdf.width(said["program"]), PROGRAM_SIZES),
        "hours_size": "long" if len(said["hours"]) > 3 else "",
        "hours_words": hours_words(int(said["hours"])),
        "school": _typed(said["school_name"]),
        "training": training_words(started, finished),
        "issued": ", ".join(filter(None, (said["place"], _day(issued)))),
        "issued_size": "long" if len(said["place"]) > 24 else "",
        "signature": said.get("signature", "") if said.get("signature") in _drawer() else "",
        "signatory": said["signatory_name"].replace(". ", f".{NBSP}"),
        "signatory_post_typed": _typed(said["signatory_post"]),
        "signatory_size": "long" if signed > 80 else "",
        "check_head": head + slash,
        "check_tail": tail,
    }


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
