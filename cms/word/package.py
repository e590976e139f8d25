"""The .docx before anybody reads it: judged like a vault's file and harder, then packed anew from the few parts that are needed.

The reader of the words never sees the parts people did not write for the page (notes, comments, text boxes, hidden and deleted text), addresses
of pictures outside, or a style map that a stranger has put inside. What is taken out is counted in `left`.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext as _

from school.people.rules import Refused
from school.vault.documents import BROKEN_PACKAGE
from school.vault.kinds import MEGABYTE
from school.vault.rules import inspected

SIZE_LIMIT = 10 * MEGABYTE
WORDS_LIMIT = 5 * MEGABYTE  # any part of XML, unpacked
UNPACKED_LIMIT = 60 * MEGABYTE
DEEPEST, MOST_ELEMENTS, MOST_STYLES = 120, 75_000, 20

DOCUMENT, RELATIONS, TYPES = "word/document.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"
PARTS = (TYPES, DOCUMENT, RELATIONS, "word/styles.xml", "word/numbering.xml")
BROKEN = (*BROKEN_PACKAGE, expat.ExpatError, ElementTree.ParseError)

DROPPED = {
    "txbxContent": "boxes",
    "footnoteReference": "notes",
    "endnoteReference": "notes",
    "commentReference": "comments",
    "del": "deleted",
    "moveFrom": "deleted",
    "oMath": "formulas",
    "oMathPara": "formulas",
    "chart": "drawings",
    "relIds": "drawings",
    "object": "objects",
}
TRANSPARENT = {"fldSimple", "dir", "bdo"}  # their words would be lost: the reader knows them by another name
NO = {"false", "0", "off"}
HEADING, OUTLINE = re.compile(r"heading ([1-6])"), {"0", "1", "2"}


def judged(data: bytes, name: str) -> bytes:
    """The same bytes, or Refused with the reason in words. Nothing is unpacked here but the list of parts."""
    if not name.lower().endswith(".docx"):
        raise Refused(_("Нужен документ Word с расширением .docx. Старый .doc откройте в Word и сохраните как .docx."))
    if len(data) > SIZE_LIMIT:
        raise Refused(_("Документ слишком большой: можно до 10 МБ. Уменьшите картинки в нём и загрузите ещё раз."))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_("Документ закрыт паролем или сохранён в старом виде. Сохраните его как .docx без пароля и загрузите ещё раз."))
    inspected(data, name)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(_("Документ закрыт паролем. Снимите пароль и загрузите ещё раз."))
    words = [part for part in parts if part.filename in PARTS]
    if len({part.filename for part in words}) < len(words):
        raise unreadable()
    if any(part.file_size > WORDS_LIMIT for part in words) or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise Refused(_("В документе слишком много текста для одной страницы. Разделите его на части."))
    return data


def unreadable() -> Refused:
    return Refused(_("Документ не читается: он повреждён. Откройте его в Word, сохраните заново и загрузите ещё раз."))


def tree_of(xml: bytes, room: int = MOST_ELEMENTS) -> ElementTree.Element:
    """The part as a tree. Definitions of entities are refused before the tree is built, so nothing grows and nothing is fetched."""
    parser = expat.ParserCreate()
    depth = seen = 0

    def refuse(*given: object) -> None:
        raise Refused(_("Документ не читается: внутри него определения, каких Word не пишет."))

    def enter(*given: object) -> None:
        nonlocal depth, seen
        depth, seen = depth + 1, seen + 1
        if depth > DEEPEST or seen > room:
            raise Refused(_("Документ устроен слишком сложно. Уберите вложенные таблицы и загрузите ещё раз."))

    def leave(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler, parser.EntityDeclHandler = refuse, refuse
    parser.StartElementHandler, parser.EndElementHandler = enter, leave
    parser.Parse(xml, True)
    return ElementTree.fromstring(xml)  # noqa: S314 - the parser above has let through no definitions


def local(name: object) -> str:
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def attribute(node: ElementTree.Element | None, name: str) -> str:
    """By the last part of its name: Word writes two dialects with different namespaces."""
    found = (value for key, value in (node.attrib.items() if node is not None else ()) if local(key) == name)
    return next(found, "")


def child(node: ElementTree.Element | None, *way: str) -> ElementTree.Element | None:
    for name in way:
        node = next((inner for inner in node if local(inner.tag) == name), None) if node is not None else None
    return node


def is_on(node: ElementTree.Element | None) -> bool:
    return node is not None and attribute(node, "val") not in NO


class Styles:
    """Which styles hide their words, head a part or make a table of contents. A style inherits from the one it is based on."""

    def __init__(self, root: ElementTree.Element | None) -> None:
        styles = [node for node in root if local(node.tag) == "style"] if root is not None else []
        self.base = {attribute(node, "styleId"): attribute(child(node, "basedOn"), "val") for node in styles}
        self.own = {attribute(node, "styleId"): child(node, "rPr", "vanish") for node in styles}
        self.names = {attribute(node, "styleId"): attribute(child(node, "name"), "val").lower() for node in styles}
        self.outline = {attribute(node, "styleId"): attribute(child(node, "pPr", "outlineLvl"), "val") for node in styles}
        self.contents = {key for key, name in self.names.items() if name.startswith("toc ")}

    def line(self, style: str) -> Iterator[str]:
        """The style and those it comes from. Word writes no longer lines than a dozen; a longer one is walked again for every paragraph."""
        for _step in range(MOST_STYLES):
            if not style:
                return
            yield style
            style = self.base.get(style, "")

    def hides(self, style: str) -> bool:
        return next((is_on(self.own[each]) for each in self.line(style) if self.own.get(each) is not None), False)

    def heading(self, style: str) -> str:
        """The level of headings, also of a style that people have made themselves; empty for plain text."""
        for each in self.line(style):
            if found := HEADING.fullmatch(self.names.get(each, "")):
                return found[1]
            if self.outline.get(each, "") in OUTLINE:
                return str(int(self.outline[each]) + 1)
        return ""


class Package:
    """`clean` is a .docx of our own making, `left` counts what stayed outside."""

    def __init__(self, data: bytes) -> None:
        self.left: Counter[str] = Counter()
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                self.names = set(package.namelist())
                trees = self.trees_of(package)
                self.pictures = self.pictures_of(trees.get(RELATIONS))
                self.styles = Styles(trees.get("word/styles.xml"))
                self.tidy(trees[DOCUMENT], hidden=False)
                self.clean = self.packed(trees, {name: package.read(name) for name in set(self.pictures.values())})
        except BROKEN as error:
            raise unreadable() from error

    def trees_of(self, package: zipfile.ZipFile) -> dict[str, ElementTree.Element]:
        """The parts share one measure: what one of them uses up is not there for the next."""
        trees, room = {}, MOST_ELEMENTS
        for name in PARTS:
            if name in self.names:
                trees[name] = tree_of(package.read(name), room)
                room -= sum(1 for _node in trees[name].iter())
        return trees

    def pictures_of(self, relations: ElementTree.Element | None) -> dict[str, str]:
        """Where each picture lies in the package; relations that lead outside, and all but pictures and links, are thrown away."""
        found: dict[str, str] = {}
        for relation in list(relations if relations is not None else ()):
            kind, target = attribute(relation, "Type").rpartition("/")[2], attribute(relation, "Target")
            place = posixpath.normpath(posixpath.join("/word", target)).lstrip("/")
            outside = attribute(relation, "TargetMode") == "External"
            if kind == "image" and not outside and place in self.names:
                found[attribute(relation, "Id")] = place
                relation.set("Target", "/" + place)
            elif relations is not None and not (kind == "hyperlink" and outside):
                relations.remove(relation)
        return found

    def tidy(self, node: ElementTree.Element, hidden: bool) -> None:
        for inner in list(node):
            name = local(inner.tag)
            if name.endswith("Pr") and name != "sdtPr":
                continue
            if self.unwanted(inner, name, hidden):
                node.remove(inner)
                continue
            if name in TRANSPARENT:
                inner.tag = inner.tag.replace(name, "smartTag")
            elif name in {"ins", "moveTo"}:
                self.left["inserted"] += 1
            elif name == "AlternateContent":
                self.choose(inner)
            elif name == "r" and is_on(child(inner, "rPr", "strike")):
                self.left["struck"] += 1
            self.tidy(inner, hidden or (name == "p" and self.paragraph_hides(inner)))

    def paragraph_hides(self, node: ElementTree.Element) -> bool:
        """On the way headings get the names that the reader knows."""
        named = child(node, "pPr", "pStyle")
        style = attribute(named, "val")
        if named is not None and (level := self.styles.heading(style)):
            named.attrib = dict.fromkeys(named.attrib, f"Heading{level}")
        return self.styles.hides(style)

    def unwanted(self, node: ElementTree.Element, name: str, hidden: bool) -> bool:
        why = DROPPED.get(name, "")
        if name == "tr" and child(node, "trPr", "del") is not None:
            why = "deleted"
        elif name == "r" and self.is_hidden(node, hidden):
            why = "hidden"
        elif self.is_contents(node, name):
            why = "contents"
        elif name in {"blip", "imagedata"} and attribute(node, "embed" if name == "blip" else "id") not in self.pictures:
            why = "outside"
        if why:
            self.left[why] += 1
        return bool(why)

    def is_contents(self, node: ElementTree.Element, name: str) -> bool:
        if name == "sdt":
            return attribute(child(node, "sdtPr", "docPartObj", "docPartGallery"), "val") == "Table of Contents"
        return name == "p" and attribute(child(node, "pPr", "pStyle"), "val") in self.styles.contents

    def is_hidden(self, run: ElementTree.Element, hidden: bool) -> bool:
        own = child(run, "rPr", "vanish")
        if own is not None:
            return is_on(own)
        return hidden or self.styles.hides(attribute(child(run, "rPr", "rStyle"), "val"))

    def choose(self, node: ElementTree.Element) -> None:
        """Word writes a new drawing twice, the second time for old readers; only that one is read, and counted."""
        if child(node, "Fallback") is None:
            if any(local(inner.tag) == "txbxContent" for inner in node.iter()):
                self.left["boxes"] += 1
            node.clear()
        for inner in [inner for inner in node if local(inner.tag) != "Fallback"]:
            node.remove(inner)

    def packed(self, trees: dict[str, ElementTree.Element], pictures: dict[str, bytes]) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name, tree in trees.items():
                package.writestr(name, ElementTree.tostring(tree, encoding="utf-8"))
            for name, picture in pictures.items():
                package.writestr(name, picture)
        return stream.getvalue()
