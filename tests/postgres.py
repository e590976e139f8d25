"""A throw-away PostgreSQL cluster: made in a temporary folder, reached through its socket, gone afterwards.

PostgreSQL refuses to run as root, so root hands the folder to the user `postgres` (or `nobody`) and starts it as that user.
"""

import glob
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=60"


def find_binaries() -> str:
    """The newest of the system's own versions; `PATH` only where there is none."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(re.search(r"/(\d+)/bin", path)[1]))
    initdb = found[-1] if found else shutil.which("initdb")
    if not initdb:
        raise RuntimeError("PostgreSQL не найден: apt-get install postgresql")
    return os.path.dirname(os.path.realpath(initdb))


def other_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("Нет пользователя, от которого можно запустить PostgreSQL: useradd postgres")


@contextmanager
def cluster() -> Iterator[str]:
    """Yields the DATABASE_URL of a fresh cluster."""
    binaries, owner = find_binaries(), other_user()
    folder = tempfile.mkdtemp(prefix="school-pg-", dir="/tmp")  # a socket's path must be short
    if owner:
        os.chown(folder, owner.pw_uid, owner.pw_gid)

    def call(program: str, *arguments: str) -> None:
        options = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        subprocess.run(
            [f"{binaries}/{program}", *arguments],
            check=True,
            cwd=folder,
            env={"PATH": binaries + ":/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **options,
        )

    data = f"{folder}/data"
    try:
        call("initdb", "-D", data, "-U", "school", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions")
        call("pg_ctl", "-D", data, "-w", "-t", "60", "-l", f"{folder}/log", "-o", f"{FAST} -k {folder}", "start")
        try:
            yield f"postgres://school@/{folder}/postgres"
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
