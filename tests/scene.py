"""A stage that stands for a whole module: it is set up once, inside a transaction of its own, and every test plays on it and takes its traces back.

For wide tables that only ask, many times, what has been set up once: setting up costs more than asking. `kept, copies, cast, stage = standing(furnish)` in a module
takes the place of the cast and the stage of `conftest.py`; each test gets its own copies, and finds the files of the vault as they were.
"""

import copy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from tests.factories import CohortFactory
from tests.persons import cast_of


def standing(furnish):
    """Four fixtures; `furnish(cast, cohort)` sets the stage."""

    @pytest.fixture(scope="module")
    def kept(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock():
            cache.clear()
            whole = transaction.atomic()
            whole.__enter__()
            try:
                cohort = CohortFactory(under_way=True)
                cast = cast_of(cohort)
                stage = furnish(cast, cohort)
                yield cast, stage, files()
            finally:
                transaction.set_rollback(True)
                whole.__exit__(None, None, None)

    @pytest.fixture
    def copies(kept, db):
        cast, stage, before = kept
        yield copy.deepcopy((cast, stage))
        put_back(before)

    @pytest.fixture
    def cast(copies):
        return copies[0]

    @pytest.fixture
    def stage(copies):
        return copies[1]

    return kept, copies, cast, stage


def files():
    """What lies in the vault, by path."""
    return {path: path.read_bytes() for path in Path(settings.VAULT_ROOT).glob("??/*") if path.is_file()}


def put_back(before):
    for path, content in before.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
