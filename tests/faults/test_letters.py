"""A mail server that is down for ten minutes loses nothing (R9); a letter goes twice only if its process died between acceptance and mark, as the same letter (R10)."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from email import message_from_string

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from school.post.actions import post
from school.post.models import Letter
from tests.conftest import ROOT
from tests.faults.databases import fresh_database
from tests.post.server import mail_server

LETTERS, DOWN, PATIENCE = 30, 10, 40  # letters; minutes


@pytest.mark.django_db
def test_a_mail_server_that_was_down_loses_nothing_and_doubles_nothing(settings, run_jobs):
    with mail_server() as before:
        address = before.server_address
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 2
    settings.EMAIL_HOST, settings.EMAIL_PORT = address
    letters = [post("membership_confirmed", f"person{number}@shkola.example", subject="Письмо", text="Текст") for number in range(LETTERS)]
    start = timezone.now()

    for minute in range(DOWN):
        pass_minute(start, minute, run_jobs)
    assert Letter.objects.filter(state="waiting", error__contains="refused").count() == LETTERS
    with mail_server(address=address) as server:
        for minute in range(DOWN, PATIENCE):
            pass_minute(start, minute, run_jobs)
        arrived = Counter(message_from_string(text)["Message-ID"] for _sender, _recipients, text in server.letters)

    assert arrived == {letter.message_id: 1 for letter in letters}
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def pass_minute(start, minute, run_jobs):
    with time_machine.travel(start + timedelta(minutes=minute, seconds=1), tick=False):
        call_command("deliver_letters")
        run_jobs()


@pytest.fixture
def environ(request, tmp_path_factory, tmp_path):
    with fresh_database(request, tmp_path_factory) as address:
        yield os.environ | {"MODE": "demo", "DATA_DIR": str(tmp_path), "DATABASE_URL": address, "LOG_LEVEL": "CRITICAL"}


def command(*words):
    return [sys.executable, "-m", "tests.faults.letters", *map(str, words)]


def said(environ, *words):
    return subprocess.run(command(*words), cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout.split(maxsplit=1)[1]


@pytest.mark.parametrize("dies", ["before the answer", "never"])
def test_a_process_that_dies_with_an_accepted_letter_sends_the_same_one_again(environ, dies):
    pk = int(said(environ, "write"))
    with mail_server() as server:
        post_office = environ | {"EMAIL_URL": "smtp://{}:{}".format(*server.address)}
        first = subprocess.Popen(command("deliver", pk), cwd=ROOT, env=post_office)
        server.taken = (lambda: first.send_signal(signal.SIGKILL)) if dies != "never" else None
        code = first.wait(60)
        server.taken = None
        assert (code == -signal.SIGKILL) is (dies != "never")
        time.sleep(1.5)  # the lease of a dead worker, shortened for the test
        subprocess.run(command("deliver", pk), cwd=ROOT, env=post_office, check=True)

        state, tries, message_id = json.loads(said(environ, "told", pk))
        arrived = [message_from_string(text)["Message-ID"] for _sender, _recipients, text in server.letters]

    assert state == "sent"
    assert (tries, arrived) == ((1, [message_id]) if dies == "never" else (2, [message_id] * 2))
