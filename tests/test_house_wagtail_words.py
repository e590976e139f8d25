"""Wagtail's words as the school says them: every one is still said by the installed Wagtail, none is left in English, and they are what is shown."""

import os
import subprocess
from pathlib import Path

import pytest
import wagtail
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation.trans_real import DjangoTranslation

WORDS = Path(__file__).resolve().parents[1] / "school" / "wagtail_words" / "ru" / "LC_MESSAGES"
WAGTAIL = Path(wagtail.__file__).parent
# Parts of Wagtail that the school does not use.
UNUSED = {"styleguide", "simple_translation", "search_promotions", "forms", "users", "table_block", "locales"}
# Said to nobody here: addresses for programs, which the school has not opened.
UNSAID = {"API token", "API tokens", "Wagtail API v3"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | {"LC_ALL": "C.UTF-8"}).stdout


def entries(source, *options):
    """By msgid: nothing for an empty translation."""
    found, reading = {}, None
    for line in run("msgattrib", "--no-obsolete", "--no-wrap", *options, str(source)).splitlines():
        if line.startswith("msgid "):
            reading = [line[7:-1]]
        elif line.startswith("msgstr") and reading is not None:
            found["".join(reading)], reading = True, None
        elif line.startswith('"') and reading is not None:
            reading.append(line[1:-1])
        elif line.startswith("msgid_plural"):
            found["".join(reading)], reading = True, None
    return {msgid for msgid in found if msgid}


def of_wagtail(domain, language, *options):
    known = set()
    for source in WAGTAIL.rglob(f"locale/{language}/LC_MESSAGES/{domain}.po"):
        if not UNUSED & set(source.relative_to(WAGTAIL).parts):
            known |= entries(source, *options)
    return known


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_every_word_is_still_said_by_wagtail(domain):
    assert entries(WORDS / f"{domain}.po") - of_wagtail(domain, "en") == set()


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_word_is_empty_or_left_in_english(domain):
    assert entries(WORDS / f"{domain}.po", "--untranslated") == set()
    run("msgfmt", "--check", "-o", os.devnull, str(WORDS / f"{domain}.po"))

    said = of_wagtail(domain, "ru", "--translated") | entries(WORDS / f"{domain}.po")
    left = {msgid for msgid in of_wagtail(domain, "en") - said if msgid not in UNSAID and "API token" not in msgid}

    assert left <= {"A human-readable label to identify this token.", "revoked at", "last used at"}


def test_words_of_the_school_are_the_ones_shown():
    with translation.override("ru"):
        assert gettext("In Moderation") == "На проверке"
        assert [ngettext("1 page", "%(counter)s pages", n) % {"counter": n} for n in (1, 2, 5, 21)] == [
            "1 страница",
            "2 страницы",
            "5 страниц",
            "21 страница",
        ]
        assert gettext("Add Comment") == "Добавить комментарий"
    assert DjangoTranslation("ru", domain="djangojs").gettext("Search options…") == "Найти блок"


def test_nobody_speaks_of_moderation():
    assert "модерац" not in (WORDS / "django.po").read_text(encoding="utf-8").lower()
