"""The letters of GIFT: what is escaped, and how a text in some format becomes plain."""

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

SPECIAL = "~=#{}:"
TRUE, FALSE = "Верно", "Неверно"  # texts of a question, in the language of the school whatever the reader speaks
# An escaped character stands under a letter of the private area while the text is cut into pieces; `tidy` lets none of those into the school.
PLACES = {letter: chr(0xE000 + number) for number, letter in enumerate(SPECIAL + "\\")} | {"n": "\ue010"}
BACK = {ord(place): letter for letter, place in PLACES.items()} | {0xE010: "\n"}
LOST = {"img", "audio", "video", "iframe", "object", "embed", "svg"}
SPACE, EDGE = "\ue020", "\ue021"  # a space that is written as itself; where a paragraph begins or ends
BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote"}


@dataclass(frozen=True)
class ReadQuestion:
    """A question of a file, ready for `actions.banks.import_questions`; `line` is where it stands, 0 when it comes from a bank."""

    line: int
    kind: str
    text: str
    body: dict[str, Any]
    feedback: str = ""
    title: str = ""
    topic: str = ""


def hidden(text: str) -> str:
    """Escaped characters under their places; strange letters that could be taken for a place are thrown out first."""
    text = re.sub("[\ue000-\uf8ff]", "", text)
    return re.sub(r"\\([~=#{}:\\n])", lambda found: PLACES[found[1]], text)


def shown(text: str) -> str:
    return text.translate(BACK)


def escaped(text: str) -> str:
    """A backslash goes first, the break of a line last."""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text).replace("\n", r"\n")


def format_of(text: str, default: str) -> tuple[str, str]:
    """(format, the rest): `[html]` at the beginning; what is no format is a part of the text."""
    found = re.match(r"\s*\[(html|markdown|moodle|plain)\]", text)
    return (found[1], text[found.end() :]) if found else (default, text)


def plain(text: str, kind: str) -> tuple[str, bool]:
    """Plain text, and whether a picture or a film was lost on the way. Breaks of lines in the file are wrapping, `\\n` is a break."""
    if kind == "markdown":
        return _from_markdown(shown(text))
    text = shown(" ".join(line.strip() for line in text.split("\n")))
    return _from_html(text) if kind == "html" else (text.strip(), False)


def as_html(text: str) -> str:
    """For the few texts that GIFT cannot hold otherwise; `plain` reads the very same text back."""
    text = re.sub(r"(?<=[ \n]) | (?=\n)", SPACE, text)
    for letter, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "<br>"), (SPACE, "&#32;"), ("\t", "&#9;")):
        text = text.replace(letter, name)
    return text


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.words, self.lost, self.silent = [""], False, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.lost = self.lost or tag in LOST
        if tag in ("script", "style"):
            self.silent += 1
        if tag in BLOCKS:
            self.words.append(EDGE)
        if tag in ("br", "li"):
            self.words.append({"br": "\n", "li": "– "}[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent = max(0, self.silent - 1)
        if tag in BLOCKS:
            self.words.append(EDGE)
        if tag in ("td", "th"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def handle_entityref(self, name: str) -> None:
        self.words.append(unescape(f"&{name};").replace("\xa0", " "))

    def handle_charref(self, name: str) -> None:
        self.words.append(unescape(f"&#{name};").replace(" ", SPACE))


def _whole_tags(text: str) -> str:
    """What is no whole tag is text. The parser of the language looks for the end of every tag that was begun, and a file may begin thousands."""
    first, *rest = text.split("<!--")
    text = re.sub(r"<[!?][^<>]{0,1000}+>", "", first + "".join(piece.partition("-->")[2] for piece in rest))
    return re.sub(r"<(?!/?[A-Za-z][^<>]{0,1000}+>)", "&lt;", text)


def _from_html(text: str) -> tuple[str, bool]:
    reader = _Plain()
    reader.feed(_whole_tags(text))
    reader.close()
    words = re.sub(f"[ {EDGE}]+", lambda run: "\n" if EDGE in run[0] else run[0], "".join(reader.words).strip(f" {EDGE}"))
    return re.sub(r" ?\n ?", "\n", words).replace(SPACE, " ").strip(), reader.lost


def _from_markdown(text: str) -> tuple[str, bool]:
    """The signs go, the words and the breaks stay. Every run is bounded and never tried twice: a file made of brackets is read as fast as any other."""
    text, pictures = re.subn(r"!\[([^\]\n]{0,300}+)\]\([^)\n]{0,500}+\)", r"\1", text)
    text = re.sub(r"\[([^\]\n]{1,300}+)\]\(([^)\s]{1,500}+)[^)\n]{0,200}+\)", r"\1 (\2)", text)
    text = re.sub(r"(?m)^ {0,3}#{1,6} +", "", text)
    text = re.sub(r"(?m)^ {0,3}> ?", "", text)
    text = re.sub(r"(?<![\\*\w])(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\\*\w])([*_])(?=[^\s*_])([^*_\n]{1,300}?)(?<=\S)\1(?!\w)", r"\2", text)
    text = re.sub(r"`([^`\n]+)`", r"\1", text)
    return re.sub(r"\\([*_`#\[\]()>!-])", r"\1", text).strip(), bool(pictures)
