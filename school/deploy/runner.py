"""Keeps several children alive as one process group with one log.

Children are forked from the process that has already loaded the school, so a start costs one loading, not four. The words: a *part* is a
named callable that serves until it is told to stop; a part that dies is started again after a pause that grows; a part that dies three
times in its first seconds is a failed start, and the whole group ends with an error. Knows nothing of Django.
"""

import ctypes
import os
import selectors
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field

SETTLED = 10.0  # seconds alive after which a death is an accident, not a failed start
TRIES = 3
LONGEST_PAUSE = 30.0
PATIENCE = 35.0 if os.environ.get("MODE") == "production" else 8.0  # seconds given to finish what is in hand
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass
class Part:
    name: str
    serve: Callable[[], object]
    pid: int = 0
    started: float = 0.0
    due: float = 0.0
    quick_deaths: int = 0
    tail: bytes = b""
    ever_settled: bool = field(default=False)


class Runner:
    """`run()` returns the exit code: 0 after a stop that was asked for, 1 when a part could not start."""

    def __init__(self, parts: dict[str, Callable[[], object]], ready: Callable[[], bool] | None = None) -> None:
        self.parts = [Part(name, serve) for name, serve in parts.items()]
        self.width = max(len(part.name) for part in self.parts)
        self.ready = ready
        self.asked = 0
        self.code = 0
        self.selector = selectors.DefaultSelector()

    def run(self) -> int:
        wake_read, wake_write = os.pipe()
        for end in (wake_read, wake_write):
            os.set_blocking(end, False)
        self.selector.register(wake_read, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        for number in STOPPING:
            signal.signal(number, self.ask)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        while not self.asked:
            self.start_due()
            self.listen(0.2)
            self.bury()
            if self.ready and not self.asked and self.ready():
                self.ready = None
        self.stop()
        return self.code

    def ask(self, number: int, frame: object = None) -> None:
        self.asked += 1

    def fail(self, line: str) -> None:
        self.say("school", line)
        self.code = 1
        self.asked += 1

    def start_due(self) -> None:
        for part in self.parts:
            if not part.pid and time.monotonic() >= part.due:
                self.start(part)

    def start(self, part: Part) -> None:
        read, write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            become(part, write, parent)
        os.close(write)
        os.set_blocking(read, False)
        part.pid, part.started = pid, time.monotonic()
        self.selector.register(read, selectors.EVENT_READ, part)

    def listen(self, timeout: float) -> None:
        for key, _ in self.selector.select(timeout):
            try:
                chunk = os.read(key.fd, 65536)
            except BlockingIOError:
                continue
            if key.data is None:
                continue
            part = key.data
            lines = (part.tail + chunk).split(b"\n")
            part.tail = lines.pop() if chunk else b""
            for line in lines:
                self.say(part.name, line.decode("utf-8", "replace"))
            if not chunk:
                self.selector.unregister(key.fd)
                os.close(key.fd)

    def say(self, name: str, line: str) -> None:
        if not line.strip():
            return
        try:
            print(f"{name:<{self.width}} │ {line}", flush=True)
        except OSError:  # nobody reads the log any more
            self.asked += 1
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115

    def bury(self) -> None:
        """Notice the dead; plan their return, or give up when they never stood."""
        for part in self.parts:
            if not part.pid or os.waitpid(part.pid, os.WNOHANG) == (0, 0):
                continue
            part.pid = 0
            if time.monotonic() - part.started >= SETTLED:
                part.ever_settled, part.quick_deaths = True, 0
            part.quick_deaths += 1
            if self.asked:
                continue
            if part.quick_deaths >= TRIES and not part.ever_settled:
                self.listen(0.2)
                self.fail(f"{part.name}: запустить не удалось, см. строки выше")
                return
            pause = min(2.0 ** (part.quick_deaths - 1), LONGEST_PAUSE)
            part.due = time.monotonic() + pause
            self.say("school", f"{part.name}: процесс завершился, новый запуск через {pause:.0f} с")

    def stop(self) -> None:
        """Ask everyone once; after `PATIENCE`, or at a second signal, do not ask."""
        before = self.asked
        self.tell(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(part.pid for part in self.parts) and time.monotonic() < deadline and self.asked == before:
            self.listen(0.05)
            self.bury()
        self.tell(signal.SIGKILL)
        while any(part.pid for part in self.parts):
            self.listen(0.05)
            self.bury()
        self.listen(0)
        if not self.code:
            self.say("school", "остановлено")

    def tell(self, number: int) -> None:
        for part in self.parts:
            if part.pid:
                os.kill(part.pid, number)


def become(part: Part, write: int, parent: int) -> None:
    """In the child: log into the pipe, die with the parent, serve, leave without the parent's clean-up."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        # Ctrl-C reaches the whole group; only the parent answers it, and then asks each child once.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
            if os.getppid() != parent:
                os._exit(1)
        os.dup2(write, 1)
        os.dup2(write, 2)
        os.close(write)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        part.serve()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                continue
        os._exit(code)
