"""Once a day: a letter to an organisation whose accepted paper is soon too old."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.dossiers.actions.expiry import tell_expiring


class Command(BaseCommand):
    help = "Пишет организациям, у чьих документов кончается срок"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Предупреждено: {tell_expiring()}")
