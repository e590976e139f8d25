"""Both languages are whole: every string of the code is in both catalogues, nothing is empty where it matters, nothing is fuzzy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "school" / "locale"
LANGUAGES = ["ru", "en"]


def gettext(*command):
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C.UTF-8"})


def path_of(language):
    return LOCALE / language / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def strings_of_code(tmp_path_factory):
    """A fresh extraction from a copy of the sources."""
    copy = tmp_path_factory.mktemp("sources")
    for name in ("school", "cms", "courses", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("locale", "wagtail_words", "__pycache__", "static", "deploy"))
    (copy / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "ru", "--no-location", "-v", "0"]
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=copy, env=environ, check=True)
    return copy / "locale" / "ru" / "LC_MESSAGES" / "django.po"


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_every_string_of_the_code(language, strings_of_code):
    # Russian is the language of the code: an empty entry there means «as written».
    options = ["--use-untranslated"] if language == "ru" else []

    result = gettext("msgcmp", *options, str(path_of(language)), str(strings_of_code))

    assert result.returncode == 0, result.stderr[-4000:]


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_nothing_fuzzy_and_good_formats(language):
    assert gettext("msgattrib", "--only-fuzzy", "--no-obsolete", str(path_of(language))).stdout == ""

    result = gettext("msgfmt", "--check", "-o", os.devnull, str(path_of(language)))

    assert result.returncode == 0, result.stderr


def test_russian_plurals_are_filled():
    empty = gettext("msgattrib", "--untranslated", "--no-obsolete", str(path_of("ru"))).stdout

    assert "msgid_plural" not in empty
