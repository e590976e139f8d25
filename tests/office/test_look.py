"""The office looks like the school: its palette is the site's own, and every state has a tone and a sign."""

import re
from pathlib import Path

import pytest

from courses.certificates.models import Certificate
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort
from courses.templatetags.states import TONES, pill_of

STATIC = Path(__file__).resolve().parents[2] / "school" / "static"
SHARED = ("desk", "sheet", "ink", "soft", "hair", "edge", "act", "on-act", "link", "focus", "ok", "warn", "bad", "info")


def blocks(name, selector):
    """What each block of this selector says, in the order of the file."""
    text = (STATIC / name).read_text(encoding="utf-8")
    found = re.findall(rf"{re.escape(selector)} \{{(.*?)\}}", text, re.S)
    return [dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in found]


def test_the_palette_is_the_one_of_the_site_in_both_schemes():
    light, dark = blocks("css/base.css", ":root")[:2]
    mine = blocks("admin/palette.css", ":root")[0]
    schemes = [*blocks("admin/palette.css", ".w-theme-dark")[:1], *blocks("admin/palette.css", ".w-theme-system")[:1]]

    assert {name: mine[name] for name in SHARED} == {name: light[name] for name in SHARED}
    for scheme in schemes:
        assert {name: scheme[name] for name in SHARED} == {name: dark[name] for name in SHARED}


@pytest.mark.parametrize("model", [Application, Certificate, Cohort, Enrollment])
def test_every_state_has_its_tone_and_sign(model):
    states = {state for state in model.State.values if state != "draft" or model is Cohort}
    signs = set(re.findall(r'id="i-(\w+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))

    assert set(TONES[model._meta.model_name]) == states
    for state in states:
        pill = pill_of(model(state=state))
        assert (pill.tone in {"", "ok", "warn", "bad", "info"}, pill.sign in signs, pill.text) == (True, True, model.State(state).label)
