"""Every ten minutes: trainers hear of new questions under lessons, one letter for all of them."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.progress.talk_letters import tell_questions


class Command(BaseCommand):
    help = "Пишет тренерам о новых вопросах к урокам"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Вопросов: {tell_questions()}")
