"""Finding typed words in short texts held in memory, by the same rules as the search of the site, and marking them in clean markup."""

import re
from html import unescape

from django.utils.safestring import SafeString, mark_safe

from cms.marking import Marker
from cms.models.search import sought
from cms.stems import stem, words
from school.people.rules import tidy

LONGEST = 100
TAG = re.compile(r"""(<(?:"[^"]*"|[^">])*>)""")


def typed(query: str | None) -> str:
    """The question as it is shown again in its field."""
    return tidy((query or "")[: LONGEST * 2])[:LONGEST]


def holds(text: str, question: str) -> bool:
    """Every word of the question stands in the text: in any form, or as the beginning of a word."""
    asked = sought(question)
    have = set(words(text)) if asked else set()
    return all(any(meets(word, one) for word in have) for one in asked)


def meets(word: str, asked: str) -> bool:
    """Stemming is slow, and no form of a word begins with another letter."""
    return word[0] == asked[0] and ((len(asked) > 1 and word.startswith(asked)) or stem(word) == stem(asked))


def plain(html: str) -> str:
    return unescape(TAG.sub(" ", html))


def marked(html: str, question: str) -> SafeString:
    """Clean markup with found words in <mark>: only the text between tags is touched, and it is escaped again."""
    if not sought(question):
        return mark_safe(html)  # noqa: S308 - the caller gives cleaned or escaped markup
    marker = Marker(question)
    pieces = [piece if TAG.fullmatch(piece) else marker.marked(unescape(piece)) for piece in TAG.split(html)]
    return mark_safe("".join(pieces))  # noqa: S308 - tags were clean before, text has been escaped
