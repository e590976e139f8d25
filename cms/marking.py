"""Found places: the words of a question marked in a title, and the piece of a text where they stand."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from cms.models.search import sought
from cms.stems import WORD, folded, stem

BEFORE, AFTER = 60, 180


class Marker:
    """Knows the words of one question."""

    def __init__(self, question: str) -> None:
        asked = sought(question)
        self.stems = {stem(word) for word in asked}
        self.beginnings = tuple(word for word in asked if len(word) > 1)

    def met(self, word: str) -> bool:
        word = folded(word)
        return word.startswith(self.beginnings) or stem(word) in self.stems

    def marked(self, text: str) -> SafeString:
        """Escaped text with <mark> round the found words."""
        pieces, end = [], 0
        for found in WORD.finditer(text):
            if self.met(found[0]):
                pieces += [escape(text[end : found.start()]), f"<mark>{escape(found[0])}</mark>"]
                end = found.end()
        return mark_safe("".join([*pieces, escape(text[end:])]))  # noqa: S308 - every piece has just been escaped

    def snippet(self, lead: str, text: str) -> SafeString:
        """Where the words stand: in the lead, else in the first such place of the text; otherwise how the lead begins."""
        for source in (lead, text):
            first = next((found.start() for found in WORD.finditer(source) if self.met(found[0])), None)
            if first is not None:
                return self.marked(piece(source, first))
        return self.marked(piece(lead or text, 0))


def piece(text: str, at: int) -> str:
    """Whole words round the place, with dots where the text goes on."""
    text = re.sub(r"\s", " ", text)
    start, end = max(0, at - BEFORE), min(len(text), at + AFTER)
    if start:
        start = text.find(" ", start, at) + 1 or at
    if end < len(text):
        end = max(text.rfind(" ", at, end), at + 1) if " " in text[at:end] else end
    return f"{'… ' if start else ''}{text[start:end].strip()}{' …' if end < len(text) else ''}"
