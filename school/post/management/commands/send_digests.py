"""Every hour: people who chose one letter a day get it in the morning."""

from typing import Any

from django.core.management.base import BaseCommand

from school.post.digests import send_digests


class Command(BaseCommand):
    help = "Отправляет ежедневные сводки тем, кто выбрал письма раз в день"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Сводок: {send_digests()}")
