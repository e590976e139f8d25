"""The rotating code and the ticket."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.actions import show_code
from tests.factories import MeetingFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def meeting(cohort, trainer):
    soon = timezone.now() + timedelta(minutes=5)
    return show_code(MeetingFactory(cohort=cohort, starts_at=soon, ends_at=soon + timedelta(hours=3)), by=trainer)


def proof(meeting):
    at = timezone.now()
    return code_rules.Proof(code_rules.step_at(at), at)


# The code


def test_code_is_eight_letters_that_are_not_taken_for_one_another():
    found = {code_rules.code_for("secret", step) for step in range(2000)}

    assert len(found) == 2000
    assert {len(code) for code in found} == {8}
    assert not set("".join(found)) & set("ILOU")


def test_codes_of_two_meetings_differ(meeting, cohort, trainer):
    other = show_code(MeetingFactory(cohort=cohort), by=trainer)

    assert code_rules.code_for(meeting.secret, 1) != code_rules.code_for(other.secret, 1)


def test_secret_is_made_once(meeting, trainer):
    assert show_code(meeting, by=trainer).secret == meeting.secret


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_tolerance_either_side(meeting, steps, good):
    code = code_rules.code_for(meeting.secret, code_rules.step_at(NOW) + steps)

    assert (code_rules.proof_of(meeting, code, NOW) is not None) is good


@pytest.mark.parametrize(
    "spell",
    [str.lower, code_rules.spelled, lambda code: f" {code[:2]} {code[2:]} ", lambda code: code.replace("0", "О").replace("1", "l").replace("A", "А")],
)
def test_code_is_heard_as_people_type_it(meeting, spell):
    steps = range(code_rules.step_at(NOW), code_rules.step_at(NOW) + 60)
    for step in steps:
        at = timezone.datetime.fromtimestamp(step * code_rules.STEP, NOW.tzinfo)
        assert code_rules.proof_of(meeting, spell(code_rules.code_for(meeting.secret, step)), at)


@pytest.mark.parametrize("typed", ["", " ", "00000000", "x" * 40, "код", "\x00", "７ＫＱ２"])
def test_nonsense_is_no_code(meeting, typed):
    assert code_rules.proof_of(meeting, typed) is None


def test_meeting_without_a_secret_has_no_code(cohort):
    meeting = MeetingFactory(cohort=cohort)

    assert code_rules.proof_of(meeting, code_rules.code_for("", code_rules.step_at(timezone.now()))) is None


# The ticket


def test_ticket_is_of_one_person_and_one_meeting(meeting, participant, stranger, cohort):
    ticket = code_rules.ticket_of(meeting, participant, proof(meeting))

    assert code_rules.read(ticket, meeting, participant)
    assert code_rules.read(ticket, meeting, stranger) is None
    assert code_rules.read(ticket, MeetingFactory(cohort=cohort), participant) is None
    assert code_rules.read(ticket[:-1] + ("A" if ticket[-1] != "A" else "B"), meeting, participant) is None


@pytest.mark.parametrize(("minutes", "good"), [(9, True), (11, False)])
def test_ticket_lives_ten_minutes(meeting, participant, monkeypatch, minutes, good):
    ticket = code_rules.ticket_of(meeting, participant, proof(meeting))
    now = timezone.now().timestamp() + minutes * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: now)

    assert (code_rules.read(ticket, meeting, participant) is not None) is good
