"""From a name and facts to a subject, a text and an HTML, in the person's language and the school's own words."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.template import Context, loader
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import trans_real

from school.post.models import Wording

Rendered = tuple[str, str, str]
BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")  # left by conditions that said nothing


class Worded:
    """A catalogue whose phrases the school says in its own words; everything else it leaves to the catalogue beneath."""

    def __init__(self, beneath: Any, words: Mapping[str, str]) -> None:
        self.beneath, self.words = beneath, words

    def gettext(self, message: str) -> str:
        found = self.beneath.gettext(message)
        return self.words.get(found, found)

    def ngettext(self, one: str, many: str, number: int) -> str:
        found = self.beneath.ngettext(one, many, number)
        return self.words.get(found, found)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)


@contextmanager
def speaking(language: str, words: Mapping[str, str] | None = None) -> Iterator[None]:
    """Django looks its catalogue up in `_active`: there is no public place for words of one letter. A test fails if that ever moves."""
    with translation.override(language):
        if words:
            trans_real._active.value = Worded(trans_real.catalog(), words)  # type: ignore[attr-defined]
        yield


def render(name: str, context: dict[str, Any], language: str = settings.LANGUAGE_CODE) -> Rendered:
    """In the school's words where it has any. The plain parts are not HTML, so nothing is escaped in them; line breaks never get into the subject."""
    own = Wording.objects.filter(letter=name, language=language).first()
    return rendered(name, context, language, own.words if own else {}, own.added if own else "")


def rendered(name: str, context: dict[str, Any], language: str, words: Mapping[str, str], added: str) -> Rendered:
    context = {"base_url": settings.BASE_URL, "school_name": settings.SCHOOL_NAME, "added": added} | context
    with speaking(language, words):
        subject = plain(f"letters/{name}/subject.txt", context)
        text = BLANK_LINES.sub("\n\n", plain(f"letters/{name}/body.txt", context))
    with speaking(language, {phrase: escape(said) for phrase, said in words.items()}):
        html = loader.get_template(f"letters/{name}/body.html").render({"subject": one_line(subject)} | context)
    return one_line(subject), "\n\n".join(part for part in (text.strip(), added.strip()) if part) + "\n", html


def plain(template: str, context: dict[str, Any]) -> str:
    return str(loader.get_template(template).template.render(Context(context, autoescape=False)))  # type: ignore[attr-defined]


def one_line(subject: str) -> str:
    return " ".join(subject.split())[:300]
