"""The two commands: the runner that keeps the parts alive, the reaper, the clock, the health pages."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from datetime import timedelta
from pathlib import Path

import pytest
from cronsim import CronSim
from django.conf import settings
from django.core.management import call_command, get_commands
from django.urls import reverse
from django.utils import timezone

ROOT = Path(__file__).resolve().parents[1]
PARTS = """
    import sys, time, signal, os
    from school.deploy import runner
    from school.deploy.runner import Runner
    def serve():
        print("serving", os.getpid(), flush=True)
        while True:
            time.sleep(0.05)
    def die():
        print("dying", flush=True)
        sys.exit(3)
"""


def start(body, **environ):
    code = textwrap.dedent(PARTS) + textwrap.dedent(body)
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True, env=os.environ | environ
    )


def read_until(process, word):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if word in line:
            return lines
    pytest.fail(f"no «{word}» in {lines}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_runner_stops_cleanly_on_signal(number):
    process = start("sys.exit(Runner({'web': serve, 'worker': serve}).run())")
    lines = read_until(process, "serving") + read_until(process, "serving")
    children = [int(line.split()[-1]) for line in lines if "serving" in line]

    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)

    assert process.wait(10) == 0
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_runner_starts_dead_part_again():
    process = start("sys.exit(Runner({'web': serve}).run())")
    child = int(read_until(process, "serving")[-1].split()[-1])

    os.kill(child, signal.SIGKILL)

    again = int(read_until(process, "serving")[-1].split()[-1])
    assert again != child
    process.terminate()
    assert process.wait(10) == 0


def test_runner_gives_up_on_part_that_cannot_start():
    process = start("sys.exit(Runner({'web': serve, 'worker': die}).run())")

    output, _ = process.communicate(timeout=20)

    assert process.returncode == 1
    assert output.count("dying") == 3
    assert "запустить не удалось" in output


def prepare(**environ):
    command = [sys.executable, "school/deploy/prepare.py", "demo"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, timeout=30)


def test_busy_port_is_one_clear_line():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        result = prepare(HOST="127.0.0.1", PORT=str(busy.getsockname()[1]))

    assert result.returncode == 1
    assert result.stdout == ""
    assert "занят" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["0", "70000", "восемь", "-1"])
def test_bad_port_is_one_clear_line(port):
    result = prepare(PORT=port)

    assert result.returncode == 1
    assert "не номер порта" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(("times", "command"), settings.SCHEDULE)
def test_scheduled_command_exists(times, command):
    assert command in get_commands()
    assert next(CronSim(times, timezone.localtime())) > timezone.localtime()


def test_operators_guide_tells_of_every_scheduled_command_and_of_no_other():
    guide = (ROOT / "school" / "deploy" / "operators.md").read_text(encoding="utf-8")
    table = guide.partition("## Расписание")[2].partition("\n## ")[0]

    assert re.findall(r"^\|[^|]+\| `(\w+)` \|", table, re.M) == [command for _times, command in settings.SCHEDULE]


def test_clock_runs_due_commands_and_survives_a_failing_one(monkeypatch):
    from school.management.commands import scheduler

    def run(command):
        if command == "bad":
            raise RuntimeError("boom")

    monkeypatch.setattr(scheduler, "call_command", run)
    monkeypatch.setattr(scheduler, "close_old_connections", lambda: None)
    now = timezone.localtime()
    entries = [
        scheduler.Entry("* * * * *", name, now + late) for name, late in [("bad", -timedelta(1)), ("good", timedelta(0)), ("later", timedelta(1))]
    ]

    assert scheduler.run_due(entries, now) == ["bad", "good"]
    assert all(now < entry.due for entry in entries)


def running_job(minutes, workers):
    from django_tasks_db.models import DBTaskResult

    job = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="school.nowhere",
        backend_name="default",
        run_after=timezone.now(),
        exception_class_path="",
        traceback="",
    )
    started = timezone.now() - timedelta(minutes=minutes)
    DBTaskResult.objects.filter(pk=job.pk).update(status="RUNNING", started_at=started, worker_ids=["w"] * workers)
    return job


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "workers", "status"), [(4, 1, "RUNNING"), (6, 1, "READY"), (6, 3, "READY"), (6, 4, "FAILED")])
def test_reaper_puts_back_lost_jobs_three_times(minutes, workers, status):
    job = running_job(minutes, workers)

    call_command("reap_jobs")

    job.refresh_from_db()
    assert job.status == status


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_health_answers_without_secrets(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_tells_of_unwritable_storage(client, settings):
    settings.VAULT_ROOT = "/nowhere"

    response = client.get(reverse("readyz"))

    assert response.status_code == 503
    assert response.json()["storage"] == "failed"
    assert "nowhere" not in response.content.decode()


def test_time_is_not_wasted():
    """The runner loads nothing of Django: it must start before the school does."""
    started = time.monotonic()
    code = "import sys, school.deploy.runner; sys.exit('django' in sys.modules)"

    assert subprocess.call([sys.executable, "-c", code], cwd=ROOT) == 0
    assert time.monotonic() - started < 10
