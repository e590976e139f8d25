"""Two people press in the same moment. `pressed` tells what each of them got; `gated` makes everybody look before anybody writes; `meanwhile` lets the second press
while the first has written and not yet committed."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Event

from django.db import connections, transaction


def pressed(*acts):
    """«done», or the name of what was raised, sorted."""
    start = Barrier(len(acts))

    def one(act):
        start.wait()
        try:
            act()
            return "done"
        except Exception as failure:
            return type(failure).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(one, acts))


def gated(ask, people=2):
    gate = Barrier(people)

    def slow(*args, **options):
        answer = ask(*args, **options)
        with suppress(BrokenBarrierError):
            gate.wait(5)
        return answer

    return slow


def meanwhile(first, second, pause=0.6):
    """What the second got, in words. Whoever waits for the first's lock needs it no longer than the pause."""
    written = Event()

    def hold():
        try:
            with transaction.atomic():
                first()
                written.set()
                time.sleep(pause)
        finally:
            written.set()
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        written.wait()
        (got,) = pressed(second)
        holding.result()
    return got
