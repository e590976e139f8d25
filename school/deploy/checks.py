"""What `make test` and `make check` run, in order; every step runs even when an earlier one failed.

The last step prints the last line, so a green run ends with pytest's own summary; a red one ends with the names of what failed.
"""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / ".venv" / "bin"
Step = tuple[str, list[str], dict[str, str]]

DATA = ROOT / "var" / "check"
PRODUCTION = {
    "MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "school.example",
    "BASE_URL": "https://school.example",
    "EMAIL_URL": "smtp+tls://school:password@mail.school.example:587",
    "DATA_DIR": str(DATA),
}
TESTING = {"MODE": "test", "DATA_DIR": str(DATA)}


def tool(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def python(*arguments: str) -> list[str]:
    return [str(BIN / "python"), *arguments]


def fast() -> list[Step]:
    return [
        ("ruff: стиль", tool("ruff", "check", "--quiet", "."), {}),
        ("ruff: вид", tool("ruff", "format", "--check", "--quiet", "."), {}),
        ("djlint: шаблоны", tool("djlint", "--lint", "--quiet", "templates"), {}),
        ("import-linter: лестница", tool("lint-imports"), {}),
        ("mypy: типы", tool("mypy"), TESTING),
        ("миграции на месте", python("manage.py", "makemigrations", "--check", "--dry-run"), TESTING),
        (
            "настройки для работы",
            python("manage.py", "check", "--deploy", "--fail-level", "WARNING"),
            PRODUCTION,
        ),
    ]


def tests() -> list[Step]:
    # In the order of the files: tests that really commit stand last, because they leave the tables empty behind them.
    everything = tool("pytest", "-q", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
    return [
        ("pytest: PostgreSQL", [*everything, "--postgres", "-m", "not journey"], TESTING),
        ("pytest: SQLite и браузер", everything, TESTING),
    ]


def clean_environment(extra: dict[str, str]) -> dict[str, str]:
    """The shell's own settings of a school must not leak into the checks."""
    ours = {"DATABASE_URL", "DATA_DIR", "MODE", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL", "HOST", "PORT"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PYTHONUNBUFFERED": "1"} | extra


def run(steps: list[Step]) -> int:
    DATA.mkdir(parents=True, exist_ok=True)
    failed = []
    for title, command, extra in steps:
        print(f"\n━━ {title}", flush=True)
        started = time.monotonic()
        code = subprocess.call(command, cwd=ROOT, env=clean_environment(extra))
        if code:
            failed.append(title)
        if code or "pytest" not in title:
            print(f"{'✗' if code else '✓'} {title}, {time.monotonic() - started:.1f} с", flush=True)
    if failed:
        print("\n✗ Не прошло: " + "; ".join(failed), flush=True)
    return 1 if failed else 0


def lock() -> int:
    """Hashes and versions only: no address of a registry gets into the files."""
    common = ["pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-annotate"]
    common += ["--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11", "pyproject.toml"]
    code = subprocess.call(tool("uv", *common, "-o", "requirements/base.txt"), cwd=ROOT)
    return code or subprocess.call(tool("uv", *common, "--group", "dev", "-o", "requirements/dev.txt"), cwd=ROOT)


if __name__ == "__main__":
    goal = sys.argv[1]
    sys.exit(lock() if goal == "lock" else run(fast() if goal == "fast" else fast() + tests()))
