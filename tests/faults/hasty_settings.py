"""The school's own settings with the hasty door."""

from school.settings import *  # noqa: F403

ROOT_URLCONF = "tests.faults.hasty_urls"
