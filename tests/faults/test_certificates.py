"""Certificates in bulk under kills (R1): two real workers, both killed again and again, on a database of their own.

`PEOPLE=1000 KILLS=10 SLOW=0 pytest tests/faults/test_certificates.py -s` is the whole of the promise; the suite plays it shorter.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import ROOT
from tests.faults.databases import fresh_database

PEOPLE, KILLS = int(os.environ.get("PEOPLE", "20")), int(os.environ.get("KILLS", "3"))
SLOW = os.environ.get("SLOW", "0.2")  # seconds between a number and its certificate
pytestmark = pytest.mark.timeout(400 + PEOPLE)
DICE = random.Random(1)


@pytest.fixture
def environ(request, tmp_path_factory, tmp_path):
    (tmp_path / "vault").mkdir()
    with fresh_database(request, tmp_path_factory) as address:
        yield os.environ | {"MODE": "demo", "DATA_DIR": str(tmp_path), "DATABASE_URL": address, "LOG_LEVEL": "CRITICAL", "SLOW": SLOW}


def command(word, *more):
    return [sys.executable, "-m", "tests.faults.certificates", word, *more]


def told(environ, word, *more):
    done = subprocess.run(command(word, *more), cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.split(maxsplit=1)[1]


def started(environ, word):
    return subprocess.Popen(command(word), cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def counted(environ):
    return json.loads(told(environ, "count"))


def played(environ, worker, enough):
    """The batch with up to `KILLS` kills at moments when it is moving; what there is when `enough` says so, or at the end of patience."""
    told(environ, "begin", str(PEOPLE))
    parts = [started(environ, worker), started(environ, worker), started(environ, "clock")]
    until, kills, found, last = time.monotonic() + 240 + PEOPLE, 0, {}, {}
    try:
        while time.monotonic() < until and not (found and enough(found)):
            found = counted(environ)
            if kills < KILLS and found["issued"] and found != last:
                time.sleep(DICE.random() / 4)
                for part in parts[:2]:
                    part.send_signal(signal.SIGKILL)
                    part.wait()
                parts[:2] = [started(environ, worker), started(environ, worker)]
                kills += 1
            last = found
    finally:
        for part in parts:
            part.kill()
            part.wait()
    assert kills
    return found, kills


def test_a_batch_with_kills_is_whole(environ):
    found, kills = played(environ, "work", lambda found: found["whole"] == PEOPLE and found["letters"] == PEOPLE)

    assert found == {"issued": PEOPLE, "people": PEOPLE, "gaps": 0, "whole": PEOPLE, "left": 0, "refused": 0, "letters": PEOPLE}
    sys.stdout.write(f"{PEOPLE} tried, 0 lost, 0 twice, {kills} kills\n")


def test_without_its_protection_it_is_not(environ):
    """The control: numbers without a transaction and a lock."""
    found, _kills = played(environ | {"SLOW": "0.5"}, "hasty", lambda found: found["issued"] + found["refused"] >= PEOPLE)

    assert found["gaps"] or found["refused"] or found["issued"] != PEOPLE
