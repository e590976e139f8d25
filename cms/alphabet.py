"""The glossary's page: all terms by their first letters, ё beside е in both databases."""

from itertools import groupby
from typing import Any

from cms.models.glossary import GlossaryPage, Term
from cms.stems import folded


def glossary_context(page: GlossaryPage) -> dict[str, Any]:
    terms = sorted(Term.objects.all(), key=lambda term: folded(term.word))
    letters = [(letter.upper(), list(group)) for letter, group in groupby(terms, key=lambda term: folded(term.word)[:1])]
    return {"terms": terms, "letters": letters}
