"""Russian and English word forms: what a word is folded to before it is compared. One rule for the search and for the glossary, on both databases.

A stem is Snowball's, and then loses a fleeting vowel («перечень – перечни», «список – списка»): both sides of a comparison lose it alike.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from snowballstemmer import stemmer

WORD = re.compile(r"[^\W_]+")
VOWELS = "аеиоуыэюя"
FLEETING = re.compile(rf"(?<=[^{VOWELS}йьъ])[ео](?=[^{VOWELS}йьъ]$)")
# Words that stand in every text: they find nothing and hide nothing.
COMMON = frozenset(
    [
        "а",
        "без",
        "бы",
        "в",
        "во",
        "для",
        "до",
        "же",
        "за",
        "и",
        "из",
        "или",
        "к",
        "ко",
        "как",
        "ли",
        "на",
        "над",
        "не",
        "ни",
        "но",
        "о",
        "об",
        "от",
        "по",
        "под",
        "при",
        "про",
        "с",
        "со",
        "так",
        "то",
        "у",
        "что",
        "это",
        "a",
        "an",
        "and",
        "by",
        "for",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
    ]
)


def folded(text: str) -> str:
    """Composed letters, lower case, ё as е."""
    return unicodedata.normalize("NFC", text).lower().replace("ё", "е")


def words(text: str) -> list[str]:
    return WORD.findall(folded(text))


# Where Snowball parts the forms of one word.
TOGETHER = {
    form: root
    for root, forms in {"устав": "устав", "письм": "писем", "ден": "дни дня дней дню днем днях днями дням"}.items()
    for form in forms.split()
}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of one folded word."""
    if word in TOGETHER:
        return TOGETHER[word]
    short = snowball(word)
    return FLEETING.sub("", short) if len(short) > 3 and not word.isascii() else short


def roots(word: str) -> set[str]:
    """What a word is kept as: its stem to be met by other forms, and the stem with all its vowels to be met by a beginning («переч», «перече»)."""
    return {stem(word), snowball(word)}


def snowball(word: str) -> str:
    """Snowball's objects keep state between calls, so each call takes its own."""
    if not word.isalpha() or len(word) < 3:
        return word
    return str(stemmer("english" if word.isascii() else "russian").stemWord(word))


def stems(text: str) -> list[str]:
    return [stem(word) for word in words(text)]


def telling(found: Iterable[str]) -> list[str]:
    """Words worth asking for; when all are common, all of them. Each once, in the order of typing."""
    unique = list(dict.fromkeys(found))
    return [word for word in unique if word not in COMMON] or unique
