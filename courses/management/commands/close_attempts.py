"""Clock work: attempts at tests whose time is over are ended with what was saved."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.progress.actions.attempts import close_overdue


class Command(BaseCommand):
    help = "Заканчивает попытки, время которых вышло"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Закончено: {close_overdue()}")
