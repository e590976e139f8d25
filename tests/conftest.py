"""The cast and the stage: settings for tests, databases, people, letters, papers. Browsers are in tests/browser.py.

`pytest --postgres` starts a throw-away cluster of its own; without it tests run on a SQLite file, copied from a template that is
migrated once per state of the migrations (var/tests/).
"""

import atexit
import fcntl
import gc
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = tempfile.mkdtemp(prefix="school-test-")
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
for folder in ("media", "vault", "static"):
    os.makedirs(os.path.join(DATA_DIR, folder))
os.environ["DATA_DIR"] = DATA_DIR
os.environ["MODE"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "school.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop in this thread

pytest_plugins = ["tests.browser"]


def pytest_addoption(parser):
    parser.addoption("--postgres", action="store_true", help="run on a throw-away PostgreSQL cluster")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Runs before pytest-django reads the settings; xdist workers inherit the address of the cluster."""
    if config.getoption("--postgres") and not hasattr(config, "workerinput"):
        from tests.postgres import cluster

        stack = ExitStack()
        config.add_cleanup(stack.close)
        os.environ["DATABASE_URL"] = stack.enter_context(cluster())
    import django

    django.setup()


# A worker takes a module whole: the longest ones begin first, so that no worker is left alone with one at the end.
WIDEST = {"test_bad_input.py", "test_fences.py", "test_house_doors.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """A test that really commits empties all tables afterwards: put back what migrations had written (root page, groups).

    It is put back before the next test of that kind only, so those stand last, in modules of their own: a worker takes a module whole.
    """
    modules = {True: set(), False: set()}
    for item in items:
        mark = item.get_closest_marker("django_db")
        commits = {"live_server", "transactional_db"} & set(item.fixturenames) or (mark and mark.kwargs.get("transaction"))
        if commits:
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)
        modules[bool(commits)].add(item.path)
    if mixed := modules[True] & modules[False]:
        raise pytest.UsageError(f"Tests that commit share a module with tests that do not: {', '.join(map(str, sorted(mixed)))}")
    items.sort(key=lambda item: item.path.name not in WIDEST)


def pytest_collection_finish():
    """What is imported lives to the end: the collector need not walk through it again and again (an eighth of the whole time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


# Databases


def copy_template(target):
    """A copy of a migrated SQLite file that is made once per state of the migrations and the pinned packages."""
    total = hashlib.sha256()
    for path in sorted([*ROOT.glob("school/**/migrations/*.py"), *ROOT.glob("cms/migrations/*.py"), *ROOT.glob("courses/migrations/*.py")]):
        total.update(path.read_bytes())
    total.update((ROOT / "requirements" / "base.txt").read_bytes())
    folder = ROOT / "var" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    template = folder / f"{total.hexdigest()[:16]}.sqlite3"
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in folder.glob("*.sqlite3*"):
                old.unlink()
            half = folder / "half.sqlite3"
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity=0"],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": f"sqlite:///{half}"},
                check=True,
            )
            half.rename(template)
        shutil.copyfile(template, target)


@pytest.fixture(scope="session")
def django_db_keepdb():
    """On SQLite the file is already a migrated copy of the template."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    copy = os.path.join(DATA_DIR, "test.sqlite3")
    copy_template(copy)
    connection.settings_dict["TEST"]["NAME"] = copy
    # What a power cut would lose does not matter here.
    options = connection.settings_dict.get("OPTIONS", {})
    if "init_command" in options:
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")


# The cast


@pytest.fixture
def cohort(db):
    from tests.factories import CohortFactory

    return CohortFactory(under_way=True)


@pytest.fixture
def participant(cohort):
    from tests.persons import participant_of

    return participant_of(cohort)


@pytest.fixture
def trainer(cohort):
    from tests.persons import trainer_of

    return trainer_of(cohort)


@pytest.fixture
def mentor(participant):
    from tests.persons import mentor_of

    return mentor_of(participant)


@pytest.fixture
def coordinator(db):
    from tests.persons import a_coordinator

    return a_coordinator()


@pytest.fixture
def methodologist(db):
    from tests.persons import a_methodologist

    return a_methodologist()


@pytest.fixture
def author(cohort):
    from tests.persons import author_of

    return author_of(cohort)


@pytest.fixture
def administrator(db):
    from tests.persons import an_administrator

    return an_administrator()


@pytest.fixture
def stranger(db):
    from tests.persons import a_stranger

    return a_stranger()


@pytest.fixture
def cast(participant, trainer, mentor, author, coordinator, methodologist, administrator, stranger):
    """Everybody by role; None is the visitor who has not signed in."""
    return {
        "visitor": None,
        "participant": participant,
        "trainer": trainer,
        "mentor": mentor,
        "author": author,
        "coordinator": coordinator,
        "methodologist": methodologist,
        "administrator": administrator,
        "stranger": stranger,
    }


@pytest.fixture
def client_of(db):
    """`client_of(user)` is a signed-in test client; `client_of(None)` is a visitor's."""
    from django.test import Client

    def make(user, **options):
        client = Client(**options)
        if user is not None:
            client.force_login(user)
        return client

    return make


@pytest.fixture
def run_jobs(db):
    """Does the waiting jobs, and those that they enqueue, here and now; an error in a job fails the test."""
    from django_tasks_db.models import DBTaskResult

    def run():
        done = []
        while job := DBTaskResult.objects.ready().first():
            job.claim("test")
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.set_successful(None)
            done.append(job.task_path)
        return done

    return run


# Papers


@pytest.fixture(scope="session")
def pdf_text():
    """The text of a PDF as a reader's program finds it."""

    def read(content):
        command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
        return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()

    return read


@pytest.fixture(scope="session")
def qr_of():
    """What a phone reads from the picture (PNG bytes)."""

    def read(png):
        with tempfile.NamedTemporaryFile(suffix=".png") as picture:
            picture.write(png)
            picture.flush()
            found = subprocess.run(["zbarimg", "--quiet", "--raw", picture.name], capture_output=True, check=True)
        return found.stdout.decode().strip()

    return read


@pytest.fixture(scope="session")
def picture_of():
    """The first page of a PDF as PNG bytes."""

    def draw(content, dpi=150):
        command = ["pdftoppm", "-png", "-r", str(dpi), "-f", "1", "-l", "1", "-singlefile", "-"]
        return subprocess.run(command, input=content, capture_output=True, check=True).stdout

    return draw
