"""«Завтра занятие», a draft before the admission closes, a seat that is kept: whoever it concerns hears of it once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from courses.enrollment.models import Application
from courses.enrollment.reminder_letters import remind_of_drafts, remind_of_meetings, remind_of_offers
from courses.program.models import Meeting
from school.post.actions import message_of
from school.post.choices import choose
from school.post.models import Letter
from tests.factories import ApplicationFactory, CohortFactory, EnrollmentFactory, MeetingFactory, TownFactory, UserFactory

TYUMEN = ZoneInfo("Asia/Yekaterinburg")
MORNING = datetime(2027, 3, 1, 8, 20, tzinfo=TYUMEN)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def meeting(cohort):
    return of_tomorrow(cohort)


def of_tomorrow(cohort, hour=10, day=2, **fields):
    start = datetime(2027, 3, day, hour, tzinfo=TYUMEN)
    return MeetingFactory(cohort=cohort, starts_at=start, ends_at=start + timedelta(hours=1), **fields)


def told():
    return set(Letter.objects.filter(name="meeting_tomorrow").values_list("email", flat=True))


def test_who_is_expected_and_who_leads_are_reminded_once(cohort, meeting, participant, trainer, mentor):
    EnrollmentFactory(cohort=cohort, state="withdrawn")
    EnrollmentFactory(cohort=cohort, person=UserFactory(is_active=False))
    EnrollmentFactory()

    assert [remind_of_meetings(), remind_of_meetings()] == [2, 0]
    assert told() == {participant.email, trainer.email}


def test_the_letter_carries_the_event(meeting, participant):
    remind_of_meetings()
    letter = Letter.objects.get(name="meeting_tomorrow", recipient=participant)

    assert letter.subject == f"Завтра занятие: {meeting.title}"
    assert "10:00" in letter.text
    [event] = message_of(letter).attachments
    assert event.filename == "meeting.ics"
    assert "METHOD:REQUEST" in event.content


@pytest.mark.parametrize(("day", "hour", "number"), [(1, 23, 0), (2, 0, 2), (2, 23, 2), (3, 0, 0)])
def test_tomorrow_is_a_day_of_tyumen(cohort, participant, trainer, day, hour, number):
    of_tomorrow(cohort, hour=hour, day=day)

    assert remind_of_meetings() == number


def test_a_meeting_for_another_town_reminds_nobody_of_this_one(cohort, participant, trainer):
    of_tomorrow(cohort, town=TownFactory(name="Ишим"))

    remind_of_meetings()

    assert told() == {trainer.email}


@pytest.mark.parametrize("change", [{"cancelled_at": MORNING}, {"cohort__state": "draft"}, {"cohort__state": "archived"}])
def test_what_will_not_be_is_not_told(meeting, participant, trainer, change):
    if "cancelled_at" in change:
        Meeting.objects.update(**change)
    else:
        type(meeting.cohort).objects.filter(pk=meeting.cohort_id).update(state=change["cohort__state"])

    assert remind_of_meetings() == 0


def test_a_meeting_that_moved_within_the_day_is_told_anew(meeting, participant, trainer):
    remind_of_meetings()
    Meeting.objects.update(starts_at=meeting.starts_at + timedelta(hours=2), ends_at=meeting.ends_at + timedelta(hours=2))

    assert remind_of_meetings() == 2


def test_whoever_wants_the_important_only_reads_it_in_the_cabinet(meeting, participant, trainer):
    choose(participant, pace="important")
    remind_of_meetings()

    assert Letter.objects.get(name="meeting_tomorrow", recipient=participant).state == "kept"


def test_two_meetings_are_two_letters_and_people_cost_no_queries_of_their_own(cohort, participant, trainer, django_assert_max_num_queries):
    """Letters are rows with a job each; what is asked about meetings and people does not grow with them."""
    of_tomorrow(cohort, 10)
    of_tomorrow(cohort, 12)
    for _number in range(8):
        EnrollmentFactory(cohort=cohort, town=participant.town)
    remind_of_meetings()
    with django_assert_max_num_queries(6 + 20 * 2):
        assert remind_of_meetings() == 0


def test_the_clock_calls_it(meeting, participant, trainer, capsys):
    call_command("remind")

    assert "Занятия: 2" in capsys.readouterr().out


@pytest.fixture
def draft(cohort):
    closing = CohortFactory(state="open", apply_from=date(2027, 2, 1), apply_until=date(2027, 3, 3))
    return ApplicationFactory(cohort=closing, state="draft")


def test_a_draft_is_recalled_once_before_the_admission_closes(draft):
    assert [remind_of_drafts(), remind_of_drafts()] == [1, 0]
    letter = Letter.objects.get(name="draft_waiting")
    assert letter.recipient == draft.person
    assert "до 3 марта 2027 года включительно" in letter.text.replace("\xa0", " ")
    assert f"/apply/{draft.cohort_id}/" in letter.text


@pytest.mark.parametrize(("days", "number"), [(-1, 0), (0, 1), (2, 1), (3, 0)])
def test_two_days_before_the_last_one(draft, clock, days, number):
    clock.move_to(MORNING + timedelta(days=days))

    assert remind_of_drafts() == number


@pytest.mark.parametrize("state", ["submitted", "withdrawn", "declined"])
def test_what_was_sent_is_no_draft(draft, state):
    Application.objects.update(state=state)

    assert remind_of_drafts() == 0


def test_who_has_sent_another_application_is_left_alone(draft):
    ApplicationFactory(person=draft.person, organization=draft.organization, cohort=draft.cohort, town=draft.town)

    assert remind_of_drafts() == 0


@pytest.mark.parametrize(("hours", "number"), [(-1, 0), (1, 1), (24, 1), (25, 0)])
def test_a_kept_seat_is_recalled_in_its_last_day(cohort, hours, number):
    row = ApplicationFactory(cohort=cohort)
    Application.objects.filter(pk=row.pk).update(state="offered", offer_until=MORNING + timedelta(hours=hours))

    assert [remind_of_offers(), remind_of_offers()] == [number, 0]
    assert Letter.objects.filter(name="offer_waiting", recipient=row.person).count() == number
