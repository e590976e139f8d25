"""Once a day: a letter to those whose share of attended meetings has fallen below what the cohort needs."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.attendance.actions import warn_absent


class Command(BaseCommand):
    help = "Пишет тем, чья явка упала ниже нужной, и их наставникам"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Предупреждено: {warn_absent()}")
