"""The hall at ten o'clock: two hundred people in one minute, repeats among them (R12); a server killed in the middle of it (R22).

Real server processes on a database of their own with the settings of the demo: a SQLite file in WAL with synchronous=FULL, or with `--postgres` a
database of the throw-away cluster that waits for its log at every commit.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import pytest

from tests.bench.__main__ import free_port, wait_for
from tests.bench.load import post_all
from tests.conftest import ROOT
from tests.faults.databases import connected, fresh_database

pytestmark = pytest.mark.timeout(300)
PEOPLE = 200


@pytest.fixture(scope="module")
def database(request, tmp_path_factory):
    with fresh_database(request, tmp_path_factory) as address:
        yield address


@pytest.fixture(scope="module")
def hall(database, tmp_path_factory):
    """Environment of a server, and the crowd before its doors: for each test a meeting of its own."""
    tmp_path = tmp_path_factory.mktemp("hall")
    for folder in ("media", "vault", "static"):
        (tmp_path / folder).mkdir()
    environ = os.environ | {
        "MODE": "demo",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database,
        "STATIC_ROOT": str(ROOT / "var" / "tests" / "static"),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "WEB_WORKERS": "4",
        "LOG_LEVEL": "CRITICAL",
        "GUNICORN_CMD_ARGS": "--access-logfile /dev/null --log-level critical",
        "CROWD": str(PEOPLE),
        "ROUNDS": "3",
    }
    made = subprocess.run([sys.executable, "-m", "tests.bench.crowd"], cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return environ, json.loads(made.stdout.split("STAGE ", 1)[1])


@contextmanager
def server(environ):
    """In a process group of its own, so that it can be killed whole."""
    command = [sys.executable, "-m", "gunicorn", "-c", "school/deploy/gunicorn_options.py", "school.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        wait_for(int(environ["PORT"]), process)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def kept(environ, meeting, table="courses_mark"):
    with closing(connected(environ["DATABASE_URL"])) as database:
        return database.execute(f"SELECT COUNT(*) FROM {table} WHERE meeting_id = {meeting:d}").fetchone()[0]


def test_two_hundred_people_and_forty_repeats_are_two_hundred_marks(hall):
    environ, crowd = hall
    posts, meeting = crowd["posts"][0], crowd["meetings"][0]
    posts = posts + random.Random(12).sample(posts, PEOPLE // 5)
    random.Random(13).shuffle(posts)

    with server(environ):
        statuses, _seconds, _all = post_all("127.0.0.1", int(environ["PORT"]), posts, threads=8)

    assert set(statuses) == {302}
    assert kept(environ, meeting) == PEOPLE
    assert kept(environ, meeting, "courses_checkin") == len(posts)


def test_every_acknowledged_mark_survives_a_kill(hall):
    environ, crowd = hall
    posts, meeting = crowd["posts"][1], crowd["meetings"][1]

    with server(environ) as process, killed_when_busy(process, environ, meeting):
        statuses, _seconds, _all = post_all("127.0.0.1", int(environ["PORT"]), posts, threads=8)

    acknowledged = sum(status == 302 for status in statuses)
    assert 0 < acknowledged < PEOPLE  # the kill came in the middle
    assert acknowledged <= kept(environ, meeting) <= acknowledged + 8  # no more than what was on its way

    with server(environ):  # and the school opens again and takes the rest
        again, _seconds, _all = post_all("127.0.0.1", int(environ["PORT"]), posts, threads=8)
    assert (set(again), kept(environ, meeting)) == ({302}, PEOPLE)


def test_marks_acknowledged_before_they_are_written_are_lost(hall):
    """The control: the same burst and the same kill against a school that says «отмечены» first and writes a second later."""
    environ, crowd = hall
    posts, meeting = crowd["posts"][2], crowd["meetings"][2]

    hasty = environ | {"DJANGO_SETTINGS_MODULE": "tests.faults.hasty_settings"}
    with server(hasty) as process, killed_when_busy(process, environ, meeting):
        statuses, _seconds, _all = post_all("127.0.0.1", int(environ["PORT"]), posts, threads=8)

    assert sum(status == 302 for status in statuses) > kept(environ, meeting)


@contextmanager
def killed_when_busy(process, environ, meeting):
    """The server is killed by the quarter of the hall, at the latest in half a minute; what follows begins when it is dead."""

    def kill():
        until = time.monotonic() + 30
        while time.monotonic() < until and kept(environ, meeting) < PEOPLE // 4:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        killer.join()
