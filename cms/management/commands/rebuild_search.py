"""Makes the rows of the public search anew: after an update that changes what is found, or when rows were lost."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cms.indexing import rebuild


class Command(BaseCommand):
    help = "Собирает поиск по сайту заново."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            count = rebuild()
        self.stdout.write(f"Записей поиска: {count}")
