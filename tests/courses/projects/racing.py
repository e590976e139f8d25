"""Two people press in the same moment. `pressed` tells what each of them got; `gated` makes everybody look before anybody writes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from django.db import connections


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
