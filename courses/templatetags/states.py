"""A state as a pill: tone, sign and the state's own word. Staff screens ask for it by row, so a tone is chosen in one place."""

from typing import Any

from django import template
from django.db.models import Model

from school.listing import Pill

register = template.Library()


NO_TONE = ("", "none")
# model: {state: (tone, sign)}
TONES: dict[str, dict[str, tuple[str, str]]] = {
    "application": {
        "submitted": ("info", "eye"),
        "waiting": ("warn", "clock"),
        "offered": ("warn", "bell"),
        "admitted": ("ok", "check"),
        "declined": ("bad", "cross"),
        "withdrawn": ("", "back"),
        "ended": ("", "ban"),
    },
    "enrollment": {"active": ("ok", "check"), "finished": ("info", "seal"), "withdrawn": ("", "back"), "expelled": ("bad", "ban")},
    "cohort": {
        "draft": ("", "edit"),
        "open": ("ok", "check"),
        "closed": ("warn", "lock"),
        "under_way": ("info", "way"),
        "finished": ("", "seal"),
        "archived": ("", "doc"),
    },
    "batch": {
        "asked": ("warn", "clock"),
        "running": ("info", "sync"),
        "done": ("ok", "check"),
        "declined": ("", "ban"),
        "undone": ("bad", "back"),
    },
    "certificate": {"valid": ("ok", "check"), "replaced": ("warn", "swap"), "revoked": ("bad", "ban")},
}


def pill_of(row: Model) -> Pill:
    """For a row with a `state` of choices."""
    tone, sign = TONES[row._meta.model_name or ""].get(row.state, NO_TONE)  # type: ignore[attr-defined]
    return Pill(tone, sign, row.get_state_display())  # type: ignore[attr-defined]


@register.inclusion_tag("components/pill.html")
def state_pill(row: Model) -> dict[str, Any]:
    return pill_of(row)._asdict()
