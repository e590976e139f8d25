"""The tries to check in and the one mark per person. The code and the ticket are in `test_codes`."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.attendance import check_in_rules, code_rules, rules
from courses.attendance.actions import check_in, save_sheet, show_code, undo_sheet
from courses.attendance.history_rules import history_of
from courses.attendance.models import CheckIn, Mark
from courses.program.models import Subgroup
from school.people.rules import Refused
from tests.factories import CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, TownFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cohort, trainer):
    soon = timezone.now() + timedelta(minutes=5)
    return show_code(MeetingFactory(cohort=cohort, starts_at=soon, ends_at=soon + timedelta(hours=3)), by=trainer)


@pytest.fixture
def enrollment(participant):
    return participant.enrollments.get()


def proof(meeting, **ago):
    at = timezone.now() - timedelta(**ago)
    return code_rules.Proof(code_rules.step_at(at), at)


def outcomes(meeting):
    return list(CheckIn.objects.filter(meeting=meeting).order_by("pk").values_list("outcome", flat=True))


def move(meeting, **later):
    meeting.starts_at = timezone.now() + timedelta(**later)
    meeting.ends_at = meeting.starts_at + timedelta(hours=3)
    meeting.save()


# The try


def test_good_code_is_a_mark_and_a_stored_try(meeting, participant, enrollment):
    attempt = check_in(meeting, proof(meeting), by=participant, device="d", address="10.0.0.1")

    mark = Mark.objects.get(meeting=meeting)
    assert (mark.enrollment, mark.status, mark.source, mark.by) == (enrollment, "present", "check_in", participant)
    assert (attempt.outcome, attempt.device, attempt.address) == ("marked", "d", "10.0.0.1")


@pytest.mark.parametrize(("minutes", "status"), [(14, "present"), (16, "late")])
def test_late_after_makes_a_late_mark(meeting, participant, minutes, status):
    move(meeting, minutes=-minutes)

    check_in(meeting, proof(meeting), by=participant)

    assert Mark.objects.get(meeting=meeting).status == status


def test_moment_of_the_ticket_decides_not_the_network(meeting, participant):
    """Opened in time, confirmed nine minutes later, when the window has closed."""
    move(meeting, minutes=-45)

    assert check_in(meeting, proof(meeting, minutes=9), by=participant).outcome == "marked"


def test_repeat_keeps_the_first_mark(meeting, participant):
    check_in(meeting, proof(meeting), by=participant)
    first = Mark.objects.get(meeting=meeting).at

    attempt = check_in(meeting, proof(meeting), by=participant)

    assert (attempt.outcome, Mark.objects.get(meeting=meeting).at) == ("already", first)


def test_mark_by_hand_beats_a_scan(meeting, participant, enrollment, trainer):
    move(meeting, minutes=-1)
    save_sheet(meeting, {enrollment.pk: "absent"}, by=trainer)

    attempt = check_in(meeting, proof(meeting), by=participant)

    mark = Mark.objects.get(meeting=meeting)
    assert (attempt.outcome, mark.status, mark.source) == ("already", "absent", "manual")


def test_mark_by_hand_replaces_a_scan(meeting, participant, enrollment, trainer):
    move(meeting, minutes=-1)
    check_in(meeting, proof(meeting), by=participant)

    save_sheet(meeting, {enrollment.pk: "late"}, by=trainer)

    assert Mark.objects.values_list("status", "source").get(meeting=meeting) == ("late", "manual")


def test_excused_person_who_came_was_there_and_the_history_says_so(meeting, participant, enrollment):
    MarkFactory(meeting=meeting, enrollment=enrollment, status="excused", source="excuse")

    assert check_in(meeting, proof(meeting), by=participant).outcome == "marked"
    assert Mark.objects.values_list("status", "source").get(meeting=meeting) == ("present", "check_in")
    (line,) = history_of(meeting, [enrollment])
    assert (line.who, line.changes) == (participant.full_name, [f"{participant.full_name}: У → П"])


def test_excuse_put_by_hand_beats_a_scan(meeting, participant, enrollment):
    MarkFactory(meeting=meeting, enrollment=enrollment, status="excused", source="manual")

    assert check_in(meeting, proof(meeting), by=participant).outcome == "already"
    assert Mark.objects.values_list("status", "source").get(meeting=meeting) == ("excused", "manual")


def test_undo_does_not_reach_behind_a_scan(meeting, participant, enrollment, trainer):
    """Saved by hand as excused with a paper, then the person came: «Отменить» of the older save is no longer on top."""
    move(meeting, minutes=-1)
    save_sheet(meeting, {enrollment.pk: "absent"}, by=trainer)
    entry = rules.last_change(meeting).pk
    Mark.objects.update(status="excused", source="excuse")
    check_in(meeting, proof(meeting), by=participant)

    with pytest.raises(Refused):
        undo_sheet(meeting, entry, by=trainer)
    assert Mark.objects.get(meeting=meeting).status == "present"


def test_repeat_after_the_window_still_says_already(meeting, participant):
    check_in(meeting, proof(meeting), by=participant)
    move(meeting, minutes=-41)

    assert check_in(meeting, proof(meeting), by=participant).outcome == "already"


def test_second_in_a_race_hears_already(meeting, participant, enrollment, monkeypatch):
    """The question found no mark, the write found one: the constraint decides, and the try is stored."""
    check_in(meeting, proof(meeting), by=participant)
    monkeypatch.setattr(check_in_rules, "seat_of", lambda *_: check_in_rules.Seat(enrollment.pk, ""))

    assert check_in(meeting, proof(meeting), by=participant).outcome == "already"
    assert (outcomes(meeting), Mark.objects.count()) == (["marked", "already"], 1)


def test_excuse_taken_back_in_a_race_is_not_overwritten(meeting, participant, enrollment, monkeypatch):
    MarkFactory(meeting=meeting, enrollment=enrollment, status="absent", source="manual")
    monkeypatch.setattr(check_in_rules, "seat_of", lambda *_: check_in_rules.Seat(enrollment.pk, "excuse"))

    assert check_in(meeting, proof(meeting), by=participant).outcome == "already"
    assert Mark.objects.get(meeting=meeting).status == "absent"


@pytest.mark.parametrize(
    ("later", "outcome"),
    [({"minutes": 21}, "early"), ({"minutes": 19}, "marked"), ({"minutes": -39}, "marked"), ({"minutes": -41}, "late")],
)
def test_window_opens_before_and_closes_after(meeting, participant, later, outcome):
    move(meeting, **later)

    assert check_in(meeting, proof(meeting), by=participant).outcome == outcome
    assert Mark.objects.count() == (outcome == "marked")


def test_cancelled_meeting_takes_no_marks(meeting, participant):
    meeting.cancelled_at = timezone.now()

    assert check_in(meeting, proof(meeting), by=participant).outcome == "closed"


def test_stale_ticket_is_a_stored_try_too(meeting, participant):
    assert check_in(meeting, None, by=participant).outcome == "wrong_code"
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("state", ["withdrawn", "expelled"])
def test_who_left_is_told_so(meeting, participant, enrollment, state):
    enrollment.state = state
    enrollment.save()

    attempt = check_in(meeting, proof(meeting), by=participant)

    assert attempt.outcome == "wrong_meeting"
    assert "больше не учитесь" in check_in_rules.words_against(attempt.outcome, meeting, participant)


def test_stranger_and_other_town_and_other_subgroup_are_not_expected(meeting, participant, stranger, cohort):
    elsewhere = MeetingFactory(cohort=cohort, town=TownFactory(name="Ишим"))
    apart = MeetingFactory(cohort=cohort, subgroup=Subgroup.objects.create(cohort=cohort, title="Группа А"))

    assert check_in(meeting, proof(meeting), by=stranger).outcome == "wrong_meeting"
    assert "другого потока" in check_in_rules.words_against("wrong_meeting", meeting, stranger)
    for other in (elsewhere, apart):
        assert check_in(other, proof(other), by=participant).outcome == "wrong_meeting"
        assert "других людей вашего потока" in check_in_rules.words_against("wrong_meeting", other, participant)


def test_twenty_tries_a_minute_are_enough(meeting, participant, stranger):
    for _ in range(20):
        check_in(meeting, None, by=participant)

    with pytest.raises(Refused):
        check_in(meeting, proof(meeting), by=participant)
    assert check_in(meeting, proof(meeting), by=stranger).outcome == "wrong_meeting"  # a limit of one person, not of the hall


def test_typed_code_finds_its_meeting(meeting, participant, cohort, trainer):
    show_code(MeetingFactory(cohort=cohort), by=trainer)
    code = code_rules.code_for(meeting.secret, code_rules.step_at(timezone.now()))

    found, good = check_in_rules.found_by(code, participant)

    assert (found, good is not None) == (meeting, True)


def test_wrong_typed_code_is_written_at_the_nearest_own_meeting(meeting, participant, stranger):
    MeetingFactory(cohort=CohortFactory(under_way=True))

    assert check_in_rules.found_by("00000000", participant) == (meeting, None)
    assert check_in_rules.found_by("00000000", stranger) == (None, None)


def test_one_device_and_several_people_is_a_hint(meeting, participant, cohort):
    other, apart = (EnrollmentFactory(cohort=cohort).person for _ in range(2))
    same = proof(meeting)
    check_in(meeting, same, by=participant, device="one")
    check_in(meeting, same, by=other, device="one")
    check_in(meeting, same, by=apart, device="two")

    assert check_in_rules.shared_devices(meeting) == [sorted([participant.full_name, other.full_name])]
