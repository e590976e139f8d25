"""What a new page already says before its editor has typed a word."""

import json
from pathlib import Path
from typing import Any


def eligibility() -> dict[str, Any]:
    """The six questions about the status with their sources and doubts, and the words of the answer; editors change them on the page."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name("eligibility.json").read_text(encoding="utf-8"))
    return data


def eligibility_questions() -> list[dict[str, Any]]:
    return [{"type": "question", "value": row} for row in eligibility()["questions"]]
