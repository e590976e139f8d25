"""The hall at ten o'clock: two hundred people in one minute, repeats among them (R12); a server killed in the middle of it (R22).

Real server processes on a SQLite file of their own, with the settings of the demo: WAL and synchronous=FULL, as people run it.
"""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager

import pytest

from tests.bench.__main__ import free_port, wait_for
from tests.bench.load import post_all
from tests.conftest import ROOT, copy_template

PEOPLE = 200


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """Environment of a server on a fresh file, and the crowd before its two doors."""
    tmp_path = tmp_path_factory.mktemp("hall")
    for folder in ("media", "vault", "static"):
        (tmp_path / folder).mkdir()
    copy_template(tmp_path / "db.sqlite3")
    environ = os.environ | {
        "MODE": "demo",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "STATIC_ROOT": str(ROOT / "var" / "tests" / "static"),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "WEB_WORKERS": "4",
        "LOG_LEVEL": "CRITICAL",
        "GUNICORN_CMD_ARGS": "--access-logfile /dev/null --log-level critical",
        "CROWD": str(PEOPLE),
        "ROUNDS": "2",
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
    with closing(sqlite3.connect(environ["DATABASE_URL"].removeprefix("sqlite:///"))) as database:
        return database.execute(f"SELECT COUNT(*) FROM {table} WHERE meeting_id = ?", [meeting]).fetchone()[0]


def test_two_hundred_people_and_forty_repeats_are_two_hundred_marks(hall):
    environ, crowd = hall
    posts, meeting = crowd["posts"][0], crowd["meetings"][0]
    posts = posts + random.Random(12).sample(posts, PEOPLE // 5)
    random.Random(13).shuffle(posts)

    with server(environ):
        statuses, seconds, _all = post_all("127.0.0.1", int(environ["PORT"]), posts, threads=8)

    assert set(statuses) == {302}
    assert kept(environ, meeting) == PEOPLE
    assert kept(environ, meeting, "courses_checkin") == len(posts)


def test_every_acknowledged_mark_survives_a_kill(hall):
    environ, crowd = hall
    posts, meeting = crowd["posts"][1], crowd["meetings"][1]

    with server(environ) as process:
        threading.Thread(target=kill_when_busy, args=(process, environ, meeting)).start()
        statuses, _seconds, _all = post_all("127.0.0.1", int(environ["PORT"]), posts, threads=8)

    acknowledged = sum(status == 302 for status in statuses)
    assert 0 < acknowledged < PEOPLE  # the kill came in the middle
    assert acknowledged <= kept(environ, meeting) <= acknowledged + 8  # no more than what was on its way

    with server(environ):  # and the school opens again and takes the rest
        again, _seconds, _all = post_all("127.0.0.1", int(environ["PORT"]), posts, threads=8)
    assert (set(again), kept(environ, meeting)) == ({302}, PEOPLE)


def kill_when_busy(process, environ, meeting):
    until = time.monotonic() + 30
    while time.monotonic() < until and kept(environ, meeting) < PEOPLE // 4:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
