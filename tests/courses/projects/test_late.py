"""Late work by rule, not by accident: one table for the stage's own time and one for the time of a rework."""

from datetime import UTC, datetime, timedelta

import pytest

from courses.projects import submission_rules
from courses.projects.models import Call, Stage, Submission

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stage_of(late, late_until):
    call = Call(late=late)
    until = None if late_until is None else NOON + late_until * HOUR
    return Stage(call=call, opens_at=NOON - 24 * HOUR, due_at=NOON, late_until=until)


def taken(stage, last, hours):
    """None – refused; else whether it is marked late."""
    now = NOON + hours * HOUR
    if submission_rules.reasons_of_time(stage, last, now):
        return None
    return submission_rules.is_late(stage, last, now)


@pytest.mark.parametrize(
    ("late", "late_until", "hours", "expected"),
    [
        ("refused", None, -25, None),
        ("refused", None, -24, False),
        ("refused", None, -1, False),
        ("refused", None, 0, False),
        ("refused", None, 0.01, None),
        ("refused", 48, 1, None),
        ("marked", None, 0, False),
        ("marked", None, 0.01, True),
        ("marked", None, 1000, True),
        ("marked", 48, 48, True),
        ("marked", 48, 48.01, None),
        ("marked", 48, -25, None),
    ],
)
def test_first_work_of_a_stage(late, late_until, hours, expected):
    assert taken(stage_of(late, late_until), None, hours) is expected


@pytest.mark.parametrize(
    ("late", "redo_until", "hours", "expected"),
    [
        ("refused", 72, 1, False),
        ("refused", 72, 72, False),
        ("refused", 72, 72.01, None),
        ("refused", None, 1000, False),
        ("marked", 72, 72, False),
        ("marked", 72, 73, True),
        ("marked", 72, 1000, True),
        ("marked", None, 1000, False),
    ],
)
def test_rework_has_a_time_of_its_own(late, redo_until, hours, expected):
    until = None if redo_until is None else NOON + redo_until * HOUR
    last = Submission(state=Submission.State.REWORK, redo_until=until)

    assert taken(stage_of(late, 48), last, hours) is expected


@pytest.mark.parametrize(
    ("state", "redo_until", "due"),
    [(None, None, 0), (Submission.State.REWORK, 72, 72), (Submission.State.REWORK, None, 0), (Submission.State.HANDED, 72, 0)],
)
def test_date_of_the_team_is_the_one_it_was_given(state, redo_until, due):
    last = state and Submission(state=state, redo_until=redo_until and NOON + redo_until * HOUR)

    assert submission_rules.due_of(stage_of("refused", None), last) == NOON + due * HOUR
