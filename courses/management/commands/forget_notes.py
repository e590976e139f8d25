"""Once a night: own notes that their writers deleted a day ago go for good."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.progress.actions.notes import forget_notes


class Command(BaseCommand):
    help = "Стирает заметки к урокам, удалённые день назад"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Стёрто: {forget_notes()}")
