"""The phrases that a letter is made of: what a coordinator may say in other words.

A letter's templates keep the conditions and the lists; their words are gettext's. Every phrase is one piece of text with its own fixed list of insertions, so
the school changes words and can break nothing else. A coordinator sees `{имя}`, gettext sees `%(name)s`; the two are turned into each other by plain replacing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.template import Context, loader
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation
from django.utils.translation import gettext as _

from school.people.rules import Refused
from school.post.insertions import LABELS
from school.post.kinds import Kind

INSERTION = re.compile(r"%\((\w+)\)s")
TYPED = re.compile(r"\{([^{}]*)\}")
PLURALS = (1, 2, 5)  # one of each form that Russian has; English has two of them


@dataclass(frozen=True)
class Phrase:
    """`text` as the catalogue keeps it; `names` are its insertions in their order."""

    text: str
    subject: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(INSERTION.findall(self.text)))

    @property
    def labels(self) -> list[str]:
        return [str(LABELS[name]) for name in self.names]

    @property
    def shown(self) -> str:
        return shown(self.text)


def shown(text: str) -> str:
    """As a coordinator reads it."""
    return INSERTION.sub(lambda found: braced(LABELS[found[1]]), text).replace("%%", "%")


def braced(label: object) -> str:
    return "{" + str(label) + "}"


def kept(typed: str, names: tuple[str, ...]) -> str:
    """As gettext needs it. Refused: an insertion that this phrase does not have."""
    known = {str(LABELS[name]): name for name in names}
    parts = TYPED.split(typed)
    strange = [word for word in parts[1::2] if word.strip() not in known]
    if strange:
        listed = ", ".join(map(braced, known)) or _("никаких")
        wrong = ", ".join(map(braced, dict.fromkeys(strange)))
        raise Refused(_("Нет такой вставки: %(wrong)s. В этой фразе есть: %(known)s.") % {"wrong": wrong, "known": listed})
    words = [f"%({known[part.strip()]})s" if place % 2 else part.replace("%", "%%") for place, part in enumerate(parts)]
    return "".join(words)


@cache
def phrases(kind: Kind, language: str) -> tuple[Phrase, ...]:
    """Of the subject first, then of the text, then what only the HTML has (words of links); each once."""
    found: dict[str, Phrase] = {}
    with translation.override(language):
        for place, file in enumerate(kind.files):
            if file:
                for words in _of_nodes(loader.get_template(file).template.nodelist):  # type: ignore[attr-defined]
                    found.setdefault(words, Phrase(words, subject=place == 0))
    return tuple(found.values())


def _of_nodes(nodes: Any) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, BlockTranslateNode):
            yield from _of_block(node)
        elif isinstance(node, TranslateNode):
            yield translation.gettext(str(node.filter_expression.var.literal).replace("%", "%%"))
        elif isinstance(node, IncludeNode):
            yield from _of_nodes(loader.get_template(node.template.resolve(Context())).template.nodelist)  # type: ignore[attr-defined]
        for name in node.child_nodelists:
            yield from _of_nodes(getattr(node, name, None) or ())
        for _condition, inner in getattr(node, "conditions_nodelists", ()):
            yield from _of_nodes(inner)


def _of_block(node: BlockTranslateNode) -> Iterator[str]:
    one, _names = node.render_token_list(node.singular)
    if not node.plural:
        yield translation.gettext(one)
        return
    many, _names = node.render_token_list(node.plural)
    for number in PLURALS:
        yield translation.ngettext(one, many, number)
