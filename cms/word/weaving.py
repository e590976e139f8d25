"""What the reader of Word wrote as HTML, woven into blocks: neighbouring text joins, pictures and tables stand on their own."""

import re
import unicodedata
from collections import Counter
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from cms.blocks.clean import clean_text
from cms.word.tables import grid_of, is_frame

HEADING, ALT, CAPTION, QUOTE = 160, 300, 300, 1000
SCHEMES = ("http://", "https://", "mailto:", "tel:")
MARKS = {"strong": "b", "b": "b", "em": "i", "i": "i"}
LISTS = {"ul", "ol"}
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e]")
GAP = re.compile(r"[ \t\r\n]*[\t\r\n][ \t\r\n\xa0]*|[ \xa0]{2,}")
EMPTY = re.compile(r"<(b|i|a)(?: [^>]*)?>([\s\xa0]*)</\1>")


def plain(text: str | None) -> str:
    """Without Word's garbage: soft hyphens, marks nobody sees, rows of spaces. A single no-break space is the author's own."""
    return GAP.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text or "")))


def words_of(node: Element) -> str:
    return plain("".join(node.itertext())).strip("\xa0 ")


def bare(html: str) -> str:
    """A paragraph's inside without empty marks and without spaces at its edges."""
    before = ""
    while before != html:
        before, html = html, EMPTY.sub(r"\2", html)
    pieces = GAP.sub(" ", html).split("<br/>")
    full = [place for place, piece in enumerate(pieces) if piece.strip()]
    return "<br/>".join(pieces[full[0] : full[-1] + 1]).strip() if full else ""


class Weaver:
    """`blocks` are raw values; the picture of a block is its place in `pictures`."""

    def __init__(self) -> None:
        self.blocks: list[dict[str, Any]] = []
        self.pictures: list[tuple[bytes, str]] = []
        self.left: Counter[str] = Counter()
        self.text: list[str] = []
        self.found: list[dict[str, Any]] = []

    def take(self, image: Any) -> dict[str, str]:
        """Called by the reader for each picture."""
        with image.open() as stream:
            self.pictures.append((stream.read(), plain(image.alt_text).strip()[:ALT]))
        return {"src": str(len(self.pictures) - 1)}

    def weave(self, root: Element) -> None:
        for node in root:
            kind = {"h1": "heading", "h2": "heading", "blockquote": "quote", "figcaption": "caption", "table": "table"}.get(node.tag, "words")
            getattr(self, kind)(node)
        self.flush()

    # Kinds of blocks

    def heading(self, node: Element) -> None:
        self.inside(node)
        words = words_of(node)
        if len(words) > HEADING:
            self.left["shortened"] += 1
            self.text.append(f"<p><b>{escape(words, quote=False)}</b></p>")
        elif words:
            self.put("heading", words)
        self.hang()

    def words(self, node: Element) -> None:
        first = bool(len(node)) and node[0].tag == "img" and not plain(node.text).strip()
        html = self.paragraph(node)
        if first:
            self.hang()
        self.text.append(html)
        self.hang()

    def paragraph(self, node: Element) -> str:
        if node.tag in LISTS:
            return self.listed(node)
        inside = bare(self.inside(node))
        tag = "h3" if node.tag == "h3" else "p"
        if tag == "h3":
            inside = re.sub(r"</?b>", "", inside)
        return f"<{tag}>{inside}</{tag}>" if inside else ""

    def quote(self, node: Element) -> None:
        paragraphs = [words for inner in node if (words := words_of(inner))]
        words = "\n".join(paragraphs)
        if len(words) > QUOTE:
            self.text.extend(self.paragraph(inner) for inner in node)
        elif words:
            self.put("quote", {"text": words, "author": "", "about": ""})
        self.hang()

    def caption(self, node: Element) -> None:
        """Words under a picture; under anything else they are a paragraph."""
        words, last = words_of(node), self.blocks[-1] if self.blocks and not any(self.text) else None
        if last and last["type"] == "picture" and not last["value"]["caption"] and len(words) <= CAPTION:
            last["value"]["caption"] = words
        else:
            self.words(node)

    def table(self, node: Element) -> None:
        rows, merged = grid_of(node)
        self.left["merged"] += merged
        if is_frame(rows):
            for row in rows:
                for cell in row:
                    for inner in cell:
                        self.words(inner)
            return
        width = max(len(row) for row in rows)
        cells = [[self.cell(cell) for cell in row] + [("", "")] * (width - len(row)) for row in rows]
        cells = [row for row in cells if any(words for words, _html in row)]
        pictures, self.found = self.found, []
        if len(cells) > 1:
            self.put("table", table_value(cells))
        else:
            self.text.extend(html for row in cells for _words, html in row)
        self.found = pictures
        self.hang()

    def cell(self, node: Element) -> tuple[str, str]:
        """The words, and the text when words alone would lose something."""
        paragraphs = [html for inner in node if (html := self.paragraph(inner))]
        html = "".join(re.sub(r"<h3>(.*?)</h3>", r"<p><b>\1</b></p>", part) for part in paragraphs)
        return words_of(node) if html else "", html

    # Inside of paragraphs

    def inside(self, node: Element) -> str:
        pieces = [escape(plain(node.text), quote=False)]
        for inner in node:
            pieces += [self.inner(inner), escape(plain(inner.tail), quote=False)]
        return "".join(pieces)

    def inner(self, node: Element) -> str:
        if node.tag == "img":
            place = int(node.get("src", "0"))
            self.found.append({"image": place, "alt": self.pictures[place][1], "caption": "", "credit": ""})
            return ""
        if node.tag == "br":
            return "<br/>"
        if node.tag == "input":
            return "☑ " if node.get("checked") else "☐ "
        if node.tag in {"sup", "sub"}:
            return self.inside(node).translate(RAISED if node.tag == "sup" else LOWERED)
        inside = self.inside(node)
        if node.tag == "a" and inside.strip():
            return self.link(node.get("href") or "", inside)
        mark = MARKS.get(node.tag)
        return f"<{mark}>{inside}</{mark}>" if mark else inside + (" " if node.tag in {"p", "tr", "td", "th", "li"} else "")

    def link(self, address: str, inside: str) -> str:
        address = address.strip()
        if address.lower().startswith(SCHEMES) and len(address) <= 2000:
            return f'<a href="{escape(address)}">{inside}</a>'
        self.left["links"] += 1
        return inside

    def listed(self, node: Element) -> str:
        items = []
        for item in node:
            own = Element("p")
            own.text = item.text
            own.extend(inner for inner in item if inner.tag not in LISTS)
            inside = bare(self.inside(own))
            deeper = "".join(self.listed(inner) for inner in item if inner.tag in LISTS)
            if inside or deeper:
                items.append(f"<li>{inside}{deeper}</li>")
        return f"<{node.tag}>{''.join(items)}</{node.tag}>" if items else ""

    # Putting down

    def put(self, kind: str, value: Any) -> None:
        self.flush()
        self.blocks.append({"type": kind, "value": value})

    def flush(self) -> None:
        html, self.text = clean_text("".join(self.text)), []
        if html:
            self.blocks.append({"type": "text", "value": html})

    def hang(self) -> None:
        found, self.found = self.found, []
        for picture in found:
            self.put("picture", picture)


def table_value(cells: list[list[tuple[str, str]]]) -> dict[str, Any]:
    """The first row names the columns. A column is of plain words unless a cell of it needs more."""
    names, rows = cells[0], cells[1:]
    columns = []
    for place, (name, _html) in enumerate(names):
        rich = any(needs_more(row[place]) for row in rows)
        columns.append({"type": "rich" if rich else "text", "heading": name[:250]})
    values = [[clean_text(html) if column["type"] == "rich" else words for column, (words, html) in zip(columns, row, strict=True)] for row in rows]
    return {"caption": "", "columns": columns, "rows": [{"values": row} for row in values]}


def needs_more(cell: tuple[str, str]) -> bool:
    words, html = cell
    return len(words) > 500 or html.count("<p>") > 1 or any(tag in html for tag in ("<a ", "<ul>", "<ol>", "<br/>"))
