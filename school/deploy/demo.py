"""Makes the demo school ready: database, cache table, demo data, static files – each only when it is not there yet."""

import hashlib
import json
import sys
import unicodedata
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def say(line: str) -> None:
    print(f"• {line}", flush=True)


def make_ready() -> None:
    """From an empty folder to a school with people in it; nearly free when all is there."""
    for folder in (settings.DATA_DIR, settings.MEDIA_ROOT, settings.VAULT_ROOT, settings.DATA_DIR / "uploads"):
        Path(folder).mkdir(parents=True, exist_ok=True, mode=0o750)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Готовится база данных")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    gather_static()
    if not accounts_path().exists() or not get_user_model().objects.exists():
        say("Загружается демонстрационная школа")
        call_command("load_demo")
    call_command("load_reference", verbosity=0)


def gather_static() -> None:
    """Compressing takes long, so it is done when our static files or the pinned packages have changed."""
    stamp = settings.DATA_DIR / "static.stamp"
    current = fingerprint()
    if stamp.exists() and stamp.read_text() == current and settings.STATIC_ROOT.exists():
        return
    say("Собираются и сжимаются стили и скрипты (один раз, до минуты)")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(current)


def fingerprint() -> str:
    total = hashlib.sha256()
    for app in apps.get_app_configs():
        folder = Path(app.path) / "static"
        if not folder.is_relative_to(settings.BASE_DIR) or ".venv" in folder.parts:
            continue
        for path in sorted(folder.rglob("*")):
            stat = path.stat()
            total.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    for pins in sorted((settings.BASE_DIR / "requirements").glob("base.txt")):
        total.update(pins.read_bytes())
    return total.hexdigest()


def accounts_path() -> Path:
    return Path(settings.DATA_DIR) / "accounts.json"


def welcome() -> None:
    """The address and one account per person of the cast."""
    print(f"\n  Школа открыта: {settings.BASE_URL}\n  Письма школы: {settings.BASE_URL}/post/\n")
    try:
        rows = json.loads(accounts_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        print("  Список учётных записей не найден: make demo FRESH=1", file=sys.stderr)
        return
    columns = ("role", "email", "password", "name")
    titles = dict(zip(columns, ("Кто", "Почта", "Пароль", "Имя"), strict=True))
    table = [titles, *(row | {"role": ROLES.get(row.get("role"), row.get("role"))} for row in rows)]
    widths = {column: max(len(shown(row.get(column))) for row in table) for column in columns}
    for row in table:
        print("  " + "  ".join(shown(row.get(column)).ljust(widths[column]) for column in columns).rstrip())
    print("\n  Остановить – Ctrl-C\n", flush=True)


# What the table says; accounts.json keeps the codes.
ROLES = {
    "administrator": "администратор",
    "coordinator": "координатор",
    "methodologist": "методист",
    "trainer": "тренер",
    "mentor": "наставник",
    "participant": "слушатель",
    "graduate": "выпускница",
    "applicant": "заявитель",
    "stranger": "посторонний",
}


def shown(value: object) -> str:
    return unicodedata.normalize("NFC", str(value or ""))
