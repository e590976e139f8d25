"""Clock work: documents of Word that were looked at and never added are thrown away."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.word.desk import sweep


class Command(BaseCommand):
    help = "Removes documents of Word that nobody has added to a page for half a day"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} removed")
