"""Runs every benchmark, prints one table, writes var/bench.json; a missed target is an exit code."""

import http.client
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

from tests.bench.load import measure, post_all

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "var" / "bench"
ROUNDS, SECONDS = 5, 3.0
PRINTED = {}  # what `certificates` has measured


def environment(port):
    own = {"DATABASE_URL", "EMAIL_URL", "STATIC_ROOT", "BASE_URL", "ALLOWED_HOSTS"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return kept | {
        "MODE": "demo",
        "DATA_DIR": str(DATA),
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
        "GUNICORN_CMD_ARGS": "--access-logfile /dev/null",
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def set_stage(environ):
    """A fresh school each time; compressed static files are kept."""
    for old in [*DATA.glob("db.sqlite3*"), DATA / "accounts.json"]:
        old.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.bench.stage"]
    output = subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output.split("STAGE ", 1)[1])


@contextmanager
def server(environ):
    command = [sys.executable, "-m", "gunicorn", "-c", "school/deploy/gunicorn_options.py", "school.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        wait_for(int(environ["PORT"]), process)
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port, process):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise SystemExit("Сервер замера не запустился")


def compare(port, path, against, cookie):
    """The median of ratios of neighbouring rounds: drift of the machine touches both sides alike."""
    for warm in (path, against):
        measure("127.0.0.1", port, warm, cookie, 1.0)
    rounds = []
    for _ in range(ROUNDS):
        base = measure("127.0.0.1", port, against, cookie, SECONDS)
        rounds.append((measure("127.0.0.1", port, path, cookie, SECONDS), base))
    ratio = statistics.median(ours / base for ours, base in rounds)
    ours, base = (statistics.median(column) for column in zip(*rounds, strict=True))
    return {"per_second": round(ours, 1), "against_per_second": round(base, 1), "ratio": round(ratio, 3)}


def bench_lesson(stage, port):
    """Урок в кабинете против голой строки для вошедшего"""
    return compare(port, stage["lesson"], "/bench/bare", stage["cookie"]) | {"target": 0.4}


def bench_program(stage, port):
    """Страница программы без входа против пустой страницы Wagtail"""
    return compare(port, stage["program"], stage["empty"], "") | {"target": 1.0}


def bench_check_in(stage, port):
    """Отметка 200 человек по коду против вставки одной строки"""
    hall, ratios, found, slow = stage["hall"], [], [], []
    for posts in hall["posts"]:
        rows = [("/bench/row", cookie, "") for cookie in hall["cookies"]]
        _statuses, _seconds, base = post_all("127.0.0.1", port, rows)
        statuses, seconds, ours = post_all("127.0.0.1", port, posts)
        ratios.append(base / ours)
        found.append((len(posts) / ours, len(posts) / base))
        slow.append(statistics.quantiles(seconds, n=20)[-1])
        if set(statuses) != {302}:
            raise SystemExit(f"Отметка: ответы {sorted(set(statuses))}")
    ours, base = (statistics.median(column) for column in zip(*found, strict=True))
    wanted, kept = sum(len(posts) for posts in hall["posts"]), marks_of(hall["meetings"])
    return {
        "per_second": round(ours, 1),
        "against_per_second": round(base, 1),
        "ratio": round(statistics.median(ratios), 3),
        "target": 0.5,
        "lost": wanted - kept,
        "p95_ms": round(1000 * statistics.median(slow)),
        "p95_target_ms": 300,
    }


def marks_of(meetings):
    """Counted in the file itself, past the school."""
    with closing(sqlite3.connect(DATA / "db.sqlite3")) as database:
        places = ",".join("?" * len(meetings))
        return database.execute(f"SELECT COUNT(*) FROM courses_mark WHERE meeting_id IN ({places})", meetings).fetchone()[0]


def bench_sheet(stage, port):
    """Лист на 300 человек, сохранённый действием, против bulk_create тех же строк"""
    command, hall = [sys.executable, "-m", "tests.bench.sheet"], json.dumps(stage["sheet"])
    output = subprocess.run(command, cwd=ROOT, env=environment(port), input=hall, check=True, stdout=subprocess.PIPE, text=True).stdout
    found = json.loads(output.split("SHEET ", 1)[1])
    return {
        "per_second": round(1 / found["ours"], 1),
        "against_per_second": round(1 / found["bare"], 1),
        "ratio": round(1 / found["times"], 3),
        "target": 0.2,
    }


def worst_page(module, port):
    """Of the pages that the module asks for in two databases, a short one and a long one."""
    environ = environment(port) | {"MODE": "test", "DJANGO_SETTINGS_MODULE": "school.settings"}
    output = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}"], cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    pages = json.loads(output.split(f"{module.upper()} ", 1)[1])
    worst = max(pages.values(), key=lambda page: page["ratio"])
    return {
        "per_second": round(1 / worst["many"], 1),
        "against_per_second": round(1 / worst["few"], 1),
        "ratio": round(1 / worst["ratio"], 3),
        "target": round(1 / 1.3, 3),
        "pages": pages,
    }


def bench_lists(stage, port):
    """Худший из списков в 100 000 строк (страницы 1 и 500) против 1 000 строк"""
    return worst_page("lists", port)


def bench_desk(stage, port):
    """Стол наставника, 1 010 папок по 35 документов (худшая страница) против 10 папок"""
    return worst_page("desk", port)


def bench_pages(stage, port):
    """30 снимков с телефона по 12 мегапикселей в один PDF: страниц в секунду, не дольше 20 секунд"""
    with tempfile.TemporaryDirectory() as folder:
        environ = environment(port) | {"MODE": "test", "DJANGO_SETTINGS_MODULE": "school.settings", "DATA_DIR": folder}
        output = subprocess.run(
            [sys.executable, "-m", "tests.bench.pages"], cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
    found = json.loads(output.split("PAGES ", 1)[1])
    per_second = round(found["pages"] / found["seconds"], 2)
    return {"per_second": per_second, "against_per_second": 1.5, "ratio": round(per_second / 1.5, 3), "target": 1.0, "pages": found}


def printed(port):
    """Measured once for both lines."""
    if not PRINTED:
        environ = environment(port) | {"MODE": "test", "DJANGO_SETTINGS_MODULE": "school.settings"}
        command = [sys.executable, "-m", "tests.bench.certificates"]
        output = subprocess.run(command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True).stdout
        PRINTED.update(json.loads(output.split("CERTIFICATES ", 1)[1]))
    return PRINTED


def bench_certificates(stage, port):
    """Сертификаты потоку, два работника, против простого цикла печати: листов в секунду"""
    found = printed(port)
    ratio = round(found["loop"] / found["batch"], 3)
    return {
        "per_second": round(found["sheets"] / found["batch"], 1),
        "against_per_second": round(found["sheets"] / found["loop"], 1),
        "ratio": ratio,
        "target": 2.5,
        "printed": found,
    }


def bench_certificate(stage, port):
    """Один сертификат по требованию против такого же простого вызова"""
    found = printed(port)
    return {
        "per_second": round(1 / found["demand"], 1),
        "against_per_second": round(1 / found["single"], 1),
        "ratio": round(found["single"] / found["demand"], 3),
        "target": round(1 / 1.2, 3),
    }


def missed(row):
    return row["ratio"] < row["target"] or row.get("lost", 0) != 0 or row.get("p95_ms", 0) > row.get("p95_target_ms", 0)


def main():
    port = free_port()
    environ = environment(port)
    stage = set_stage(environ)
    results = {}
    with server(environ):
        for bench in [
            bench_lesson,
            bench_program,
            bench_check_in,
            bench_sheet,
            bench_lists,
            bench_desk,
            bench_pages,
            bench_certificates,
            bench_certificate,
        ]:
            results[bench.__name__.removeprefix("bench_")] = {"what": bench.__doc__} | bench(stage, port)
    print(f"\n{'Замер':<52} {'запр./с':>9} {'мерка':>9} {'доля':>7} {'цель':>7}")
    for row in results.values():
        mark = "✗" if missed(row) else "✓"
        print(f"{row['what']:<52} {row['per_second']:>9} {row['against_per_second']:>9} {row['ratio']:>7} {row['target']:>7} {mark}")
        if "p95_ms" in row:
            print(f"{'':<4}потеряно {row['lost']}, p95 {row['p95_ms']} мс (цель – не больше {row['p95_target_ms']})")
    (ROOT / "var" / "bench.json").write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.exit(any(missed(row) for row in results.values()))


if __name__ == "__main__":
    main()
