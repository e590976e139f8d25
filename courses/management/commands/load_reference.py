"""The reference data of the dossier: services, criteria, terms, bodies, calendars, the first checklist. Safe to run twice."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.dossiers.actions.reference import load_reference


class Command(BaseCommand):
    help = "Загружает справочники папки документов. Добавляет только то, чего ещё нет: строки, которые правила школа, остаются как есть."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load_reference()
        told = ", ".join(f"{name}: {count}" for name, count in added.items())
        if options["verbosity"]:
            self.stdout.write(f"Добавлено – {told}." if told else "Всё уже на месте.")
