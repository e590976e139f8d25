"""Reads the data files of the demo school; every call returns fresh objects, safe to change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def read(name: str) -> dict[str, Any]:
    """One data file by its stem: program, pages, consents, people, school."""
    data: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return data


def lessons() -> list[dict[str, Any]]:
    """All lessons in the order of study: by the part of the programme, then by the number of the file."""
    files = sorted((HERE / "lessons").glob("*.json"))
    parts = [module["kind"] for module in read("program")["modules"]]
    found: list[dict[str, Any]] = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return sorted(found, key=lambda lesson: parts.index(lesson["module"]))
