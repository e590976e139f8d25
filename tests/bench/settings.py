"""The school's own settings with the benchmark's addresses."""

from school.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
