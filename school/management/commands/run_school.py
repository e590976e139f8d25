"""Runs everything the school needs on one machine: web server, job worker, scheduler."""

import gc
import http.client
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.urls import get_resolver

from school.deploy import demo, web
from school.deploy.runner import Runner

READY_WITHIN = 60.0


class Command(BaseCommand):
    help = "Запускает сайт, исполнителя заданий и расписание одной группой процессов"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="сначала подготовить демонстрационные данные")

    def handle(self, *, demo: bool, **options: object) -> None:
        if demo:
            make_demo_ready()
        else:
            call_command("check")
        runner = Runner({"web": web.serve, "worker": work, "scheduler": keep_time})
        runner.ready = Waiting(runner, then=greet if demo else None)
        warm_up()
        sys.exit(runner.run())


def make_demo_ready() -> None:
    demo.make_ready()


def greet() -> None:
    demo.welcome()


def work() -> None:
    """Five hundred jobs, then a fresh process: PDF printing leaves memory behind."""
    call_command("db_worker", queue_name="*", reload=False, max_tasks=500, verbosity=1)


def keep_time() -> None:
    call_command("scheduler")


def warm_up() -> None:
    """Load once what every child needs, leave no connection to share, and keep the collector off the shared pages."""
    _ = get_resolver().url_patterns
    connections.close_all()
    gc.collect()
    gc.freeze()


class Waiting:
    """Asks /healthz until it answers; true once, then the runner asks no more."""

    def __init__(self, runner: Runner, then: Callable[[], None] | None) -> None:
        self.runner, self.then = runner, then
        self.deadline = time.monotonic() + READY_WITHIN

    def __call__(self) -> bool:
        if answers():
            if self.then:
                self.then()
            return True
        if time.monotonic() > self.deadline:
            self.runner.fail("web: /healthz не отвечает, см. строки выше")
        return False


def answers() -> bool:
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(near, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
