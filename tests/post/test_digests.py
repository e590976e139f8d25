"""One letter a day with what has gathered: once, in order, in no quiet hours, whole or not at all."""

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from school.post import digests
from school.post.actions import message_of, send
from school.post.choices import choose
from school.post.digests import send_digests
from school.post.models import Letter
from tests.post.test_choices import at, important, ordinary

pytestmark = pytest.mark.django_db


def test_a_digest_carries_the_day_once_and_in_its_order(stranger, run_jobs):
    choose(stranger, pace="daily")
    with time_machine.travel(at(12)):
        first, second = ordinary(stranger, "one"), ordinary(stranger, "two")
        important(stranger)
    with time_machine.travel(at(8, 5, day=2)):
        assert send_digests() == 0, "too early"
    with time_machine.travel(at(9, 5, day=2)):
        assert (send_digests(), send_digests()) == (1, 0)
        late = ordinary(stranger, "three")
        assert send_digests() == 0, "one a day"
        run_jobs()
    digest = Letter.objects.get(name="digest")

    assert list(digest.carried.order_by("pk")) == [first, second]
    assert {row.state for row in digest.carried.all()} == {"digested"}
    assert first.subject in digest.text
    assert digest.text.count("Здравствуйте") == 1, "a digest greets once"
    assert [message.subject for message in mail.outbox] == ["Вас приняли в АНО", "Сводка школы: 2 сообщения"]
    late.refresh_from_db()
    assert late.state == "gathered"
    with time_machine.travel(at(9, 5, day=3)):
        call_command("send_digests")
    late.refresh_from_db()
    assert late.state == "digested"


def test_a_digest_waits_for_the_end_of_quiet_hours(stranger):
    choose(stranger, pace="daily", quiet_from=22, quiet_until=11)
    with time_machine.travel(at(12)):
        ordinary(stranger)
    with time_machine.travel(at(9, 5, day=2)):
        assert send_digests() == 0
    with time_machine.travel(at(11, 5, day=2)):
        assert send_digests() == 1


@pytest.mark.parametrize(("first", "last", "hour", "sent"), [(9, 8, 8, 1), (9, 0, 3, 1), (9, 8, 10, 0), (9, 18, 8, 0), (9, 18, 18, 1)])
def test_whoever_is_quiet_all_day_gets_it_before_the_morning(stranger, first, last, hour, sent):
    choose(stranger, pace="daily", quiet_from=first, quiet_until=last)
    with time_machine.travel(at(12)):
        ordinary(stranger)
    with time_machine.travel(at(hour, 5, day=2)):
        assert send_digests() == sent


def test_a_kill_between_the_digest_and_its_marks_leaves_neither(stranger, monkeypatch):
    choose(stranger, pace="daily")
    with time_machine.travel(at(12)):
        ordinary(stranger)

    def killed(*args, **kwargs):
        send(*args, **kwargs)
        raise KeyboardInterrupt

    with time_machine.travel(at(9, 5, day=2)):
        monkeypatch.setattr(digests, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            send_digests()
        assert not Letter.objects.filter(name="digest").exists()
        monkeypatch.setattr(digests, "send", send)
        assert send_digests() == 1


def test_closed_accounts_get_no_digest(stranger):
    choose(stranger, pace="daily")
    with time_machine.travel(at(12)):
        ordinary(stranger)
    type(stranger).objects.filter(pk=stranger.pk).update(is_active=False)

    with time_machine.travel(at(9, 5, day=2)):
        assert send_digests() == 0


def test_a_digest_can_be_stopped_too(stranger):
    digest = send("digest", to=stranger, context={"letters": [{"subject": "Шаг", "text": "Шаг"}], "url": "http://x.example/"})

    assert "List-Unsubscribe" in message_of(digest).extra_headers
    assert not digest.notice


def test_without_its_transaction_the_day_would_be_told_twice(stranger, monkeypatch):
    """The twin of the kill above: the same verb, unprotected."""
    choose(stranger, pace="daily")
    with time_machine.travel(at(12)):
        letter = ordinary(stranger)

    def killed(*args, **kwargs):
        send(*args, **kwargs)
        raise KeyboardInterrupt

    with time_machine.travel(at(9, 5, day=2)):
        monkeypatch.setattr(digests, "send", killed)
        with pytest.raises(KeyboardInterrupt):
            digests.send_digest.__wrapped__(stranger.pk, at(9, 5, day=2))
        monkeypatch.setattr(digests, "send", send)
    with time_machine.travel(at(9, 5, day=3)):
        send_digests()

    told = Letter.objects.filter(name="digest", text__contains=letter.subject)
    assert told.count() == 2
