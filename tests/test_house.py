"""The house keeps its plan: rooms and their furniture, sizes, door plates, words, migrations. Doors and who may open them: test_house_doors.py.

Layers are an import-linter contract (pyproject.toml), run by `make check` together with these.
"""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
HOUSE = ("school", "cms", "courses")
ROOMS = ("program", "enrollment", "progress", "projects", "attendance", "dossiers", "route", "certificates")
FURNITURE = {"__init__", "models", "rules", "actions", "forms", "letters", "printing", "reference"}
HIDING = {"utils", "util", "helpers", "helper", "services", "service", "signals", "managers", "core", "common", "misc", "base", "v1", "api"}

LONGEST = 300
LONG_FOR_A_REASON = {
    "school/settings.py": "one file, environment only: architecture.md wants every setting in one place",
}
LONGEST_FUNCTION = 40
LONG_FUNCTIONS: dict[str, str] = {}
LONGEST_TEMPLATE = 120


def committed():
    """What is or will be in the repository, as paths from its root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [name for name in listed if name and (ROOT / name).is_file()]


FILES = committed()
MODULES = [name for name in FILES if name.endswith(".py") and name.startswith(HOUSE) and "/migrations/" not in name]
TEMPLATES = [name for name in FILES if name.startswith("templates/") and name.endswith((".html", ".txt"))]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def tree_of(name):
    return ast.parse(read(name), filename=name)


# The plan


def test_top_level_is_the_fixed_one():
    allowed = {
        "manage.py", "pyproject.toml", "school", "cms", "courses", "templates", "tests", "README.md", "Makefile", "requirements", ".ci",
        ".gitignore", ".editorconfig", ".gitattributes", "LICENSE", "CHANGELOG.md",
    }  # fmt: skip

    assert {name.split("/")[0] for name in FILES} - allowed == set()


def test_rooms_hold_only_furniture():
    """A room too full for one file is split along its own nouns: `actions/roles.py`, `cohort_actions.py`."""
    strange = []
    for room in ROOMS:
        for path in sorted((ROOT / "courses" / room).iterdir()):
            stem = path.stem
            known = stem in FURNITURE or stem.rpartition("_")[2] in FURNITURE
            if stem != "__pycache__" and not known:
                strange.append(f"{room}/{path.name}")

    assert strange == []


def test_modules_say_what_is_inside():
    assert [name for name in MODULES if Path(name).stem in HIDING] == []


def test_files_are_short():
    long = {name: len(read(name).splitlines()) for name in FILES if name.endswith(".py") and "/migrations/" not in name}

    assert {name: size for name, size in long.items() if size > LONGEST and name not in LONG_FOR_A_REASON} == {}


def test_functions_are_short():
    long = {}
    for name in MODULES:
        for node in ast.walk(tree_of(name)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno - node.lineno >= LONGEST_FUNCTION:
                long[f"{name}:{node.name}"] = node.end_lineno - node.lineno + 1

    assert {name: size for name, size in long.items() if name not in LONG_FUNCTIONS} == {}


def test_templates_are_short():
    sizes = {name: len(read(name).splitlines()) for name in TEMPLATES}

    assert {name: size for name, size in sizes.items() if size > LONGEST_TEMPLATE} == {}


def test_every_door_has_a_plate():
    """Packages that exist for tools alone (migrations, management, templatetags) and `apps.py` need none."""
    bare = []
    for name in MODULES:
        path = Path(name)
        for_tools = path.parent.name in {"management", "commands", "templatetags"} and path.name == "__init__.py"
        if path.name != "apps.py" and not for_tools and not ast.get_docstring(tree_of(name)):
            bare.append(name)

    assert bare == []


# Manners


def test_nobody_listens_to_signals_but_publication():
    """Business follows from actions; only what Wagtail does to pages is heard."""
    found = set()
    for name in MODULES:
        for node in ast.walk(tree_of(name)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect":
                found.add((name, ast.unparse(node.func.value)))
            if isinstance(node, ast.FunctionDef) and any("receiver" in ast.unparse(line) for line in node.decorator_list):
                found.add((name, node.name))

    assert found <= HEARD


# The record follows its page, the table of the search and the editions follow it too; people's letters about a check replace Wagtail's own.
HEARD = {
    *(("cms/apps.py", name) for name in ("page_unpublished", "post_save", "post_delete")),
    *(("cms/apps.py", name) for name in ("task_submitted", "workflow_submitted", "workflow_approved", "workflow_rejected")),
    ("cms/apps.py", "page_published"),
    ("cms/apps.py", "post_page_move"),
    ("cms/apps.py", "post_migrate"),
}


def test_models_do_not_override_save():
    found = []
    for name in MODULES:
        if "models" in Path(name).parts or Path(name).stem == "models":
            for node in ast.walk(tree_of(name)):
                if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"} and "QuerySet" not in enclosing(name, node):
                    found.append(f"{name}:{node.name}")

    assert found == []


def enclosing(name, wanted):
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.ClassDef) and node.lineno <= wanted.lineno <= node.end_lineno:
            return node.name
    return ""


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# Words and addresses

CYRILLIC = re.compile("[А-Яа-яЁё]")
TRANSLATED = re.compile(r"{%-?\s*blocktrans(?:late)?\b.*?{%-?\s*endblocktrans(?:late)?\s*-?%}", re.S)
SILENT = re.compile(r"{%-?\s*comment\b.*?{%-?\s*endcomment\s*-?%}|{#.*?#}|<!--.*?-->", re.S)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.S)
# The paper is Russian whatever the reader's interface speaks; the last page stands when nothing works, gettext included; names of rivers and of
# languages are not translated.
RUSSIAN_PAPER = (
    "templates/certificates/",
    "templates/dossiers/",
    "templates/500.html",
    "templates/cms/parts/map.html",
    "templates/components/footer.html",
)


def test_templates_speak_through_gettext():
    bare = {}
    for name in TEMPLATES:
        if name.startswith(RUSSIAN_PAPER):
            continue
        text = TAGS.sub("", TRANSLATED.sub("", SILENT.sub("", read(name))))
        if lines := [line.strip() for line in text.splitlines() if CYRILLIC.search(line)]:
            bare[name] = lines[:3]

    assert bare == {}


GETTEXT = {"_", "__", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
# Words for the operator's terminal, the Russian paper, the demo's own text, and sets of letters that are data.
SPEAK_RUSSIAN = (
    "school/settings.py", "school/deploy/", "cms/demo/", "/commands/", "courses/certificates/printing.py", "certificates/design_", "certificates/fact_",
    "courses/dossiers/sheet_printing.py",
)  # fmt: skip
RUSSIAN_DATA = {
    "cms/models/settings.py": "the first name and region of a school: data that its administrator changes",
    "cms/showcase.py": "towns on the map, and a date format",
    "school/people/rules.py": "ё and е are one letter for searching",
    "school/templatetags/look.py": "short words that keep to the next one, and a date format",
    "courses/attendance/models/marks.py": "the letters of the marks",
    "courses/progress/gift_text_rules.py": "two answers of a question, in the language of the school",
    "courses/attendance/code_rules.py": "Russian keys that look like Latin letters of a code",
    "courses/certificates/models/certificates.py": "the number's series «ШЛ»",
    "courses/certificates/models/designs.py": "what a paper says until a coordinator changes it: papers are Russian",
    "courses/office/spreadsheets/headings.py": "titles that people give to columns, and samples of what stands in them",
    "courses/enrollment/actions/roles.py": "the name of a group in Wagtail admin",
    "cms/word/styles.py": "names of styles as Russian programs write them",
    "cms/outside.py": "the name of a site",
    "cms/searching.py": "keys of the Russian keyboard",
    "cms/stems.py": "letters of the Russian language",
    "cms/structured.py": "a word that editors write in the price",
}


def test_python_speaks_through_gettext():
    bare = {}
    for name in MODULES:
        if any(part in name for part in SPEAK_RUSSIAN) or name in RUSSIAN_DATA:
            continue
        if found := bare_strings(tree_of(name)):
            bare[name] = found[:5]

    assert bare == {}


def bare_strings(tree):
    """Cyrillic literals that are neither documentation nor an argument of gettext."""
    fine = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in GETTEXT:
            fine |= {id(inner) for inner in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            fine.add(id(node.value))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in fine]
    return [node.value for node in found if CYRILLIC.search(node.value)]


INLINE = re.compile(
    r"<style\b|\sstyle\s*=|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")|\son[a-z]+\s*=\s*[\"']|javascript:", re.I
)
# Mail programs read no style sheets.
INLINE_FOR_A_REASON = ("templates/letters/", "templates/certificates/")


def test_templates_have_nothing_inline():
    found = {}
    for name in TEMPLATES:
        if not name.startswith(INLINE_FOR_A_REASON) and (hits := INLINE.findall(SILENT.sub("", read(name)))):
            found[name] = hits

    assert found == {}


ADDRESS = re.compile(r"https?://([\w.\-{}$%:@\[\]]+)", re.I)
OWN = re.compile(
    r"^(127\.|10\.|169\.254\.|0\.0\.0\.0|localhost|testserver|web$|school$|HOST:PORT$|[{%$\[]|.*\.(example|test|invalid|localhost)([:$]|$)|www\.w3\.org$|(.*\.)?example\.(com|org|net))",
    re.I,
)
REGISTRIES = re.compile(
    r"pypi\.|pythonhosted|npmjs|registry\.(?:npm|yarn|[a-z]+\.)|--index-url|--extra-index-url|\bunpkg|jsdelivr|cdnjs|googleapis|gstatic", re.I
)
NOT_TEXT = (".png", ".jpg", ".webp", ".woff2", ".ttf", ".ico", ".pdf", ".mo")


def test_no_foreign_address_is_written_down():
    found = {}
    for name in FILES:
        if name.endswith(NOT_TEXT) or name == "tests/test_house.py":
            continue
        text = read(name)
        hosts = {host.rstrip(".,") for host in ADDRESS.findall(text) if not OWN.match(host)}
        if hosts or REGISTRIES.search(text):
            found[name] = sorted(hosts) or [REGISTRIES.search(text)[0]]

    assert {name: hosts for name, hosts in found.items() if name not in FOREIGN_FOR_A_REASON and not name.startswith(CITED)} == {}


# Where the law is printed: links that a reader may open, named in the demo's sources.
CITED = ("cms/demo/", "cms/eligibility.json", "courses/dossiers/reference/")


FOREIGN_FOR_A_REASON: dict[str, str] = {
    "cms/structured.py": "the name of a vocabulary",
    "cms/word/package.py": "the name of a vocabulary",
    "tests/word.py": "the same",
    "cms/demo/papers.py": "names of XML vocabularies: nobody asks there",
    "tests/cms/test_demo_media.py": "the same",
    "school/wagtail_words/ru/LC_MESSAGES/django.po": "a sample address in Wagtail's own words",
    "cms/outside.py": "players of other sites, asked for nothing before the click (T16)",
    "school/settings.py": "the same players may be framed",
    "cms/blocks/places.py": "a plain link to a map that the reader may open",
    "cms/blocks/samples.json": "a sample of a video of another site",
    "tests/cms/test_drafts.py": "addresses of other sites, bad ones",
    "tests/cms/test_outside_video.py": "addresses of other sites, good and bad",
    "tests/cms/test_blocks.py": "the link to a map",
    "tests/journeys/test_blocks.py": "the player of another site, never loaded",
}
