"""What a check-in does not let through: guessing without end, and a ticket whose mark a trainer has taken away."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from courses.attendance import code_rules
from courses.attendance.actions import save_sheet, show_code, undo_sheet
from courses.attendance.models import CheckIn, Mark
from courses.portals import check_in
from school.journal.models import Entry
from tests.factories import MeetingFactory, ModuleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def minute(settings):
    cache.clear()


@pytest.fixture
def meeting(cohort, trainer):
    began = timezone.now() - timedelta(minutes=5)
    module = ModuleFactory(program=cohort.program)
    return show_code(MeetingFactory(cohort=cohort, module=module, starts_at=began, ends_at=began + timedelta(hours=3)), by=trainer)


@pytest.fixture
def client(client_of, participant):
    return client_of(participant)


def code(meeting, ago=0):
    return code_rules.code_for(meeting.secret, code_rules.step_at(timezone.now()) - ago)


def address(meeting, ago=0):
    return reverse("portals:check_in_code", args=[meeting.pk, code(meeting, ago)])


# Guessing


def test_typed_codes_of_a_person_without_a_meeting_are_limited(client_of, stranger, meeting, monkeypatch):
    """The right one is not told beyond the limit either."""
    monkeypatch.setattr(check_in, "GUESSES", 3)
    client, place = client_of(stranger), reverse("portals:check_in")

    answers = [client.post(place, {"code": typed}).status_code for typed in ("00000000", "00000001", "00000002", "00000003", code(meeting))]

    assert answers == [400, 400, 400, 429, 429]
    assert CheckIn.objects.count() == 0


def test_opened_codes_are_limited_and_a_lucky_one_is_not_told(client_of, stranger, client, meeting, monkeypatch):
    monkeypatch.setattr(check_in, "GUESSES", 2)
    other = client_of(stranger)

    answers = [other.get(place).status_code for place in (address(meeting, 5), address(meeting, 6), address(meeting, 7), address(meeting))]

    assert answers == [200, 200, 429, 429]
    assert client.get(address(meeting)).status_code == 200  # of one person, not of the hall


def test_both_roads_share_the_limit(client_of, stranger, meeting, monkeypatch):
    monkeypatch.setattr(check_in, "GUESSES", 2)
    client = client_of(stranger)

    answers = [client.get(address(meeting, 5)).status_code, *(client.post(reverse("portals:check_in"), {"code": "0" * 8}).status_code for _ in "ab")]

    assert answers == [200, 400, 429]


def test_ticket_is_no_guess(client, meeting, monkeypatch):
    """Whoever holds one confirms it however often the network asks again."""
    ticket = client.get(address(meeting)).context["ticket"]
    monkeypatch.setattr(check_in, "GUESSES", 0)

    assert [client.post(address(meeting), {"ticket": ticket}).status_code for _ in "abc"] == [302, 302, 302]
    assert Mark.objects.count() == 1


# A mark that was taken away


def ticket_of(meeting, person, **ago):
    at = timezone.now() - timedelta(**ago)
    return code_rules.ticket_of(meeting, person, code_rules.Proof(code_rules.step_at(at), at))


@pytest.fixture
def tickets(meeting, participant):
    """Two readings of the code, one after the other."""
    return [ticket_of(meeting, participant, seconds=seconds) for seconds in (90, 45)]


def cleared(meeting, participant, trainer, client, ticket):
    client.post(address(meeting), {"ticket": ticket})
    assert Mark.objects.get().source == "check_in"
    save_sheet(meeting, {participant.enrollments.get().pk: ""}, by=trainer, why="Его нет в зале")


@pytest.mark.parametrize("number", [0, 1])
def test_cleared_mark_does_not_come_back_from_a_code_read_before(client, meeting, participant, trainer, tickets, number):
    cleared(meeting, participant, trainer, client, tickets[0])

    answer = client.post(address(meeting), {"ticket": tickets[number]})

    assert (answer.status_code, Mark.objects.count()) == (409, 0)
    assert "Код не подошёл" in answer.content.decode()
    assert CheckIn.objects.order_by("-pk").first().outcome == "wrong_code"
    opened = client.get(address(meeting, ago=5), {"ticket": tickets[number]}).content.decode()
    assert ("Код не подошёл" in opened, 'name="ticket"' in opened) == (True, False)


def test_fresh_code_marks_again(client, meeting, participant, trainer, tickets):
    cleared(meeting, participant, trainer, client, tickets[0])

    fresh = client.post(reverse("portals:check_in"), {"code": code(meeting)})

    assert (fresh.status_code, Mark.objects.get().source) == (302, "check_in")


def test_undone_clearing_leaves_the_mark_and_the_ticket_says_already(client, meeting, participant, trainer, tickets):
    cleared(meeting, participant, trainer, client, tickets[0])
    undo_sheet(meeting, Entry.objects.about(meeting).order_by("-pk").first().pk, by=trainer)

    page = client.post(address(meeting), {"ticket": tickets[0]}, follow=True).content.decode()

    assert ("Вы уже отмечены" in page, Mark.objects.count()) == (True, 1)


def test_who_has_not_been_there_yet_is_not_kept_out_by_a_correction(client, meeting, participant, trainer, tickets):
    """The trainer pressed the wrong row and took it back; then its person came."""
    own = participant.enrollments.get().pk
    save_sheet(meeting, {own: "present"}, by=trainer)
    save_sheet(meeting, {own: ""}, by=trainer)

    assert client.post(address(meeting), {"ticket": tickets[0]}).status_code == 302
    assert Mark.objects.get().source == "check_in"
