"""A database of its own for real processes: of the kind that the run is about."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from itertools import count
from urllib.parse import unquote, urlsplit

import psycopg

from tests.conftest import ROOT, copy_template

NUMBER = count(1)


@contextmanager
def fresh_database(request, tmp_path_factory):
    """Its address; migrated and empty."""
    if not request.config.getoption("--postgres"):
        file = tmp_path_factory.mktemp("database") / "db.sqlite3"
        copy_template(file)
        yield f"sqlite:///{file}"
        return
    cluster, name = os.environ["DATABASE_URL"], f"faults_{os.getpid()}_{next(NUMBER)}"
    address = f"{cluster.rpartition('/')[0]}/{name}"
    with closing(connected(cluster)) as postgres:
        postgres.execute(f"CREATE DATABASE {name}")
        postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = on")
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, env=os.environ | {"DATABASE_URL": address}, check=True)
        yield address
        postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


def connected(address):
    """Past the school: what the database itself keeps."""
    if address.startswith("sqlite"):
        return sqlite3.connect(address.removeprefix("sqlite:///"))
    folder, name = unquote(urlsplit(address).path).rsplit("/", 1)
    return psycopg.connect(host=folder, dbname=name, user="school", autocommit=True)
