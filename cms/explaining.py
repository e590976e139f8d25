"""Terms explained where they stand: the first use of each in a body becomes a button that opens its explanation. No script: a popover of the page itself.

Words are compared by stems, so every case is known; abbreviations («НКО») only letter for letter. Links, headings and buttons stay as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from django.core.cache import caches
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.context import school_of
from cms.models import Term
from cms.stems import folded, stem

TAG = re.compile(r"""<(/?)([a-zA-Z][\w-]*)(?:"[^"]*"|'[^']*'|[^'">])*>""")
PIECE = re.compile(r"&(?:#\w+|\w+);|[^\W_]+")
GAP = re.compile(r"(?:\s|&nbsp;|[-‐‑–])+")
CLOSING = re.compile(r"(?:[.,:;!?…»)\]]|&raquo;|&quot;)+")  # never begins a line: it stays with the button
WHOLE = frozenset({"a", "button", "summary", "h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True)
class Form:
    """One spelling of a term: its words as `key` makes them."""

    words: tuple[str, ...]
    slug: str


@dataclass(frozen=True)
class Explanation:
    word: str
    text: str
    english: str


def key(word: str) -> str:
    """An abbreviation is itself; any other word is its stem. They never meet: a stem is in lower case."""
    return word if len(word) > 1 and word.isupper() else stem(folded(word))


class Glossary:
    """All terms, ready to be looked for: forms by their first word, the longest first."""

    def __init__(self, terms: list[Term]) -> None:
        self.explanations = {term.slug: Explanation(term.word, term.explanation, term.english) for term in terms}
        self.forms: dict[str, list[Form]] = {}
        for term in terms:
            for spelling in [term.word, *term.forms.splitlines()]:
                if keys := tuple(key(word) for word in re.findall(r"[^\W_]+", spelling)):
                    self.forms.setdefault(keys[0], []).append(Form(keys, term.slug))
        for forms in self.forms.values():
            forms.sort(key=lambda form: -len(form.words))


def glossary_of(request: HttpRequest | None) -> Glossary:
    """Kept in the process as long as no term has changed; otherwise one query."""
    if request is None:
        return Glossary(list(Term.objects.all()))
    name = f"glossary-{school_of(request).kept_version}"
    found = caches["local"].get(name)
    if found is None:
        found = Glossary(list(Term.objects.all()))
        caches["local"].set(name, found, 3600)
    return found  # type: ignore[no-any-return]


class Explainer:
    """One for a body: remembers what it has already explained. `request` numbers the bodies of a page, so that ids stay unique."""

    def __init__(self, request: HttpRequest | None) -> None:
        self.request = request
        number = getattr(request, "_bodies", 0) + 1
        if request is not None:
            request._bodies = number  # type: ignore[attr-defined]
        self.prefix = "t" if number == 1 else f"t{number}"
        self.seen: set[str] = set()

    @cached_property
    def glossary(self) -> Glossary:
        return glossary_of(self.request)

    def explained(self, html: str) -> SafeString:
        """Clean markup in, the same markup with buttons out."""
        if not html.strip() or not self.glossary.forms:
            return mark_safe(html)  # noqa: S308 - the caller gives cleaned markup
        pieces, end, inside = [], 0, 0
        for tag in TAG.finditer(html):
            text = html[end : tag.start()]
            pieces += [text if inside else "".join(self.marked(text)), tag[0]]
            if tag[2].lower() in WHOLE:
                inside += -1 if tag[1] else 1
            end = tag.end()
        pieces.append(html[end:] if inside else "".join(self.marked(html[end:])))
        return mark_safe("".join(pieces))  # noqa: S308 - cleaned markup and what `button` has escaped

    def marked(self, text: str) -> Iterator[str]:
        found = [(piece.start(), piece.end(), key(piece[0])) for piece in PIECE.finditer(text) if piece[0][0] != "&"]
        end = place = 0
        while place < len(found):
            form = self.form_at(text, found, place)
            if form is None:
                place += 1
                continue
            start, stop = found[place][0], found[place + len(form.words) - 1][1]
            after = CLOSING.match(text, stop)
            close = after.end() if after else stop
            yield text[end:start]
            yield self.button(text[start:stop], form.slug, text[stop:close])
            end, place = close, place + len(form.words)
        yield text[end:]

    def form_at(self, text: str, found: list[tuple[int, int, str]], place: int) -> Form | None:
        """The longest spelling that begins here and whose term is not yet explained. A longer known term hides the shorter ones inside it."""
        for form in self.glossary.forms.get(found[place][2], []):
            here = found[place : place + len(form.words)]
            together = all(GAP.fullmatch(text, before[1], after[0]) for before, after in zip(here, here[1:], strict=False))
            if together and tuple(word for _start, _stop, word in here) == form.words:
                return form if form.slug not in self.seen else None
        return None

    def button(self, words: str, slug: str, after: str = "") -> SafeString:
        """Only the last word is the button, because a button never breaks into lines; the words before it are its label, so a touch on any of them opens it."""
        self.seen.add(slug)
        known = self.glossary.explanations[slug]
        english = format_html('<span lang="en">{}</span> – ', known.english) if known.english and get_language() == "en" else ""
        before, last = halves(words)
        return format_html(
            '{label}<span class="keep"><button type="button" class="term" id="{id}-b"{name} popovertarget="{id}">{last}</button>'
            '<span class="gloss" popover id="{id}" role="note"><b>{term}</b> – {english}{text}</span>{after}</span>',
            id=(place := f"{self.prefix}-{slug}"),
            label=format_html('<label class="term" for="{}-b">{}</label>', place, mark_safe(before)) if before else "",  # noqa: S308 - clean markup
            name=format_html(' aria-label="{}"', unescape(words)) if before else "",
            last=mark_safe(last),  # noqa: S308 - a piece of the cleaned markup
            term=known.word,
            english=english,
            text=known.text,
            after=mark_safe(after),  # noqa: S308 - a piece of the cleaned markup
        )


def halves(words: str) -> tuple[str, str]:
    """All words but the last one, with the gap after them; and the last."""
    gaps = list(GAP.finditer(words))
    return (words[: gaps[-1].end()], words[gaps[-1].end() :]) if gaps else ("", words)
