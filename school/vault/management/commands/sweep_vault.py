"""Clock work of the vault: files whose upload was cut off are thrown away after a day."""

from typing import Any

from django.core.management.base import BaseCommand

from school.vault.actions import sweep


class Command(BaseCommand):
    help = "Removes files of the vault that no row knows and that are older than a day"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{sweep()} removed")
