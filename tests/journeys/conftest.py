"""What journeys share: looking at a screen as a person with any eyes would, and the demo school as their stage."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.browser import settled

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def looked_at(axe):
    """`looked_at(page)`: nothing to complain of for axe, nothing sticks out sideways."""

    def look(page):
        settled(page)
        assert not page.evaluate(WIDER), f"{page.url} is wider than the window"
        axe(page)
        return page

    return look


@pytest.fixture
def in_the_dark(looked_at):
    """The same screen in both colour schemes."""

    def look(page):
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            looked_at(page)
        return page

    return look


@pytest.fixture(scope="session")
def demo_snapshot():
    """The demo school is loaded once; later tests get a copy of its database (its files stay where they are)."""
    return sqlite3.connect(":memory:", check_same_thread=False)


@pytest.fixture
def demo(transactional_db, live_server, demo_snapshot, settings):
    """Accounts of the demo school by role, with their people: `demo["trainer"]`."""
    from django.core.management import call_command
    from django.db import connection

    from school.people.models import User

    connection.ensure_connection()
    if demo_snapshot.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        demo_snapshot.backup(connection.connection)
    else:
        call_command("load_demo")
        connection.connection.backup(demo_snapshot)
    rows = json.loads((Path(settings.DATA_DIR) / "accounts.json").read_text(encoding="utf-8"))
    people = {person.email: person for person in User.objects.all()}
    return {row["role"]: people[row["email"]] for row in rows}
