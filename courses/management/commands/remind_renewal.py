"""Once a day: letters about a status that comes to its end and about answers that have not come in time."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.dossiers.filing_letters import tell_overdue
from courses.dossiers.status_letters import remind


class Command(BaseCommand):
    help = "Напоминает о продлении статуса и об ответах, которые не пришли в срок"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"О продлении: {remind()}, о просроченных ответах: {tell_overdue()}")
