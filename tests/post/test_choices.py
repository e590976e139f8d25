"""How a person wants to be written to: at once, in one digest, only about the important; never in quiet hours, and a way out of every letter that is not obligatory."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client

from school.journal.models import Entry
from school.post.actions import message_of, put_off, send, take_back
from school.post.choices import after_quiet, choose, person_of, quiet, stop_token, way
from school.post.kinds import Weight
from school.post.models import Choice, Letter
from tests.factories import UserFactory

TYUMEN = ZoneInfo("Asia/Yekaterinburg")
NOON = datetime(2027, 3, 1, 12, 0, tzinfo=TYUMEN)
pytestmark = pytest.mark.django_db


def at(hour, minute=0, day=1):
    return datetime(2027, 3, day, hour, minute, tzinfo=TYUMEN)


def ordinary(person, reason="", **options):
    return send("membership_asked", to=person, context={"person": person, "organization": {"short_name": "АНО"}}, reason=reason, **options)


def important(person, **options):
    return send("membership_confirmed", to=person, context={"person": person, "organization": {"short_name": "АНО"}}, **options)


PACES = [
    (pace, weight, attached, state)
    for pace, states in {
        "at_once": {Weight.VITAL: "waiting", Weight.IMPORTANT: "waiting", Weight.ORDINARY: "waiting"},
        "daily": {Weight.VITAL: "waiting", Weight.IMPORTANT: "waiting", Weight.ORDINARY: "gathered"},
        "important": {Weight.VITAL: "waiting", Weight.IMPORTANT: "waiting", Weight.ORDINARY: "kept"},
    }.items()
    for weight, state in states.items()
    for attached in (False, True)
]


@pytest.mark.parametrize(("pace", "weight", "attached", "state"), PACES)
def test_where_a_letter_goes(pace, weight, attached, state):
    if attached and state == "gathered":
        state = "waiting"  # a file cannot travel in a digest

    assert way(Choice(pace=pace), weight, NOON, attached=attached) == (state, NOON)


@pytest.mark.parametrize(
    ("first", "last", "hour", "silent", "leaves"),
    [
        (None, None, at(3), False, at(3)),
        (22, 7, at(21, 59), False, at(21, 59)),
        (22, 7, at(22), True, at(7, day=2)),
        (22, 7, at(23, 30), True, at(7, day=2)),
        (22, 7, at(0, 5), True, at(7)),
        (22, 7, at(6, 59), True, at(7)),
        (22, 7, at(7), False, at(7)),
        (9, 18, at(12), True, at(18)),
        (9, 18, at(18), False, at(18)),
        (0, 8, at(0), True, at(8)),
        (23, 0, at(23, 15), True, at(0, day=2)),
    ],
)
def test_quiet_hours_are_of_the_schools_zone(first, last, hour, silent, leaves):
    choice = Choice(quiet_from=first, quiet_until=last)

    assert quiet(choice, hour) is silent
    assert after_quiet(choice, hour) == leaves


def test_codes_for_signing_in_come_at_night_too():
    choice = Choice(quiet_from=22, quiet_until=7)

    assert way(choice, Weight.VITAL, at(23), attached=False)[1] == at(23)
    assert way(choice, Weight.IMPORTANT, at(23), attached=False)[1] == at(7, day=2)


def test_a_letter_of_the_night_leaves_in_the_morning(stranger, run_jobs):
    choose(stranger, quiet_from=22, quiet_until=7)
    with time_machine.travel(at(23)):
        important(stranger)
        run_jobs()
        call_command("deliver_letters")
        run_jobs()
        assert not mail.outbox
        assert Letter.objects.notices_of(stranger).count() == 1, "the cabinet is not silent"
    with time_machine.travel(at(7, 1, day=2)):
        call_command("deliver_letters")
        run_jobs()

    assert len(mail.outbox) == 1


def test_another_try_does_not_come_at_night(stranger):
    choose(stranger, quiet_from=22, quiet_until=7)
    with time_machine.travel(at(21, 50), tick=False):
        letter = important(stranger)
        letter.tries = 3
        put_off(letter, ConnectionError("нет связи"))  # fifteen minutes would be five past ten
    letter.refresh_from_db()

    assert letter.next_try_at == at(7, day=2)


def test_only_important_keeps_the_rest_in_the_cabinet(stranger, run_jobs):
    choose(stranger, pace="important")

    kept, told = ordinary(stranger), important(stranger)
    run_jobs()

    assert (kept.state, told.state) == ("kept", "waiting")
    assert [message.subject for message in mail.outbox] == [told.subject]
    assert set(Letter.objects.notices_of(stranger)) == {kept, told}


@pytest.mark.parametrize(("pace", "state"), [("at_once", "waiting"), ("important", "kept"), ("daily", "gathered")])
def test_what_was_gathered_goes_the_way_chosen_anew(stranger, pace, state):
    choose(stranger, pace="daily")
    letter = ordinary(stranger)

    choose(stranger, pace=pace)

    letter.refresh_from_db()
    assert letter.state == state
    assert Entry.objects.filter(verb="post.chosen").count() == 2


def test_a_decision_taken_back_is_told_nowhere(stranger):
    choose(stranger, pace="daily")
    with time_machine.travel(NOON, tick=False):
        later = ordinary(stranger, "undo", at=NOON + timedelta(minutes=10))
        assert not Letter.objects.notices_of(stranger).exists()
        assert take_back("undo") == 1
    later.refresh_from_db()
    assert later.state == "taken_back"


def test_what_was_read_in_the_cabinet_is_not_taken_back(stranger):
    choose(stranger, pace="daily")
    with time_machine.travel(NOON, tick=False):
        ordinary(stranger, "undo", at=NOON + timedelta(minutes=10))
    with time_machine.travel(NOON + timedelta(minutes=11), tick=False):
        assert take_back("undo") == 0


def test_letters_that_are_not_obligatory_say_how_to_stop_them(stranger):
    message = message_of(ordinary(stranger))
    url = f"/notices/stop/{stop_token(stranger.pk)}/"

    assert message.extra_headers["List-Unsubscribe"].endswith(f"{url}>")
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in message.body
    assert url in message.alternatives[0][0]
    assert "List-Unsubscribe" not in message_of(important(stranger)).extra_headers


def test_one_click_of_a_mail_program_stops_them(stranger):
    """RFC 8058: without cookies, without a token of a form, from another site."""
    client = Client(enforce_csrf_checks=True)
    url = f"/notices/stop/{stop_token(stranger.pk)}/"

    assert "Не присылать необязательные письма?" in client.get(url).content.decode()
    assert not Choice.objects.exists(), "looking stops nothing: mail programs open links by themselves"
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert Choice.objects.get(person=stranger).pace == "important"
    assert "Будем писать только о важном" in client.get(url).content.decode()


@pytest.mark.parametrize(
    "change", [lambda token: token + "x", lambda token: "1" + token, lambda token: "нет", lambda token: token.split(".")[0] + ".x"]
)
def test_a_forged_link_is_no_link(client, stranger, change):
    token = change(stop_token(stranger.pk))

    assert person_of(token) is None
    assert client.get(f"/notices/stop/{token}/").status_code == 404


def test_a_closed_account_has_no_link(client):
    gone = UserFactory(is_active=False)

    assert client.post(f"/notices/stop/{stop_token(gone.pk)}/").status_code == 404
    assert not Choice.objects.exists()


GOOD = {"pace": "daily", "quiet_from": "22", "quiet_until": "7", "language": "en"}


def test_a_person_chooses_on_one_page(stranger, client_of):
    client = client_of(stranger)

    answer = client.post("/notices/choice/", GOOD, follow=True)

    choice = Choice.objects.get(person=stranger)
    assert (choice.pace, choice.quiet_from, choice.quiet_until, choice.language) == ("daily", 22, 7, "en")
    assert "Сохранено" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"quiet_until": ""}, "Выберите оба часа или ни одного."),
        ({"quiet_from": ""}, "Выберите оба часа или ни одного."),
        ({"quiet_until": "22"}, "с этим писем не было бы никогда"),
        ({"pace": "никогда"}, "никогда"),
        ({"quiet_from": "25"}, "25"),
        ({"language": "de"}, "de"),
    ],
)
def test_a_bad_choice_is_told_at_its_field(stranger, client_of, given, words):
    answer = client_of(stranger).post("/notices/choice/", GOOD | given)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Choice.objects.exists()


def test_nobody_chooses_for_another(stranger, client_of):
    other = UserFactory()
    client_of(stranger).post("/notices/choice/", GOOD | {"person": str(other.pk)})

    assert list(Choice.objects.values_list("person", flat=True)) == [stranger.pk]
